/* The two halves of what Pip_Prepare returns. */
#ifndef PIP_PIPTYPES_H
#define PIP_PIPTYPES_H

#include "pip/word.h"

#ifndef NULL
#define NULL ((void*)0)
#endif

typedef pip_word_t boolvaddr;

/* 1 if prepare succeeded, else 0. */
static inline pip_word_t prepare_success(boolvaddr result) { return result & 1; }

/* The first page of the list that prepare did not use, 0 if it used all. */
static inline pip_word_t get_prepare_first_unused_page(boolvaddr result) {
    return result & (PIP_WORD_MAX - 1);
}

#endif
