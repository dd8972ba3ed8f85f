# Takes the architectures from architectures.toml: PEPIN_ARCHITECTURES, PEPIN_DEFAULT_ARCHITECTURE, and PEPIN_NAME_KEY for each key of each. Toolchain
# files are read before CMake knows of packages, so Python is looked for as a program.
find_program(PEPIN_PYTHON python3 HINTS /usr/bin REQUIRED)
get_filename_component(PEPIN_ROOT "${CMAKE_CURRENT_LIST_DIR}" DIRECTORY)
execute_process(COMMAND "${CMAKE_COMMAND}" -E env "PYTHONPATH=${PEPIN_ROOT}/tools" "${PEPIN_PYTHON}" -B -m pepin.architectures
    OUTPUT_VARIABLE listed ERROR_VARIABLE problem RESULT_VARIABLE status ERROR_STRIP_TRAILING_WHITESPACE)
if(NOT status EQUAL 0)
    message(FATAL_ERROR "${problem}")
endif()
cmake_language(EVAL CODE "${listed}")
