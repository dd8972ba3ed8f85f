# probe: a root partition that verifies what it finds. scatter: a multiboot kernel that places another one as its module says, with whatever
# boot information a test has made up.
pepin_partition(NAME probe SOURCES i386/probe.c i386/child.S)

add_executable(scatter i386/scatter.S)
set_target_properties(scatter PROPERTIES SUFFIX .elf LINK_DEPENDS "${CMAKE_CURRENT_LIST_DIR}/scatter.ld")
target_link_options(scatter PRIVATE -T "${CMAKE_CURRENT_LIST_DIR}/scatter.ld" --build-id=none)
target_link_libraries(scatter PRIVATE pepin_warnings)
