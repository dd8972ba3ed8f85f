# The four functions that the compiler calls by itself. By words, since a repeated string instruction counts once per round; the direction
# flag is off in the kernel.

        .section .text.memset, "ax", @progbits
        .globl  memset
memset:
        movq    %rdi, %r8
        movzbl  %sil, %eax
        movabsq $0x0101010101010101, %rcx
        imulq   %rcx, %rax
        movq    %rdx, %rcx
        shrq    $3, %rcx
        rep stosq
        movl    %edx, %ecx
        andl    $7, %ecx
        rep stosb
        movq    %r8, %rax
        ret

        .section .text.memcpy, "ax", @progbits
        .globl  memcpy
memcpy:
        movq    %rdi, %rax
copy_upwards:
        movq    %rdx, %rcx
        shrq    $3, %rcx
        rep movsq
        movl    %edx, %ecx
        andl    $7, %ecx
        rep movsb
        ret

        .globl  memmove
memmove:
        movq    %rdi, %rax
        movq    %rdi, %rcx
        subq    %rsi, %rcx
        cmpq    %rdx, %rcx              # unsigned: also true where the destination lies below the source
        jae     copy_upwards
        movq    %rdx, %rcx
        leaq    -1(%rdi,%rdx), %rdi
        leaq    -1(%rsi,%rdx), %rsi
        std
        rep movsb
        cld
        ret

        .section .text.memcmp, "ax", @progbits
        .globl  memcmp
memcmp:
        movq    %rdx, %rcx
        xorl    %eax, %eax
        xorl    %edx, %edx              # equal, where there is nothing to compare
        cmpq    %rdx, %rcx
        repe cmpsb
        je      1f
        movzbl  -1(%rdi), %edx
        movzbl  -1(%rsi), %eax
        xchgl   %eax, %edx
        subl    %eax, %edx
        movl    %edx, %eax
        ret
1:      xorl    %eax, %eax
        ret
