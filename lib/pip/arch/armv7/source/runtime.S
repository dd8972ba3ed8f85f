/* Names that compilers for ARM call by themselves: memory, and 64-bit division with quotient and rest in four registers. Source: Run-time ABI for the
 * ARM Architecture, 4.2 and 4.3.4. */
    .arm
    .text

.macro ALIAS name, of
    .globl \name
    .type \name, %function
\name:
    b \of
.endm
    ALIAS __aeabi_memcpy, memcpy
    ALIAS __aeabi_memcpy4, memcpy
    ALIAS __aeabi_memcpy8, memcpy
    ALIAS __aeabi_memmove, memmove
    ALIAS __aeabi_memmove4, memmove
    ALIAS __aeabi_memmove8, memmove

    .globl __aeabi_memset, __aeabi_memset4, __aeabi_memset8, __aeabi_memclr, __aeabi_memclr4, __aeabi_memclr8
    .irp name, memset, memset4, memset8, memclr, memclr4, memclr8, uldivmod, ldivmod
    .type __aeabi_\name, %function
    .endr
__aeabi_memclr:
__aeabi_memclr4:
__aeabi_memclr8:
    mov r2, r1
    mov r1, #0
    b memset
__aeabi_memset:
__aeabi_memset4:
__aeabi_memset8:                        /* size and value the other way round than memset */
    mov r3, r1
    mov r1, r2
    mov r2, r3
    b memset

    .globl __aeabi_uldivmod, __aeabi_ldivmod
__aeabi_uldivmod:
    push {r4, lr}
    sub sp, sp, #16
    add r4, sp, #8
    str r4, [sp]                        /* where the rest goes: the fifth argument */
    bl __udivmoddi4
    ldr r2, [sp, #8]
    ldr r3, [sp, #12]
    add sp, sp, #16
    pop {r4, pc}
__aeabi_ldivmod:
    push {r4, lr}
    sub sp, sp, #16
    add r4, sp, #8
    str r4, [sp]
    bl __divmoddi4
    ldr r2, [sp, #8]
    ldr r3, [sp, #12]
    add sp, sp, #16
    pop {r4, pc}
