# probe: a root partition that counts its memory and waits for the timer.
pepin_partition(NAME probe SOURCES x86_64/probe.c)
