# No SSE instruction may appear in the kernel: it switches that state for partitions without touching it itself, and a partition runs before
# anybody has given it any. An interrupt would overwrite what lies below the stack pointer.
set(PEPIN_ARCH x86_64)
set(PEPIN_MACHINE_OPTIONS -march=x86-64 -mno-red-zone -msoft-float -mno-mmx -mno-sse)
include("${CMAKE_CURRENT_LIST_DIR}/freestanding.cmake")
