#include "audit.h"

#include <pip/stdio.h>

enum { MOST_PAGES = 16384 };                    /* those that children get lie closer together */
static uint32_t configuration[MOST_PAGES / 32]; /* a bit for each page */

void fail(const char* what, uint32_t actual, uint32_t expected) {
    printf("chaos: error: %s: actual 0x%x, expected 0x%x\n", what, actual, expected);
    __builtin_trap(); /* root's fault is nobody's to take: the kernel stops with a dump */
}

int is_accessible(uint32_t page) { return examine(page).error == PIP_ERROR_NONE; }

void note_configuration(uint32_t begin, uint32_t end) {
    for (uint32_t page = begin; page < end; page += PAGE_SIZE) {
        const uint32_t index = page / PAGE_SIZE % MOST_PAGES, bit = 1u << index % 32;
        const pip_result_t result = examine(page);
        if (result.error == PIP_ERROR_NOT_ACCESSIBLE)
            configuration[index / 32] |= bit;
        else if (result.error == PIP_ERROR_NONE)
            configuration[index / 32] &= ~bit;
        else
            fail("root has lost a page, error", result.error, PIP_ERROR_NONE);
    }
}

void check_returned(uint32_t begin, uint32_t end) {
    for (uint32_t page = begin; page < end; page += PAGE_SIZE) {
        const uint32_t index = page / PAGE_SIZE % MOST_PAGES;
        if (!is_accessible(page)) fail("a page did not come back", page, 0);
        if ((configuration[index / 32] >> index % 32 & 1) != 0 && !is_blank(page))
            fail("a page of configuration came back with something in it", page, 0);
    }
}

uint32_t count_lost(uint32_t begin, uint32_t end) {
    uint32_t lost = 0;
    for (uint32_t page = begin; page < end; page += PAGE_SIZE) {
        const pip_result_t child = Pip_MappedInChild_Result(page);
        if (child.error != PIP_ERROR_NONE || child.value != 0 || !is_accessible(page))
            ++lost;
        else
            *(volatile uint32_t*)page = page;
    }
    for (uint32_t page = begin; page < end; page += PAGE_SIZE)
        if (is_accessible(page) && *(volatile uint32_t*)page != page) ++lost;
    return lost;
}
