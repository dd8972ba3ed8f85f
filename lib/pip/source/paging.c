#include "pip/paging.h"

#include <stddef.h>
#include <stdint.h>

#include "pip/api.h"
#include "pip/piptypes.h"
#include "pip/wrappers.h"
#include "state.h"
#include "words.h"

/* Pages that came back, linked through their first words, and behind them the memory that was never given
 * out, which costs nothing to keep. */
PIP_STATE static pip_word_t free_list;
PIP_STATE static pip_word_t fresh, fresh_end;
PIP_STATE static uint32_t free_count;

static pip_word_t* first_word(pip_word_t page) { return (pip_word_t*)(uintptr_t)page; }

int Pip_InitPaging(pip_word_t begin, pip_word_t end) {
    free_list = fresh = fresh_end = free_count = 0;
    if (begin > PIP_WORD_MAX - PGMASK) return 0;
    begin = (begin + PGMASK) & ~(pip_word_t)PGMASK;
    end &= ~(pip_word_t)PGMASK;
    if (begin == 0 || begin >= end) return 0;
    fresh = begin;
    fresh_end = end;
    free_count = (uint32_t)((end - begin) / PGSIZE);
    return 1;
}

void* Pip_AllocPage(void) {
    pip_word_t page;
    if (free_list != 0) {
        page = free_list;
        free_list = *first_word(page);
    } else if (fresh < fresh_end) {
        page = fresh;
        fresh += PGSIZE;
    } else {
        return NULL;
    }
    --free_count;
    *first_word(page) = 0;
    return first_word(page);
}

void Pip_FreePage(void* page) {
    const uintptr_t address = (uintptr_t)page;
    if (address == 0 || address & PGMASK) return;
    *first_word((pip_word_t)address) = free_list;
    free_list = (pip_word_t)address;
    ++free_count;
}

uint32_t Pip_FreePageCount(void) { return free_count; }

static void free_pages(pip_word_t first) {
    while (first != 0) {
        const pip_word_t next = *first_word(first);
        Pip_FreePage(first_word(first));
        first = next;
    }
}

static pip_result_t failed(enum map_page_wrapper_ret_e step, pip_word_t error) {
    return (pip_result_t){.value = step, .error = error};
}

/* Makes sure of the child's tables for a page: the kernel makes those of one level a call. */
static pip_result_t prepare_tables(pip_word_t descriptor, pip_word_t childPage) {
    for (int level = 0; level < PIP_TABLE_LEVELS; ++level) {
        const pip_result_t needed = Pip_CountToMap_Result(descriptor, childPage);
        if (needed.error != PIP_ERROR_NONE) return failed(FAIL_PREPARE, needed.error);
        if (needed.value > free_count) return failed(FAIL_ALLOC_PAGE, PIP_ERROR_LIST_TOO_SHORT);
        if (needed.value == 0) break;
        pip_word_t first = 0;
        for (pip_word_t i = 0; i < needed.value; ++i) {
            pip_word_t* page = Pip_AllocPage();
            *page = first;
            first = (pip_word_t)(uintptr_t)page;
        }
        const pip_result_t prepared = Pip_Prepare_Result(descriptor, childPage, first);
        free_pages(get_prepare_first_unused_page(prepared.value));
        if (prepared.error != PIP_ERROR_NONE) return failed(FAIL_PREPARE, prepared.error);
    }
    return (pip_result_t){SUCCESS, PIP_ERROR_NONE};
}

pip_result_t Pip_MapPage_Result(pip_word_t page, pip_word_t descriptor, pip_word_t childPage,
                                pip_rights_t rights) {
    const pip_result_t prepared = prepare_tables(descriptor, childPage);
    if (prepared.error != PIP_ERROR_NONE) return prepared;
    const pip_word_t error = Pip_AddVAddr_Result(page, descriptor, childPage, rights).error;
    return error == PIP_ERROR_NONE ? prepared : failed(FAIL_ADD_VADDR, error);
}

pip_word_t Pip_MapPageWrapperFlags(pip_word_t page, pip_word_t descriptor, pip_word_t childPage,
                                   pip_word_t rights) {
    /* Devices and data, which the caller may not execute, are mapped too. */
    const pip_word_t executable = rights & PIP_MAP_EXECUTABLE ? PIP_EXECUTE_AS_HELD : 0;
    const pip_rights_t asked = {(rights & PIP_MAP_READABLE) != 0, (rights & PIP_MAP_WRITABLE) != 0,
                                executable};
    return pip_word(Pip_MapPage_Result(page, descriptor, childPage, asked));
}

pip_word_t Pip_MapPageWrapper(pip_word_t page, pip_word_t descriptor, pip_word_t childPage) {
    return pip_word(Pip_MapPage_Result(page, descriptor, childPage, PIP_ALL_RIGHTS));
}

pip_result_t Pip_UnmapPage_Result(pip_word_t descriptor, pip_word_t childPage) {
    const pip_result_t removed = Pip_RemoveVAddr_Result(descriptor, childPage);
    if (removed.error != PIP_ERROR_NONE) return removed;
    /* From the lowest level up. Tables that are still in use stay, which is no failure. */
    for (int level = 0; level < PIP_TABLE_LEVELS; ++level)
        if (Pip_Collect_Result(descriptor, childPage).error != PIP_ERROR_NONE) break;
    return removed;
}

pip_word_t Pip_UnmapPage(pip_word_t descriptor, pip_word_t childPage) {
    return pip_word(Pip_UnmapPage_Result(descriptor, childPage));
}

/* The kernel checks a page of a new partition before it sees that it was given five times, which it refuses
 * in any case: so nothing changes, and the error says what the page is. */
static int can_access_page(pip_word_t page) {
    pip_word_t error = Pip_CreatePartition_Result(page, page, page, page, page).error;
    if (error == PIP_ERROR_TOO_DEEP) /* there are no descendants to have made configuration of it */
        error = Pip_MappedInChild_Result(page).error;
    return error != PIP_ERROR_NOT_MAPPED && error != PIP_ERROR_NOT_ACCESSIBLE &&
           error != PIP_ERROR_RESERVED_ADDRESS;
}

int Pip_Can_Access(const void* start, pip_word_t bytes) {
    if (bytes == 0) return 1;
    const pip_word_t first = (pip_word_t)(uintptr_t)start, last = first + (bytes - 1);
    if (last < first) return 0; /* no range goes around the end of the address space */
    const pip_word_t last_page = last & ~(pip_word_t)PGMASK;
    for (pip_word_t page = first & ~(pip_word_t)PGMASK; can_access_page(page); page += PGSIZE)
        if (page == last_page) return 1;
    return 0;
}
