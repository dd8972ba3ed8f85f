// Operations on two words: compiled at several levels of optimisation, executed natively and by the verifier.
#include <stdint.h>
#include <string.h>

uint64_t op_arithmetic(uint64_t a, uint64_t b) { return (a + b) * (a - b) ^ (a * 3) ^ -b; }
uint64_t op_narrow(uint64_t a, uint64_t b) { return (uint8_t)a * (int16_t)b + (int8_t)a - (uint16_t)b; }
uint64_t op_division(uint64_t a, uint64_t b) { return b == 0 ? a : a / b + a % b; }
uint64_t op_signed_division(uint64_t a, uint64_t b) {
    const int32_t x = (int32_t)a, y = (int32_t)b;
    return y == 0 || y == -1 ? 1 : (uint64_t)(int64_t)(x / y) ^ (uint64_t)(int64_t)(x % y);
}
uint64_t op_constant_division(uint64_t a, uint64_t b) {
    return (uint32_t)a / 10 + (uint64_t)((int32_t)b / 7) + a % 1000 + (uint64_t)((int64_t)b >> 3) / 16;
}
uint64_t op_shifts(uint64_t a, uint64_t b) {
    return (a << (b & 63)) ^ (a >> (b & 31)) ^ (uint64_t)((int64_t)a >> (b & 63));
}
uint64_t op_logic(uint64_t a, uint64_t b) { return ((a & b) | 0xff00) ^ ~(a | b); }
uint64_t op_comparisons(uint64_t a, uint64_t b) {
    const int64_t x = (int64_t)a, y = (int64_t)b;
    return (a < b) | (a <= b) << 1 | (uint64_t)(x < y) << 2 | (uint64_t)(x >= y) << 3 |
           (uint64_t)(a == b) << 4 | (uint64_t)(a != b && x > 0) << 5;
}
uint64_t op_branches(uint64_t a, uint64_t b) {
    if (a > b) {
        if (a - b > 100) return 1;
        b += 5;
    } else if (b & 1) {
        a = b ^ 3;
    }
    return a & 4 ? a * 7 : b;
}
uint64_t op_loop(uint64_t a, uint64_t b) {
    uint64_t sum = 0;
    for (uint64_t i = 0; i < (a & 15); ++i) {
        if (i == (b & 7)) continue;
        sum = sum * 31 + (b >> i);
        if ((sum & 63) == 17) break;
    }
    return sum;
}
struct item {
    uint8_t kind;
    uint16_t count;
    uint32_t words[3];
    struct item* next;
};
uint64_t op_memory(uint64_t a, uint64_t b) {
    uint32_t table[8] = {1, 2, 3, 5, 8, 13, 21, 34};
    table[a & 7] = (uint32_t)b;
    table[b & 3] += (uint32_t)a;
    uint64_t sum = 0;
    for (int i = 0; i < 8; ++i) sum = sum * 3 + table[i];
    return sum;
}
uint64_t op_pointers(uint64_t a, uint64_t b) {
    struct item first = {1, (uint16_t)a, {(uint32_t)a, (uint32_t)b, 3}, 0}, second = first;
    second.next = &first;
    first.words[b % 3] = 99;
    struct item* at = a & 1 ? &second : second.next;
    at->kind = (uint8_t)b;
    uint64_t sum = 0;
    for (struct item* i = &second; i != 0; i = i->next)
        sum = sum * 1000 + i->kind + i->count + i->words[a % 3];
    return sum;
}
union parts {
    uint64_t whole;
    uint8_t bytes[8];
    uint16_t halves[4];
};
uint64_t op_bytes(uint64_t a, uint64_t b) {
    union parts parts = {.whole = a};
    parts.bytes[b & 7] ^= 0x5a;
    parts.halves[b >> 8 & 3] += 3;
    uint64_t copy;
    memcpy(&copy, &parts, sizeof copy);
    return copy;
}
struct fields {
    unsigned low : 3;
    int middle : 11;
    unsigned long long high : 40;
};
uint64_t op_bit_fields(uint64_t a, uint64_t b) {
    struct fields fields = {0, 0, 0};
    fields.low = (unsigned)a & 7;
    fields.middle = (int)(b % 1000);
    fields.high = (a ^ b) & 0xffffffffff;
    fields.low = (fields.low + 1u) & 7;
    return (uint64_t)fields.middle + fields.low + fields.high;
}
uint64_t op_blocks(uint64_t a, uint64_t b) {
    uint8_t block[40];
    memset(block, (int)(a & 255), sizeof block);
    memcpy(block + 3, &b, sizeof b);
    memmove(block + 5, block + 1, 20);
    uint64_t sum = 0;
    for (unsigned i = 0; i < sizeof block; ++i) sum = sum * 131 + block[i];
    return sum;
}
static uint64_t helper(uint64_t n, uint64_t* count) {
    ++*count;
    return n < 2 ? n : helper(n - 1, count) + helper(n - 2, count);
}
uint64_t op_calls(uint64_t a, uint64_t b) {
    uint64_t count = b;
    return helper(a % 9, &count) * 1000 + count;
}
static uint64_t global = 7;
static const uint16_t squares[] = {0, 1, 4, 9, 16, 25, 36, 49};
uint64_t op_globals(uint64_t a, uint64_t b) {
    global = 7;
    global += squares[a & 7];
    global *= squares[b & 7];
    return global;
}
uint64_t op_choice(uint64_t a, uint64_t b) {
    switch (a % 11) {
    case 0: return b;
    case 1: return b + 1;
    case 2:
    case 3: return b * b;
    case 7: return ~b;
    default: return a - b;
    }
}
