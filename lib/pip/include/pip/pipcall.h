/* Calls by number, as Pip's library has them. The numbers are the library's own, neither call gates nor those
 * of `svc`: who calls the kernel without a library takes them from pip/abi.h. New programs have no need of
 * them. */
#ifndef PIP_PIPCALL_H
#define PIP_PIPCALL_H

#include "pip/word.h"

/* Enumerators where Pip has macros, which would reach into every macro that pastes names together. */
enum {
    ARCH_INDEPENDANT = 0,
    ARCH_DEPENDANT = 12,

    CREATEPARTITION = ARCH_INDEPENDANT,
    COUNTTOMAP = ARCH_INDEPENDANT + 1,
    PREPARE = ARCH_INDEPENDANT + 2,
    ADDVADDR = ARCH_INDEPENDANT + 3,
    GET_INT_STATE = ARCH_INDEPENDANT + 4,
    SET_INT_STATE = ARCH_INDEPENDANT + 5,
    REMOVEVADDR = ARCH_INDEPENDANT + 6,
    MAPPEDINCHILD = ARCH_INDEPENDANT + 7,
    DELETEPARTITION = ARCH_INDEPENDANT + 8,
    COLLECT = ARCH_INDEPENDANT + 9,
    YIELD = ARCH_INDEPENDANT + 10,
    SMPREQUEST = ARCH_INDEPENDANT + 11, /* answers 0: there is one processor */

    /* Ports, which ARMv7 has not got: there they answer 0. */
    OUTB = ARCH_DEPENDANT,
    INB = ARCH_DEPENDANT + 1,
    OUTW = ARCH_DEPENDANT + 2,
    INW = ARCH_DEPENDANT + 3,
    OUTL = ARCH_DEPENDANT + 4,
    INL = ARCH_DEPENDANT + 5,
    OUTADDRL = ARCH_DEPENDANT + 6
};

#ifdef __cplusplus
extern "C" {
#endif

/* Call the service of a number with that many arguments: what the Pip_ function of pip/api.h returns, 0 where
 * no service with that many arguments has the number. Pip_Last_Error() says what was wrong, as after the Pip_
 * function. */
pip_word_t __Arch_APICall_0(pip_word_t call);
pip_word_t __Arch_APICall_1(pip_word_t call, pip_word_t a);
pip_word_t __Arch_APICall_2(pip_word_t call, pip_word_t a, pip_word_t b);
pip_word_t __Arch_APICall_3(pip_word_t call, pip_word_t a, pip_word_t b, pip_word_t c);
pip_word_t __Arch_APICall_4(pip_word_t call, pip_word_t a, pip_word_t b, pip_word_t c, pip_word_t d);
pip_word_t __Arch_APICall_5(pip_word_t call, pip_word_t a, pip_word_t b, pip_word_t c, pip_word_t d,
                            pip_word_t e);
pip_word_t __Arch_APICall_6(pip_word_t call, pip_word_t a, pip_word_t b, pip_word_t c, pip_word_t d,
                            pip_word_t e, pip_word_t f);

#ifdef __cplusplus
}
#endif

/* The same with the count of arguments before them. */
#define __Arch_APICall(call, count, ...) __Arch_APICall_##count(call, __VA_ARGS__)

#endif
