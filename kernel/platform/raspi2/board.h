/* What the first instructions have to know of the board, and of its boot loaders.
 * Sources: Linux, Documentation/arch/arm/booting; QA7_rev3.4 (ARM Quad A7 core), chapter 4.8. */
#ifndef PEPIN_BOARD_H
#define PEPIN_BOARD_H

#define LOAD_ADDRESS 0x8000 /* where the firmware puts an image; kernel.lds says the same */
#define LOCAL_CONTROLLER 0x40000000
#define MAILBOX_3_SET 0x8c   /* of core 0; the next ones' are 16 bytes apart */
#define WINDOW_ENTRIES 0x401 /* sections of the window: 1 GiB and the local controller behind it */

#ifdef __ASSEMBLER__
/* This is no C, which clang-format would take it for. */
/* clang-format off */
/* The firmware has each of the other cores wait for an address in its mailbox 3, which is the address of
 * `place`. Destroys r0 and r1. */
.macro park_other_cores place
    ldr r0, =\place
    ldr r1, =(LOCAL_CONTROLLER + MAILBOX_3_SET)
    str r0, [r1, #0x10]
    str r0, [r1, #0x20]
    str r0, [r1, #0x30]
.endm
/* clang-format on */
#endif

#endif
