/* How calltable.c, here and of the architecture, makes the functions of pip/calltable.h. */
#ifndef PIP_BARE_NAMES_H
#define PIP_BARE_NAMES_H

/* BARE_n defines a function of n arguments under a bare name. Weak, for older programs with a function of
 * such a name, which they mean to call. */
#define BARE_1(name, service)                                                                                \
    __attribute__((weak)) pip_word_t name(pip_word_t a) { return service(a); }
#define BARE_2(name, service)                                                                                \
    __attribute__((weak)) pip_word_t name(pip_word_t a, pip_word_t b) { return service(a, b); }
#define BARE_3(name, service)                                                                                \
    __attribute__((weak)) pip_word_t name(pip_word_t a, pip_word_t b, pip_word_t c) {                        \
        return service(a, b, c);                                                                             \
    }
#define BARE_5(name, service)                                                                                \
    __attribute__((weak)) pip_word_t name(pip_word_t a, pip_word_t b, pip_word_t c, pip_word_t d,            \
                                          pip_word_t e) {                                                    \
        return service(a, b, c, d, e);                                                                       \
    }
#define BARE_6(name, service)                                                                                \
    __attribute__((weak)) pip_word_t name(pip_word_t a, pip_word_t b, pip_word_t c, pip_word_t d,            \
                                          pip_word_t e, pip_word_t f) {                                      \
        return service(a, b, c, d, e, f);                                                                    \
    }

#endif
