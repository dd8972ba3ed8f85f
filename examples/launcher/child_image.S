/* The child's flat binary, in pages of its own: whole pages are handed on, and nothing else of root may lie in them. */
    .section .rodata.child_image, "a", %progbits
    .globl child_image, child_image_end
    .balign 4096
child_image:
    .incbin "child.bin"
    .balign 4096
child_image_end:
    .section .note.GNU-stack, "", %progbits
