# What every entry runs through does without frame pointers, as in the platform's options.cmake.
foreach(source apic.cpp interrupts.cpp)
    set_source_files_properties("${CMAKE_CURRENT_LIST_DIR}/${source}" PROPERTIES COMPILE_OPTIONS -fomit-frame-pointer)
endforeach()
