/* What the census needs to know of ARMv7: there are no software interrupts, and the system timer of the
 * machine interrupts ten thousand times a second, besides the local timer, which always does. Source: BCM2835
 * ARM Peripherals, chapter 12. */
#ifndef CENSUS_MACHINE_H
#define CENSUS_MACHINE_H

#include <pip/api.h>

#include "layout.h"

enum {
    OWN_KINDS = SOFTWARE_INTERRUPT, /* of events there are those before it */
    FOREIGN_ENTRY = 0,
    /* Of instructions that end in the parent, what to add to where they are saved so that they are not
       repeated. */
    INVALID_INSTRUCTION_BYTES = 0,
    READ_WORD_BYTES = 4,
};

static inline void execute_invalid_instruction(void) { __asm__ volatile("udf #0" : : : "memory"); }

static inline void read_word(pip_word_t address) {
    __asm__ volatile("ldr %0, [%0]" : "+r"(address) : : "memory");
}

static inline void interrupt_by_software(void) {}

static inline void skip(user_ctx_t* context, uint32_t bytes) { context->pc += bytes; }

static inline pip_word_t call_foreign(pip_word_t number) { return number; }

static inline void answer(user_ctx_t* context, pip_word_t value) { (void)context, (void)value; }

/* Registers of the system timer, which counts microseconds: it interrupts when the counter is equal to the
 * comparison. */
#define SYSTEM_TIMER ((volatile uint32_t*)0x3f003000u)
enum { TIMER_STATUS = 0, TIMER_COUNTER = 1, TIMER_COMPARISON = 4, TIMER_MATCH = 1u << 1, TIMER_PERIOD = 100 };

static inline void start_timer(void) {
    SYSTEM_TIMER[TIMER_COMPARISON] = SYSTEM_TIMER[TIMER_COUNTER] + TIMER_PERIOD;
}

static inline void acknowledge_timer(pip_word_t vector) {
    if (vector != PIP_ARMV7_FIRST_INTERRUPT + PIP_ARMV7_PERIPHERALS) return;
    SYSTEM_TIMER[TIMER_STATUS] = TIMER_MATCH;
    start_timer();
}

#endif
