# What skeleton/Makefile has to know: how to compile and link for this architecture.
MACHINE := --target=i386-unknown-none-elf -march=i486 -msoft-float
EMULATION := elf_i386
