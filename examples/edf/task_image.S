/* The tasks' flat binary; each task gets a copy. */
    .section .rodata.task_image, "a", %progbits
    .globl task_image, task_image_end
    .balign 4
task_image:
    .incbin "edf_task.bin"
task_image_end:
    .section .note.GNU-stack, "", %progbits
