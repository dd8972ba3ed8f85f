# What skeleton/Makefile has to know: how to compile and link for this architecture.
MACHINE := --target=x86_64-unknown-none-elf -march=x86-64 -mno-red-zone -msoft-float -mno-mmx -mno-sse
EMULATION := elf_x86_64
