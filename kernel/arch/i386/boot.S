/* The first instructions: from the multiboot loader, in 32-bit mode without paging, to kernel_main in the high half. */
#include "pip/abi.h"

#define PRESENT_WRITABLE 3
#define FIRST_TABLES 4                 /* of 4 MiB each: what boot code can reach before kernel_paging.cpp has run */
#define PHYSICAL(symbol) ((symbol) - PIP_I386_KERNEL_WINDOW)

    .section .boot, "ax"
    .globl boot_entry
boot_entry:
    cli
    cld
    movl %eax, %esi                    /* the loader's magic */
    movl %ebx, %edi                    /* its information */

    /* Tables of the first 16 MiB. */
    movl $PRESENT_WRITABLE, %eax
    movl $PHYSICAL(boot_page_tables), %edx
    movl $(FIRST_TABLES * 1024), %ecx
1:  movl %eax, (%edx)
    addl $4096, %eax
    addl $4, %edx
    loop 1b

    /* They stand at the kernel's window, and for the next instructions at 0. */
    movl $PHYSICAL(boot_page_directory), %edx
    movl $(PHYSICAL(boot_page_tables) + PRESENT_WRITABLE), %eax
    movl %eax, (%edx)
    movl $FIRST_TABLES, %ecx
    addl $(PIP_I386_KERNEL_WINDOW >> 22 << 2), %edx
2:  movl %eax, (%edx)
    addl $4096, %eax
    addl $4, %edx
    loop 2b

    movl $PHYSICAL(boot_page_directory), %eax
    movl %eax, %cr3
    movl %cr0, %eax
    orl $0x80010000, %eax              /* paging, and read-only is read-only for the kernel too */
    movl %eax, %cr0
    movl $boot_high_half, %eax
    jmp *%eax

    .text
    .globl boot_high_half
boot_high_half:
    movl $kernel_stack_top, %esp
    xorl %ebp, %ebp                    /* the end of backtraces */
    pushl $2
    popfl
    movl $0, boot_page_directory       /* nothing at low addresses any more */
    movl %cr3, %eax
    movl %eax, %cr3
    pushl %edi
    pushl %esi
    call kernel_main                   /* does not return */

    .bss
    .balign 4096
    .globl boot_page_directory, boot_page_tables, kernel_stack_guard, kernel_stack_bottom, kernel_stack_top
boot_page_directory:
    .skip 4096
boot_page_tables:
    .skip 4096 * FIRST_TABLES
kernel_stack_guard:                    /* kernel_paging.cpp takes it out of the map */
    .skip 4096
kernel_stack_bottom:
    .skip 8192
kernel_stack_top:
