/* Root partitions that have to end in the kernel's dump: attempts that fault in root itself, which nobody is above. The build defines which
 * one; tests/adversary knows how each dump has to look. EAX holds 0x600df00d where the attempt leaves it alone. */
#include "pip/abi.h"

    .section .text.entry, "ax", @progbits
    .globl _start
_start:
    movl $0x600df00d, %eax

#if defined FATAL_SOFTWARE_INTERRUPT            /* without a handler */
    int $0x60
#elif defined FATAL_CLI
    cli
#elif defined FATAL_PORT                        /* by an instruction */
    movl $PIP_LIMITS_CONSOLE_FIRST, %edx
    inb %dx, %al
#elif defined FATAL_READ_KERNEL
    movl PIP_I386_KERNEL_WINDOW + 0x100000, %ecx
#elif defined FATAL_WRITE_PAGE_TABLE            /* a child's, that root has just written and given up */
    movl $0x900000, %ebx
    movl $~0, (%ebx)
    movl $~0, 0x1000(%ebx)
    pushl $0x904000
    pushl $0x903000
    pushl $0x902000
    pushl $0x901000
    pushl %ebx
    lcall $PIP_SELECTOR_CREATE_PARTITION, $0
    cmpl $1, %eax
    jne 1f
    movl $0x600df00d, %eax
    movl %eax, 0x1004(%ebx)
#elif defined FATAL_STEP_GATE                   /* a single step over a call gate */
    pushl $PIP_I386_ROOT_IMAGE
    pushfl
    orl $0x100, (%esp)
    popfl
    lcall $PIP_SELECTOR_MAPPED_IN_CHILD, $0
#elif defined FATAL_STEP_SYSENTER
    movl $PIP_SERVICE_MAPPED_IN_CHILD, %eax
    movl $PIP_I386_ROOT_IMAGE, %ebx
    movl %esp, %ecx
    movl $1f, %edx
    pushfl
    orl $0x100, (%esp)
    popfl
    sysenter
#elif defined FATAL_NESTED_TASK
    pushfl
    orl $0x4000, (%esp)
    popfl
    iretl
#elif defined FATAL_SYSENTER_TO_KERNEL
    movl $PIP_SERVICE_MAPPED_IN_CHILD, %eax
    movl $PIP_I386_ROOT_IMAGE, %ebx
    movl $PIP_I386_KERNEL_WINDOW + 0x100000, %ecx
    movl $PIP_I386_KERNEL_WINDOW + 0x100000, %edx
    sysenter
#elif defined FATAL_KERNEL_STACK                /* a fault with ESP in the kernel and null in all data segments */
    movl $PIP_I386_KERNEL_WINDOW + 0x100000, %esp
    xorl %ecx, %ecx
    movl %ecx, %ds
    movl %ecx, %es
    movl %ecx, %fs
    movl %ecx, %gs
    ud2
#elif defined FATAL_FAR_RETURN                  /* to the kernel's code segment */
    pushl $PIP_I386_KERNEL_CODE
    pushl $1f
    lretl
#elif defined FATAL_NO_VIDT                     /* it has become configuration of a child */
    pushl $PIP_I386_VIDT
    pushl $0x903000
    pushl $0x902000
    pushl $0x901000
    pushl $0x900000
    lcall $PIP_SELECTOR_CREATE_PARTITION, $0
    cmpl $1, %eax
    jne 1f
    movl $0x600df00d, %eax
    int $0x60
#else
#error "which one?"
#endif

1:  jmp 1b                                      /* it got through */
