/* A root partition of foreign make. It checks, in the order in which a partition comes to need them, the
 * things that binaries built for Pip's x86 ABI rely on. */
#include "foreign.h"

enum {
    PAGE = 4096,
    CHILD_CODE = 0x500000,
    CHILD_DATA = 0x501000,
    ROOT_SLOT = 50,
    CHILD_SLOT = 51,
    NULL_SLOT = 52,
    BAD_SLOT = 53
};

#define CHILD_STACK 0xffffe000u
#define CHILD_VIDT 0xfffff000u

static uint32_t next_page;
static uint32_t child; /* its descriptor */

/* Where root is saved when it yields, and so what brings it back to the line after the yield. */
static context root_context;
static context root_masked, root_unmasked; /* behind root's entries 48 and 49 */

/* The child's contexts lie in its stack page; these are root's view. */
static context *child_initial, *child_saved, *child_masked_slot, *child_unmasked_slot;
static context** child_vidt;

static volatile uint32_t timer_ticks, software_interrupts, woken;
static int root_waits;     /* what interrupts interrupt: root, or else the child */
static int child_restarts; /* the child is not saved: begin again at its entry 0 */

static char timer_stack[PAGE], software_stack[PAGE], surprise_stack[PAGE];

static uint32_t in_child(const char* label) { return (uint32_t)(label - child_page) + CHILD_CODE; }

static uint32_t page(void) {
    const uint32_t address = next_page;
    next_page += PAGE;
    return address;
}

static uint32_t is_zero(uint32_t address) {
    for (uint32_t offset = 0; offset < PAGE; offset += 4)
        if (*(volatile uint32_t*)(address + offset) != 0) return 0;
    return 1;
}

/* --- handlers: entered afresh each time ---------------------------------------------------------------- */

static _Noreturn void end(void) {
    print("foreign: ");
    print_decimal(passed);
    print(" passed, ");
    print_decimal(failed);
    print(" failed\r\n");
    if (failed == 0) outw(0x604, 0x2000);
    for (;;) /* a run that does not end has failed */
        continue;
}

_Noreturn void surprise(uint32_t vector);

_Noreturn void surprise(uint32_t vector) {
    check("no event but the expected ones: vector", vector, 0xffffffff);
    end();
}

/* Goes on with what a hardware interrupt interrupted. */
static _Noreturn void go_on(void) {
    if (root_waits) {
        woken = 1;
        load_context(&root_unmasked);
    }
    resume(child, child_restarts ? 0 : get_int_state(child) == 0 ? 48 : 49, NULL_SLOT, 0, 0);
    surprise(32);
}

static void timer(void) {
    ++timer_ticks;
    go_on();
}

/* Other devices may have something pending from before the boot. */
static void other_interrupt(void) {
    inb(0x60); /* for the keyboard, which sends nothing else before */
    go_on();
}

static void software_interrupt(void) {
    ++software_interrupts;
    load_context(&root_masked);
}

static context handler(void (*entry)(void), char* stack) {
    return (context){.eip = (uint32_t)entry, .eflags = 2, .esp = (uint32_t)stack + PAGE - 16, .valid = 1};
}

/* --- the checks ---------------------------------------------------------------------------------------- */

static void check_entry(const boot_information* information) {
    check("EBX at entry", entry_ebx, 0xffffc000);
    check("ESP at entry", entry_esp, 0xffffefc0);
    check("CS at entry", entry_segments[0], 0x1b);
    check("SS at entry", entry_segments[1], 0x23);
    check("DS at entry", entry_segments[2], 0x23);
    check("ES at entry", entry_segments[3], 0x23);
    check("interrupts are off at entry", entry_eflags & 0x200, 0);
    check("VIDT[0] is the initial context", (uint32_t)VIDT[0], 0xffffefc0);
    check("VIDT[32] is the initial context", (uint32_t)VIDT[32], 0xffffefc0);
    check("fpinfo magic", information->magic, 0xdeadcafe);
    check("free memory begins at a page", information->memory_begin % PAGE, 0);
    check_in("free memory follows the image", information->memory_begin, (uint32_t)image_end,
             (uint32_t)image_end + 16 * PAGE);
    check_in("free memory has some pages", information->memory_end - information->memory_begin, 64 * PAGE,
             0xc0000000);
    uint32_t length = 0;
    while (length < 64 && information->revision[length] != 0) ++length;
    check_in("the revision is a string", length, 1, 63);
    check("the first free page is zero", is_zero(information->memory_begin), 1);
    *(volatile uint32_t*)(information->memory_end - 4) = 0x5a5a5a5a;
    check("the last free page is memory", *(volatile uint32_t*)(information->memory_end - 4), 0x5a5a5a5a);
}

static void check_ports(void) {
    LAST_WORD = 0x40;
    outl(0xcf8, 0x80000000);
    check("inl reads back what outl wrote", inl(0xcf8), 0x80000000);
    const uint32_t bridge = inl(0xcfc);
    check("inw reads the low half", inw(0xcfc), bridge & 0xffff);
    check("inb reads the low byte", inb(0xcfc), bridge & 0xff);
    check_in("there is a host bridge", bridge, 1, 0xfffffffe);
    check("VIDT[1023] is as before", LAST_WORD, 0x40);
    LAST_WORD = 0;
    outb(0x21, 0xff); /* would mask the timer: a denied write does nothing, as the timer shows below */
    check("a denied read gives 0", inb(0x21), 0);
}

static void check_creation(void) {
    uint32_t pages[5];
    for (int i = 0; i < 5; ++i) pages[i] = page();
    check("createPartition refuses the same page twice",
          createPartition(pages[0], pages[1], pages[2], pages[3], pages[3]), 0);
    check("createPartition refuses an unaligned page",
          createPartition(pages[0] + 4, pages[1], pages[2], pages[3], pages[4]), 0);
    check("createPartition refuses what is not mapped",
          createPartition(pages[0], 0x500000, pages[2], pages[3], pages[4]), 0);
    check("createPartition", createPartition(pages[0], pages[1], pages[2], pages[3], pages[4]), 1);
    child = pages[0];
    check("createPartition refuses pages that are taken",
          createPartition(pages[0], pages[1], pages[2], pages[3], pages[4]), 0);
    check("mappedInChild of the descriptor", mappedInChild(child), child);
    check("mappedInChild of a directory", mappedInChild(pages[1]), child);
    check("mappedInChild of a free page", mappedInChild(next_page), 0);
    check("calls keep registers", registers_kept(child), 1);
}

/* Links pages through their first words; returns the first. */
static uint32_t list_of(uint32_t count, uint32_t* pages) {
    for (uint32_t i = 0; i < count; ++i) pages[i] = page();
    for (uint32_t i = 0; i < count; ++i) *(volatile uint32_t*)pages[i] = i + 1 < count ? pages[i + 1] : 0;
    return pages[0];
}

