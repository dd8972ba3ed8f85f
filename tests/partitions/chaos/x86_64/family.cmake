# Processors of this family share sources.
set(family x86)
# Children run at the top of the address space, which no 32 bits of an instruction reach.
set(child_options -fpie)
