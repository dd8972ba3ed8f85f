/* The children's flat binary, filled up to whole pages. */
    .section .rodata.child_image, "a", %progbits
    .globl child_image, child_image_end
    .balign 4096
child_image:
    .incbin "nanny_child.bin"
    .balign 4096
child_image_end:
    .section .note.GNU-stack, "", %progbits
