/* The application's flat binary, filled up to whole pages; APPLICATION is its file name. */
    .section .rodata.application_image, "a", %progbits
    .globl application_image, application_image_end
    .balign 4096
application_image:
    .incbin APPLICATION
    .balign 4096
application_image_end:
    .section .note.GNU-stack, "", %progbits
