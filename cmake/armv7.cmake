# Freestanding ARMv7-A: clang-19 and lld-19 for a Cortex-A7 without an operating system.
set(CMAKE_SYSTEM_NAME Generic)
set(CMAKE_SYSTEM_PROCESSOR arm)
set(PEPIN_ARCH armv7)
set(PEPIN_PLATFORM raspi2)

set(triple armv7a-none-eabi)
find_program(PEPIN_LINKER ld.lld-19 REQUIRED)
find_program(CMAKE_AR llvm-ar-19 REQUIRED)
find_program(CMAKE_RANLIB llvm-ranlib-19 REQUIRED)
find_program(CMAKE_OBJCOPY llvm-objcopy-19 REQUIRED)
find_program(CMAKE_NM llvm-nm-19 REQUIRED)
foreach(language C CXX ASM)
    set(CMAKE_${language}_COMPILER clang-19)
    set(CMAKE_${language}_COMPILER_TARGET ${triple})
endforeach()
set(CMAKE_CXX_COMPILER clang++-19)

# No floating-point instruction may appear: the kernel switches those registers for partitions without touching them itself. What must, says so
# in its assembly (.fpu).
set(PEPIN_MACHINE_OPTIONS -mcpu=cortex-a7 -mfloat-abi=soft -mfpu=none)
list(JOIN PEPIN_MACHINE_OPTIONS " " machine)
set(PEPIN_FLAT_KERNEL ON) # its boot loaders know nothing of ELF
set(freestanding "-ffreestanding -nostdlibinc -fno-pic -fno-common -fno-stack-protector -fno-unwind-tables -fno-asynchronous-unwind-tables -ffunction-sections -fdata-sections")

# The headers of libstdc++ are not the target's, as for i386 (cmake/i386.cmake says how that works): Debian's for ARM bring a compiler and a C
# library of half a gigabyte along.
set(headers "-nostdinc++ -isystem /usr/include/c++/12 -isystem /usr/include/x86_64-linux-gnu/c++/12 -D_GLIBCXX_OS_DEFINES=1")

set(CMAKE_C_FLAGS_INIT "${machine} ${freestanding}")
set(CMAKE_CXX_FLAGS_INIT "${machine} ${freestanding} -fno-exceptions -fno-rtti -fno-threadsafe-statics ${headers}")
set(CMAKE_ASM_FLAGS_INIT "${machine}")

# The linker is called by itself, so options of target_link_options() are its own, without `-Wl,`.
foreach(language C CXX ASM)
    set(CMAKE_${language}_LINK_EXECUTABLE
        "${PEPIN_LINKER} -m armelf -static -nostdlib --gc-sections <LINK_FLAGS> <OBJECTS> -o <TARGET> <LINK_LIBRARIES>")
endforeach()

set(CMAKE_TRY_COMPILE_TARGET_TYPE STATIC_LIBRARY)
set(CMAKE_FIND_ROOT_PATH_MODE_PROGRAM NEVER)
set(CMAKE_FIND_ROOT_PATH_MODE_LIBRARY ONLY)
set(CMAKE_FIND_ROOT_PATH_MODE_INCLUDE ONLY)
set(CMAKE_FIND_ROOT_PATH_MODE_PACKAGE ONLY)
