/* Bare names of services (pip/calltable.h) that i386 has besides: those for ports. */
#ifndef PIP_ARCH_CALLTABLE_H
#define PIP_ARCH_CALLTABLE_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

uint32_t outb(uint32_t port, uint32_t value);
uint32_t inb(uint32_t port);
uint32_t outw(uint32_t port, uint32_t value);
uint32_t inw(uint32_t port);
uint32_t outl(uint32_t port, uint32_t value);
uint32_t inl(uint32_t port);
uint32_t outaddrl(uint32_t port, uint32_t address);

#ifdef __cplusplus
}
#endif

#endif
