/* The first instructions: from the firmware's boot loader, without MMU, to kernel_main in the kernel's window.
 *
 * The loader follows the protocol of Linux on ARM: the image can be anywhere in the first MiBs (Raspberry Pi's firmware puts it at
 * 0x8000, QEMU at 0x10000), r2 is the address of the tags, caches are off. The processor may be in hypervisor mode.
 * Sources: Linux, Documentation/arch/arm/booting; ARM ARM B3 (translation), B4 (system registers). */
#include "pip/abi.h"
#include "board.h"
#include "entry.h"

#define PHYSICAL(symbol) ((symbol) - PIP_ARMV7_KERNEL_WINDOW)

/* First-level entries: sections that only the kernel can use, and never executes in; tables. */
#define SECTION_MEMORY 0x141e          /* write-back, write-allocate */
#define SECTION_DEVICE 0x0416
#define TABLE 0x001
#define SECTION_SIZE 0x100000
/* Second-level entries, of the first MiB. */
#define PAGE_MEMORY 0x05e              /* executable; kernel_paging.cpp takes that away where it is not needed */

#define DEVICE_SECTION (PIP_ARMV7_DEVICES >> 20)

#define TABLE_WALK_ATTRIBUTES 0x48     /* TTBR: write-back, write-allocate */
#define SPLIT_AT_1_GIB 2               /* TTBCR.N */
#define NO_WALKS_FOR_USER 0x10         /* TTBCR.PD0 */

    .arch_extension virt

    .section .boot, "ax"
    .arm
    .globl boot_entry
boot_entry:
    cpsid aif
    /* Where the image is not where it belongs, its first page goes there, and that one takes the rest: the code that copies
       is never overwritten by what it copies. */
    adr r4, boot_entry
    mov r5, #LOAD_ADDRESS
    cmp r4, r5
    beq in_place
    add r6, r5, #4096
1:  ldmia r4!, {r8-r11}
    stmia r5!, {r8-r11}
    cmp r5, r6
    blo 1b
    ldr r7, =PHYSICAL(2f)
    bx r7
2:  ldr r6, =PHYSICAL(kernel_file_end)
3:  ldmia r4!, {r8-r11}
    stmia r5!, {r8-r11}
    cmp r5, r6
    blo 3b
in_place:
    /* The other cores get a place to stay before anything else, since an emulator's would otherwise take their share of its time. */
    park_other_cores PHYSICAL(parking_place)
    dsb
    sev
    mov r0, #0
    mcr p15, 0, r0, c7, c5, 0          /* ICIALLU: nothing of what was here before is executed */
    dsb
    isb

    /* Supervisor mode. From hypervisor mode only an exception return leads there. */
    mrs r0, cpsr
    and r1, r0, #MODE_MASK
    cmp r1, #MODE_HYPERVISOR
    bne 4f
    mov r1, #0
    mcrr p15, 4, r1, r1, c14           /* CNTVOFF: the virtual counter is the physical one */
    mrc p15, 4, r1, c14, c1, 0         /* CNTHCTL: the kernel may use counter and timer */
    orr r1, r1, #3
    mcr p15, 4, r1, c14, c1, 0
    mov r1, #0
    mcr p15, 4, r1, c1, c1, 2          /* HCPTR and HSTR: nothing is trapped */
    mcr p15, 4, r1, c1, c1, 3
    mov r0, #(PSR_ALL_MASKED | MODE_SUPERVISOR)
    msr spsr_hyp, r0
    ldr r1, =PHYSICAL(5f)
    msr elr_hyp, r1
    eret
4:  cps #MODE_SUPERVISOR
5:
    mrc p15, 0, r0, c1, c0, 1          /* ACTLR.SMP: a Cortex-A7 uses its caches only with this. Ignored where only secure code may */
    orr r0, r0, #0x40
    mcr p15, 0, r0, c1, c0, 1

    /* What starts as zeros. */
    ldr r4, =PHYSICAL(kernel_file_end)
    ldr r5, =PHYSICAL(kernel_end)
    mov r0, #0
    mov r8, #0
    mov r9, #0
    mov r10, #0
