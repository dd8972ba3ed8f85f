# The core compiled for the architecture that does not exist (tests/core/mock64): as bitcode for x86_64, by the passes of the kernel's core. It is
# proved, and never runs.
pepin_add_prover(pepin-prove-mock64 x86_64 "${PROJECT_SOURCE_DIR}/tests/core/mock64")
set_target_properties(pepin-prove-mock64 PROPERTIES EXCLUDE_FROM_ALL TRUE)
find_program(PEPIN_LLVM_LINK llvm-link-19 REQUIRED)
find_program(PEPIN_OPT opt-19 REQUIRED)
file(GLOB core_sources CONFIGURE_DEPENDS "${PROJECT_SOURCE_DIR}/kernel/core/*.cpp")
add_library(core_of_mock64 OBJECT EXCLUDE_FROM_ALL ${core_sources})
target_include_directories(core_of_mock64 PRIVATE "${PROJECT_SOURCE_DIR}/tests/core/mock64" "${PROJECT_SOURCE_DIR}/kernel")
target_link_libraries(core_of_mock64 PRIVATE pepin_abi pepin_warnings)
target_compile_options(core_of_mock64 PRIVATE --target=x86_64-unknown-none-elf -mno-red-zone -msoft-float -mno-mmx -mno-sse -ffreestanding -nostdlibinc
    -fno-pic -fno-common -fno-stack-protector -fno-exceptions -fno-rtti -fno-threadsafe-statics -fno-jump-tables -fomit-frame-pointer
    -nostdinc++ "SHELL:-isystem /usr/include/c++/12" "SHELL:-isystem /usr/include/x86_64-linux-gnu/c++/12" -D_GLIBCXX_OS_DEFINES=1 -emit-llvm)

# It has all ways in that any architecture has.
set(entries "${PROJECT_BINARY_DIR}/generated/entries/${PEPIN_DEFAULT_ARCHITECTURE}.txt")
set(core_bitcode_of_mock64 "${CMAKE_CURRENT_BINARY_DIR}/mock64.bc")
add_custom_command(
    OUTPUT "${core_bitcode_of_mock64}"
    COMMAND "${PEPIN_LLVM_LINK}" -o "${core_bitcode_of_mock64}.linked" "$<TARGET_OBJECTS:core_of_mock64>"
    COMMAND "${PEPIN_OPT}" "-passes=internalize,cgscc(argpromotion),default<O2>" "--internalize-public-api-file=${entries}"
            -o "${core_bitcode_of_mock64}" "${core_bitcode_of_mock64}.linked"
    DEPENDS core_of_mock64 "$<TARGET_OBJECTS:core_of_mock64>" pepin_abi_headers "${entries}"
    COMMENT "Linking the core of mock64 as bitcode"
    COMMAND_EXPAND_LISTS VERBATIM)
add_custom_target(mock64_bitcode DEPENDS "${core_bitcode_of_mock64}")
