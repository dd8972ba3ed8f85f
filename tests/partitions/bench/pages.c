#include "bench.h"

#include <pip/power.h>
#include <pip/stdio.h>
#include <pip/string.h>

extern char child_begin[];

uint32_t next_page, end_of_pages;

_Noreturn void stop(const char* what) {
    printf("bench: error: %s (%s)\n", what, Pip_Error_Name(Pip_Last_Error()));
    Pip_Power_Off();
}

void need(uint32_t truth, const char* what) {
    if (!truth) stop(what);
}

uint32_t page(void) {
    need(next_page < end_of_pages, "there is no free page left");
    const uint32_t taken = next_page;
    next_page += PAGE;
    return taken;
}

void prepare_tables(uint32_t descriptor, uint32_t childs) {
    if (Pip_CountToMap(descriptor, childs) == 0) return;
    const uint32_t first = page(), second = page(), third = page();
    *(uint32_t*)first = second;
    *(uint32_t*)second = third;
    *(uint32_t*)third = 0;
    need(Pip_Prepare(descriptor, childs, first) == 1, "tables could not be prepared");
}

void map(uint32_t mine, uint32_t descriptor, uint32_t childs) {
    prepare_tables(descriptor, childs);
    need(Pip_AddVAddr(mine, descriptor, childs, 1, 1, PIP_EXECUTE_AS_HELD), "a page could not be mapped");
}

uint32_t make_partition(void) {
    const uint32_t descriptor = page();
    need(Pip_CreatePartition(descriptor, page(), page(), page(), page()), "createPartition failed");
    return descriptor;
}

/* The context number `index` of the child's page of stack. */
void set_entry(const child_t* child, uint32_t index, const void* start) {
    enum { ROOM_FOR_CONTEXT = 128, FIRST_INDEX = 48 };
    const uint32_t place = (index - FIRST_INDEX) * ROOM_FOR_CONTEXT;
    user_ctx_t* context = (user_ctx_t*)(child->stack + place);
    Pip_InitContext(context, (uint32_t)start, CHILD_STACK + PAGE, 1);
    set_argument(context, CHILD_STACK + CLOCK_OFFSET);
    uint32_t* vidt = (uint32_t*)child->vidt;
    const uint32_t whom = vidt[PIP_EVENT_MAGIC_INDEX] == PIP_EVENT_GUARDED_MAGIC ? PIP_OPEN_TO_PARENT : 0;
    vidt[index] = (CHILD_STACK + place) | whom;
}

void make_child(child_t* child) {
    child->descriptor = make_partition();
    child->stack = page();
    child->vidt = page();
    memset((void*)child->stack, 0, PAGE);
    memset((void*)child->vidt, 0, PAGE);
    map(child->stack, child->descriptor, CHILD_STACK);
    map(child->vidt, child->descriptor, PIP_VIDT_ADDRESS);
    const uint32_t code = page(); /* a copy: a page can be handed to one child only */
    memcpy((void*)code, child_begin, PAGE);
    map(code, child->descriptor, (uint32_t)child_begin);
}

void delete_child(uint32_t descriptor) { need(Pip_DeletePartition(descriptor), "deletePartition failed"); }
