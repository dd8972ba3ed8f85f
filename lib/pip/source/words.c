/* The services as they are in Pip, each with its answer as a bare word, made from the description of the ABI:
 * api.h declares and describes them, and the compiler sees that both agree. */
#include "words.h"

#include "pip/api.h"
#include "state.h"

PIP_STATE static volatile pip_word_t last_error = PIP_ERROR_NONE;

pip_word_t Pip_Last_Error(void) { return last_error; }

pip_word_t pip_word(pip_result_t result) {
    last_error = result.error;
    return result.value;
}

/* PIP_DEFINE(name, parameters, arguments): a service on top of what is in services.S. The only one that ever
 * answers `again` is the one to delete a partition, and it is to be repeated then. */
#define PIP_DEFINE(name, parameters, arguments)                                                              \
    pip_word_t name parameters {                                                                             \
        pip_result_t result;                                                                                 \
        do result = name##_Result arguments;                                                                 \
        while (result.error == PIP_ERROR_AGAIN);                                                             \
        return pip_word(result);                                                                             \
    }

#define PIP_DEFINE_0(name) PIP_DEFINE(name, (void), ())
#define PIP_DEFINE_1(name) PIP_DEFINE(name, (pip_word_t a), (a))
#define PIP_DEFINE_2(name) PIP_DEFINE(name, (pip_word_t a, pip_word_t b), (a, b))
#define PIP_DEFINE_3(name) PIP_DEFINE(name, (pip_word_t a, pip_word_t b, pip_word_t c), (a, b, c))
#define PIP_DEFINE_4(name)                                                                                   \
    PIP_DEFINE(name, (pip_word_t a, pip_word_t b, pip_word_t c, pip_word_t d), (a, b, c, d))
#define PIP_DEFINE_5(name)                                                                                   \
    PIP_DEFINE(name, (pip_word_t a, pip_word_t b, pip_word_t c, pip_word_t d, pip_word_t e), (a, b, c, d, e))
/* The last three are rights. */
#define PIP_DEFINE_6(name)                                                                                   \
    PIP_DEFINE(name, (pip_word_t a, pip_word_t b, pip_word_t c, pip_word_t d, pip_word_t e, pip_word_t f),   \
               (a, b, c, PIP_RIGHTS(d, e, f)))

#define PIP_STUB(name, selector, number, count, packing, effect) PIP_DEFINE_##count(name)
#include "pip/stubs.h"
