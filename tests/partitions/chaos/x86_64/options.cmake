set(machine x86/machine.c)
# Children run at the top of the address space, which no 32 bits of an instruction reach.
list(APPEND child_options -fpie)
