# How the kernel is compiled for this processor. Of the core, results in registers: nothing outside of it calls a function of it that returns a struct.
set(core_options -freg-struct-return)
# What every entry runs through does without frame pointers, as the core does: a dump's backtrace passes over it.
foreach(source fpu.cpp tlb.cpp traps.cpp)
    set_source_files_properties("${CMAKE_CURRENT_LIST_DIR}/${source}" PROPERTIES COMPILE_OPTIONS -fomit-frame-pointer)
endforeach()
set(family_directory "${CMAKE_CURRENT_LIST_DIR}/../x86")
