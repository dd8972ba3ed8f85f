/* Where things are in a child, and addresses that are worth a try. */
#ifndef CHAOS_ADDRESSES_H
#define CHAOS_ADDRESSES_H

#include <pip/abi.h>

#define CODE 0xffc00000u
#define POOL 0xffc08000u
#define SUPPLY 0xfffc0000u
#define STATISTICS 0xffffc000u
#define STACK 0xffffd000u
#define STATE 0xffffe000u

#define FIRST_RESERVED PIP_I386_KERNEL_WINDOW
#define RESERVED_SPAN 0x10000000u /* from there on: the kernel's, or nothing's */
#define LAST_RESERVED (PIP_I386_KERNEL_WINDOW_END - 0x1000u)
#define OTHER_TABLES {0x00400000u, 0x80000000u, PIP_I386_KERNEL_WINDOW_END}

#endif
