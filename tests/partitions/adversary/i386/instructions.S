/* Instructions that a partition may execute and that have to fault there: each with the vectors that are right (one of them, since
 * older processors do not know all of them) and the error code. */
#include "pip/abi.h"

#define DIVIDE (1 << 0)
#define DEBUG (1 << 1)
#define BOUND (1 << 5)
#define UNDEFINED (1 << 6)
#define TASK (1 << 10)
#define PROTECTION (1 << 13)
#define INVALID_OR_PROTECTION (UNDEFINED | PROTECTION)

/* The instruction has to fault, or for a debug exception to trap behind itself; if it does neither, `int 0xee` follows. */
#define FAR_RETURN 1                    /* not tried where those do not work */
.macro PROBE instruction, vectors=PROTECTION, error=0, setup="nop", traits=0
    .section .text.probes, "ax", @progbits
.Lcode\@:
    \setup
.Lfault\@:
    \instruction
.Lbehind\@:
    int $0xee
    .section .rodata.names, "a", @progbits
.Lname\@:
    .asciz "\instruction"
    .section .rodata.probes, "a", @progbits
    .long .Lname\@, .Lcode\@
    .long .Lfault\@, .Lbehind\@, \vectors, \error, \traits
.endm

    .section .rodata.probes, "a", @progbits
    .balign 4
    .globl instruction_probes
instruction_probes:

    PROBE "cli"
    PROBE "sti"
    PROBE "hlt"
    PROBE "clts"
    PROBE "invd"
    PROBE "wbinvd"
    PROBE "invlpg (%eax)", INVALID_OR_PROTECTION
    PROBE "lgdt (%esp)"
    PROBE "lidt (%esp)"
    PROBE "lldt %ax", setup="xorl %eax, %eax"
    PROBE "lldt %ax", setup="movl $0x28, %eax"
    PROBE "ltr %ax", setup="movl $0x28, %eax"
    PROBE "lmsw %ax", setup="smsw %ax"
    PROBE "movl %cr0, %eax"
    PROBE "movl %cr2, %eax"
    PROBE "movl %cr3, %eax"
    PROBE "movl %cr4, %eax", INVALID_OR_PROTECTION
    PROBE "movl %eax, %cr0", setup="movl $0x11, %eax"
    PROBE "movl %eax, %cr3"
    PROBE "movl %eax, %cr4", INVALID_OR_PROTECTION
    PROBE "movl %dr0, %eax"
    PROBE "movl %dr6, %eax"
    PROBE "movl %dr7, %eax"
    PROBE "movl %eax, %dr0"
    PROBE "movl %eax, %dr7", setup="movl $0x2000, %eax"
    PROBE "rdmsr", INVALID_OR_PROTECTION, setup="movl $0x176, %ecx"
    PROBE "wrmsr", INVALID_OR_PROTECTION, setup="movl $0x176, %ecx"
    PROBE "rdpmc", INVALID_OR_PROTECTION, setup="xorl %ecx, %ecx"
    PROBE "sysexit", INVALID_OR_PROTECTION
    PROBE "sysretl", INVALID_OR_PROTECTION
    PROBE "syscall", UNDEFINED
    PROBE "rsm", UNDEFINED
    PROBE "vmcall", UNDEFINED
    PROBE "vmrun %eax", INVALID_OR_PROTECTION
    PROBE "xsetbv", INVALID_OR_PROTECTION, setup="xorl %ecx, %ecx"
    PROBE "xgetbv", UNDEFINED, setup="xorl %ecx, %ecx"
    PROBE "clac", INVALID_OR_PROTECTION
    PROBE "stac", INVALID_OR_PROTECTION
    PROBE "monitor", INVALID_OR_PROTECTION
    PROBE "mwait", INVALID_OR_PROTECTION
    PROBE "inb $0xf8, %al"
    PROBE "inb %dx, %al", setup="movl $0x3fd, %edx"
    PROBE "insb", setup="movl $0x3fd, %edx"
    PROBE "outsl", setup="movl $0xcf8, %edx"
    PROBE "ud2", UNDEFINED
    PROBE "lock; addl %eax, %ecx", UNDEFINED
    PROBE "int3", PROTECTION, 3 * 8 + 2
    PROBE "into", PROTECTION, 4 * 8 + 2, "movb $0x7f, %al; addb $1, %al"
    PROBE ".byte 0xf1 /* int1 */", (DEBUG | UNDEFINED)
    PROBE "bound %eax, limits", BOUND, setup="movl $5, %eax"
    PROBE "divl %ecx", DIVIDE, setup="xorl %ecx, %ecx"
    PROBE "iretl /* with the flag of nested tasks */", TASK, setup="pushfl; orl $0x4000, (%esp); popfl", traits=FAR_RETURN
    PROBE "ljmp $8, $0", PROTECTION, 8
    PROBE "lcall $8, $0", PROTECTION, 8
    PROBE "lcall $0x28, $0", PROTECTION, 0x28
    PROBE "lretl", PROTECTION, 8, "pushl $8; pushl $0", FAR_RETURN
    PROBE "iretl", PROTECTION, 8, "pushl $2; pushl $8; pushl $0", FAR_RETURN
    PROBE "movl %eax, %ss", PROTECTION, 0x10, "movl $0x10, %eax"

    .section .rodata.probes, "a", @progbits
    .globl instruction_probes_end
instruction_probes_end:
    .section .rodata.limits, "a", @progbits
    .balign 4
limits:
    .long 0, 1
    .section .note.GNU-stack, "", @progbits
