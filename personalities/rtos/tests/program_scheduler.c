/* The scheduler, for one program after the other (random_programs.c): where it would switch the machine off,
 * or wait for the timer with nobody to run, it goes on at once. Whenever it elects a task, it is looked at
 * whether each partition has the tasks and the pages that it ought to have; and after each program, whether
 * all pages are back. The whole of it is the scheduler's own text, but for a few names. */
#include <pip/api.h>
#include <pip/paging.h>
#include <pip/power.h>
#include <pip/stdio.h>
#include <pip/string.h>

#include "architecture.h"
#include "dispatch.h"
#include "election.h"
#include "objects.h"
#include "programs.h"
#include "waiting.h"

/* The pages that there are, and those that a program has that is to run out of them early. */
enum { PAGES = 640 * sizeof(pip_word_t) / 4, MOST_SMALL = PAGES / 10 };
static void open_memory_of_test(pip_word_t begin, pip_word_t end);

/* Most of a program's time goes by with the clearing and copying of pages: here it is done by words. */
static void* clear_fast(void* memory, int byte, size_t size) {
    uint32_t* words = memory;
    if (size != PAGE_SIZE) return memset(memory, byte, size);
    for (uint32_t* end = words + PAGE_SIZE / 4; words < end; words += 4)
        words[0] = words[1] = words[2] = words[3] = (unsigned char)byte * 0x01010101u;
    return memory;
}

static void* copy_fast(void* target, const void* source, size_t size) {
    uint32_t* to = target;
    if (size != PAGE_SIZE) return memcpy(target, source, size);
    for (const uint32_t *from = source, *end = from + PAGE_SIZE / 4; from < end; from += 4, to += 4) {
        to[0] = from[0];
        to[1] = from[1];
        to[2] = from[2];
        to[3] = from[3];
    }
    return target;
}

#define memset clear_fast
#define memcpy copy_fast
#include "task_memory.c"
#undef memset
#undef memcpy

/* Whoever boots the test can write other numbers behind the text. */
static const volatile struct {
    char mark[16];
    uint32_t seed, programs; /* the former the first program's; each has the next number */
} plan = {"rtos programs", 1, 200};

enum { MOST_TICKS = 40, MOST_ELECTIONS = 2000 }; /* of a program, which may have tasks that wait for ever */

static uint32_t all_pages;
static pip_word_t hoard; /* the first of the pages that a program has not got */
static uint32_t programs, elections, dice;
/* for the last line, which says how much has happened */
static uint32_t early_ends, short_of_memory, most_alive;

static uint32_t below(uint32_t limit) {
    dice ^= dice << 13; /* xorshift, by Marsaglia; never 0 */
    dice ^= dice >> 17;
    dice ^= dice << 5;
    return dice % limit;
}

static void open_memory_of_test(pip_word_t begin, pip_word_t end) {
    open_memory(begin, end - begin > PAGES * PAGE_SIZE ? begin + PAGES * PAGE_SIZE : end);
    all_pages = Pip_FreePageCount();
}

/* --- what has to hold ---------------------------------------------------------------------------------- */

static _Noreturn void fail(const char* what, const task_t* task) {
    printf("FAIL: program %u, tick %u, task 0x%x: %s\n", plan.seed + programs, now,
           task ? handle_of(task) : 0, what);
    Pip_Power_Off();
}

static uint32_t pages_of[NOBODYS + 1]; /* by owners */

static void count_pages(void) {
    memset(pages_of, 0, sizeof pages_of);
    for (uint32_t i = 0; i < PAGES; ++i) ++pages_of[owners[i]];
}

static int belongs_to(const partition_t* partition, pip_word_t page) {
    return owners[(page - memory_begin) / PAGE_SIZE] == partition - partitions;
}

/* Which tasks belong together is noted from the calls alone: a group's number, for the task that had the
 * handle then. */
