# Link against `pepin_warnings` (PRIVATE) to have a target compiled with the warnings of this project, as errors.
add_library(pepin_warnings INTERFACE)
target_compile_options(pepin_warnings INTERFACE
    $<$<COMPILE_LANGUAGE:C,CXX>:-Wall -Wextra -Werror -Wconversion -Wsign-conversion -Wshadow -Wcast-qual -Wcast-align -Wundef
        -Wimplicit-fallthrough -Wvla -Wdouble-promotion -Wformat=2>
    $<$<COMPILE_LANGUAGE:CXX>:-Wold-style-cast -Wnon-virtual-dtor -Woverloaded-virtual -Wextra-semi -Wzero-as-null-pointer-constant>
    $<$<COMPILE_LANGUAGE:C>:-Wstrict-prototypes -Wmissing-prototypes>
    $<$<COMPILE_LANGUAGE:ASM>:-Werror>)
