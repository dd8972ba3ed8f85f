# What PCs have in common.
file(GLOB shared_sources CONFIGURE_DEPENDS x86/*.cpp)
target_sources(partition_adversary PRIVATE ${shared_sources})

# Random accesses to ports and configuration space, with the children of the attempts as witnesses.
pepin_partition(NAME meddler SOURCES meddler/main.cpp meddler/accesses.cpp attempt.cpp child.cpp x86/timer.cpp ${PEPIN_ARCH}/assembly.S)
target_include_directories(partition_meddler PRIVATE . ${PEPIN_ARCH})

# What firmware has left of a transfer by ISA DMA.
pepin_partition(NAME floppy SOURCES floppy/main.cpp)
target_include_directories(partition_floppy PRIVATE .)

# What is decoded where, and by whom.
pepin_partition(NAME windows SOURCES windows/main.cpp)
target_include_directories(partition_windows PRIVATE .)

# A disk told to read and to write memory.
pepin_partition(NAME disk SOURCES disk/main.cpp)
target_include_directories(partition_disk PRIVATE .)
