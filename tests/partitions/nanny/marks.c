#include "marks.h"

enum { WORDS = PAGE_SIZE / sizeof(uint32_t) };

/* Read from memory each time: a test changes it in the children's program, to see that a difference is found.
 */
static const volatile uint32_t factor = 0x9e3779b1;

/* Different in each word of memory, and for each state. `where`: the address of the page, in the partition
 * whose page it is. */
static uint32_t mark(state_t state, pip_word_t where, uint32_t word) {
    return ((uint32_t)where + state) * factor + word;
}

void write_marks(pip_word_t page, state_t state, pip_word_t where) {
    volatile uint32_t* words = (volatile uint32_t*)page;
    for (uint32_t i = 0; i < WORDS; ++i) words[i] = mark(state, where, i);
}

void check_marks(pip_word_t page, state_t state, pip_word_t where) {
    const volatile uint32_t* words = (const volatile uint32_t*)page;
    for (uint32_t i = 0; i < WORDS; ++i)
        if (words[i] != mark(state, where, i)) {
            say("nanny: in the page at 0x%zx, word %u:", page, i);
            must_equal("the marks in a page", words[i], mark(state, where, i));
        }
}

void check_zeros(pip_word_t page) {
    const volatile uint32_t* words = (const volatile uint32_t*)page;
    for (uint32_t i = 0; i < WORDS; ++i)
        if (words[i] != 0) {
            say("nanny: in the page at 0x%zx, word %u:", page, i);
            must_equal("a page that was configuration", words[i], 0);
        }
}

void find_and_mark(pip_word_t page) {
    check_marks(page, FED, page);
    write_marks(page, PLAYED, page);
}

void find(pip_word_t page) {
    must_equal("the first word of a page that was read", *(const volatile uint32_t*)page, mark(FED, page, 0));
}

void leave_marks(pip_word_t page) { write_marks(page, PLAYED, page); }
