/* The two halves of what Pip_Prepare returns. */
#ifndef PIP_PIPTYPES_H
#define PIP_PIPTYPES_H

#include <stdint.h>

#ifndef NULL
#define NULL ((void*)0)
#endif

typedef uint32_t boolvaddr;

/* 1 if prepare succeeded, else 0. */
static inline uint32_t prepare_success(boolvaddr result) { return result & 1u; }

/* The first page of the list that prepare did not use, 0 if it used all. */
static inline uint32_t get_prepare_first_unused_page(boolvaddr result) { return result & ~1u; }

#endif
