# foreign checks what root partitions rely on, once as a flat binary and once as an ELF file; faulty faults, which nobody can take.
foreach(name foreign faulty)
    set(sources x86_64/faulty.S)
    if(name STREQUAL foreign)
        set(sources x86_64/main.c x86_64/start.S x86_64/child.S)
    endif()
    foreach(kind flat elf)
        set(target ${name}_${kind})
        set(script "${CMAKE_CURRENT_LIST_DIR}/${kind}.ld")
        add_executable(${target} ${sources})
        set_target_properties(${target} PROPERTIES SUFFIX .elf LINK_DEPENDS "${script}")
        target_link_options(${target} PRIVATE -T "${script}")
        target_link_libraries(${target} PRIVATE pepin_warnings)
    endforeach()
    add_custom_command(OUTPUT "${CMAKE_CURRENT_BINARY_DIR}/${name}.bin"
        COMMAND "${CMAKE_OBJCOPY}" -O binary "$<TARGET_FILE:${name}_flat>" "${CMAKE_CURRENT_BINARY_DIR}/${name}.bin"
        DEPENDS ${name}_flat
        VERBATIM)
    add_custom_target(${name}_image ALL DEPENDS "${CMAKE_CURRENT_BINARY_DIR}/${name}.bin")
endforeach()
