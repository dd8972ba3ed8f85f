/* What the census needs to know of PCs. */
#ifndef CENSUS_X86_MACHINE_H
#define CENSUS_X86_MACHINE_H

#include <pip/api.h>

#include "../../x86/timer.h"
#include "../layout.h"

static inline void execute_invalid_instruction(void) { __asm__ volatile("ud2" : : : "memory"); }

static inline void read_word(pip_word_t address) {
    __asm__ volatile("mov (%0), %0" : "+a"(address) : : "memory");
}

static inline void interrupt_by_software(void) {
    __asm__ volatile("int %0" : : "i"(SOFTWARE_VECTOR) : "memory");
}

static inline void start_timer(void) { start_fast_timer(); }

/* The kernel has done so. */
static inline void acknowledge_timer(pip_word_t vector) { (void)vector; }

#endif
