# What skeleton/Makefile has to know: how to compile and link for this architecture.
MACHINE := --target=armv7a-none-eabi -mcpu=cortex-a7 -mfloat-abi=soft -mfpu=none -fno-unwind-tables
EMULATION := armelf
