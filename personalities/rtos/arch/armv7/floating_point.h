/* The registers of VFPv4 and Advanced SIMD. */
#ifndef RTOS_FLOATING_POINT_H
#define RTOS_FLOATING_POINT_H

#include <stdint.h>

typedef struct floating_point {
    uint64_t registers[32];
    uint32_t status;
} floating_point_t;

static inline void save_floating_point(floating_point_t* to) {
    uint64_t* position = to->registers;
    __asm__ volatile(".fpu neon-vfpv4\n\tvstmia %0!, {d0-d15}\n\tvstmia %0!, {d16-d31}\n\tvmrs %1, fpscr"
                     : "+r"(position), "=&r"(to->status)
                     :
                     : "memory");
}

static inline void load_floating_point(const floating_point_t* from) {
    const uint64_t* position = from->registers;
    __asm__ volatile(".fpu neon-vfpv4\n\tvldmia %0!, {d0-d15}\n\tvldmia %0!, {d16-d31}\n\tvmsr fpscr, %1"
                     : "+r"(position)
                     : "r"(from->status)
                     : "memory");
}

/* As a task finds them. */
static inline void clear_floating_point(floating_point_t* registers) { *registers = (floating_point_t){0}; }

#endif
