/* Floating-point computations in several tasks that are preempted in the middle: the results must be the same each time, so the registers
 * of one are not another's. */
#include "check.h"

enum { WORKERS = 4 };

/* Once in the program, and its results in memory: registers may have more digits than that. */
__attribute__((noinline)) static double series(unsigned number)
{
    double sum = 0.125 * number, factor = 1.0 + 0.001 * number;
    for (unsigned i = 1; i < 3000; ++i) {
        sum += factor / (double) i - 1.0 / ((double) i * factor + 3.0);
        factor = factor * 1.0000001 + sum * 1e-9;
    }
    return sum;
}

static void compute(void *parameter)
{
    const unsigned number = (unsigned) (uintptr_t) parameter;
    const volatile double expected = series(number);
    CHECK(expected > 1.0 && expected < 20.0);
    for (;;) {
        const volatile double sum = series(number);
        CHECK(!(sum < expected) && !(sum > expected));
        alive(number);
    }
}

int main(void)
{
    check_prepare("floating point");
    for (unsigned i = 0; i < WORKERS; ++i)
        create(compute, "compute", i, 1);
    check_start(WORKERS);
    return 0;
}