6:  stmia r4!, {r0, r8-r10}            /* the linker script has both ends at multiples of 16 */
    cmp r4, r5
    blo 6b

    /* The window: memory, then devices. */
    ldr r4, =PHYSICAL(kernel_root_table)
    ldr r0, =SECTION_MEMORY
    add r5, r4, #(PIP_ARMV7_KERNEL_WINDOW >> 20 << 2)
    mov r6, #0
    mov r7, #DEVICE_SECTION
    ldr r8, =WINDOW_ENTRIES
7:  cmp r6, r7
    ldreq r0, =(SECTION_DEVICE + PIP_ARMV7_DEVICES)
    str r0, [r5], #4
    add r0, r0, #SECTION_SIZE
    add r6, r6, #1
    cmp r6, r8
    blo 7b
    /* Its first MiB by pages; and for the next instructions the same at 0. */
    ldr r5, =PHYSICAL(kernel_page_table)
    orr r0, r5, #TABLE
    str r0, [r4]
    add r1, r4, #(PIP_ARMV7_KERNEL_WINDOW >> 20 << 2)
    str r0, [r1]
    mov r0, #PAGE_MEMORY
    add r6, r5, #1024
8:  str r0, [r5], #4
    add r0, r0, #4096
    cmp r5, r6
    blo 8b

    mov r0, #0
    mcr p15, 0, r0, c8, c7, 0          /* TLBIALL */
    mcr p15, 0, r0, c7, c5, 6          /* BPIALL */
    mcr p15, 0, r0, c2, c0, 2          /* TTBCR: one table for all, as long as the first MiB is mapped twice */
    mcr p15, 0, r0, c13, c0, 1         /* CONTEXTIDR: there are no ASIDs but 0 */
    orr r1, r4, #TABLE_WALK_ATTRIBUTES
    mcr p15, 0, r1, c2, c0, 0          /* TTBR0 */
    mcr p15, 0, r1, c2, c0, 1          /* TTBR1 */
    mov r0, #1
    mcr p15, 0, r0, c3, c0, 0          /* DACR: domain 0 by the rights in the entries */
    dsb
    isb
    /* MMU, caches, branch prediction; no alignment check, vectors by VBAR, little-endian ARM state on exceptions, no access flag, no
       remapping of memory types; nothing that user mode can write is protected from execution but by XN. */
    mrc p15, 0, r0, c1, c0, 0
    ldr r1, =0x731a2002                /* off: TE, AFE, TRE, EE, VE, UWXN, WXN, HA, V, A */
    bic r0, r0, r1
    ldr r1, =0x00001805                /* on: I, Z, C, M */
    orr r0, r0, r1
    mcr p15, 0, r0, c1, c0, 0
    isb
    ldr r0, =boot_high
    bx r0

    .globl boot_high
boot_high:
    ldr sp, =kernel_stack_top
    mov r0, #(SPLIT_AT_1_GIB | NO_WALKS_FOR_USER)
    mcr p15, 0, r0, c2, c0, 2
    isb
    ldr r4, =kernel_root_table
    mov r0, #0
    str r0, [r4]
    mcr p15, 0, r0, c8, c7, 0
    dsb
    isb
    mov r11, #0                        /* the end of backtraces */
    mov r0, r2
    bl kernel_main                     /* does not return */
    .ltorg

/* Where the other cores wait, before they are told to: without MMU, at this code's physical address. They never wake up. */
    .globl parking_place
parking_place:
    cpsid aif
1:  wfi
    b 1b

    .section .tables, "aw", %nobits
    .balign 16384
    .globl kernel_root_table, kernel_page_table, kernel_stack_guard, kernel_stack_bottom, kernel_stack_top
    .globl fault_stack_bottom, fault_stack_top
kernel_root_table:
    .skip 16384
kernel_stack_guard:                    /* kernel_paging.cpp takes it out of the map */
    .skip 4096
kernel_stack_bottom:
    .skip KERNEL_STACK_SIZE
kernel_stack_top:
fault_stack_bottom:                    /* of a kernel fault's dump, whose cause may be that the other is full */
    .skip FAULT_STACK_SIZE
fault_stack_top:
kernel_page_table:
    .skip 1024
