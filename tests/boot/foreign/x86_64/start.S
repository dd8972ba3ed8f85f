/* Entered by the kernel with RDI = boot information. What the registers hold is kept for the checks. */
    .section .boot, "ax", @progbits
    .globl boot
boot:
    movq %rax, entry_registers + 0 * 8(%rip)
    movq %rcx, entry_registers + 1 * 8(%rip)
    movq %rdx, entry_registers + 2 * 8(%rip)
    movq %rbx, entry_registers + 3 * 8(%rip)
    movq %rsp, entry_registers + 4 * 8(%rip)
    movq %rbp, entry_registers + 5 * 8(%rip)
    movq %rsi, entry_registers + 6 * 8(%rip)
    movq %rdi, entry_registers + 7 * 8(%rip)
    movq %r8, entry_registers + 8 * 8(%rip)
    movq %r9, entry_registers + 9 * 8(%rip)
    movq %r10, entry_registers + 10 * 8(%rip)
    movq %r11, entry_registers + 11 * 8(%rip)
    movq %r12, entry_registers + 12 * 8(%rip)
    movq %r13, entry_registers + 13 * 8(%rip)
    movq %r14, entry_registers + 14 * 8(%rip)
    movq %r15, entry_registers + 15 * 8(%rip)
    movw %cs, entry_segments(%rip)
    movw %ss, entry_segments + 2(%rip)
    movw %ds, entry_segments + 4(%rip)
    movw %es, entry_segments + 6(%rip)
    movw %fs, entry_segments + 8(%rip)
    movw %gs, entry_segments + 10(%rip)
    pushfq
    popq entry_flags(%rip)
    call main
1:  jmp 1b

/* uint64_t service(uint64_t number, a, b, c, d, e, f): a call; `error` is what it left in RDX. */
    .text
    .globl service
service:
    leaq 0x70000000(%rdi), %rax
    movq %rsi, %rdi
    movq %rdx, %rsi
    movq %rcx, %rdx
    movq %r8, %r10
    movq %r9, %r8
    movq 8(%rsp), %r9
    syscall
    movq %rdx, error(%rip)
    ret

/* uint64_t call(uint64_t number, uint64_t registers[16]): the same with all registers but RAX and RSP from there, in the order of their
 * numbers, and as they are afterwards; in the place of RSP the address behind the call. Flags: carry and sign are set before. */
    .globl call
call:
    pushq %rbx
    pushq %rbp
    pushq %r12
    pushq %r13
    pushq %r14
    pushq %r15
    pushq %rsi
    movq %rsp, stack_before(%rip)
    movq %rdi, %rax
    movq 1 * 8(%rsi), %rcx
    movq 2 * 8(%rsi), %rdx
    movq 3 * 8(%rsi), %rbx
    movq 5 * 8(%rsi), %rbp
    movq 7 * 8(%rsi), %rdi
    movq 8 * 8(%rsi), %r8
    movq 9 * 8(%rsi), %r9
    movq 10 * 8(%rsi), %r10
    movq 11 * 8(%rsi), %r11
    movq 12 * 8(%rsi), %r12
    movq 13 * 8(%rsi), %r13
    movq 14 * 8(%rsi), %r14
    movq 15 * 8(%rsi), %r15
    movq 6 * 8(%rsi), %rsi
    pushq $0x83
    popfq
    syscall
behind_call:
    cmpq %rsp, stack_before(%rip)       /* nothing goes on with another stack */
    jne .
    pushq %rsi
    movq 8(%rsp), %rsi
    movq %rax, (%rsi)
    movq %rcx, 1 * 8(%rsi)
    movq %rdx, 2 * 8(%rsi)
    movq %rbx, 3 * 8(%rsi)
    leaq behind_call(%rip), %rax
    movq %rax, 4 * 8(%rsi)
    movq %rbp, 5 * 8(%rsi)
    popq %rax
    movq %rax, 6 * 8(%rsi)
    movq %rdi, 7 * 8(%rsi)
    movq %r8, 8 * 8(%rsi)
    movq %r9, 9 * 8(%rsi)
    movq %r10, 10 * 8(%rsi)
    movq %r11, 11 * 8(%rsi)
    movq %r12, 12 * 8(%rsi)
    movq %r13, 13 * 8(%rsi)
    movq %r14, 14 * 8(%rsi)
    movq %r15, 15 * 8(%rsi)
    movq (%rsi), %rax
    popq %rsi
    popq %r15
    popq %r14
    popq %r13
    popq %r12
    popq %rbp
    popq %rbx
    ret

/* The compiler's. */
    .globl memset
memset:
    movq %rdi, %r8
    movl %esi, %eax
    movq %rdx, %rcx
    rep stosb
    movq %r8, %rax
    ret

    .data
    .balign 8
    .globl entry_registers, entry_flags, entry_segments, error
entry_registers: .skip 16 * 8
entry_flags:     .quad 0
stack_before:    .quad 0
error:           .quad 0
entry_segments:  .skip 6 * 2
    .section .note.GNU-stack, "", @progbits
