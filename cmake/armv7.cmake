# A Cortex-A7. No floating-point instruction may appear: the kernel switches those registers for partitions without touching them itself. What must,
# says so in its assembly (.fpu). There are tables for unwinding unless they are declined by themselves.
set(PEPIN_ARCH armv7)
set(PEPIN_MACHINE_OPTIONS -mcpu=cortex-a7 -mfloat-abi=soft -mfpu=none -fno-unwind-tables)
include("${CMAKE_CURRENT_LIST_DIR}/freestanding.cmake")
