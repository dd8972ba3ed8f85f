/* What Pip's partitions on ARMv7 rely on, checked by one that knows the ABI's numbers and nothing of this
 * tree. */
#include <stdint.h>

struct registers {
    uint32_t r[13], cpsr, lr;
};
struct context {
    uint32_t spsr, sp, lr, r[13], pc, pipflags, valid;
};
struct fpinfo {
    uint32_t magic, membegin, memend;
};

enum { CREATE, COUNT, PREPARE, ADD, GET_STATE, SET_STATE, REMOVE, MAPPED, DELETE, COLLECT, YIELD, PUTCHAR };

#define VIDT ((volatile uint32_t*)0x3ffff000)
#define PAGE 4096u

uint32_t entry_registers[14] = {1};
uint32_t call(uint32_t number, struct registers* registers);
uint32_t call_thumb(uint32_t argument);
extern char child_start[], undefined_word[], reads[];

static unsigned passed, failed;
static uint32_t next_page;
static uint32_t child_context_page, child_vidt_page, child;

static uint32_t service(uint32_t number, uint32_t a, uint32_t b, uint32_t c, uint32_t d, uint32_t e,
                        uint32_t f) {
    struct registers registers = {.r = {a, b, c, d, e, f}};
    return call(number, &registers);
}

static void print(const char* text) {
    for (; *text; ++text) service(PUTCHAR, (unsigned char)*text, 0, 0, 0, 0, 0);
}

static void print_number(uint32_t number, unsigned base) {
    char digits[12], *start = digits + 11;
    *start = 0;
    do *--start = "0123456789abcdef"[number % base];
    while ((number /= base) != 0);
    print(start);
}

static void check(const char* what, uint32_t actual, uint32_t expected) {
    if (actual == expected) {
        ++passed;
        return;
    }
    ++failed;
    print("FAIL ");
    print(what);
    print(": ");
    print_number(actual, 16);
    print(" instead of ");
    print_number(expected, 16);
    print("\r\n");
}

static uint32_t take(void) {
    next_page += PAGE;
    return next_page - PAGE;
}

static volatile uint32_t* words(uint32_t page) { return (volatile uint32_t*)page; }

/* --- the calls ----------------------------------------------------------------------------------------- */

static void entry(void) {
    check("r0 at entry", entry_registers[0], 0x3fffe000);
    for (unsigned i = 1; i < 12; ++i) check("another register at entry", entry_registers[i], 0);
    check("sp at entry", entry_registers[12], 0x3fffdfb4);
    check("cpsr at entry", entry_registers[13] & 0xf80001ff, 0x1d0);
    check("VIDT[0]", VIDT[0], 0x3fffdfb4);
    check("VIDT[32]", VIDT[32], 0x3fffdfb4);
    const volatile struct fpinfo* info = (struct fpinfo*)0x3fffe000;
    check("magic", info->magic, 0xdeadcafe);
    check("the memory is all mapped: first page", service(MAPPED, info->membegin, 0, 0, 0, 0, 0), 0);
    words(info->membegin)[0] = 1;
    words(info->memend - PAGE)[0] = 1;
    next_page = info->membegin;
}

static void calls_preserve(void) {
    struct registers before, after;
    for (unsigned i = 0; i < 13; ++i) before.r[i] = 0x11111111 * i + 0x700000;
    before.cpsr = 0xa0000000;
    after = before;
    const uint32_t result = call(COUNT, &after); /* of no child */
    check("countToMap of no child", result, 0);
    for (unsigned i = 1; i < 13; ++i) check("a register behind a call", after.r[i], before.r[i]);
    check("lr behind a call", after.lr, (uint32_t)&after);
    check("flags behind a call", after.cpsr & 0xf0000000, 0xa0000000);
    for (const uint32_t* number = (const uint32_t[]){12, 13, 31, 70, 79, 0}; *number; ++number) {
        after = before;
        check("an unknown number", call(*number, &after), 0xdeadbeef);
    }
    after = before;
    check("the library's number of a call", call(32 + 7, &after), 0);
    check("its error in r12", after.r[12] == before.r[12], 0);
    check("svc in Thumb state", call_thumb(0x3fffe000), 0);
}

static void make_child(void) {
    child = take();
    const uint32_t others[4] = {take(), take(), take(), take()};
    check("createPartition", service(CREATE, child, others[0], others[1], others[2], others[3], 0), 1);
    const uint32_t places[] = {0x00700000, 0x3ffff000};
    for (unsigned i = 0; i < 2; ++i) {
        check("countToMap", service(COUNT, child, places[i], 0, 0, 0, 0), 3);
        const uint32_t list[4] = {take(), take(), take(), take()};
        for (unsigned j = 0; j < 4; ++j) words(list[j])[0] = j < 3 ? list[j + 1] : 0;
        check("prepare", service(PREPARE, child, places[i], list[0], 0, 0, 0), list[3] | 1);
        check("countToMap when prepared", service(COUNT, child, places[i], 0, 0, 0, 0), 0);
    }
    child_vidt_page = take();
    child_context_page = take();
    check("addVAddr, w = 0, x = 0", service(ADD, (uint32_t)child_start, child, 0x00700000, 1, 0, 0), 1);
    check("addVAddr, r = 0", service(ADD, child_context_page, child, 0x3fffe000, 0, 1, 1), 0);
    check("addVAddr", service(ADD, child_context_page, child, 0x3fffe000, 1, 1, 1), 1);
    check("addVAddr", service(ADD, child_vidt_page, child, 0x3ffff000, 1, 1, 1), 1);
    check("mappedInChild", service(MAPPED, child_vidt_page, 0, 0, 0, 0, 0), child);
    check("mappedInChild of another page", service(MAPPED, take(), 0, 0, 0, 0, 0), 0);
    const uint32_t slots[] = {0, 5, 48, 49};
    for (unsigned i = 0; i < 4; ++i) words(child_vidt_page)[slots[i]] = 0x3fffe000 + 128 * i;
}

/* --- control ------------------------------------------------------------------------------------------- */

static volatile struct context* child_context(unsigned slot) {
    return (volatile struct context*)(child_context_page + 128 * slot);
}

/* Yields to the child's entry. Whatever comes back leads to where root was saved, so the yield returns, with
 * r0 as it was. */
static uint32_t enter(uint32_t index) {
    static struct context mine;
    static const uint32_t entries[] = {0, 1, 2, 11, 60, 61};
    for (unsigned i = 0; i < 6; ++i) VIDT[entries[i]] = (uint32_t)&mine;
    VIDT[62] = (uint32_t)&mine;
    return service(YIELD, child, index, 62, 0, 0, 0);
}

static void make_start(uint32_t what) {
    for (unsigned i = 0; i < 19; ++i) ((volatile uint32_t*)child_context(0))[i] = 0;
    child_context(0)->spsr = 0xffffffff & ~0x20u; /* only harmless flags are loaded */
    child_context(0)->sp = 0x3fffe800;
    child_context(0)->pc = 0x00700000;
    child_context(0)->r[0] = what;
    child_context(0)->pipflags = 1;
}

static void control(void) {
    make_start(0);
    check("resumed behind a yield with its first argument", enter(0), child);
    check("the context was only read", child_context(0)->spsr, 0xffffffff & ~0x20u);
    check("saved: valid", child_context(1)->valid, 1);
    check("saved: sp", child_context(1)->sp, 0x3fffe800);
    check("saved: mode and masks", child_context(1)->spsr & 0x1ff, 0x150);
    check("saved: pipflags", child_context(1)->pipflags, 1);
    check("again", enter(5), child);
    check("the child was resumed with its first argument", child_context(1)->r[7], 0);

    make_start(1);
    check("an undefined instruction", enter(0), child);
    check("saved pc: the next instruction", child_context(3)->pc,
          0x00700000 + (uint32_t)(undefined_word - child_start) + 4);
    make_start(2);
    check("a data abort", enter(0), child);
    check("saved pc: the instruction", child_context(3)->pc,
          0x00700000 + (uint32_t)(reads - child_start) + 4);
    make_start(3);
    check("a prefetch abort", enter(0), child);
    check("saved pc: the target", child_context(3)->pc, 0x30000000);
    make_start(4);
    check("the timer", enter(0), child);
    check("saved in the middle of the loop: r0", child_context(3)->r[0], 4);
    child_context(0)->pipflags = 0;
    check("the timer again", enter(0), child);
    check("saved at 48 with a virtual cli", child_context(2)->r[0], 4);
    check("get_int_state", service(GET_STATE, child, 0, 0, 0, 0, 0), 0);
    check("set_int_state", service(SET_STATE, 0, 0, 0, 0, 0, 0), 0);
    check("yield to no child", service(YIELD, 0x3fffe000, 0, 62, 0, 0, 0), 4);
    check("yield with a bad index", service(YIELD, child, 1023, 62, 0, 0, 0), 1);
    check("yield to root's parent", service(YIELD, 0, 0, 62, 0, 0, 0), 3);
    words(child_vidt_page)[0] = 0;
    check("yield to no context", service(YIELD, child, 0, 62, 0, 0, 0), 8);
}

static void take_down(void) {
    check("removeVAddr", service(REMOVE, child, 0x00700000, 0, 0, 0, 0), 1);
    check("collect", service(COLLECT, child, 0x00700000, 0, 0, 0, 0), 1);
    check("collect again", service(COLLECT, child, 0x00700000, 0, 0, 0, 0), 0);
    check("collect what is in use", service(COLLECT, child, 0x3ffff000, 0, 0, 0, 0), 1);
    check("deletePartition", service(DELETE, child, 0, 0, 0, 0, 0), 1);
    check("its page is zero", words(child)[0], 0);
}

void main(void);
void main(void) {
    entry();
    calls_preserve();
    make_child();
    control();
    take_down();
    print("foreign: ");
    print_number(passed, 10);
    print(" passed, ");
    print_number(failed, 10);
    print(" failed\r\n");
    for (;;) continue;
}
