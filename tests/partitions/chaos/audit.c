#include "audit.h"

#include <pip/stdio.h>

enum { MOST_PAGES = 16384 };                    /* those that children get lie closer together */
static uint32_t configuration[MOST_PAGES / 32]; /* a bit for each page */

void fail(const char* what, pip_word_t actual, pip_word_t expected) {
    printf("chaos: error: %s: actual 0x%zx, expected 0x%zx\n", what, actual, expected);
    __builtin_trap(); /* root's fault is nobody's to take: the kernel stops with a dump */
}

int is_accessible(pip_word_t page) { return examine(page).error == PIP_ERROR_NONE; }

void note_configuration(pip_word_t begin, pip_word_t end) {
    for (pip_word_t page = begin; page < end; page += PAGE_SIZE) {
        const uint32_t index = (uint32_t)(page / PAGE_SIZE % MOST_PAGES), bit = 1u << index % 32;
        const pip_result_t result = examine(page);
        if (result.error == PIP_ERROR_NOT_ACCESSIBLE)
            configuration[index / 32] |= bit;
        else if (result.error == PIP_ERROR_NONE)
            configuration[index / 32] &= ~bit;
        else
            fail("root has lost a page, error", result.error, PIP_ERROR_NONE);
    }
}

void check_returned(pip_word_t begin, pip_word_t end) {
    for (pip_word_t page = begin; page < end; page += PAGE_SIZE) {
        const uint32_t index = page / PAGE_SIZE % MOST_PAGES;
        if (!is_accessible(page)) fail("a page did not come back", page, 0);
        if ((configuration[index / 32] >> index % 32 & 1) != 0 && !is_blank(page))
            fail("a page of configuration came back with something in it", page, 0);
    }
}

uint32_t count_lost(pip_word_t begin, pip_word_t end) {
    uint32_t lost = 0;
    for (pip_word_t page = begin; page < end; page += PAGE_SIZE) {
        const pip_result_t child = Pip_MappedInChild_Result(page);
        if (child.error != PIP_ERROR_NONE || child.value != 0 || !is_accessible(page))
            ++lost;
        else
            *(volatile pip_word_t*)page = page;
    }
    for (pip_word_t page = begin; page < end; page += PAGE_SIZE)
        if (is_accessible(page) && *(volatile pip_word_t*)page != page) ++lost;
    return lost;
}
