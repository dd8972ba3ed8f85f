/* A root partition of foreign make that uses its stack as those for Pip do: more than a page of it, and then
 * the end of the lower page for the context in which it is saved while its child runs. */
#include "foreign.h"

enum { PAGE = 4096, CHILD_CODE = 0x500000, ROOT_SLOT = 49, ROOT_ENTRY = 50, STACK_USED = 7 * 1024 };

#define LOWER_PAGE 0xffffd000u
#define CONTEXT ((context*)0xffffdfc0u)
#define CHILD_STACK 0xffffe000u
#define CHILD_VIDT 0xfffff000u

static uint32_t next_page;

/* A function of its own: as a part of main it would keep all of that stack. */
__attribute__((noinline)) static uint32_t use_stack(void) {
    volatile uint32_t words[STACK_USED / 4];
    uint32_t wrong = 0;
    for (uint32_t i = STACK_USED / 4; i-- > 0;) /* from the top, as calls do */
        words[i] = i;
    for (uint32_t i = 0; i < STACK_USED / 4; ++i) wrong += words[i] != i;
    check_in("that stack reaches into the lower page", (uint32_t)words, LOWER_PAGE, LOWER_PAGE + PAGE - 1);
    return wrong;
}

static uint32_t page(void) {
    const uint32_t address = next_page;
    next_page += PAGE;
    return address;
}

static void prepare_tables(uint32_t child, uint32_t address) {
    const uint32_t first = page(), second = page(), third = page();
    *(volatile uint32_t*)first = second;
    *(volatile uint32_t*)second = third;
    *(volatile uint32_t*)third = 0;
    check("prepare", prepare(child, address, first), 1);
}

/* A child that yields back to ROOT_ENTRY. Returns its descriptor. */
static uint32_t make_child(void) {
    const uint32_t child = page(), directory = page(), shadow1 = page(), shadow2 = page(), list = page();
    check("createPartition", createPartition(child, directory, shadow1, shadow2, list), 1);
    prepare_tables(child, CHILD_CODE);
    prepare_tables(child, CHILD_STACK);
    const uint32_t stack = page(), vidt = page();
    context* const initial = (context*)(stack + PAGE - sizeof(context));
    *initial =
        (context){.eip = CHILD_CODE, .eflags = 2, .esp = CHILD_STACK + PAGE - sizeof(context), .valid = 1};
    *(volatile uint32_t*)vidt = CHILD_STACK + PAGE - sizeof(context);
    check("addVAddr of the code", addVAddr((uint32_t)child_page, child, CHILD_CODE, 1, 1, 1), 1);
    check("addVAddr of the stack", addVAddr(stack, child, CHILD_STACK, 1, 1, 1), 1);
    check("addVAddr of the VIDT", addVAddr(vidt, child, CHILD_VIDT, 1, 1, 1), 1);
    return child;
}

_Noreturn void surprise(uint32_t vector);

_Noreturn void surprise(uint32_t vector) {
    check("no event was expected: vector", vector, 0xffffffff);
    for (;;) continue;
}

void main(const boot_information* information);

void main(const boot_information* information) {
    uint32_t dirty = 0;
    next_page = information->memory_begin;
    print("foreign: a root partition that needs two pages of stack\r\n");
    for (uint32_t offset = 0; offset < PAGE; offset += 4)
        dirty += *(volatile uint32_t*)(LOWER_PAGE + offset) != 0;
    check("words of the lower page that are not 0", dirty, 0);
    check("words of 7 KiB of stack that were lost", use_stack(), 0);

    const uint32_t child = make_child();
    VIDT[32] = 0; /* a timer interrupt would start root afresh */
    VIDT[ROOT_SLOT] = VIDT[ROOT_ENTRY] = CONTEXT;
    check("yield, to be saved in the lower page", yield(child, 0, ROOT_SLOT, 0, 0), 0);
    check("root was saved there", CONTEXT->valid, 1);
    check("the child has run", child_stage, 1);
    print("foreign: ");
    print_decimal(passed);
    print(" passed, ");
    print_decimal(failed);
    print(" failed\r\n");
    if (failed == 0) outw(0x604, 0x2000);
    for (;;) /* a run that does not end has failed */
        continue;
}
