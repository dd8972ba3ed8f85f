# What every entry runs through does without frame pointers, as in kernel/arch/i386/options.cmake.
foreach(source a20.cpp pci.cpp pic.cpp ports.cpp)
    set_source_files_properties("${CMAKE_CURRENT_LIST_DIR}/${source}" PROPERTIES COMPILE_OPTIONS -fomit-frame-pointer)
endforeach()
