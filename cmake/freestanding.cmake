# What all toolchain files share: clang-19 and lld-19 for a machine that has no operating system. Each names its PEPIN_ARCH and the options of its
# processor, PEPIN_MACHINE_OPTIONS, and includes this.
include("${CMAKE_CURRENT_LIST_DIR}/architectures.cmake")
set(CMAKE_SYSTEM_NAME Generic)
set(CMAKE_SYSTEM_PROCESSOR "${PEPIN_ARCH}")
set(PEPIN_PLATFORM "${PEPIN_${PEPIN_ARCH}_platform}")

find_program(PEPIN_LINKER ld.lld-19 REQUIRED)
find_program(CMAKE_AR llvm-ar-19 REQUIRED)
find_program(CMAKE_RANLIB llvm-ranlib-19 REQUIRED)
find_program(CMAKE_OBJCOPY llvm-objcopy-19 REQUIRED)
find_program(CMAKE_NM llvm-nm-19 REQUIRED)
foreach(language C CXX ASM)
    set(CMAKE_${language}_COMPILER clang-19)
    set(CMAKE_${language}_COMPILER_TARGET "${PEPIN_${PEPIN_ARCH}_triple}")
endforeach()
set(CMAKE_CXX_COMPILER clang++-19)

list(JOIN PEPIN_MACHINE_OPTIONS " " machine)
set(freestanding "-ffreestanding -nostdlibinc -fno-pic -fno-common -fno-stack-protector -fno-asynchronous-unwind-tables -ffunction-sections -fdata-sections")

# libstdc++'s headers serve freestanding C++20 (<concepts>, <array>, <span>, <optional>, ...); nothing of the library is linked, and
# headers that lean on a C library (<string_view>, <algorithm>) are not to be had. The two directories are those of Debian's
# libstdc++-12-dev for the machine that builds: those for other targets bring a compiler and a C library of half a gigabyte along. Their
# description of the operating system (os_defines.h) is skipped by defining its guard: it would ask for glibc's headers.
set(headers "-nostdinc++ -isystem /usr/include/c++/12 -isystem /usr/include/x86_64-linux-gnu/c++/12 -D_GLIBCXX_OS_DEFINES=1")

set(CMAKE_C_FLAGS_INIT "${machine} ${freestanding}")
set(CMAKE_CXX_FLAGS_INIT "${machine} ${freestanding} -fno-exceptions -fno-rtti -fno-threadsafe-statics ${headers}")
set(CMAKE_ASM_FLAGS_INIT "${machine}")

# For such triples clang would hand linking over to a host's gcc, so the linker is called by itself. Options of
# target_link_options() are therefore the linker's own, without `-Wl,`.
foreach(language C CXX ASM)
    set(CMAKE_${language}_LINK_EXECUTABLE
        "${PEPIN_LINKER} -m ${PEPIN_${PEPIN_ARCH}_emulation} -static -nostdlib --gc-sections <LINK_FLAGS> <OBJECTS> -o <TARGET> <LINK_LIBRARIES>")
endforeach()

set(CMAKE_TRY_COMPILE_TARGET_TYPE STATIC_LIBRARY)
set(CMAKE_FIND_ROOT_PATH_MODE_PROGRAM NEVER)
set(CMAKE_FIND_ROOT_PATH_MODE_LIBRARY ONLY)
set(CMAKE_FIND_ROOT_PATH_MODE_INCLUDE ONLY)
set(CMAKE_FIND_ROOT_PATH_MODE_PACKAGE ONLY)
