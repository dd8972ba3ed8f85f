/* Where the library keeps what it remembers. */
#ifndef PIP_STATE_H
#define PIP_STATE_H

/* Marks each variable of the library that is not constant. Link scripts that were written for Pip's library
 * name `.data` and `.bss` alone: a variable in a section `.bss.name` of its own would come to lie behind the
 * flat image, in a root on memory that it takes for free. */
#define PIP_STATE __attribute__((section(".data")))

#endif
