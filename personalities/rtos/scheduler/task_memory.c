/* How a partition is laid out:
 *
 *     0x00700000  the application's image: code and variables, a copy for each partition
 *     0x10000000  stacks; below each is a gap as large as the largest, so that one that overflows ends in a
 *                 fault
 *     behind them boxes of large groups
 *     the VIDT's page, with the other boxes (call.h) */
#include "task_memory.h"

#include <pip/api.h>
#include <pip/paging.h>
#include <pip/piptypes.h>
#include <pip/string.h>

#include "end.h"

enum { MOST_PAGES = 8192, NOBODYS = 0xff };

extern const char application_image[], application_image_end[]; /* made by rtos_application() */

static partition_t partitions[MOST_TASKS];
/* of the scheduler's pages: the index of the partition that one was given to, or NOBODYS */
static uint8_t owners[MOST_PAGES];
static pip_word_t memory_begin;
static uint32_t image_pages;

void open_memory(pip_word_t begin, pip_word_t end) {
    if ((end - begin) / PAGE_SIZE > MOST_PAGES) end = begin + MOST_PAGES * PAGE_SIZE;
    memory_begin = begin;
    memset(owners, NOBODYS, sizeof owners);
    if (!Pip_InitPaging(begin, end)) stop("there is no memory", PIP_ERROR_NONE);
    image_pages = (uint32_t)(application_image_end - application_image + PAGE_SIZE - 1) / PAGE_SIZE;
    if (image_pages > MOST_IMAGE_PAGES) stop("the application is too large", PIP_ERROR_NONE);
}

/* --- pages --------------------------------------------------------------------------------------------- */

/* A page for a partition, all zeros. 0 where there is none. */
static pip_word_t take_page(const partition_t* partition) {
    void* page = Pip_AllocPage();
    if (!page) return 0;
    memset(page, 0, PAGE_SIZE);
    owners[((pip_word_t)(uintptr_t)page - memory_begin) / PAGE_SIZE] = (uint8_t)(partition - partitions);
    return (pip_word_t)(uintptr_t)page;
}

static void free_page(pip_word_t page) {
    owners[(page - memory_begin) / PAGE_SIZE] = NOBODYS;
    Pip_FreePage((void*)(uintptr_t)page);
}

/* Pages of a list, each of which begins with the address of the next. */
static void free_list(pip_word_t first) {
    while (first != 0) {
        const pip_word_t next = *(const pip_word_t*)(uintptr_t)first;
        free_page(first);
        first = next;
    }
}

/* What cannot be used is free again: the partition may live on, and be asked for more as often as its tasks
 * like. */
int prepare(const partition_t* partition, pip_word_t where) {
    const pip_result_t needed = Pip_CountToMap_Result(partition->descriptor, where);
    if (needed.error != PIP_ERROR_NONE) return 0;
    pip_word_t first = 0;
    for (uint32_t i = 0; i < needed.value; ++i) {
        const pip_word_t page = take_page(partition);
        if (page == 0) {
            free_list(first);
            return 0;
        }
        *(pip_word_t*)(uintptr_t)page = first;
        first = page;
    }
    while (first != 0) { /* the tables of one level after the other */
        const pip_result_t prepared = Pip_Prepare_Result(partition->descriptor, where, first);
        if (prepared.error != PIP_ERROR_NONE) {
            free_list(first);
            return 0;
        }
        first = get_prepare_first_unused_page(prepared.value);
    }
    return 1;
}

/* Gives a new page to the partition. Returns our address of it, 0 where that is not possible. */
static pip_word_t give(const partition_t* partition, pip_word_t where) {
    if (!prepare(partition, where)) return 0;
    const pip_word_t page = take_page(partition);
    if (page == 0 ||
        Pip_AddVAddr_Result(page, partition->descriptor, where, PIP_RIGHTS(1, 1, 1)).error == PIP_ERROR_NONE)
        return page;
    free_page(page);
    return 0;
}

/* All pages come back, the tables, too. */
static void end_partition(partition_t* partition) {
    pip_result_t result;
    if (partition->descriptor != 0) {
        do result = Pip_DeletePartition_Result(partition->descriptor);
        while (result.error == PIP_ERROR_AGAIN);
        if (result.error != PIP_ERROR_NONE) stop("a partition cannot be taken down", result.error);
    }
    for (uint32_t i = 0; i < MOST_PAGES; ++i)
        if (owners[i] == partition - partitions) free_page(memory_begin + i * PAGE_SIZE);
    *partition = (partition_t){0};
}

