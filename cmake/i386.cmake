# No FPU, SSE or cmov instruction may appear: the kernel switches that state for partitions without touching it itself, and a
# partition runs before anybody has given it any.
set(PEPIN_ARCH i386)
set(PEPIN_MACHINE_OPTIONS -march=i486 -msoft-float -mno-mmx -mno-sse)
include("${CMAKE_CURRENT_LIST_DIR}/freestanding.cmake")
