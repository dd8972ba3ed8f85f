#include "child/chaos.h"
#include "enter.h"

/* Instructions that a partition may not use, or that go wrong. */
void fault_at_random(household_t* household) {
    const pip_word_t window = PIP_X86_64_KERNEL_WINDOW_END - PIP_X86_64_KERNEL_WINDOW;
    const pip_word_t in_window = PIP_X86_64_KERNEL_WINDOW + any_word(household) % window;
    const pip_word_t not_canonical = any_word(household) | (pip_word_t)1 << 47;
    switch (below(household, 26)) {
    case 0: __asm__ volatile("ud2"); break;
    case 1: __asm__ volatile("cli"); break;
    case 2: __asm__ volatile("hlt"); break;
    case 3: __asm__ volatile("int3"); break;
    case 4: __asm__ volatile("movq %%cr3, %%rax\n\tmovq %%rax, %%cr3" ::: "rax"); break;
    case 5: __asm__ volatile("outb %%al, %%dx" ::"d"((uint16_t)junk(household)), "a"(0)); break;
    case 6: __asm__ volatile("divq %2" : : "a"(1ul), "d"(0ul), "r"(0ul) : "cc"); break;
    /* may work */
    case 7: __asm__ volatile("movw %w0, %%ds" ::"r"(any(household))); break;
    case 8: __asm__ volatile("movw %w0, %%gs" ::"r"(any(household))); break;
    case 9: ((void (*)(void))outside(household))(); break;
    case 10: *(volatile pip_word_t*)outside(household) = any_word(household); break;
    case 11: *(volatile pip_word_t*)in_window = 0; break;
    /* a single step */
    case 12: __asm__ volatile("pushfq\n\torl $0x100, (%%rsp)\n\tpopfq\n\tnop" ::: "cc", "memory"); break;
    case 13: __asm__ volatile("int $0x30"); break;
    case 14: __asm__ volatile("int $0x64"); break;
    case 15: __asm__ volatile("int $0xff"); break;
    case 16: __asm__ volatile("int $0x80"); break;
    case 17: __asm__ volatile("swapgs"); break;
    case 18: __asm__ volatile("sysretq" ::"c"(in_window), "r"(0) : "r11"); break;
    case 19: __asm__ volatile("wrmsr" ::"c"(0xc0000082), "a"(0), "d"(0)); break; /* where syscall leads to */
    case 20: *(volatile pip_word_t*)not_canonical = 0; break;
    case 21: __asm__ volatile("movq %0, %%rsp\n\tpushq %0" ::"r"(not_canonical) : "memory"); break;
    case 22: __asm__ volatile("pushq %0\n\tretq" ::"r"(in_window) : "memory"); break;
    case 23: /* to the kernel's code segment */
        __asm__ volatile("pushq %0\n\tpushq %1\n\tlretq" ::"i"(PIP_X86_64_KERNEL_CODE), "r"(in_window)
                         : "memory");
        break;
    case 24: /* back to anywhere, with any flags */
        __asm__ volatile(
            "pushq %0\n\tpushq %1\n\tpushq %2\n\tpushq %3\n\tpushq %4\n\tiretq" ::"i"(PIP_X86_64_USER_DATA),
            "r"(outside(household)), "r"(any_word(household)), "i"(PIP_X86_64_USER_CODE),
            "r"(outside(household))
            : "memory");
        break;
    case 25: __asm__ volatile("sysenter"); break;
    }
}

/* By a number that is none, by one of a service with anything, or with a stack and flags of any kind. */
void enter_kernel_astray(household_t* household) {
    COUNT(household->statistics, calls);
    const pip_word_t arguments[6] = {junk(household), junk(household), junk(household),
                                     junk(household), junk(household), junk(household)};
    pip_word_t number = PIP_X86_64_FIRST_CALL + below(household, PIP_SERVICE_COUNT);
    pip_result_t answer = {0, PIP_ERROR_NONE};
    switch (below(household, 4)) {
    case 0: number = any_word(household); break;
    case 1: number = PIP_X86_64_FIRST_CALL + below(household, PIP_X86_64_CALL_RANGE); break;
    }
    if (number == PIP_X86_64_FIRST_CALL + PIP_SERVICE_CHECK_INVARIANTS) number = PIP_WORD_MAX;
    if (chance(household, 50))
        answer = enter_any(number, arguments);
    else /* all flags that a partition can set */
        answer = enter_astray(number, arguments, junk(household), any(household) & 0x244dd5);
    if (answer.error != PIP_ERROR_NONE) COUNT(household->statistics, refused);
}

/* The registers of x87 and of SSE have to be as the partition left them, whoever has used them in between. */
void compute(state_t* state) {
    if (state->computed) {
        uint32_t on_stack, first, last;
        __asm__ volatile("fistl %0\n\tmovd %%xmm0, %1\n\tmovd %%xmm15, %2"
                         : "=m"(on_stack), "=r"(first), "=r"(last));
        if (on_stack != state->number || first != state->number || last != ~state->number)
            COUNT(state->household.statistics, wrong);
    }
    const uint32_t number = any(&state->household) >> 2;
    state->computed = 0;
    __asm__ volatile("fninit\n\tfildl %0\n\tmovd %1, %%xmm0\n\tmovd %2, %%xmm15" ::"m"(number), "r"(number),
                     "r"(~number));
    state->number = number;
    state->computed = 1;
}
