# From Thumb code.
target_compile_options(partition_selftest PRIVATE $<$<COMPILE_LANGUAGE:CXX>:-mthumb>)
