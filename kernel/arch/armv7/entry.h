/* Numbers that the assembly of this folder and the C++ around it share. */
#ifndef PEPIN_ENTRY_H
#define PEPIN_ENTRY_H

/* Processor modes, in the low bits of a PSR. */
#define MODE_MASK 0x1f
#define MODE_USER 0x10
#define MODE_FIQ 0x11
#define MODE_IRQ 0x12
#define MODE_SUPERVISOR 0x13
#define MODE_ABORT 0x17
#define MODE_HYPERVISOR 0x1a
#define MODE_UNDEFINED 0x1b

#define PSR_THUMB 0x20
#define PSR_FAST_INTERRUPT_MASKED 0x40
#define PSR_INTERRUPT_MASKED 0x80
#define PSR_ABORT_MASKED 0x100
#define PSR_ALL_MASKED 0x1c0
#define PSR_IT_BLOCK 0x0600fc00

/* Offset of interrupts_on in kernel_state. */
#define KERNEL_STATE_INTERRUPTS_ON 16

#define KERNEL_STACK_SIZE 8192
#define FAULT_STACK_SIZE 4096

#endif