static struct {
    uint32_t handle, group;
} notes[MOST_TASKS];
static uint32_t groups;

static void note_new_tasks(uint32_t group) {
    for (const task_t* task = tasks; task < tasks + MOST_TASKS; ++task)
        if (task->state != UNUSED && notes[task - tasks].handle != handle_of(task)) {
            notes[task - tasks].handle = handle_of(task);
            notes[task - tasks].group = group;
        }
}

static void note_and_perform(task_t* task) {
    const int creates = task->call == CALL_TASK_CREATE;
    const task_t* member = creates && task->arguments[6] != 0 ? task_of(task->arguments[6]) : NULL;
    const uint32_t group = member ? notes[member - tasks].group : ++groups;
    perform(task);
    if (creates) note_new_tasks(group);
}

static void check_groups(void) {
    for (const task_t* a = tasks; a < tasks + MOST_TASKS; ++a) {
        if (a->state == UNUSED) continue;
        if (notes[a - tasks].handle != handle_of(a)) fail("nobody has created it", a);
        for (const task_t* b = tasks; b < a; ++b) {
            if (b->state == UNUSED) continue;
            if ((a->partition == b->partition) != (notes[a - tasks].group == notes[b - tasks].group))
                fail(a->partition == b->partition ? "it lives with a stranger"
                                                  : "it does not live with its group",
                     a);
            if (a->partition == b->partition && a->place == b->place) fail("it has the place of another", a);
        }
    }
}

static void check_task(const task_t* task) {
    const partition_t* partition = task->partition;
    if (partition < partitions || partition >= partitions + MOST_TASKS || partition->descriptor == 0)
        fail("it has no partition", task);
    if (!(partition->places >> task->place & 1)) fail("it has a place that is free", task);
    for (uint32_t i = 0; i < task->stack_pages; ++i)
        if (!belongs_to(partition, task->stack[i])) fail("it has a page of others for a stack", task);
}

/* Tables come three by three. Those of the lowest level are the image's, the VIDT's, and not more than three
 * of stacks and boxes; levels above it have one for the VIDT, and one for all else. */
static void check_pages(const partition_t* partition) {
    enum { CONFIGURATION = 5, TABLES = 3, MOST_TABLES = (5 + 2 * (PIP_TABLE_LEVELS - 1)) * TABLES };
    uint32_t members = 0, places = 0, known = CONFIGURATION + image_pages + 1;
    for (const task_t* task = tasks; task < tasks + MOST_TASKS; ++task)
        if (task->state != UNUSED && task->partition == partition) {
            ++members;
            places |= 1u << task->place;
            known += task->stack_pages;
        }
    if (members == 0 || members != partition->tasks)
        fail("a partition has another number of tasks than it says", NULL);
    for (uint32_t i = 0; i < image_pages; ++i)
        if (!belongs_to(partition, partition->image[i]))
            fail("a partition has a page of others in its image", NULL);
    for (uint32_t i = 0; i < BOX_PAGES; ++i) known += partition->box_pages[i] != NULL;
    const uint32_t rest = pages_of[partition - partitions] - known;
    /* A stack that its group has made something of is the partition's until that ends. */
    if (places == partition->places && (rest > MOST_TABLES || rest % TABLES != 0))
        fail("a partition has pages that it does not use", NULL);
}

static void check_all(void) {
    uint32_t alive = 0;
    check_groups();
    count_pages();
    for (const task_t* task = tasks; task < tasks + MOST_TASKS; ++task)
        if (task->state != UNUSED) {
            check_task(task);
            ++alive;
        }
    if (alive > most_alive) most_alive = alive;
    for (const partition_t* partition = partitions; partition < partitions + MOST_TASKS; ++partition)
        if (partition->descriptor != 0) check_pages(partition);
}

/* --- programs ------------------------------------------------------------------------------------------ */

/* Its seed is where a task has its parameter, which nobody reads whose function is main. Some have but little
 * memory, and those that begin with a large group may run out of it at each of its members. */
