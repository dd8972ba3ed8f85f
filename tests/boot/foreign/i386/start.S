/* Entered by the kernel with EBX = boot information and ESP at the initial context. What the registers hold is kept for the checks. */
    .section .boot, "ax", @progbits
    .globl boot
boot:
    movl %ebx, entry_ebx
    movl %esp, entry_esp
    movw %cs, entry_segments
    movw %ss, entry_segments + 2
    movw %ds, entry_segments + 4
    movw %es, entry_segments + 6
    pushfl
    popl entry_eflags
    pushl %ebx
    call main
1:  jmp 1b

/* void load_context(const context *) -> never: what a handler does to go on where root was interrupted. The interrupt flag stays
 * the handler's, since popf cannot change it here. */
    .text
    .globl load_context
load_context:
    movl 4(%esp), %eax
    movl 0x0c(%eax), %edi
    movl 0x10(%eax), %esi
    movl 0x14(%eax), %ebp
    movl 0x1c(%eax), %ebx
    movl 0x20(%eax), %edx
    movl 0x18(%eax), %esp
    pushl 0x00(%eax)
    pushl 0x08(%eax)
    movl 0x24(%eax), %ecx
    movl 0x28(%eax), %eax
    popfl
    ret

/* uint32_t int_100(uint32_t *after): executes int 100 in root; *after becomes the address behind it. Returns what is in EBX
 * afterwards, which was 0x12345678 before. */
    .globl int_100
int_100:
    pushl %ebx
    movl 8(%esp), %eax
    movl $after_int_100, (%eax)
    movl $0x12345678, %ebx
    int $100
after_int_100:
    movl %ebx, %eax
    popl %ebx
    ret

/* void wait_for(volatile uint32_t *word): spins until *word is not 0. */
    .globl wait_for
wait_for:
    movl 4(%esp), %eax
1:  cmpl $0, (%eax)
    je 1b
    ret

/* Handlers start here, with the vector in EBX. */
    .globl surprise_entry
surprise_entry:
    pushl %ebx
    call surprise
1:  jmp 1b

    .data
    .globl entry_ebx, entry_esp, entry_eflags, entry_segments
entry_ebx:      .long 0
entry_esp:      .long 0
entry_eflags:   .long 0
entry_segments: .short 0, 0, 0, 0
    .section .note.GNU-stack, "", @progbits
