#include "child/chaos.h"

uint64_t enter_any(uint32_t number, const pip_word_t arguments[6]); /* enter.S */

/* Instructions that a partition may not use, or that go wrong. */
void fault_at_random(household_t* household) {
    switch (below(household, 14)) {
    case 0: __asm__ volatile("udf #0"); break;
    case 1: __asm__ volatile("cpsid aif"); break; /* has no effect in user mode */
    case 2: __asm__ volatile("msr cpsr_c, %0" : : "r"(0x1d3)); break;
    case 3: __asm__ volatile("mcr p15, 0, %0, c2, c0, 0" : : "r"(any(household))); break;
    case 4: __asm__ volatile("mcr p15, 0, %0, c8, c7, 0" : : "r"(0)); break;
    case 5: __asm__ volatile("mcr p15, 0, %0, c1, c0, 0" : : "r"(any(household))); break;
    case 6: __asm__ volatile("mcr p15, 0, %0, c13, c0, 2" : : "r"(any(household))); break; /* its own */
    case 7: __asm__ volatile(".arch_extension sec\n\tsmc #0"); break;
    case 8: ((void (*)(void))outside(household))(); break;
    case 9: *(volatile uint32_t*)outside(household) = any(household); break;
    case 10: *(volatile uint32_t*)(FIRST_RESERVED + any(household) % (0u - FIRST_RESERVED)) = 0; break;
    case 11: __asm__ volatile("mov sp, %0\n\tudf #0" : : "r"(outside(household))); break;
    case 12: __asm__ volatile("mov lr, %0\n\tbx lr" : : "r"(outside(household) | 1)); break;
    case 13: __asm__ volatile("bkpt #0"); break;
    }
}

/* By a number that is none, or by one of Pip's with anything. */
void enter_kernel_astray(household_t* household) {
    COUNT(household->statistics, calls);
    const pip_word_t arguments[6] = {junk(household), junk(household), junk(household),
                                     junk(household), junk(household), junk(household)};
    uint32_t number = below(household, 64);
    if (number == PIP_ARMV7_SVC_PUT_CHARACTER ||
        number == PIP_ARMV7_FIRST_LIBRARY_CALL + PIP_SERVICE_CHECK_INVARIANTS)
        number = 63;
    if ((enter_any(number, arguments) >> 32) != PIP_ERROR_NONE) COUNT(household->statistics, refused);
}

/* The floating-point registers, and the thread register, have to be as the partition left them, whoever has
 * used them in between. */
void compute(state_t* state) {
    if (state->computed) {
        uint32_t first, last;
        __asm__ volatile(".fpu neon-vfpv4\n\tvmov.32 %0, d0[0]\n\tvmov.32 %1, d31[1]"
                         : "=r"(first), "=r"(last));
        if (first != state->number || last != ~state->number) COUNT(state->household.statistics, wrong);
    }
    const uint32_t number = any(&state->household);
    state->computed = 0;
    __asm__ volatile(".fpu neon-vfpv4\n\tvmov.32 d0[0], %0\n\tvmov.32 d31[1], %1"
                     :
                     : "r"(number), "r"(~number));
    state->number = number;
    state->computed = 1;
}