static void begin_program(void) {
    const uint32_t seed = plan.seed + programs;
    dice = seed * 0x9e3779b1u | 1;
    elections = 0;
    note_new_tasks(++groups);
    tasks[0].box->parameter = (void*)(uintptr_t)seed;
    const uint32_t left = seed % LARGE_GROUP_EVERY == 0 ? below(MOST_SMALL)
                          : below(3) == 0               ? below(1 + below(PAGES / 2))
                                                        : PAGES;
    while (Pip_FreePageCount() > left) {
        pip_word_t* page = Pip_AllocPage();
        *page = hoard;
        hoard = (pip_word_t)(uintptr_t)page;
    }
}

static void end_program(void) {
    early_ends += !is_started;
    short_of_memory += hoard != 0;
    for (task_t* task = tasks; task < tasks + MOST_TASKS; ++task)
        if (task->state != UNUSED) end_task(task);
    clear_away_ended();
    while (hoard != 0) {
        void* page = (void*)(uintptr_t)hoard;
        hoard = *(pip_word_t*)page;
        Pip_FreePage(page);
    }
    for (const partition_t* partition = partitions; partition < partitions + MOST_TASKS; ++partition)
        if (partition->descriptor != 0) fail("a partition has outlived its tasks", NULL);
    count_pages();
    if (pages_of[NOBODYS] != PAGES || Pip_FreePageCount() != all_pages) fail("not all pages are back", NULL);
}

static _Noreturn void run(void);

static _Noreturn void next_program(void) {
    uint32_t made = 0;
    end_program();
    if (++programs == plan.programs) {
        for (const task_t* task = tasks; task < tasks + MOST_TASKS; ++task) made += task->generation;
        printf("PASS: %u programs from %u on, %u tasks, at most %u at a time, %u ended before the start, %u "
               "had little memory\n",
               programs, plan.seed, made, most_alive, early_ends, short_of_memory);
        Pip_Power_Off();
    }
    running = NULL;
    is_started = 0;
    now = 0;
    const uint32_t generation = tasks[0].generation;
    tasks[0] = (task_t){.name = "main",
                        .generation = generation,
                        .stack_pages = MOST_STACK_PAGES,
                        .partition = make_first_partition()};
    if (!tasks[0].partition || !settle_in(&tasks[0]))
        fail("there is too little memory for the application", NULL);
    make_ready(&tasks[0]);
    suspender = &tasks[0];
    begin_program();
    run();
}

static void tick_once(void) {
    ++now;
    tick_tasks();
    tick_timers();
    if (running) end_turn(running);
    clear_away_ended();
}

/* Whether some task is ready, or will be when its time is up. */
static int goes_on(void) {
    for (const task_t* task = tasks; task < tasks + MOST_TASKS; ++task)
        if (task->state == READY || (task->state == BLOCKED && task->wakes)) return 1;
    return 0;
}

static int is_empty(void) {
    for (const task_t* task = tasks; task < tasks + MOST_TASKS; ++task)
        if (task->state != UNUSED) return 0;
    return 1;
}

/* Time passes at once when nobody is ready; and sometimes when a task has called, so that turns end in many
 * places. */
static task_t* check_and_elect(void) {
    if (is_started && below(16) == 0) tick_once();
    check_all();
    for (;;) {
        if (++elections > MOST_ELECTIONS || now > MOST_TICKS) next_program();
        task_t* task = elect();
        if (task || !is_started || is_empty()) return task;
        if (!goes_on()) next_program();
        running = NULL;
        tick_once();
    }
}

/* The timer starts once. */
static void start_first_program(void) {
    start_timer();
    begin_program();
}

#define start_timer start_first_program
#define perform note_and_perform
#define elect check_and_elect
#define open_memory open_memory_of_test
#define Pip_Power_Off next_program
#include "end.c"
#include "main.c"
