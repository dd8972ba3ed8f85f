# One root partition for each attempt that has to end in the kernel's dump.
foreach(attempt software_interrupt cli port read_kernel write_page_table step_gate step_sysenter nested_task sysenter_to_kernel kernel_stack
        far_return no_vidt)
    pepin_partition(NAME fatal_${attempt} SOURCES fatal/fatal.S WITHOUT_LIBPIP)
    string(TOUPPER "${attempt}" definition)
    target_compile_definitions(partition_fatal_${attempt} PRIVATE "FATAL_${definition}")
    target_link_libraries(partition_fatal_${attempt} PRIVATE pepin_abi)
endforeach()

# Random accesses to ports and configuration space, with the children of the attempts as witnesses.
pepin_partition(NAME meddler SOURCES meddler/main.cpp meddler/accesses.cpp attempt.cpp child.cpp i386/timer.cpp i386/assembly.S)
target_include_directories(partition_meddler PRIVATE . i386)

# What firmware has left of a transfer by ISA DMA.
pepin_partition(NAME floppy SOURCES floppy/main.cpp)
target_include_directories(partition_floppy PRIVATE .)

# What is decoded where, and by whom.
pepin_partition(NAME windows SOURCES windows/main.cpp)
target_include_directories(partition_windows PRIVATE .)

# A disk told to read and to write memory.
pepin_partition(NAME disk SOURCES disk/main.cpp)
target_include_directories(partition_disk PRIVATE .)
