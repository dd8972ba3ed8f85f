/* A root partition that looks at what it has: its image, its memory, the boot modules; then it waits for the
 * timer. It prints a line for each check that fails, then the sum, and powers the machine off. */
#include <pip/api.h>
#include <pip/event.h>
#include <pip/fpinfo.h>
#include <pip/paging.h>
#include <pip/power.h>
#include <pip/stdio.h>
#include <pip/string.h>
#include <pip/vidt.h>

enum {
    TICKS = 3,
    CHECKED_ALL = 65536, /* pages; of larger memories so many are checked */
    WORDS = 512,         /* of a page */
    STACK = 4096
};
#define COUNTED 0x9E3779B97F4A7C15ul /* for words that are all different */

static pip_word_t pattern[3 * WORDS] = {COUNTED}; /* in the file; the rest of it are zeros */
static uint32_t passed, failed;
static volatile uint32_t ticks;
static char stack[STACK] __attribute__((aligned(16)));

static void check(const char* what, pip_word_t actual, pip_word_t expected) {
    if (actual == expected) {
        ++passed;
        return;
    }
    ++failed;
    printf("FAIL %s: 0x%zx instead of 0x%zx\n", what, actual, expected);
}

static void check_image(const char* when) {
    pip_word_t wrong = pattern[0] != COUNTED;
    for (uint32_t index = 1; index < 3 * WORDS; ++index) wrong += pattern[index] != 0;
    check(when, wrong, 0);
}

/* Both ends of a page hold what tells its address: a frame that is there twice, or not at all, shows. */
static pip_word_t is_wrong(pip_word_t address, int write) {
    volatile pip_word_t* page = (volatile pip_word_t*)address;
    if (write) {
        page[0] = address * COUNTED;
        page[WORDS - 1] = ~address * COUNTED;
    }
    return page[0] != address * COUNTED || page[WORDS - 1] != ~address * COUNTED;
}

static void check_pages(pip_word_t begin, pip_word_t end) {
    const pip_word_t count = (end - begin) / PGSIZE, step = count / CHECKED_ALL + 1;
    pip_word_t wrong = 0, checked = 0;
    for (pip_word_t index = 0; index < count; index += step) {
        wrong += is_wrong(begin + index * PGSIZE, 1);
        ++checked;
    }
    wrong += is_wrong(end - PGSIZE, 1);
    for (pip_word_t index = 0; index < count; index += step) wrong += is_wrong(begin + index * PGSIZE, 0);
    wrong += is_wrong(end - PGSIZE, 0);
    check("pages that do not keep what is written", wrong, 0);
    printf("probe: memory 0x%zx to 0x%zx, %zu pages, %zu checked\n", begin, end, count, checked);
}

static void show_modules(const pip_fpinfo* information) {
    for (pip_word_t index = 0; index < information->module_count; ++index) {
        const pip_fpinfo_module* module = &information->modules[index];
        uint32_t sum = 0;
        for (const unsigned char* byte = (const unsigned char*)module->begin;
             byte < (const unsigned char*)module->end; ++byte)
            sum = sum * 31 + *byte;
        check("a module begins with a page", module->begin % PGSIZE, 0);
        printf("probe: module '%s', %zu bytes, sum 0x%08x\n", module->command_line,
               module->end - module->begin, sum);
    }
}

/* Entered afresh by each tick. */
static void on_timer(void) {
    pip_event_t event;
    check("an event", (pip_word_t)Pip_Event_Read(&event), 1);
    check("... of the timer", event.vector, PIP_TIMER_ENTRY);
    if (++ticks < TICKS) {
        Pip_Set_Int_State(1);
        for (;;) continue;
    }
    const pip_result_t invariants = Pip_Check_Invariants_Result();
    if (invariants.error == PIP_ERROR_NONE)
        printf("probe: %zu invariants hold\n", invariants.value);
    else
        check("no invariants", invariants.error, PIP_ERROR_UNKNOWN_SERVICE);
    printf("probe: %u ticks, %u passed, %u failed\n", ticks, passed, failed);
    Pip_Power_Off();
}

void main(const pip_fpinfo* information) {
    static user_ctx_t context;
    check("magic", information->magic, FPINFO_MAGIC);
    check_image("the image");
    show_modules(information);
    check_pages(information->membegin, information->memend);
    check_image("the image after that");
    check("magic after that", information->magic, FPINFO_MAGIC);
    Pip_RegisterInterrupt(&context, PIP_TIMER_ENTRY, (pip_word_t)on_timer, (pip_word_t)stack, 0);
    Pip_Set_Int_State(1);
    for (;;) continue;
}
