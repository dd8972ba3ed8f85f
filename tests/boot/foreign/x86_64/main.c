/* What partitions on x86-64 rely on, checked by one that knows the ABI's numbers and nothing of this tree. */
#include <stdint.h>

typedef uint64_t word;

struct context {
    word rip, rflags, pipflags, valid, rsp, rbp, rbx, r12, r13, r14, r15, fs_base, gs_base, rax, rcx, rdx,
        rsi, rdi, r8, r9, r10, r11;
};
_Static_assert(sizeof(struct context) == 176, "a context has 176 bytes");

struct information {
    word magic, memory_begin, memory_end;
    char revision[64];
    word device_count, devices, module_count, modules;
};

enum {
    OUTB,
    INB,
    OUTW,
    INW,
    OUTL,
    INL,
    CREATE,
    COUNT,
    PREPARE,
    ADD,
    GET_STATE,
    OUTADDRESS,
    INVARIANTS,
    SET_STATE,
    REMOVE,
    MAPPED,
    DELETE,
    COLLECT,
    YIELD,
    SET_PORTS,
    WAIT,
    SET_LINE,
    SET_TIMER,
    SERVICES
};
enum {
    NOT_MAPPED = 4,
    NOT_A_CHILD = 10,
    RIGHTS = 13,
    NOT_PREPARED = 14,
    NO_TABLE = 20,
    PORT_DENIED = 23,
    TARGET_INDEX = 27,
    TARGET_CONTEXT = 32,
    UNKNOWN = 34
};
enum { BY_YIELD = 1, BY_FAULT, BY_SOFTWARE, BY_INTERRUPT, BY_CALL };
enum {
    PAGE = 4096,
    TO_CHILDREN = 1,
    TO_PARENT = 2,
    PROGRAM = 2,
    INTERRUPTED = 3,
    CARRY_AND_SIGN = 0x81,
    SLOT = 50,
    FROM_CHILD = 60,
    CALLS = 31,
    TIMER = 32
};

#define VIDT ((volatile word*)0x7ffffff000)
#define RECORD (VIDT + 246) /* entry, level, magic, cause, vector, sender, error, address, sequence */
#define CAUSE RECORD[3]
#define VECTOR RECORD[4]
#define SENDER RECORD[5]
#define ERROR RECORD[6]
#define ADDRESS RECORD[7]
#define CHILD_CODE 0x500000ul
#define CHILD_STACK 0x600000ul
#define CHILD_VIDT 0x7ffffff000ul

extern word entry_registers[16], entry_flags, error;
extern uint16_t entry_segments[6];
extern char boot[], child_start[], child_invalid[], child_reads[], child_writes[], child_behind_interrupt[],
    child_behind_call[], child_loop[];
word service(word number, word a, word b, word c, word d, word e, word f);
word call(word number, word registers[16]);
void main(const struct information* information);

static unsigned passed, failed;
static word next_page, child, child_vidt;
static struct context here;
static struct context*
    in_child; /* contexts in the child's stack page, as root sees them: start, yielded, two */

/* --- text ---------------------------------------------------------------------------------------------- */

static void print(const char* text) {
    for (; *text; ++text) {
        while (!(service(INB, 0x3fd, 0, 0, 0, 0, 0) & 0x20)) continue;
        service(OUTB, 0x3f8, (unsigned char)*text, 0, 0, 0, 0);
    }
}

static void print_number(word number, unsigned base) {
    char digits[24], *start = digits + 23;
    *start = 0;
    do *--start = "0123456789abcdef"[number % base];
    while ((number /= base) != 0);
    print(start);
}

static void check(const char* what, word actual, word expected) {
    if (actual == expected) {
        ++passed;
        return;
    }
    ++failed;
    print("FAIL ");
    print(what);
    print(": 0x");
    print_number(actual, 16);
    print(" instead of 0x");
    print_number(expected, 16);
    print("\r\n");
}

static void check_refused(const char* what, word actual, word expected, word reason) {
    const word found = error;
    check(what, actual, expected);
    check(what, found, reason);
}

/* --- entry and calls ----------------------------------------------------------------------------------- */

static word take(void) {
    next_page += PAGE;
    return next_page - PAGE;
}

static volatile word* words(word page) { return (volatile word*)page; }

static word zeros_missing(word page) {
    word wrong = 0;
    for (unsigned i = 0; i < PAGE / sizeof(word); ++i) wrong += words(page)[i] != 0;
    return wrong;
}

static void entry(const struct information* information) {
    for (unsigned i = 0; i < 16; ++i)
        check("a register at entry", entry_registers[i], i == 7 ? 0x7fffffc000 : i == 4 ? 0x7ffffff000 : 0);
    check("flags at entry", entry_flags & 0xfff, 2);
    check("CS at entry", entry_segments[0], 0x23);
    check("SS at entry", entry_segments[1], 0x1b);
    for (unsigned i = 2; i < 6; ++i) check("another segment at entry", entry_segments[i], 0);
    check("VIDT[0] leads to the first context", VIDT[0] & ~3ul, 0x7ffffff800);
    check("VIDT[32], too", VIDT[TIMER] & ~3ul, 0x7ffffff800);
    check("where that begins", ((struct context*)0x7ffffff800)->rip, (word)boot);
    check("magic", information->magic, 0xdeadcafe);
    check("the memory's begin", information->memory_begin, 0x100000000);
    check("there are no further modules", information->module_count, 0);
    words(information->memory_begin)[0] = words(information->memory_end - PAGE)[0] = 1;
    check("the first page", service(MAPPED, information->memory_begin, 0, 0, 0, 0, 0), 0);
    check_refused("behind the last", service(MAPPED, information->memory_end, 0, 0, 0, 0, 0), 0, NOT_MAPPED);
    next_page = information->memory_begin;
}

/* A call of root's with registers that are all different. */
static void check_registers(word number, word value, word reason) {
    word before[16], after[16];
    for (unsigned i = 0; i < 16; ++i) after[i] = before[i] = 0x1111111111111111 * i + 0x800000;
    check("value", call(number, after), value);
    check("error", after[2], reason);
    check("RCX is where the call returns to", after[1], after[4]);
    check("R11 are the flags", after[11] & 0x8d5, CARRY_AND_SIGN);
    static const unsigned preserved[] = {3, 5, 12, 13, 14, 15}, cleared[] = {6, 7, 8, 9, 10};
    for (unsigned i = 0; i < 6; ++i) check("preserved", after[preserved[i]], before[preserved[i]]);
    for (unsigned i = 0; i < 5; ++i) check("cleared", after[cleared[i]], 0);
}

static void calls(void) {
    check_registers(0x70000000 + SET_STATE, 0, 0);
    check_registers(0x70000000 + MAPPED, 0, 2); /* unaligned */
    check_registers(0x70000000 + SERVICES, 0, UNKNOWN);
    check_registers(0x70000fff, 0, UNKNOWN);
    /* What is no call of the kernel's is root's own event, which nobody takes. */
    static const word foreign[] = {0, 1, 0x6fffffff, 0x70001000, 0x170000000 + MAPPED, ~0ul};
    for (unsigned i = 0; i < 6; ++i) check_registers(foreign[i], 0, UNKNOWN);
    check_refused("no right to the interrupt controller", service(OUTB, 0x20, 0, 0, 0, 0, 0), 0, PORT_DENIED);
}

/* --- a child ------------------------------------------------------------------------------------------- */

static void make_tables(word address) {
    for (word levels = 2; levels > 0; --levels) {
        const word missing = service(COUNT, child, address, 0, 0, 0, 0);
        if (missing == 0) break;
        check("countToMap", missing == 3 || missing == 6, 1);
        const word list[4] = {take(), take(), take(), take()};
        for (unsigned i = 0; i < 4; ++i) words(list[i])[0] = i < 3 ? list[i + 1] : 0;
        check("prepare", service(PREPARE, child, address, list[0], 0, 0, 0), list[3] | 1);
    }
    check("countToMap when prepared", service(COUNT, child, address, 0, 0, 0, 0), 0);
}

static word add(word page, word address, word readable, word writable, word executable) {
    return service(ADD, page, child, address, readable, writable, executable);
}

static void make_child(void) {
    const word pages[5] = {take(), take(), take(), take(), take()};
    child = pages[0];
    check_refused("no child yet", service(COUNT, child, CHILD_CODE, 0, 0, 0, 0), 0, NOT_A_CHILD);
    check("createPartition", service(CREATE, pages[0], pages[1], pages[2], pages[3], pages[4], 0), 1);
    const word code = (word)child_start, stack = take();
    child_vidt = take();
    check_refused("without tables", add(code, CHILD_CODE, 1, 0, 1), 0, NOT_PREPARED);
    check("countToMap, all levels", service(COUNT, child, CHILD_CODE, 0, 0, 0, 0), 6);
    make_tables(CHILD_CODE);
    make_tables(CHILD_STACK);
    make_tables(CHILD_VIDT);
    for (unsigned i = 0; i < PAGE / sizeof(word); ++i) words(stack)[i] = words(child_vidt)[i] = 0;
    check_refused("not readable", add(code, CHILD_CODE, 0, 0, 1), 0, RIGHTS);
    check("the code", add(code, CHILD_CODE, 1, 0, 1), 1);
    check("the stack", add(stack, CHILD_STACK, 1, 1, 0), 1);
    check("the VIDT", add(child_vidt, CHILD_VIDT, 1, 1, 0), 1);
    check("mappedInChild", service(MAPPED, child_vidt, 0, 0, 0, 0, 0), child);
    check("mappedInChild of another page", service(MAPPED, take(), 0, 0, 0, 0, 0), 0);
    check_refused("a bad index", service(YIELD, child, 255, SLOT, 0, 0, 0), 1, TARGET_INDEX);
    check_refused("no context", service(YIELD, child, 0, SLOT, 0, 0, 0), 8, TARGET_CONTEXT);
    in_child = (struct context*)stack;
    static const unsigned slots[] = {0, 5, 48, 49};
    for (unsigned i = 0; i < 4; ++i)
        words(child_vidt)[slots[i]] = (CHILD_STACK + i * sizeof(struct context)) | TO_PARENT;
    check_refused("a context of zeros", service(YIELD, child, 0, SLOT, 0, 0, 0), 8, TARGET_CONTEXT);
}

/* Whatever comes back leads to where root was saved, so the yield returns. */
static void enter(word index) {
    static const unsigned entries[] = {6, 13, 14, CALLS, TIMER, FROM_CHILD, 100};
    for (unsigned i = 0; i < 7; ++i) VIDT[entries[i]] = (word)&here | TO_CHILDREN;
    VIDT[SLOT] = (word)&here;
    check("yield", service(YIELD, child, index, SLOT, 0, 0, 0), 0);
    check("from the child", CAUSE == BY_INTERRUPT || SENDER == child, 1);
}

/* Until something else than the timer ends it. */
static void run(word index) {
    enter(index);
    while (CAUSE == BY_INTERRUPT) enter(service(GET_STATE, child, 0, 0, 0, 0, 0) == 0 ? 48 : 49);
}

static void start(word what) {
    in_child[0] = (struct context){.rip = CHILD_CODE,
                                   .rflags = ~0ul, /* of which few are loaded */
                                   .pipflags = 1,
                                   .valid = PROGRAM,
                                   .rsp = CHILD_STACK + PAGE,
                                   .rdi = what};
    run(0);
}

static word at(const char* label) { return CHILD_CODE + (word)(label - child_start); }

static void fault(const char* what, word number, word vector, word code, word address, const char* label) {
    start(number);
    check(what, CAUSE, BY_FAULT);
    check(what, VECTOR, vector);
    check(what, ERROR, code);
    if (vector == 14) check(what, ADDRESS, address);
    check(what, in_child[3].rip, label ? at(label) : address);
    check(what, in_child[3].valid, INTERRUPTED);
}

static void control(void) {
    start(0);
    check("the child yields", CAUSE, BY_YIELD);
    check("its entry", RECORD[0], FROM_CHILD);
    check("what it has saved: RBX", in_child[1].rbx, 0x1111111122222222);
    check("... R15", in_child[1].r15, 0x3333333344444444);
    check("... the stack", in_child[1].rsp, CHILD_STACK + PAGE);
    check("... the interrupt state", in_child[1].pipflags, 1);
    run(5);
    check("the child goes on, to a software interrupt", CAUSE, BY_SOFTWARE);
    check("its number", VECTOR, 100);
    check("saved behind it", in_child[3].rip, at(child_behind_interrupt));
    check("RBX", in_child[3].rbx, 0x1111111122222222);
    check("what a yield leaves: RAX", in_child[3].rax, 0);
    check("... RDX", in_child[3].rdx, 0);
    check("... RDI", in_child[3].rdi, 0);
    check("flags that the child had", in_child[3].rflags & ~0x8d5ul, 0x602);
    check_refused("entered once", service(YIELD, child, 5, SLOT, 0, 0, 0), 8, TARGET_CONTEXT);

    fault("an invalid opcode", 1, 6, 0, 0, child_invalid);
    fault("a page that is not there", 2, 14, 4, 0x10000000, child_reads);
    fault("a write to code", 3, 14, 7, CHILD_CODE, child_writes);
    fault("execution of the stack", 4, 14, 0x14, CHILD_STACK + PAGE, 0);
    start(7);
    check("a breakpoint", CAUSE, BY_FAULT);
    check("... is no software interrupt", VECTOR, 13);
    check("... of vector 3", ERROR == (3 << 3 | 2) || ERROR == (3 << 4 | 2), 1); /* the latter in QEMU */

    start(5);
    check("a call of another system's", CAUSE, BY_CALL);
    check("... is an event at its entry", VECTOR, CALLS);
    check("... of that number", ERROR, 1);
    check("... with its arguments", in_child[3].rdi, 0xd1);
    check("... RSI", in_child[3].rsi, 0x51);
    check("... RDX", in_child[3].rdx, 0xd2);
    check("... R10", in_child[3].r10, 0x10);
    check("... R8", in_child[3].r8, 0x8);
    check("... R9", in_child[3].r9, 0x9);
    check("... saved behind it", in_child[3].rip, at(child_behind_call));
    in_child[3].rax = 0xa5a5a5a5a5a5a5a5;
    run(49);
    check("the answer arrives", in_child[3].rbx, 0xa5a5a5a5a5a5a5a5);

    in_child[0] = (struct context){.rip = at(child_loop), .pipflags = 0, .valid = PROGRAM};
    for (word index = 0, turns = 0; turns < 3; ++turns, index = 48) {
        enter(index);
        check("an interrupt", CAUSE, BY_INTERRUPT);
        check("... of the timer", VECTOR, TIMER);
        check("the child's state", service(GET_STATE, child, 0, 0, 0, 0, 0), 0);
    }
    check("it was saved in its loop", in_child[2].rip - at(child_loop) < 4, 1);
    check("... and has run", (in_child[2].rcx & 0xffffffff) > 100, 1);
}

static void take_down(void) {
    check("removeVAddr", service(REMOVE, child, CHILD_STACK, 0, 0, 0, 0), 1);
    check("collect", service(COLLECT, child, CHILD_STACK, 0, 0, 0, 0), 1);
    check_refused("collect of nothing", service(COLLECT, child, 0x3000000000, 0, 0, 0, 0), 0, NO_TABLE);
    check("deletePartition", service(DELETE, child, 0, 0, 0, 0, 0), 1);
    for (word i = 0; i < 5; ++i)
        check("configuration comes back as zeros", zeros_missing(child + i * PAGE), 0);
    check("the code is nobody's", service(MAPPED, (word)child_start, 0, 0, 0, 0, 0), 0);
}

void main(const struct information* information) {
    entry(information);
    calls();
    make_child();
    control();
    take_down();
    print("foreign: ");
    print_number(passed, 10);
    print(" passed, ");
    print_number(failed, 10);
    print(" failed\r\n");
    if (failed == 0) service(OUTW, 0x604, 0x2000, 0, 0, 0, 0);
    for (;;) continue; /* a run that does not end has failed */
}
