/* A boot loader of sorts. Its first module says what to do, in words: EAX, EBX and address to start the next kernel with, bits to set in
 * CR0, how many pieces; and for each piece where it goes, how many bytes it has, and where in the module it is, from the module's
 * beginning. 0 in the last place, which is the module's first word, means: as many bytes of 0; 1: of 0xA5. */
#define HEADER_WORDS 5
#define MODULES 24                     /* offset in the multiboot information */

    .text
    .balign 4
    .long 0x1BADB002, 0, -0x1BADB002

    .globl scatter_entry
scatter_entry:
    cli
    cld
    movl MODULES(%ebx), %eax
    movl (%eax), %ebp                  /* the module */
    movl 16(%ebp), %edx                /* pieces left */
    leal (HEADER_WORDS * 4)(%ebp), %ebx
1:  testl %edx, %edx
    jz 4f
    decl %edx
    movl (%ebx), %edi
    movl 4(%ebx), %ecx
    movl 8(%ebx), %esi
    addl $12, %ebx
    cmpl $1, %esi
    jbe 2f
    addl %ebp, %esi
    rep movsb
    jmp 1b
2:  movl $0, %eax
    jb 3f
    movl $0xA5A5A5A5, %eax
3:  movl %ecx, %esi
    shrl $2, %ecx
    rep stosl
    movl %esi, %ecx
    andl $3, %ecx
    rep stosb
    jmp 1b

4:  movl %cr0, %eax
    orl 12(%ebp), %eax
    movl %eax, %cr0
    movl 0(%ebp), %eax
    movl 4(%ebp), %ebx
    jmp *8(%ebp)
