# The four functions that the compiler calls by itself. By words, since a repeated string instruction counts once per
# round; cdecl; the direction flag is off in the kernel.

        .section .text.memset, "ax", @progbits
        .globl  memset
memset:
        pushl   %edi
        movl    8(%esp), %edi
        movzbl  12(%esp), %eax
        imull   $0x01010101, %eax, %eax
        movl    16(%esp), %edx
        movl    %edx, %ecx
        shrl    $2, %ecx
        rep stosl
        movl    %edx, %ecx
        andl    $3, %ecx
        rep stosb
        movl    8(%esp), %eax
        popl    %edi
        ret

        .section .text.memcpy, "ax", @progbits
        .globl  memcpy
memcpy:
        pushl   %edi
        pushl   %esi
        movl    12(%esp), %edi
        movl    16(%esp), %esi
        movl    20(%esp), %edx
copy_upwards:
        movl    %edx, %ecx
        shrl    $2, %ecx
        rep movsl
        movl    %edx, %ecx
        andl    $3, %ecx
        rep movsb
        movl    12(%esp), %eax
        popl    %esi
        popl    %edi
        ret

        .globl  memmove
memmove:
        pushl   %edi
        pushl   %esi
        movl    12(%esp), %edi
        movl    16(%esp), %esi
        movl    20(%esp), %edx
        movl    %edi, %eax
        subl    %esi, %eax
        cmpl    %edx, %eax              # unsigned: also true where the destination lies below the source
        jae     copy_upwards
        movl    %edx, %ecx
        leal    -1(%edi,%edx), %edi
        leal    -1(%esi,%edx), %esi
        std
        rep movsb
        cld
        movl    12(%esp), %eax
        popl    %esi
        popl    %edi
        ret

        .section .text.memcmp, "ax", @progbits
        .globl  memcmp
memcmp:
        pushl   %edi
        pushl   %esi
        movl    12(%esp), %esi
        movl    16(%esp), %edi
        movl    20(%esp), %ecx
        xorl    %eax, %eax
        xorl    %edx, %edx              # equal, where there is nothing to compare
        repe cmpsb
        je      1f
        movzbl  -1(%esi), %eax
        movzbl  -1(%edi), %edx
1:      subl    %edx, %eax
        popl    %esi
        popl    %edi
        ret
