# Adds the partitions that partitions.txt lists. Where their sources are says nothing about where they are built: that is partitions/NAME.
find_package(Python3 3.11 REQUIRED COMPONENTS Interpreter)
set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS "${PROJECT_SOURCE_DIR}/partitions.txt")
execute_process(COMMAND "${CMAKE_COMMAND}" -E env "PYTHONPATH=${PROJECT_SOURCE_DIR}/tools" "${Python3_EXECUTABLE}" -B -m pepin.registry
    OUTPUT_VARIABLE listed ERROR_VARIABLE problem RESULT_VARIABLE status OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_STRIP_TRAILING_WHITESPACE)
if(NOT status EQUAL 0)
    message(FATAL_ERROR "${problem}")
endif()
string(REPLACE "\n" ";" listed "${listed}") # NAME;FOLDER;NAME;FOLDER ...
while(listed)
    list(POP_FRONT listed name folder)
    add_subdirectory("${folder}" "partitions/${name}")
    if(NOT TARGET partition_${name})
        message(FATAL_ERROR "partitions.txt says that ${folder} makes the partition '${name}', and its CMakeLists.txt has no pepin_partition(NAME ${name} ...)")
    endif()
endwhile()
