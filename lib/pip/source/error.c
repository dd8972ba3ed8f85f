#include "pip/api.h"

const char* Pip_Error_Name(pip_word_t error) {
    switch (error) {
#define PIP_ERROR(code, name, text)                                                                          \
    case code: return #name;
#include "pip/stubs.h"
#undef PIP_ERROR
    default: return "unknown";
    }
}

const char* Pip_Error_Text(pip_word_t error) {
    switch (error) {
#define PIP_ERROR(code, name, text)                                                                          \
    case code: return text;
#include "pip/stubs.h"
#undef PIP_ERROR
    default: return "an error that this libpip does not know";
    }
}