static void check_mapping(uint32_t tables[3]) {
    uint32_t pages[4], two[2];
    check("countToMap", countToMap(child, CHILD_CODE), 3);
    check("prepare without pages", prepare(child, CHILD_CODE, 0), 0);
    list_of(2, two);
    check("prepare with too few pages", prepare(child, CHILD_CODE, two[0]), two[0]);
    list_of(4, pages);
    check("addVAddr before prepare", addVAddr((uint32_t)child_page, child, CHILD_CODE, 1, 1, 1), 0);
    check("prepare returns the unused page", prepare(child, CHILD_CODE, pages[0]), pages[3] | 1);
    check("countToMap after prepare", countToMap(child, CHILD_CODE), 0);
    check("prepare where all is prepared takes nothing", prepare(child, CHILD_DATA, pages[3]), pages[3] | 1);
    for (int i = 0; i < 3; ++i) tables[i] = pages[i];
    check("addVAddr without the right to read", addVAddr((uint32_t)child_page, child, CHILD_CODE, 0, 1, 1),
          0);
    check("addVAddr without the right to execute", addVAddr((uint32_t)child_page, child, CHILD_CODE, 1, 1, 0),
          0);
    check("addVAddr", addVAddr((uint32_t)child_page, child, CHILD_CODE, 1, 1, 1), 1);
    check("addVAddr of a page that was handed on", addVAddr((uint32_t)child_page, child, CHILD_DATA, 1, 1, 1),
          0);
    check("mappedInChild of that page", mappedInChild((uint32_t)child_page), child);
    check("addVAddr where something is", addVAddr(pages[3], child, CHILD_CODE, 1, 1, 1), 0);
    check("addVAddr of another page, read-only", addVAddr(pages[3], child, CHILD_DATA, 1, 0, 1), 1);
    *(volatile uint32_t*)pages[3] = 0xcafe;
    check("get_int_state of what is no child", get_int_state(pages[3]), 0xffffffff);

    check("yield: target index", yield(child, 1023, ROOT_SLOT, 0, 0), 1);
    check("yield: save index", yield(child, 0, 1023, 0, 0), 2);
    check("yield: root has no parent", yield(0, 0, ROOT_SLOT, 0, 0), 3);
    check("yield: no child", yield(pages[3], 0, ROOT_SLOT, 0, 0), 4);
    check("yield: a child without VIDT", yield(child, 0, ROOT_SLOT, 0, 0), 5);
}

static void map_stack_and_vidt(void) {
    uint32_t tables[3];
    check("countToMap at the top", countToMap(child, CHILD_STACK), 3);
    list_of(3, tables);
    check("prepare at the top takes all pages", prepare(child, CHILD_STACK, tables[0]), 1);
    const uint32_t stack = page(), vidt = page();
    child_initial = (context*)(stack + PAGE - 64);
    child_saved = child_initial - 1;
    child_masked_slot = child_initial - 2;
    child_unmasked_slot = child_initial - 3;
    const uint32_t top = CHILD_STACK + PAGE;
    *child_initial = (context){
        .eip = CHILD_CODE, .pipflags = 1, .eflags = 0x202, .esp = top - 4 * 64, .ebx = 0xb0b, .valid = 1};
    child_vidt = (context**)vidt;
    check("addVAddr of the stack", addVAddr(stack, child, CHILD_STACK, 1, 1, 1), 1);
    check("addVAddr of the VIDT", addVAddr(vidt, child, CHILD_VIDT, 1, 1, 1), 1);

    check("yield: target context 0", yield(child, 0, ROOT_SLOT, 0, 0), 8);
    child_vidt[0] = (context*)0x20000000;
    check("yield: target context not mapped", yield(child, 0, ROOT_SLOT, 0, 0), 8);
    child_vidt[0] = (context*)(top - 64);
    VIDT[BAD_SLOT] = (context*)0x500000;
    check("yield: save slot not mapped", yield(child, 0, BAD_SLOT, 0, 0), 9);
    child_vidt[CHILD_SLOT] = (context*)(top - 2 * 64);
    child_vidt[48] = (context*)(top - 3 * 64);
    child_vidt[49] = (context*)(top - 4 * 64);
}

/* Contexts for all the ways in which root can be entered. */
static void set_handlers(void) {
    static context timer_context, other_context, software_context, surprises[128];
    timer_context = handler(timer, timer_stack);
    other_context = handler(other_interrupt, timer_stack);
    software_context = handler(software_interrupt, software_stack);
    for (uint32_t vector = 0; vector < 128; ++vector) {
        surprises[vector] = handler(surprise_entry, surprise_stack);
        surprises[vector].ebx = vector;
        if (vector != NULL_SLOT && vector != BAD_SLOT) VIDT[vector] = &surprises[vector];
    }
    VIDT[NULL_SLOT] = 0;
    VIDT[32] = &timer_context;
    for (uint32_t vector = 33; vector < 48; ++vector) VIDT[vector] = &other_context;
    VIDT[48] = &root_masked;
    VIDT[49] = &root_unmasked;
    VIDT[ROOT_SLOT] = &root_context;
    VIDT[100] = &software_context;
}

