/* The children's flat binary, filled up to the pages that each copy has. */
    .section .rodata.child_image, "a", %progbits
    .globl child_image, child_image_end
    .balign 4096
child_image:
    .incbin "chaos_child.bin"
child_image_end:
    .balign 4096
    .section .note.GNU-stack, "", %progbits
