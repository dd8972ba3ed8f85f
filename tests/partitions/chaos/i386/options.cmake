set(machine x86/machine.c)
