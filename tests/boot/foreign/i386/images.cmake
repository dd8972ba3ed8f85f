# foreign.bin checks what such binaries rely on; stack.bin needs both pages of root's stack; faulty.bin faults, which nobody can take.
set(script "${CMAKE_CURRENT_LIST_DIR}/flat.ld")
function(foreign_image name)
    list(TRANSFORM ARGN PREPEND "i386/" OUTPUT_VARIABLE sources)
    add_executable(${name} ${sources})
    set_target_properties(${name} PROPERTIES OUTPUT_NAME ${name}.elf LINK_DEPENDS "${script}")
    target_link_options(${name} PRIVATE -T "${script}")
    target_link_libraries(${name} PRIVATE pepin_warnings)
    add_custom_command(OUTPUT "${CMAKE_CURRENT_BINARY_DIR}/${name}.bin"
        COMMAND "${CMAKE_OBJCOPY}" -O binary "$<TARGET_FILE:${name}>" "${CMAKE_CURRENT_BINARY_DIR}/${name}.bin"
        DEPENDS ${name}
        VERBATIM)
    add_custom_target(${name}_image ALL DEPENDS "${CMAKE_CURRENT_BINARY_DIR}/${name}.bin")
endfunction()

foreign_image(foreign start.S calls.S child.S console.c main.c)
foreign_image(faulty faulty.S)
foreign_image(stack start.S calls.S child.S console.c stack.c)
