/* 64-bit division, which compilers for 32-bit machines do by calls to these names; partitions are linked
 * without the compiler's run-time library. */
#include <stdint.h>

uint64_t __udivmoddi4(uint64_t number, uint64_t divisor, uint64_t* rest);
uint64_t __udivdi3(uint64_t number, uint64_t divisor);
uint64_t __umoddi3(uint64_t number, uint64_t divisor);
int64_t __divdi3(int64_t number, int64_t divisor);
int64_t __moddi3(int64_t number, int64_t divisor);
int64_t __divmoddi4(int64_t number, int64_t divisor, int64_t* rest);

/* Division by hand, one binary digit at a time. By 0 it gives an undefined number, not a trap. */
uint64_t __udivmoddi4(uint64_t number, uint64_t divisor, uint64_t* rest) {
    uint64_t quotient = 0, left = 0;
    for (int bit = 63; bit >= 0; --bit) {
        const uint64_t carry = left >> 63;
        left = left << 1 | (number >> bit & 1);
        if (carry || left >= divisor) {
            left -= divisor;
            quotient |= (uint64_t)1 << bit;
        }
    }
    if (rest) *rest = left;
    return quotient;
}

uint64_t __udivdi3(uint64_t number, uint64_t divisor) { return __udivmoddi4(number, divisor, 0); }

uint64_t __umoddi3(uint64_t number, uint64_t divisor) {
    uint64_t rest;
    __udivmoddi4(number, divisor, &rest);
    return rest;
}

static uint64_t magnitude(int64_t number) { return number < 0 ? 0 - (uint64_t)number : (uint64_t)number; }

int64_t __divdi3(int64_t number, int64_t divisor) {
    const uint64_t quotient = __udivdi3(magnitude(number), magnitude(divisor));
    return (int64_t)((number < 0) != (divisor < 0) ? 0 - quotient : quotient);
}

int64_t __moddi3(int64_t number, int64_t divisor) {
    const uint64_t rest = __umoddi3(magnitude(number), magnitude(divisor));
    return (int64_t)(number < 0 ? 0 - rest : rest);
}

int64_t __divmoddi4(int64_t number, int64_t divisor, int64_t* rest) {
    *rest = __moddi3(number, divisor);
    return __divdi3(number, divisor);
}
