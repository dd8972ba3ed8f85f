/* How costs depend on depth: a chain of partitions, each of which has this program at the same addresses, and
 * its variables, too: a page that is handed on stays its giver's. Only stacks and VIDTs are each one's own.
 */
#include "bench.h"

#include <pip/string.h>

extern char __image_start[], __image_end[];

enum {
    DEEPEST = PIP_LIMITS_DEPTH - 1, /* whose child is at the greatest depth of all */
    DEEP_PAGES = 600,               /* of that child, when it is taken down */
};

static const uint32_t points[] = {0, 1, 2, 4, 8, 16, 32, 48, DEEPEST};
static uint32_t depth;
static child_t children[DEEPEST + 1];
static user_ctx_t resumed[DEEPEST + 1];

static _Noreturn void level(void);

static int is_point(uint32_t level) {
    for (uint32_t i = 0; i < sizeof points / sizeof points[0]; ++i)
        if (points[i] == level) return 1;
    return 0;
}

/* The child gets the program and all pages that are left. Making tables takes some of those, so they are
 * given from the last one downwards. */
static void hand_on(pip_word_t descriptor) {
    extern char child_begin[];
    for (pip_word_t address = (pip_word_t)__image_start; address < (pip_word_t)__image_end; address += PAGE)
        if (address != (pip_word_t)child_begin) /* that it has already */
            map(address, descriptor, address);
    pip_word_t address = end_of_pages;
    while (address > next_page) {
        address -= PAGE;
        if (address == end_of_pages - PAGE || (address + PAGE) % PIP_TABLE_SPAN == 0)
            prepare_tables(descriptor, address);
        if (address >= next_page)
            need(Pip_AddVAddr(address, descriptor, address, 1, 1, PIP_EXECUTE_AS_HELD),
                 "a page could not be handed on");
    }
}

static void measure_deep_deletion(void) {
    child_t child;
    make_child(&child);
    for (uint32_t i = 0; i < DEEP_PAGES && end_of_pages - next_page > 4 * PAGE; ++i)
        map(page(), child.descriptor, CHILD_PAGES + i * PIP_TABLE_SPAN / 32);
    measure_deletion("delete_partition_deepest", child.descriptor);
    report("base", 0);
}

/* In the partition at this depth. */
static void measure_level(void) {
    const uint32_t here = depth;
    scratch_t scratch;
    make_scratch(&scratch);
    child_t* child = &children[here];
    make_child(child);
    if (is_point(here)) {
        measure_services(child, &scratch);
        measure_yields(child);
        report("depth", here);
    }
    if (here == DEEPEST) {
        measure_deep_deletion();
        return;
    }
    hand_on(child->descriptor);
    set_entry(child, ENTRY_LEVEL, level);
    open_entry(ENTRY_RESUMED, &resumed[here]);
    ++depth;
    const pip_word_t refused = Pip_Yield(child->descriptor, ENTRY_LEVEL, ENTRY_RESUMED, 0, 0);
    need(refused == 0, "the next level could not be entered");
}

static _Noreturn void level(void) {
    measure_level();
    Pip_Yield(0, ENTRY_RESUMED, ENTRY_NULL, 0, 0);
    stop("a level could not return");
}

void measure_depth(void) {
    const pip_word_t all = end_of_pages, before = next_page, most = DEPTH_PAGES * PAGE;
    need(all - before >= most, "there is too little memory to go deep");
    end_of_pages = before + most;
    measure_level();
    measure_deletion("delete_partition_chain", children[0].descriptor);
    report("base", 0);
    end_of_pages = all;
    next_page = before;
}