/* --- partitions ---------------------------------------------------------------------------------------- */

static int create(partition_t* partition) {
    pip_word_t pages[5];
    for (uint32_t i = 0; i < 5; ++i) {
        pages[i] = take_page(partition);
        if (pages[i] == 0) return 0;
    }
    if (Pip_CreatePartition_Result(pages[0], pages[1], pages[2], pages[3], pages[4]).error != PIP_ERROR_NONE)
        return 0;
    partition->descriptor = pages[0];
    return 1;
}

/* A partition whose image is `image`, page by page. */
static partition_t* make_partition(const char* const image[]) {
    partition_t* partition = partitions;
    while (partition->descriptor != 0)
        if (++partition == partitions + MOST_TASKS) return NULL;
    int good = create(partition);
    for (uint32_t i = 0; i < image_pages && good; ++i) {
        partition->image[i] = give(partition, APPLICATION_IMAGE + i * PAGE_SIZE);
        good = partition->image[i] != 0;
        if (good) memcpy((void*)(uintptr_t)partition->image[i], image[i], PAGE_SIZE);
    }
    if (good) partition->control = (control_t*)(uintptr_t)give(partition, VIDT_VADDR);
    if (!good || !partition->control) {
        end_partition(partition);
        return NULL;
    }
    Pip_Guard_Vidt(partition->control);
    partition->control->vidt[ENTRY_START] = Pip_Open(&CONTROL->start, PIP_OPEN_TO_PARENT);
    return partition;
}

partition_t* make_first_partition(void) {
    const char* image[MOST_IMAGE_PAGES];
    for (uint32_t i = 0; i < image_pages; ++i) image[i] = application_image + i * PAGE_SIZE;
    return make_partition(image);
}

partition_t* copy_partition(const partition_t* from) {
    const char* image[MOST_IMAGE_PAGES];
    for (uint32_t i = 0; i < image_pages; ++i) {
        if (!is_accessible(from, from->image[i])) return NULL;
        image[i] = (const char*)(uintptr_t)from->image[i];
    }
    return make_partition(image);
}

int copy_to_others(const partition_t* from) {
    for (uint32_t i = 0; i < image_pages; ++i) {
        if (!is_accessible(from, from->image[i])) return 0;
        for (partition_t* to = partitions; to < partitions + MOST_TASKS; ++to)
            if (to != from && to->descriptor != 0)
                memcpy((void*)(uintptr_t)to->image[i], (const void*)(uintptr_t)from->image[i], PAGE_SIZE);
    }
    return 1;
}

/* Unmaps the first pages of the stack at a place. 0 where the partition has made something of them: the place
 * cannot be used again. */
static int take_stack_back(const partition_t* partition, uint32_t place, const pip_word_t stack[],
                           uint32_t pages) {
    int all = 1;
    for (uint32_t i = 0; i < pages; ++i)
        if (Pip_RemoveVAddr_Result(partition->descriptor, stack_top(place) - (i + 1) * PAGE_SIZE).error ==
            PIP_ERROR_NONE)
            free_page(stack[i]);
        else
            all = 0;
    return all;
}

/* Gives the task's stack to the partition: all of it, or nothing. */
static int give_stack(const partition_t* partition, uint32_t place, task_t* task) {
    for (uint32_t i = 0; i < task->stack_pages; ++i) {
        task->stack[i] = give(partition, stack_top(place) - (i + 1) * PAGE_SIZE);
        if (task->stack[i] == 0) {
            take_stack_back(partition, place, task->stack, i);
            return 0;
        }
    }
    return 1;
}

/* The task's box, with a page for it where there is none yet. */
static int give_box(partition_t* partition, uint32_t place, task_t* task) {
    if (place < BOXES_IN_CONTROL) {
        task->box = &partition->control->boxes[place];
        task->own_box = &CONTROL->boxes[place];
    } else {
        const uint32_t number = (place - BOXES_IN_CONTROL) / BOXES_IN_PAGE,
                       index = (place - BOXES_IN_CONTROL) % BOXES_IN_PAGE;
        if (!partition->box_pages[number])
            partition->box_pages[number] = (box_t*)(uintptr_t)give(partition, box_page_address(number));
        if (!partition->box_pages[number]) return 0;
        task->box = partition->box_pages[number] + index;
        task->own_box = (box_t*)(uintptr_t)box_page_address(number) + index;
    }
    task->place = place;
    return is_reachable(task);
}

int settle_in(task_t* task) {
    partition_t* partition = task->partition;
    uint32_t place = 0;
    while (place < TASKS_IN_GROUP && partition->places >> place & 1) ++place;
    if (place == TASKS_IN_GROUP || !give_box(partition, place, task) || !give_stack(partition, place, task)) {
        if (partition->tasks == 0) end_partition(partition);
        return 0;
    }
    partition->places |= 1u << place;
    ++partition->tasks;
    box_t* box = task->box;
    memset(box, 0, sizeof *box);
    box->handle = handle_of(task);
    box->place = place;
    box->function = (void (*)(void*))(uintptr_t)task->function;
    box->parameter = (void*)(uintptr_t)task->parameter;
    task->mode = FRESH;
    return 1;
}

void move_out(task_t* task) {
    partition_t* partition = task->partition;
    task->partition = NULL;
    if (--partition->tasks == 0) {
        end_partition(partition);
        return;
    }
    if (take_stack_back(partition, task->place, task->stack, task->stack_pages))
        partition->places &= ~(1u << task->place);
}

/* --- reading and writing ------------------------------------------------------------------------------- */

/* A page that is handed on already is refused as such; only if it has become configuration, it is refused for
 * that, which is looked at before. So this call changes nothing, and tells. */
int is_accessible(const partition_t* partition, pip_word_t page) {
    return Pip_AddVAddr_Result(page, partition->descriptor, APPLICATION_IMAGE, PIP_RIGHTS(1, 1, 1)).error ==
           PIP_ERROR_HANDED_ON;
}

int is_reachable(const task_t* task) {
    const partition_t* partition = task->partition;
    return is_accessible(partition, (pip_word_t)(uintptr_t)partition->control) &&
           (task->place < BOXES_IN_CONTROL ||
            is_accessible(partition, (pip_word_t)(uintptr_t)task->box / PAGE_SIZE * PAGE_SIZE));
}

void save_interrupted_at(control_t* control, user_ctx_t theirs[2]) {
    control->vidt[PIP_VIDT_SAVE_MASKED] = Pip_Open(&theirs[0], PIP_OPEN_TO_PARENT);
    control->vidt[PIP_VIDT_SAVE_UNMASKED] = Pip_Open(&theirs[1], PIP_OPEN_TO_PARENT);
}

uint32_t interrupted_entry(const partition_t* partition) {
    return Pip_Get_Int_State_Result(partition->descriptor).value == 0 ? PIP_VIDT_SAVE_MASKED
                                                                      : PIP_VIDT_SAVE_UNMASKED;
}

/* Our address of a page of the task's, 0 where it has none there. */
static pip_word_t page_of(const task_t* task, pip_word_t address) {
    const partition_t* partition = task->partition;
    const pip_word_t in_image = (address - APPLICATION_IMAGE) / PAGE_SIZE;
    pip_word_t page = 0;
    if (in_image < image_pages) {
        page = partition->image[in_image];
    } else if (address - STACKS < TASKS_IN_GROUP * STACK_STEP) {
        const pip_word_t place = (address - STACKS) / STACK_STEP,
                         index = (STACK_STEP - 1 - (address - STACKS) % STACK_STEP) / PAGE_SIZE;
        for (uint32_t i = 0; i < MOST_TASKS; ++i)
            if (tasks[i].state != UNUSED && tasks[i].partition == partition && tasks[i].place == place &&
                index < tasks[i].stack_pages)
                page = tasks[i].stack[index];
    }
    return page != 0 && is_accessible(partition, page) ? page : 0;
}

static int copy(const task_t* task, char* ours, pip_word_t theirs, size_t size, int out) {
    while (size > 0) {
        const pip_word_t page = page_of(task, theirs), offset = theirs % PAGE_SIZE;
        const size_t part = size < PAGE_SIZE - offset ? size : PAGE_SIZE - offset;
        if (page == 0) return 0;
        char* there = (char*)(uintptr_t)page + offset;
        memcpy(out ? there : ours, out ? ours : there, part);
        ours += part;
        theirs += part;
        size -= part;
    }
    return 1;
}

int copy_in(const task_t* task, void* to, pip_word_t from, size_t size) {
    return copy(task, to, from, size, 0);
}

int copy_out(const task_t* task, pip_word_t to, const void* from, size_t size) {
    return copy(task, (char*)(uintptr_t)from, to, size, 1);
}
