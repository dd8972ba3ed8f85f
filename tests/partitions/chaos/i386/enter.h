/* Entries into the kernel with whatever a partition can put into registers (enter.S). */
#ifndef CHAOS_ENTER_H
#define CHAOS_ENTER_H

#include <stdint.h>

uint64_t enter_by_gate(uint32_t selector, uint32_t stack);
uint64_t enter_fast(uint32_t eax, const uint32_t arguments[4]);
void enter_fast_astray(uint32_t eax, uint32_t stack, uint32_t back);

#endif
