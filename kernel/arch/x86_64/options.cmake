# How the kernel is compiled for this processor. The frame table and the map of physical memory are larger than what an absolute address in an
# instruction reaches, and both lie near the code: so everything is addressed by the instruction pointer.
target_compile_options(kernel_options INTERFACE -fpie -fdirect-access-external-data)
set(code_options -fpie -fdirect-access-external-data)
set(family_directory "${CMAKE_CURRENT_LIST_DIR}/../x86")
