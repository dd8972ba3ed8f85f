/* What a multiboot loader looks for in the image. Source: Multiboot Specification version 0.6.96, 3.1. */
#define MULTIBOOT_HEADER_MAGIC 0x1BADB002
#define MULTIBOOT_FLAGS 0x10003

    .section .multiboot, "a"
    .balign 4
multiboot_header:
    .long MULTIBOOT_HEADER_MAGIC, MULTIBOOT_FLAGS, -(MULTIBOOT_HEADER_MAGIC + MULTIBOOT_FLAGS)
    .long multiboot_header, image_load_begin, image_load_end, image_bss_end, boot_entry
