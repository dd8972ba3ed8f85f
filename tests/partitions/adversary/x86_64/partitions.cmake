include("${CMAKE_CURRENT_LIST_DIR}/../x86/partitions.cmake")

# One root partition for each attempt that has to end in the kernel's dump.
foreach(attempt software_interrupt foreign_call cli port read_kernel write_page_table step_call step_stack_segment nested_task kernel_stack
        no_stack jump no_vidt)
    pepin_partition(NAME fatal_${attempt} SOURCES fatal/${PEPIN_ARCH}/fatal.S WITHOUT_LIBPIP)
    string(TOUPPER "${attempt}" definition)
    target_compile_definitions(partition_fatal_${attempt} PRIVATE "FATAL_${definition}")
    target_link_libraries(partition_fatal_${attempt} PRIVATE pepin_abi)
endforeach()