/* Runs the child from an entry of its VIDT until it comes back through root's entry `vector`. */
static void run_until(uint32_t entry, uint32_t vector, const char* what, uint32_t stage) {
    context* usual = VIDT[vector];
    VIDT[vector] = &root_context; /* entered there, root goes on behind the yield */
    const uint32_t result = yield(child, entry, ROOT_SLOT, 0, 0);
    VIDT[vector] = usual;
    if (result != 0) check("yield", result, 0);
    check(what, child_stage, stage);
}

static void check_switching(void) {
    run_until(0, ROOT_SLOT, "the child yields to root", 1);
    check_in("root was saved behind its call", root_context.eip, 0x700000, (uint32_t)image_end);
    check("root's saved EAX", root_context.eax, 0);
    check("root's saved ECX", root_context.ecx, 0);
    check("root's saved EDX", root_context.edx, 0);
    check("root's saved interrupt state", root_context.pipflags, 0);
    check("root's context is valid", root_context.valid, 1);
    check("root's saved ESP points at the arguments", root_context.esp, yield_arguments);
    check("the child was saved behind its call", child_saved->eip, in_child(child_after_yield));
    check("the child's saved EBX", child_saved->ebx, 0x11111111);
    check("the child's saved ESI", child_saved->esi, 0x22222222);
    check("the child's saved EDI", child_saved->edi, 0x33333333);
    check("the child's saved EBP", child_saved->ebp, 0x44444444);
    check("the child's saved interrupt state", child_saved->pipflags, 1);
    check("the child's context is valid", child_saved->valid, 1);
    check("the child's interrupt state", get_int_state(child), 1);

    run_until(CHILD_SLOT, 100, "int 100 in the child, which found its registers", 2);
    check("the child was saved in slot 49", child_unmasked_slot->eip, in_child(child_after_int));
    check("slot 48 was left alone", child_masked_slot->eip, 0);
    run_until(49, 6, "invalid instruction in the child", 3);
    check("the child's interrupt state was set", get_int_state(child), 0);
    check("the child was saved in slot 48", child_masked_slot->eip, in_child(child_invalid));
    child_masked_slot->eip += 2;
    run_until(48, 14, "page fault in the child", 4);
    check("the child was saved at the access", child_masked_slot->eip, in_child(child_page_fault));
    child_masked_slot->eip += 5;
    run_until(48, 13, "privileged instruction in the child", 5);
    check("the child was saved in slot 49 again", child_unmasked_slot->eip, in_child(child_privileged));
    child_unmasked_slot->eip += 1;
    run_until(49, 0, "division by zero in the child", 6);
    check("the child was saved at the division", child_unmasked_slot->eip, in_child(child_divide));
    child_unmasked_slot->eip += 2;
}

/* Lets the timer take the processor from the child until it is seen spinning at `label`: an interrupt may be
 * pending when it starts. */
static void interrupt_at(context* slot, uint32_t entry, const char* label) {
    context* usual = VIDT[32];
    for (int turn = 0; turn < 50; ++turn) {
        VIDT[32] = &root_context;
        const uint32_t result = yield(child, entry, ROOT_SLOT, 0, 0);
        VIDT[32] = usual;
        if (result != 0) check("yield to a child that spins", result, 0);
        entry = get_int_state(child) == 0 ? 48 : 49;
        if (slot->eip == in_child(label)) return;
    }
}

static void check_timer(void) {
    interrupt_at(child_unmasked_slot, 49, child_spin);
    check("timer interrupt, slot 49", child_unmasked_slot->eip, in_child(child_spin));
    check("the child came as far as its loop", child_stage, 7);
    check("the saved interrupt state", child_unmasked_slot->pipflags, 1);
    check("get_int_state after an interrupt", get_int_state(child), 1);
    child_unmasked_slot->eip = in_child(child_masked);
    interrupt_at(child_masked_slot, 49, child_masked_spin);
    check("timer interrupt, slot 48", child_masked_slot->eip, in_child(child_masked_spin));
    check("the child came to its masked loop", child_stage, 8);
    check("get_int_state of a masked child", get_int_state(child), 0);

    context* slots[2] = {child_vidt[48], child_vidt[49]};
    child_vidt[48] = child_vidt[49] = 0;
    child_initial->eip = in_child(child_unsaved);
    child_restarts = 1;
    child_masked_slot->eip = child_unmasked_slot->eip = 0xabcd;
    run_until(0, 100, "int 100 with a null save slot", 9);
    check("nothing was saved in slot 49", child_unmasked_slot->eip, 0xabcd);
    check("nothing was saved in slot 48", child_masked_slot->eip, 0xabcd);
    child_restarts = 0;
    child_vidt[48] = slots[0];
    child_vidt[49] = slots[1];
}

static void check_root_events(void) {
    uint32_t after = 0;
    check("int 100 in root keeps registers", int_100(&after), 0x12345678);
    check("int 100 in root reaches VIDT[100]", software_interrupts, 1);
    check("root was saved in slot 48", root_masked.eip, after);
    check("root's saved interrupt state is 0", root_masked.pipflags, 0);

    root_waits = 1;
    timer_ticks = 0;
    do {
        woken = 0;
        set_int_state(1);
        wait_for(&woken);
    } while (timer_ticks == 0);
    root_waits = 0;
    check("set_int_state, and the timer reaches root", timer_ticks, 1);
    check_in("root was saved in slot 49", root_unmasked.eip, 0x700000, (uint32_t)image_end);
    check("root's saved interrupt state is 1", root_unmasked.pipflags, 1);
    check("set_int_state returns 0", set_int_state(0), 0);
}

static void check_taking_back(const uint32_t tables[3]) {
    check("collect of tables in use", collect(child, CHILD_CODE), 1);
    check("... takes nothing", countToMap(child, CHILD_CODE), 0);
    check("removeVAddr", removeVAddr(child, CHILD_DATA), 1);
    check("removeVAddr of nothing", removeVAddr(child, CHILD_DATA), 0);
    check("removeVAddr of the code", removeVAddr(child, CHILD_CODE), 1);
    check("mappedInChild of the code", mappedInChild((uint32_t)child_page), 0);
    check("collect", collect(child, CHILD_CODE), 1);
    check("countToMap after collect", countToMap(child, CHILD_CODE), 3);
    check("collect of nothing", collect(child, CHILD_CODE), 0);
    for (int i = 0; i < 3; ++i) {
        check("mappedInChild of a collected page", mappedInChild(tables[i]), 0);
        check("a collected page is zero", is_zero(tables[i]), 1);
    }
    check("deletePartition", deletePartition(child), 1);
    check("deletePartition of what is gone", deletePartition(child), 0);
    for (uint32_t i = 0; i < 5; ++i) check("a page of configuration is zero", is_zero(child + i * PAGE), 1);
    check("mappedInChild of the descriptor after all", mappedInChild(child), 0);
    check("mappedInChild of the child's stack", mappedInChild((uint32_t)child_initial & ~(PAGE - 1u)), 0);
    check("the pages can be used again",
          createPartition(child, child + PAGE, child + 2 * PAGE, child + 3 * PAGE, child + 4 * PAGE), 1);
    check("... and given back", deletePartition(child), 1);
}

void main(const boot_information* information);

void main(const boot_information* information) {
    uint32_t tables[3];
    next_page = information->memory_begin;
    print("foreign: a root partition by the ABI page alone\r\n");
    check_entry(information);
    set_handlers();
    check_ports();
    check_creation();
    check_mapping(tables);
    map_stack_and_vidt();
    check_switching();
    check_timer();
    check_root_events();
    check_taking_back(tables);
    end();
}
