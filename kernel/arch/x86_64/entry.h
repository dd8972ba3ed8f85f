/* Numbers that the entry code (entry.S) and the C++ around it share. */
#ifndef PEPIN_ENTRY_H
#define PEPIN_ENTRY_H

/* RFLAGS: bit 1 is always one, the others are off in the kernel. */
#define FLAGS_NONE 0x002
#define FLAGS_TRAP 0x100
#define FLAGS_INTERRUPT_SHIFT 9
#define FLAGS_INTERRUPT 0x200
#define FLAGS_VIRTUAL_8086 0x20000

/* Offset of interrupts_on in kernel_state. */
#define KERNEL_STATE_INTERRUPTS_ON 32

/* Entry code of vector n stands at trap_entries + n * TRAP_ENTRY_SIZE. */
#define TRAP_ENTRY_SIZE 16
#define TRAP_COUNT 256

#define VECTOR_DEBUG 1
#define VECTOR_NON_MASKABLE 2
#define VECTOR_NO_FLOATING_POINT 7
#define VECTOR_DOUBLE_FAULT 8
#define VECTOR_GENERAL_PROTECTION 13
#define VECTOR_PAGE_FAULT 14
#define VECTOR_MACHINE_CHECK 18

/* Stacks of the interrupt stack table, for what may arrive at any instruction of the kernel. */
#define STACK_DEBUG 1
#define STACK_NON_MASKABLE 2
#define STACK_MACHINE_CHECK 3
#define STACK_DOUBLE_FAULT 4
#define INTERRUPT_STACK_SIZE 4096

#endif
