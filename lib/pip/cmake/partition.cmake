# pepin_partition(NAME name SOURCES file... [WITHOUT_LIBPIP])
#
# Builds name.elf (with symbols, for the debugger) and name.bin (the flat binary that is loaded) into the current binary directory, and
# sets PEPIN_PARTITION_IMAGE to the latter's path. The first byte of the image is _start: libpip's, which calls main, or with WITHOUT_LIBPIP
# whatever the sources put into the section .text.entry.
function(pepin_partition)
    cmake_parse_arguments(PARSE_ARGV 0 partition "WITHOUT_LIBPIP" "NAME" "SOURCES")
    if(NOT partition_NAME OR NOT partition_SOURCES OR partition_UNPARSED_ARGUMENTS)
        message(FATAL_ERROR "pepin_partition(NAME name SOURCES file... [WITHOUT_LIBPIP]): name is '${partition_NAME}', "
            "sources are '${partition_SOURCES}', not understood: '${partition_UNPARSED_ARGUMENTS}'")
    endif()
    set(script "${CMAKE_CURRENT_FUNCTION_LIST_DIR}/../partition.ld")
    set(target "partition_${partition_NAME}")
    if(TARGET ${target})
        get_target_property(other ${target} SOURCE_DIR)
        message(FATAL_ERROR "there are two partitions called '${partition_NAME}', in ${other} and in ${CMAKE_CURRENT_SOURCE_DIR}")
    endif()
    set(image "${CMAKE_CURRENT_BINARY_DIR}/${partition_NAME}.bin")
    add_executable(${target} ${partition_SOURCES})
    set_target_properties(${target} PROPERTIES OUTPUT_NAME "${partition_NAME}.elf" LINK_DEPENDS "${script}")
    target_link_options(${target} PRIVATE -T "${script}")
    target_link_libraries(${target} PRIVATE pepin_warnings)
    if(NOT partition_WITHOUT_LIBPIP)
        target_link_libraries(${target} PRIVATE pip)
    endif()
    add_custom_command(OUTPUT "${image}"
        COMMAND "${CMAKE_OBJCOPY}" -O binary "$<TARGET_FILE:${target}>" "${image}"
        DEPENDS ${target}
        VERBATIM)
    add_custom_target(${target}_image ALL DEPENDS "${image}")
    set(PEPIN_PARTITION_IMAGE "${image}" PARENT_SCOPE)
endfunction()
