/* How costs depend on what there is: pages, tables and children. Nothing should depend on it but how long a
 * child takes to be taken down. */
#include "bench.h"

#include <pip/fpinfo.h>

/* After each of these many, as far as memory suffices, everything is measured. */
static const uint32_t page_points[] = {1, 10, 100, 1000, 10000, 100000};
static const uint32_t table_points[] = {1, 10, 100, 400, MOST_TABLES};
enum { MOST_CHILDREN = 1000, PAGES_TO_DELETE = 4096, SPARE_PAGES = 4000 /* for all else */ };

static const uint32_t child_points[] = {1, 10, 100, MOST_CHILDREN};

#define LENGTH(array) (sizeof(array) / sizeof(array)[0])

static void measure_all(const char* series, uint32_t at, const child_t* child, const scratch_t* scratch) {
    measure_services(child, scratch);
    measure_yields(child);
    report(series, at);
}

static pip_word_t free_pages(void) { return (end_of_pages - next_page) / PAGE; }

static void map_pages(const child_t* child, uint32_t from, uint32_t to) {
    for (uint32_t i = from; i < to; ++i) map(page(), child->descriptor, CHILD_PAGES + i * (pip_word_t)PAGE);
}

static void measure_pages(const scratch_t* scratch) {
    const pip_word_t before = next_page;
    child_t child;
    make_child(&child);
    for (uint32_t mapped = 0, point = 0; point < LENGTH(page_points); mapped = page_points[point++]) {
        if (free_pages() < page_points[point] - mapped + SPARE_PAGES) break;
        map_pages(&child, mapped, page_points[point]);
        measure_all("pages", page_points[point], &child, scratch);
    }
    delete_child(child.descriptor);
    next_page = before;

    make_child(&child);
    map_pages(&child, 0, PAGES_TO_DELETE);
    measure_deletion("delete_partition_4096_pages", child.descriptor);
    report("base", 0);
    next_page = before;
}

/* The address of table `i`: around what the child has already, and around the kernel's part of the address
 * space. */
static void measure_tables(const scratch_t* scratch) {
    const pip_word_t before = next_page;
    child_t child;
    make_child(&child);
    uint32_t prepared = 0;
    pip_word_t address = PIP_LOW_END;
    for (uint32_t point = 0; point < LENGTH(table_points); ++point) {
        for (; prepared < table_points[point]; address += PIP_TABLE_SPAN) {
            if (address / PIP_TABLE_SPAN == SPARE_PAGE / PIP_TABLE_SPAN ||
                Pip_CountToMap(child.descriptor, address) == 0)
                continue;
            prepare_tables(child.descriptor, address);
            ++prepared;
        }
        measure_all("tables", prepared, &child, scratch);
    }
    measure_deletion("delete_partition_tables", child.descriptor);
    report("base", 0);
    next_page = before;
}

static void measure_children(const scratch_t* scratch) {
    const pip_word_t before = next_page;
    static pip_word_t others[MOST_CHILDREN];
    uint32_t made = 0;
    child_t child;
    make_child(&child);
    for (uint32_t point = 0; point < LENGTH(child_points); ++point) {
        while (made + 1 < child_points[point]) /* the measured one is a child, too */
            others[made++] = make_partition();
        measure_all("children", child_points[point], &child, scratch);
    }
    while (made > 0) delete_child(others[--made]);
    delete_child(child.descriptor);
    next_page = before;
}

void measure_growth(const scratch_t* scratch) {
    measure_pages(scratch);
    measure_tables(scratch);
    measure_children(scratch);
}
