/* The services under the bare names that they have in Pip's kernel, as functions: each does what the Pip_
 * function of pip/api.h does. They are weak: a program's own function of such a name takes the place of the
 * library's. */
#ifndef PIP_CALLTABLE_H
#define PIP_CALLTABLE_H

#include <stdint.h>

#include "pip/api.h"
#include "pip/arch_calltable.h"
#include "pip/pipcall.h"
#include "pip/types.h"

#ifdef __cplusplus
extern "C" {
#endif

uint32_t createPartition(uint32_t descriptor, uint32_t mmuRoot, uint32_t shadow1Root, uint32_t shadow2Root,
                         uint32_t privatePage);
uint32_t countToMap(uint32_t descriptor, uint32_t childPage);
uint32_t prepare(uint32_t descriptor, uint32_t childPage, uint32_t first);
uint32_t addVAddr(uint32_t page, uint32_t descriptor, uint32_t childPage, uint32_t readable,
                  uint32_t writable, uint32_t executable);
uint32_t get_int_state(uint32_t descriptor);
uint32_t set_int_state(uint32_t state);
uint32_t removeVAddr(uint32_t descriptor, uint32_t childPage);
uint32_t mappedInChild(uint32_t page);
uint32_t deletePartition(uint32_t descriptor);
uint32_t collect(uint32_t descriptor, uint32_t childPage);
uint32_t yield(uint32_t descriptor, uint32_t targetIndex, uint32_t saveIndex, uint32_t flagsOnYield,
               uint32_t flagsOnWake);

#ifdef __cplusplus
}
#endif

#endif
