/* Instructions that a partition may execute and that have to fault there: each with the vectors that are right (one of them, since
 * processors do not know all of them) and the error code. */
#include "pip/abi.h"

#define DIVIDE (1 << 0)
#define DEBUG (1 << 1)
#define UNDEFINED (1 << 6)
#define STACK (1 << 12)
#define PROTECTION (1 << 13)
#define INVALID_OR_PROTECTION (UNDEFINED | PROTECTION)
#define STACK_OR_PROTECTION (STACK | PROTECTION)

#define FAR_RETURN 1                    /* not tried where those do not work */
#define PREVENTED 2                     /* faults where the processor keeps ring 3 from it */
#define ANYWHERE 4                      /* emulators report the address that it leads to */

/* The instruction has to fault, or for a debug exception to trap behind itself; if it does neither, `int 0xee` follows. */
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
    .quad .Lname\@, .Lcode\@
    .quad .Lfault\@, .Lbehind\@, \vectors, \error, \traits
.endm

    .section .rodata.probes, "a", @progbits
    .balign 8
    .globl instruction_probes
instruction_probes:

    PROBE "cli"
    PROBE "sti"
    PROBE "hlt"
    PROBE "clts"
    PROBE "invd"
    PROBE "wbinvd"
    PROBE "invlpg (%rax)"
    PROBE "invpcid (%rsp), %rax", INVALID_OR_PROTECTION, setup="xorl %eax, %eax"
    PROBE "swapgs"
    PROBE "lgdt (%rsp)"
    PROBE "lidt (%rsp)"
    PROBE "sgdt -16(%rsp)", traits=PREVENTED
    PROBE "sidt -16(%rsp)", traits=PREVENTED
    PROBE "sldt %eax", traits=PREVENTED
    PROBE "str %eax", traits=PREVENTED
    PROBE "smsw %eax", traits=PREVENTED
    PROBE "lldt %ax", setup="xorl %eax, %eax"
    PROBE "lldt %ax", setup="movl $0x28, %eax"
    PROBE "ltr %ax", setup="movl $0x28, %eax"
    PROBE "lmsw %ax", setup="movl $1, %eax"
    PROBE "movq %cr0, %rax"
    PROBE "movq %cr2, %rax"
    PROBE "movq %cr3, %rax"
    PROBE "movq %cr4, %rax"
    PROBE "movq %cr8, %rax"
    PROBE "movq %rax, %cr0", setup="movl $0x80000011, %eax"
    PROBE "movq %rax, %cr3"
    PROBE "movq %rax, %cr4"
    PROBE "movq %rax, %cr8"
    PROBE "movq %rax, %cr1", INVALID_OR_PROTECTION
    PROBE "movq %dr0, %rax"
    PROBE "movq %dr6, %rax"
    PROBE "movq %dr7, %rax"
    PROBE "movq %rax, %dr0"
    PROBE "movq %rax, %dr7", setup="movl $0x2000, %eax"
    PROBE "rdmsr", setup="movl $0xc0000080, %ecx"
    PROBE "rdmsr", setup="movl $0xc0000082, %ecx"
    PROBE "rdmsr", setup="movl $0xc0000102, %ecx"
    PROBE "wrmsr", setup="movl $0xc0000080, %ecx"
    PROBE "wrmsr", setup="movl $0xc0000082, %ecx"
    PROBE "wrmsr", setup="movl $0xc0000101, %ecx"
    PROBE "wrmsr", setup="movl $0x176, %ecx"
    PROBE "rdpmc", INVALID_OR_PROTECTION, setup="xorl %ecx, %ecx"
    PROBE "sysenter", INVALID_OR_PROTECTION
    PROBE "sysexit", INVALID_OR_PROTECTION
    PROBE "sysexitq", INVALID_OR_PROTECTION
    PROBE "sysretq"
    PROBE "sysretl"
    PROBE "rsm", UNDEFINED
    PROBE "getsec", INVALID_OR_PROTECTION, setup="xorl %eax, %eax"
    PROBE "vmcall", UNDEFINED
    PROBE "vmmcall", UNDEFINED
    PROBE "vmxoff", INVALID_OR_PROTECTION
    PROBE "vmxon (%rsp)", INVALID_OR_PROTECTION
    PROBE "vmlaunch", INVALID_OR_PROTECTION
    PROBE "vmrun %rax", INVALID_OR_PROTECTION
    PROBE "vmload %rax", INVALID_OR_PROTECTION
    PROBE "vmsave %rax", INVALID_OR_PROTECTION
    PROBE "stgi", INVALID_OR_PROTECTION
    PROBE "clgi", INVALID_OR_PROTECTION
    PROBE "skinit %eax", INVALID_OR_PROTECTION
    PROBE "invlpga %rax, %ecx", INVALID_OR_PROTECTION
    PROBE "encls", INVALID_OR_PROTECTION
    PROBE "xsetbv", INVALID_OR_PROTECTION, setup="xorl %ecx, %ecx"
    PROBE "xgetbv", UNDEFINED, setup="xorl %ecx, %ecx"
    PROBE "xsave -2048(%rsp)", UNDEFINED
    PROBE "xrstor -2048(%rsp)", UNDEFINED
    PROBE "vzeroupper", UNDEFINED
    PROBE "rdpkru", UNDEFINED, setup="xorl %ecx, %ecx"
    PROBE "wrpkru", UNDEFINED, setup="xorl %eax, %eax; xorl %ecx, %ecx; xorl %edx, %edx"
    PROBE "clac", UNDEFINED
    PROBE "stac", UNDEFINED
    PROBE "monitor", INVALID_OR_PROTECTION
    PROBE "mwait", INVALID_OR_PROTECTION
    PROBE "inb $0xf8, %al"
    PROBE "inb %dx, %al", setup="movl $0x3fd, %edx"
    PROBE "outb %al, %dx", setup="movl $0xf4, %edx"
    PROBE "insb", setup="movl $0x3fd, %edx"
    PROBE "outsl", setup="movl $0xcf8, %edx"
    PROBE "rep outsb", setup="movl $0x3f8, %edx; movl $1, %ecx"
    PROBE "ud2", UNDEFINED
    PROBE "lock; addl %eax, %ecx", UNDEFINED
    PROBE "int3", PROTECTION, 3 * 8 + 2
    PROBE ".byte 0xf1 /* int1 */", (DEBUG | UNDEFINED)
    PROBE ".byte 0xce /* into */", UNDEFINED
    PROBE ".byte 0x06 /* push %es */", UNDEFINED
    PROBE ".byte 0x62, 0x00, 0x00, 0x00, 0x00, 0x00 /* bound */", UNDEFINED
    PROBE ".byte 0x9a, 0, 0, 0, 0, 8, 0 /* lcall $8, $0 */", UNDEFINED
    PROBE ".byte 0xea, 0, 0, 0, 0, 8, 0 /* ljmp $8, $0 */", UNDEFINED
    PROBE "divl %ecx", DIVIDE, setup="xorl %ecx, %ecx"
    PROBE "iretq /* with the flag of nested tasks */", PROTECTION, 0, "pushfq; orq $0x4000, (%rsp); popfq", FAR_RETURN
    PROBE "lretq", PROTECTION, 8, "pushq $8; pushq $0", FAR_RETURN
    PROBE "iretq", PROTECTION, 8, "pushq $0x10; pushq $0; pushq $2; pushq $8; pushq $0", FAR_RETURN
    PROBE "iretq", PROTECTION, 0, "pushq $0x1b; pushq $0; pushq $2; pushq $0; pushq $0", FAR_RETURN
    PROBE "movl %eax, %ss", PROTECTION, 0x10, "movl $0x10, %eax"
    PROBE "movl %eax, %ss", PROTECTION, 0, "xorl %eax, %eax"
    PROBE "movl %eax, %ds", PROTECTION, 0x28, "movl $0x28, %eax"
    PROBE "movq (%rax), %rax", setup="movabsq $0x800000000000, %rax"
    PROBE "movq (%rax), %rax", setup="movabsq $0xffff7fffffffffff, %rax"
    PROBE "movq %rax, (%rax)", setup="movabsq $0x8000000000000000, %rax"
    PROBE "movq (%rsp), %rax", STACK_OR_PROTECTION, setup="movabsq $0x800000000000, %rsp"
    PROBE "pushq %rax", STACK_OR_PROTECTION, setup="movabsq $0x800000000800, %rsp"
    PROBE "popq %rax", STACK_OR_PROTECTION, setup="movabsq $0xdeadbeefdeadbeef, %rsp"
    PROBE "callq *%rax", STACK_OR_PROTECTION, setup="movabsq $0x800000001000, %rsp"
    PROBE "jmpq *%rax", setup="movabsq $0x800000000000, %rax", traits=ANYWHERE
    PROBE "retq", setup="movabsq $0xdeadbeefdeadbeef, %rax; pushq %rax", traits=ANYWHERE

    .section .rodata.probes, "a", @progbits
    .globl instruction_probes_end
instruction_probes_end:
    .section .note.GNU-stack, "", @progbits
