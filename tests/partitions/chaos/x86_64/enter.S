/* Entries into the kernel with whatever a partition can put into registers. The answers are value (RAX) and error (RDX), as C wants them. */
    .text
.macro load_arguments                   /* from where RSI points to */
    movq (%rsi), %rdi
    movq 16(%rsi), %rdx
    movq 24(%rsi), %r10
    movq 32(%rsi), %r8
    movq 40(%rsi), %r9
    movq 8(%rsi), %rsi
.endm

/* pip_result_t enter_any(pip_word_t number, const pip_word_t arguments[6]) */
    .globl enter_any
    .type enter_any, @function
enter_any:
    movq %rdi, %rax
    load_arguments
    syscall
    ret
    .size enter_any, . - enter_any

/* pip_result_t enter_astray(pip_word_t number, const pip_word_t arguments[6], pip_word_t stack, pip_word_t flags): the kernel does not
 * touch the stack of whom it serves. */
    .globl enter_astray
    .type enter_astray, @function
enter_astray:
    pushq %rbp
    pushfq
    movq %rsp, %rbp
    movq %rdi, %rax
    movq %rdx, %r11
    pushq %rcx
    load_arguments
    popfq
    movq %r11, %rsp
    syscall
    movq %rbp, %rsp                     /* RBP comes back as it was */
    popfq
    popq %rbp
    ret
    .size enter_astray, . - enter_astray

    .section .note.GNU-stack, "", %progbits
