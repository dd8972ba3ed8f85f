/* The first instructions: from the boot loader, in 32-bit mode without paging, to kernel_main in 64-bit mode and the high half. */
#include "pip/abi.h"
#include "entry.h"

#define PRESENT_WRITABLE 3
#define LARGE_GLOBAL 0x183             /* 2 MiB */
#define PHYSICAL(symbol) ((symbol) - PIP_X86_64_KERNEL_WINDOW)
#define WINDOW_ENTRY 1                 /* of kernel_window_table: where the window begins, in GiB from the upper half's begin */
#define BOOT_GIB 4                     /* what boot code can reach before kernel_paging.cpp has run */

    .section .boot, "ax"
    .code32
    .globl boot_entry
boot_entry:
    cli
    cld
    movl $PHYSICAL(kernel_stack_top), %esp
    movl %eax, %esi                    /* the loader's magic */
    movl %ebx, %edi                    /* its information */

    /* CPUID itself is there wherever there is long mode; a flag that cannot be changed tells. */
    pushfl
    popl %eax
    movl %eax, %ecx
    xorl $0x200000, %eax
    pushl %eax
    popfl
    pushfl
    popl %eax
    xorl %ecx, %eax
    movl $no_long_mode, %ebp
    testl $0x200000, %eax
    jz refuse
    movl $0x80000000, %eax
    cpuid
    cmpl $0x80000001, %eax
    jb refuse
    movl $0x80000001, %eax
    cpuid
    testl $0x20000000, %edx
    jz refuse
    movl $no_execute_disable, %ebp
    testl $0x00100000, %edx
    jz refuse

    /* Tables of the first 4 GiB, at the kernel's window, and for the next instructions at 0. */
    movl $PHYSICAL(kernel_root_table), %eax
    movl $(PHYSICAL(kernel_window_table) + PRESENT_WRITABLE), (%eax)
    movl $(PHYSICAL(kernel_window_table) + PRESENT_WRITABLE), 256 * 8(%eax)
    movl $PHYSICAL(kernel_window_table), %eax
    movl $(PHYSICAL(boot_directories) + PRESENT_WRITABLE), %edx
    movl %edx, (%eax)                  /* the first GiB at 0, too */
    xorl %ecx, %ecx
1:  movl %edx, WINDOW_ENTRY * 8(%eax,%ecx,8)
    addl $4096, %edx
    incl %ecx
    cmpl $BOOT_GIB, %ecx
    jne 1b
    movl $PHYSICAL(boot_directories), %eax
    movl $LARGE_GLOBAL, %edx
    movl $(512 * BOOT_GIB), %ecx
2:  movl %edx, (%eax)
    addl $0x200000, %edx
    addl $8, %eax
    loop 2b

    movl $0x20, %eax                   /* 64-bit entries */
    movl %eax, %cr4
    movl $PHYSICAL(kernel_root_table), %eax
    movl %eax, %cr3
    movl $0xc0000080, %ecx
    movl $0x900, %eax                  /* long mode, and entries can forbid execution */
    xorl %edx, %edx
    wrmsr
    movl $0x80010011, %eax             /* paging, and read-only is read-only for the kernel too */
    movl %eax, %cr0
    lgdt boot_gdt_register
    ljmp $8, $1f
    .code64
1:  movabsq $boot_high_half, %rax
    jmp *%rax

    .code32
/* A text at EBP, to COM1 and to the screen; then the end, in QEMU by its device for that. */
refuse:
.macro line_register offset, value
    movw $(0x3f8 + \offset), %dx
    movb $\value, %al
    outb %al, %dx
.endm
    line_register 3, 0x80              /* 115,200 baud, 8N1 */
    line_register 0, 1
    line_register 1, 0
    line_register 3, 3
    movl $0xb8000, %edi
3:  movb (%ebp), %al
    testb %al, %al
    jz 6f
    movb $0x0f, %ah
    movw %ax, (%edi)
    addl $2, %edi
    movl $100000, %ecx
    movb %al, %bl
4:  movw $0x3fd, %dx
    inb %dx, %al
    testb $0x20, %al
    jnz 5f
    loop 4b
5:  movb %bl, %al
    movw $0x3f8, %dx
    outb %al, %dx
    incl %ebp
    jmp 3b
6:  movw $0xf4, %dx
    movl $0x31, %eax
    outl %eax, %dx
7:  cli
    hlt
    jmp 7b

    .balign 8
boot_gdt:
    .quad 0, 0x00af9b000000ffff
boot_gdt_register:
    .short 15
    .long boot_gdt
no_long_mode:
    .asciz "PANIC: the processor has no 64-bit mode, which this kernel needs\r\nPANIC END\r\n"
no_execute_disable:
    .asciz "PANIC: the processor cannot forbid execution of pages (NX), which the kernel needs\r\nPANIC END\r\n"

    .text
    .code64
    .globl boot_high_half
boot_high_half:
    leaq kernel_stack_top(%rip), %rsp
    xorl %eax, %eax
    movl %eax, %ds
    movl %eax, %es
    movl %eax, %ss
    xorl %ebp, %ebp                    /* the end of backtraces */
    pushq $FLAGS_NONE
    popfq
    movq $0, kernel_root_table(%rip)   /* nothing at low addresses any more */
    movq $0, kernel_window_table(%rip)
    movq %cr3, %rax
    movq %rax, %cr3
    movl %esi, %eax
    movl %edi, %esi
    movl %eax, %edi
    call kernel_main                   /* does not return */

    .bss
    .balign 4096
    .globl kernel_root_table, kernel_window_table, boot_directories, kernel_stack_guard, kernel_stack_bottom, kernel_stack_top, interrupt_stacks
    .globl debug_stack_bottom, non_maskable_stack_bottom, machine_check_stack_bottom, double_fault_stack_bottom
kernel_root_table:                     /* level 4: entry 0 is the current partition's root, entry 256 the kernel's */
    .skip 4096
kernel_window_table:                   /* level 3, of the upper half's first 512 GiB */
    .skip 4096
boot_directories:                      /* level 2, of the first 4 GiB of memory */
    .skip 4096 * BOOT_GIB
interrupt_stacks:                      /* in the order of their numbers */
debug_stack_bottom:
    .skip INTERRUPT_STACK_SIZE
non_maskable_stack_bottom:
    .skip INTERRUPT_STACK_SIZE
machine_check_stack_bottom:
    .skip INTERRUPT_STACK_SIZE
double_fault_stack_bottom:
    .skip INTERRUPT_STACK_SIZE
kernel_stack_guard:                    /* kernel_paging.cpp takes it out of the map */
    .skip 4096
kernel_stack_bottom:
    .skip 8192
kernel_stack_top:
