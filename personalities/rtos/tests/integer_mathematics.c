/* Computations in several tasks that are preempted in the middle: registers and flags must be what they were.
 */
#include "check.h"

enum { WORKERS = 4 };

/* Computed anew by each call. */
__attribute__((noinline)) static uint32_t mix(uint32_t x) {
    __asm__ volatile("");
    for (unsigned i = 0; i < 5000; ++i) {
        x = x * 1664525u + 1013904223u;
        x ^= x >> 15;
        x = (x << 7 | x >> 25) + x / (i + 1) - x % 17;
    }
    return x;
}

static void compute(void* parameter) {
    const unsigned number = (unsigned)(uintptr_t)parameter;
    const uint32_t expected = mix(number);
    for (;;) {
        CHECK(mix(number) == expected);
        alive(number);
    }
}

int main(void) {
    check_prepare("integer mathematics");
    for (unsigned i = 0; i < WORKERS; ++i) create(compute, "compute", i, 1);
    check_start(WORKERS);
    return 0;
}
