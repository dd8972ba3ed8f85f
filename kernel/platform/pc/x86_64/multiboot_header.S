/* What a multiboot loader of version 1 or 2 looks for in the image. Sources: Multiboot Specification version 0.6.96, 3.1; Multiboot2
   Specification version 2.0, 3.1. The symbols are physical addresses, of kernel.lds. */
#define MULTIBOOT_HEADER_MAGIC 0x1BADB002
#define MULTIBOOT_PAGE_ALIGN 1
#define MULTIBOOT_MEMORY_INFO 2
#define MULTIBOOT_ADDRESSES 0x10000    /* some loaders take no ELF file of 64 bits otherwise */
#define MULTIBOOT_FLAGS (MULTIBOOT_PAGE_ALIGN | MULTIBOOT_MEMORY_INFO | MULTIBOOT_ADDRESSES)

#define MULTIBOOT2_HEADER_MAGIC 0xE85250D6
#define MULTIBOOT2_I386 0              /* entered in protected mode of 32 bits */
#define MULTIBOOT2_END 0
#define MULTIBOOT2_FRAME_BUFFER 5
#define MULTIBOOT2_MODULES_ALIGNED 6
#define MULTIBOOT2_OPTIONAL 1

    .section .multiboot, "a"
    .balign 8
    .globl multiboot_header
multiboot_header:
    .long MULTIBOOT_HEADER_MAGIC, MULTIBOOT_FLAGS, -(MULTIBOOT_HEADER_MAGIC + MULTIBOOT_FLAGS)
    .long multiboot_header, image_load_begin, image_load_end, image_bss_end, boot_entry

    .balign 8
multiboot2_header:
    .long MULTIBOOT2_HEADER_MAGIC, MULTIBOOT2_I386, multiboot2_header_end - multiboot2_header
    .long -(MULTIBOOT2_HEADER_MAGIC + MULTIBOOT2_I386 + (multiboot2_header_end - multiboot2_header))

    /* Any size and depth: what the firmware has. */
    .short MULTIBOOT2_FRAME_BUFFER, MULTIBOOT2_OPTIONAL
    .long 20, 0, 0, 0
    .balign 8
    .short MULTIBOOT2_MODULES_ALIGNED, 0
    .long 8
    .short MULTIBOOT2_END, 0
    .long 8
multiboot2_header_end:
