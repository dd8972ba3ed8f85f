/* A root partition that verifies what it finds: its image, all of its memory, a child, the floating-point
 * unit, the timer. It prints a line for each check that fails, then the sum; then it waits for a character,
 * so that a test can look at the machine, and powers it off. */
#include <cpuid.h>
#include <pip/api.h>
#include <pip/event.h>
#include <pip/fpinfo.h>
#include <pip/paging.h>
#include <pip/power.h>
#include <pip/stdio.h>
#include <pip/string.h>
#include <pip/vidt.h>

enum {
    COM1_DATA = 0x3f8,
    COM1_STATUS = 0x3fd,
    DATA_READY = 1,
    CHILD_BASE = 0x500000,
    CHILD_START = 60,
    ROOT_SLOT = 50,
    SOFTWARE_INTERRUPT = 100,
    NO_FLOATING_POINT = 7,
    TIMER = 32,
    TICKS = 3,
    PAGES_CHECKED_ALL = 65536, /* of larger memories every 16th page is checked */
    PATTERN_FACTOR = 0x9E3779B1,
};
static const uint32_t child_stack = 0xffffe000;

extern char child_code[], child_counts[], __image_end[]; /* the latter by the linker script */
extern const uint32_t pattern[], pattern_end[];

static uint32_t passed, failed;

static void check(const char* what, uint32_t actual, uint32_t expected) {
    if (actual == expected) {
        ++passed;
        return;
    }
    ++failed;
    printf("FAIL %s: 0x%x instead of 0x%x\n", what, actual, expected);
}

static uint32_t new_page(void) {
    void* page = Pip_AllocPage();
    if (!page) {
        printf("FAIL there is no free page left\n");
        for (;;) continue;
    }
    return (uint32_t)page;
}

/* --- the processor ------------------------------------------------------------------------------------- */

static int has_cpuid(void) {
    const uint32_t id = 1u << 21;
    uint32_t before, after;
    __asm__ volatile("pushfl\n\tpopl %0\n\tmovl %0, %1\n\txorl %2, %1\n\tpushl %1\n\tpopfl\n\tpushfl\n\tpopl "
                     "%1\n\tpushl %0\n\tpopfl"
                     : "=&r"(before), "=&r"(after)
                     : "i"(id)
                     : "cc");
    return ((before ^ after) & id) != 0;
}

static void show_processor(void) {
    uint32_t eax, ebx, ecx, edx, basic = 0, extended = 0;
    if (has_cpuid()) {
        __cpuid(0, eax, ebx, ecx, edx);
        const uint32_t leaves = eax;
        __cpuid(1, eax, ebx, ecx, edx);
        basic = edx;
        if (leaves >= 7) {
            __cpuid_count(7, 0, eax, ebx, ecx, edx);
            extended = ebx;
        }
    }
    printf("probe: features 0x%08x 0x%08x, entry by %s\n", basic, extended,
           Pip_Choose_Entry(PIP_ENTRY_UNKNOWN) == PIP_ENTRY_FAST ? "sysenter" : "gates");
}

/* --- memory -------------------------------------------------------------------------------------------- */

static void check_image(const char* when) {
    uint32_t wrong = 0;
    for (uint32_t index = 0; pattern + index < pattern_end; ++index)
        wrong += pattern[index] != index * PATTERN_FACTOR;
    check(when, wrong, 0);
    const uint32_t end = ((uint32_t)__image_end + PGMASK) & ~(uint32_t)PGMASK;
    wrong = 0;
    for (const char* byte = __image_end; (uint32_t)byte < end; ++byte) wrong += *byte != 0;
    check("zeros behind the image", wrong, 0);
}

/* Both ends of each page hold the page's address: a frame that is there twice, or not at all, shows. */
static void check_pages(uint32_t begin, uint32_t end) {
    const uint32_t count = (end - begin) / PGSIZE, step = count > PAGES_CHECKED_ALL ? 16 : 1,
                   words = PGSIZE / sizeof(uint32_t);
    uint32_t wrong = 0, checked = 0;
    volatile uint32_t* const last = (volatile uint32_t*)(end - PGSIZE);
    for (uint32_t index = 0; index < count; index += step) {
        volatile uint32_t* page = (volatile uint32_t*)(begin + index * PGSIZE);
        page[0] = (uint32_t)page;
        page[words - 1] = ~(uint32_t)page;
    }
    last[0] = (uint32_t)last;
    last[words - 1] = ~(uint32_t)last;
    for (uint32_t index = 0; index < count; index += step) {
        volatile uint32_t* page = (volatile uint32_t*)(begin + index * PGSIZE);
        wrong += page[0] != (uint32_t)page || page[words - 1] != ~(uint32_t)page;
        ++checked;
    }
    wrong += last[0] != (uint32_t)last || last[words - 1] != ~(uint32_t)last;
    check("pages that do not keep what is written", wrong, 0);
    printf("probe: %u pages, %u checked\n", count, checked);
}

/* --- a child ------------------------------------------------------------------------------------------- */

typedef struct {
    char stack[PGSIZE - 3 * sizeof(user_ctx_t)];
    user_ctx_t start, interrupted_masked, interrupted;
} child_page_t;

static child_page_t* theirs; /* the child's stack page, as root sees it */

static uint32_t make_child(uint32_t pages[5]) {
    for (int index = 0; index < 5; ++index) pages[index] = new_page();
    check("create", Pip_CreatePartition_Result(pages[0], pages[1], pages[2], pages[3], pages[4]).error,
          PIP_ERROR_NONE);
    check("map code", Pip_MapPageWrapper((uint32_t)child_code, pages[0], CHILD_BASE), 0);
    theirs = (child_page_t*)new_page();
    memset(theirs, 0, sizeof *theirs);
    child_page_t* in_child = (child_page_t*)child_stack;
    Pip_InitContext(&theirs->start, CHILD_BASE, (uint32_t)&in_child->start, 1);
    user_ctx_t** vidt = (user_ctx_t**)new_page();
    memset(vidt, 0, PGSIZE);
    Pip_Guard_Vidt(vidt);
    vidt[CHILD_START] = Pip_Open(&in_child->start, PIP_OPEN_TO_PARENT);
    vidt[PIP_VIDT_SAVE_MASKED] = Pip_Open(&in_child->interrupted_masked, PIP_OPEN_TO_PARENT);
    vidt[PIP_VIDT_SAVE_UNMASKED] = Pip_Open(&in_child->interrupted, PIP_OPEN_TO_PARENT);
    check("map stack", Pip_MapPageWrapper((uint32_t)theirs, pages[0], child_stack), 0);
    check("map VIDT", Pip_MapPageWrapper((uint32_t)vidt, pages[0], VIDT_VADDR), 0);
    return pages[0];
}

/* Runs the child until something ends that. Whatever it is brings root back here, since all entries of its
 * VIDT lead to what a yield saves. */
static pip_event_t run(uint32_t child, uint32_t entry) {
    pip_event_t event;
    check("yield", Pip_Yield_Result(child, entry, ROOT_SLOT, 0, 0).error, PIP_ERROR_NONE);
    check("event", (uint32_t)Pip_Event_Read(&event), 1);
    return event;
}

static void check_child(void) {
    static user_ctx_t here;
    for (uint32_t index = 0; index < PIP_EVENT_ENTRY_INDEX; ++index)
        Pip_Set_Entry(index, &here, index == SOFTWARE_INTERRUPT ? PIP_OPEN_TO_CHILDREN : 0);
    uint32_t pages[5];
    const uint32_t child = make_child(pages);
    uint32_t ticks = 0;
    pip_event_t event = run(child, CHILD_START);
    for (; event.cause == PIP_EVENT_CAUSE_INTERRUPT; event = run(child, PIP_VIDT_SAVE_UNMASKED)) ++ticks;
    if (event.cause == PIP_EVENT_CAUSE_FAULT && event.vector == NO_FLOATING_POINT) {
        printf("probe: no floating point\n");
    } else {
        check("the child's software interrupt", event.cause, PIP_EVENT_CAUSE_SOFTWARE_INTERRUPT);
        check("its number", event.vector, SOFTWARE_INTERRUPT);
        check("seven times seven", theirs->interrupted.regs.eax, 49);
        printf("probe: floating point\n");
    }
    theirs->interrupted.eip = CHILD_BASE + (uint32_t)(child_counts - child_code);
    for (uint32_t until = ticks + TICKS; ticks < until; ++ticks) {
        event = run(child, PIP_VIDT_SAVE_UNMASKED);
        check("an interrupt", event.cause, PIP_EVENT_CAUSE_INTERRUPT);
        check("of the timer", event.vector, TIMER);
    }
    check("delete", Pip_DeletePartition(child), 1);
    uint32_t wrong = 0;
    for (int index = 0; index < 5; ++index)
        for (uint32_t word = 0; word < PGSIZE / sizeof(uint32_t); ++word)
            wrong += ((const uint32_t*)pages[index])[word] != 0;
    check("words that are not zero in pages that came back", wrong, 0);
}

void main(const pip_fpinfo* information) {
    const uint32_t begin = information->membegin, end = information->memend;
    check("magic", information->magic, FPINFO_MAGIC);
    check("the memory's begin", begin, ((uint32_t)__image_end + PGMASK) & ~(uint32_t)PGMASK);
    check("the memory's end", end % PGSIZE, 0);
    printf("probe: memory 0x%x to 0x%x\n", begin, end);
    show_processor();
    check_image("the image");
    check_pages(begin, end);
    check_image("the image after that");
    check("magic after that", information->magic, FPINFO_MAGIC);
    check("the allocator", (uint32_t)Pip_InitPaging(begin, end), 1);
    check_child();
    const pip_result_t invariants = Pip_Check_Invariants_Result();
    if (invariants.error == PIP_ERROR_NONE)
        printf("probe: %u invariants hold\n", invariants.value);
    else
        check("no invariants", invariants.error, PIP_ERROR_UNKNOWN_SERVICE);
    printf("probe: %u passed, %u failed\n", passed, failed);
    while ((Pip_Inb(COM1_STATUS) & DATA_READY) == 0) continue;
    (void)Pip_Inb(COM1_DATA);
    Pip_Power_Off();
}
