/* Entered as Pip's ABI says; what the registers hold is kept for main.c. */
    .syntax unified
    .arm
    .text
    .globl _start, call, call_thumb, undefined_word, reads, child_start
_start:
    ldr r12, =entry_registers
    stmia r12, {r0-r11}
    str sp, [r12, #48]
    mrs r0, cpsr
    str r0, [r12, #52]
    bl main
1:  b 1b
    .ltorg

/* uint32_t call(number, struct registers *): r0 to r12 and the flags from there and back to there, and lr, which is the structure's address. */
call:
    push {r4-r11, lr}
    push {r1}
    ldr r2, =svc_table
    add r2, r2, r0, lsl #3
    push {r2}
    mov lr, r1
    ldr r0, [lr, #52]
    msr apsr_nzcvq, r0
    ldmia lr, {r0-r12}
    ldr pc, [sp], #4
    .ltorg
svc_table:
    .set n, 0
    .rept 80
    svc #n
    b after
    .set n, n + 1
    .endr
after:
    push {lr}                       /* as the call left it: what it was set to above */
    ldr lr, [sp, #4]
    stmia lr, {r0-r12}
    mrs r0, cpsr
    str r0, [lr, #52]
    pop {r0}
    str r0, [lr, #56]
    pop {r1}
    ldr r0, [lr]
    pop {r4-r11, pc}

/* The same by a Thumb instruction, number 7, with r0 = argument. */
    .thumb
    .thumb_func
thumb_code:
    svc #7
    bx lr
    .arm
call_thumb:
    push {r4, lr}
    ldr r4, =thumb_code
    blx r4
    pop {r4, pc}
    .ltorg

/* Code of the child: a page of its own. */
    .balign 4096
child_start:
    mov r4, #0
again:
    cmp r0, #0
    beq yields
    cmp r0, #1
    beq undefined_word
    cmp r0, #2
    beq reads
    cmp r0, #3
    beq jumps
    cmp r0, #4
    beq spins
    b again
yields:                             /* to the parent's entry 60, saved at 5; then reports r0 in entry 61 */
    mov r0, #0
    mov r1, #60
    mov r2, #5
    mov r3, #1
    mov r4, #1
    svc #10
    mov r7, r0
    mov r0, #0
    mov r1, #61
    mov r2, #5
    svc #10
1:  b 1b
undefined_word:
    udf #0
1:  b 1b
reads:
    mov r1, #0
    ldr r1, [r1]
1:  b 1b
jumps:
    mov r1, #0x30000000
    bx r1
spins:
    b spins
    .balign 4096
child_end:
