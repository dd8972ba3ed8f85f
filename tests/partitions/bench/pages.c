#include "bench.h"

#include <pip/power.h>
#include <pip/stdio.h>
#include <pip/string.h>

extern char child_begin[];

pip_word_t next_page, end_of_pages;

_Noreturn void stop(const char* what) {
    printf("bench: error: %s (%s)\n", what, Pip_Error_Name(Pip_Last_Error()));
    Pip_Power_Off();
}

void need(pip_word_t truth, const char* what) {
    if (!truth) stop(what);
}

pip_word_t page(void) {
    need(next_page < end_of_pages, "there is no free page left");
    const pip_word_t taken = next_page;
    next_page += PAGE;
    return taken;
}

void prepare_tables(pip_word_t descriptor, pip_word_t childs) {
    while (Pip_CountToMap(descriptor, childs) != 0) { /* level by level */
        const pip_word_t first = page(), second = page(), third = page();
        *(pip_word_t*)first = second;
        *(pip_word_t*)second = third;
        *(pip_word_t*)third = 0;
        need(Pip_Prepare(descriptor, childs, first) == 1, "tables could not be prepared");
    }
}

void map(pip_word_t mine, pip_word_t descriptor, pip_word_t childs) {
    prepare_tables(descriptor, childs);
    need(Pip_AddVAddr(mine, descriptor, childs, 1, 1, PIP_EXECUTE_AS_HELD), "a page could not be mapped");
}

pip_word_t make_partition(void) {
    const pip_word_t descriptor = page();
    need(Pip_CreatePartition(descriptor, page(), page(), page(), page()), "createPartition failed");
    return descriptor;
}

int is_guarded(pip_word_t vidt) {
    return PIP_ALWAYS_GUARDED || ((const pip_word_t*)vidt)[PIP_RECORD_MAGIC] == PIP_EVENT_GUARDED_MAGIC;
}

void open_entry(uint32_t index, const user_ctx_t* context) {
    ((pip_word_t*)PIP_VIDT_ADDRESS)[index] =
        (pip_word_t)context | (is_guarded(PIP_VIDT_ADDRESS) ? PIP_OPEN_TO_CHILDREN : 0);
}

/* With the context at an offset in a page, which the child has at another address. */
static void set_entry_at(const child_t* child, uint32_t index, const void* start, pip_word_t offset,
                         pip_word_t mine, pip_word_t childs) {
    user_ctx_t* context = (user_ctx_t*)(mine + offset);
    Pip_InitContext(context, (pip_word_t)start, CHILD_STACK + PAGE, 1);
    set_argument(context, CHILD_STACK + CLOCK_OFFSET);
    const uint32_t whom = is_guarded(child->vidt) ? PIP_OPEN_TO_PARENT : 0;
    ((pip_word_t*)child->vidt)[index] = (childs + offset) | whom;
}

/* The context number `index` of the page. */
void set_entry(const child_t* child, uint32_t index, const void* start) {
    enum { FIRST_INDEX = 48 };
    const pip_word_t offset = (index - FIRST_INDEX) * ROOM_FOR_CONTEXT;
    set_entry_at(child, index, start, offset, child->stack, CHILD_STACK);
}

void set_entry_in_vidt(const child_t* child, uint32_t index, const void* start) {
    set_entry_at(child, index, start, IN_VIDT_OFFSET, child->vidt, PIP_VIDT_ADDRESS);
}

void make_child(child_t* child) {
    child->descriptor = make_partition();
    child->stack = page();
    child->vidt = page();
    memset((void*)child->stack, 0, PAGE);
    memset((void*)child->vidt, 0, PAGE);
    map(child->stack, child->descriptor, CHILD_STACK);
    map(child->vidt, child->descriptor, PIP_VIDT_ADDRESS);
    const pip_word_t code = page(); /* a copy: a page can be handed to one child only */
    memcpy((void*)code, child_begin, PAGE);
    map(code, child->descriptor, (pip_word_t)child_begin);
}

void delete_child(pip_word_t descriptor) { need(Pip_DeletePartition(descriptor), "deletePartition failed"); }
