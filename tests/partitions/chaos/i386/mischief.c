#include "child/chaos.h"
#include "enter.h"

/* Instructions that a partition may not use, or that go wrong. */
void fault_at_random(household_t* household) {
    const uint32_t window = PIP_I386_KERNEL_WINDOW_END - PIP_I386_KERNEL_WINDOW;
    switch (below(household, 16)) {
    case 0: __asm__ volatile("ud2"); break;
    case 1: __asm__ volatile("cli"); break;
    case 2: __asm__ volatile("hlt"); break;
    case 3: __asm__ volatile("int3"); break;
    case 4: __asm__ volatile("movl %%cr3, %%eax\n\tmovl %%eax, %%cr3" ::: "eax"); break;
    case 5: __asm__ volatile("outb %%al, %%dx" ::"d"(junk(household)), "a"(0)); break;
    case 6: __asm__ volatile("divl %2" : : "a"(1), "d"(0), "r"(0) : "cc"); break;
    /* may work: the kernel loads it anew at each entry */
    case 7: __asm__ volatile("movw %w0, %%ds" ::"r"(any(household))); break;
    case 8: __asm__ volatile("movw %w0, %%gs" ::"r"(any(household))); break;
    case 9: ((void (*)(void))outside(household))(); break;
    case 10: *(volatile uint32_t*)outside(household) = any(household); break;
    case 11: *(volatile uint32_t*)(PIP_I386_KERNEL_WINDOW + any(household) % window) = 0; break;
    /* a single step */
    case 12: __asm__ volatile("pushfl\n\torl $0x100, (%%esp)\n\tpopfl\n\tnop" ::: "cc", "memory"); break;
    case 13: __asm__ volatile("int $0x30"); break;
    case 14: __asm__ volatile("int $0x64"); break;
    case 15: __asm__ volatile("int $0xff"); break;
    }
}

/* By a gate that is none, with the arguments nowhere, or with a way back that is none. */
void enter_kernel_astray(household_t* household) {
    COUNT(household->statistics, calls);
    const uint32_t service = below(household, PIP_SERVICE_COUNT);
    uint64_t answer = 0;
    switch (below(household, household->fast ? 4 : 2)) {
    case 0: answer = enter_by_gate(PIP_SELECTOR_OUT_BYTE + 8 * service, junk(household)); break;
    case 1: answer = enter_by_gate(any(household), junk(household)); break;
    case 2:
        answer = enter_fast(any(household), (const uint32_t[4]){any(household), any(household),
                                                                any(household), any(household)});
        break;
    case 3: enter_fast_astray(service, outside(household), outside(household)); break;
    }
    if (answer >> 32 != PIP_ERROR_NONE) COUNT(household->statistics, refused);
}

/* The floating-point registers have to be as the partition left them, whoever has used them in between. */
void compute(state_t* state) {
    if (state->computed) {
        uint32_t found;
        __asm__ volatile("fistl %0" : "=m"(found));
        if (found != state->number) COUNT(state->household.statistics, wrong);
    }
    const uint32_t number = any(&state->household) >> 2;
    state->computed = 0;
    __asm__ volatile("fninit\n\tfildl %0" ::"m"(number));
    state->number = number;
    state->computed = 1;
}
