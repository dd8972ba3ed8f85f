/* Root partitions that have to end in the kernel's dump: attempts that fault in root itself, which nobody is above. The build defines which
 * one; tests/adversary knows how each dump has to look. RAX holds 0x600df00d where the attempt leaves it alone. */
#include "pip/abi.h"

#define TRAP 0x100
#define NESTED_TASK 0x4000

.macro CREATE_PARTITION descriptor, private_page
    movl $PIP_X86_64_FIRST_CALL + PIP_SERVICE_CREATE_PARTITION, %eax
    movabsq $\descriptor, %rdi
    movabsq $PIP_X86_64_ROOT_MEMORY + 0x1000, %rsi
    movabsq $PIP_X86_64_ROOT_MEMORY + 0x2000, %rdx
    movabsq $PIP_X86_64_ROOT_MEMORY + 0x3000, %r10
    movabsq $\private_page, %r8
    syscall
    cmpl $1, %eax
    jne 1f
    movl $0x600df00d, %eax
.endm

    .section .text.entry, "ax", @progbits
    .globl _start
_start:
    movl $0x600df00d, %eax

#if defined FATAL_SOFTWARE_INTERRUPT            /* without a handler */
    int $0x60
#elif defined FATAL_FOREIGN_CALL                /* is refused: it goes on, and to ud2 */
    syscall
    testq %rax, %rax
    jnz 1f
    cmpq $PIP_ERROR_UNKNOWN_SERVICE, %rdx
    jne 1f
    movl $0x600df00d, %eax
    ud2
#elif defined FATAL_CLI
    cli
#elif defined FATAL_PORT                        /* by an instruction */
    movl $PIP_LIMITS_CONSOLE_FIRST, %edx
    inb %dx, %al
#elif defined FATAL_READ_KERNEL
    movabsq $PIP_X86_64_KERNEL_WINDOW + 0x100000, %rbx
    movq (%rbx), %rcx
#elif defined FATAL_WRITE_PAGE_TABLE            /* a child's, that root has just written and given up */
    movabsq $PIP_X86_64_ROOT_MEMORY, %rbx
    movq $~0, (%rbx)
    movq $~0, 0x1000(%rbx)
    CREATE_PARTITION PIP_X86_64_ROOT_MEMORY, PIP_X86_64_ROOT_MEMORY + 0x4000
    movq %rax, 0x1008(%rbx)
#elif defined FATAL_STEP_CALL                   /* a single step over a call */
    movl $PIP_X86_64_FIRST_CALL + PIP_SERVICE_MAPPED_IN_CHILD, %eax
    movl $PIP_X86_64_ROOT_IMAGE, %edi
    pushfq
    orq $TRAP, (%rsp)
    popfq
    syscall
#elif defined FATAL_STEP_STACK_SEGMENT          /* ... that a load of SS has put off: ud2 follows where it is dropped */
    movl $PIP_X86_64_FIRST_CALL + PIP_SERVICE_MAPPED_IN_CHILD, %eax
    movl $PIP_X86_64_ROOT_IMAGE, %edi
    movl %ss, %edx
    pushfq
    orq $TRAP, (%rsp)
    popfq
    movl %edx, %ss
    syscall
    movl $0x600df00d, %eax
    ud2
#elif defined FATAL_NESTED_TASK
    pushfq
    orq $NESTED_TASK, (%rsp)
    popfq
    ud2
#elif defined FATAL_KERNEL_STACK                /* a fault with RSP in the kernel and null in all data segments */
    movabsq $PIP_X86_64_KERNEL_WINDOW + 0x100000, %rsp
    xorl %ecx, %ecx
    movl %ecx, %ds
    movl %ecx, %es
    movl %ecx, %fs
    movl %ecx, %gs
    ud2
#elif defined FATAL_NO_STACK                    /* ... and one that is no address, at a call before */
    movabsq $0x0000800000000000, %rsp
    movl $PIP_X86_64_FIRST_CALL + PIP_SERVICE_MAPPED_IN_CHILD, %eax
    movl $PIP_X86_64_ROOT_IMAGE, %edi
    syscall
    movl $0x600df00d, %eax
    ud2
#elif defined FATAL_JUMP                        /* to the kernel */
    movabsq $PIP_X86_64_KERNEL_WINDOW + 0x100000, %rbx
    jmpq *%rbx
#elif defined FATAL_NO_VIDT                     /* it has become configuration of a child */
    CREATE_PARTITION PIP_X86_64_ROOT_MEMORY, PIP_X86_64_VIDT
    int $0x60
#else
#error "which one?"
#endif

1:  jmp 1b                                      /* it got through */
