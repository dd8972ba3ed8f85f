/* Programs at random: main makes tasks, deletes, suspends and resumes them, and starts the scheduler, or does
 * what ends it before that; the tasks go on in the same way, and some of them do what they must not.
 * program_scheduler.c runs one after the other, and judges. */
#include <pip/api.h>

#include "../client/client.h"
#include "check.h"
#include "programs.h"

enum { KNOWN = 12, MAIN_STEPS = 24, TASK_STEPS = 14, MUTEXES = 2 };

/* A task's own; on its stack, since a group shares variables. */
typedef struct self {
    TaskHandle_t handle;
    uint32_t is_main;
} self_t;

static TaskHandle_t known[KNOWN];
static uint32_t dice;

static uint32_t below(uint32_t limit) {
    dice ^= dice << 13; /* xorshift, by Marsaglia; never 0 */
    dice ^= dice >> 17;
    dice ^= dice << 5;
    return dice % limit;
}

/* Neighbouring numbers lead to dice that have nothing in common. */
static void roll(uint32_t seed) {
    seed = (seed ^ seed >> 16) * 0x85ebca6bu;
    seed = (seed ^ seed >> 13) * 0xc2b2ae35u;
    dice = seed ^ seed >> 16 ? seed ^ seed >> 16 : 1;
}

/* --- what one must not do ------------------------------------------------------------------------------ */

static uint32_t overflow_stack(uint32_t depth) {
    volatile uint32_t local[64];
    local[0] = depth;
    return depth < 1000000 ? overflow_stack(depth + 1) + local[0] : 0;
}

static uintptr_t any_address(void) {
    static const uintptr_t places[] = {
        0, 0x600000, APPLICATION_IMAGE - 4, STACKS, STACKS + 40 * STACK_STEP, 0x30000000, 0xc1100000};
    return places[below(sizeof places / sizeof *places)];
}

static pip_word_t any_page(void) {
    extern char __image_start[], __image_end[];
    const uint32_t pages = (uint32_t)(__image_end - __image_start + PAGE_SIZE - 1) / PAGE_SIZE;
    const uint32_t number = below(pages + 3);
    return number == 0   ? VIDT_VADDR
           : number <= 2 ? stack_top(below(12)) - number * PAGE_SIZE
                         : APPLICATION_IMAGE + (number - 3) * PAGE_SIZE;
}

/* A page that is in use would be the end of it soon: so mostly such as other tasks of the group had for
 * stacks. */
static void make_partition(void) {
    pip_word_t pages[5];
    for (uint32_t i = 0; i < 5; ++i)
        pages[i] = below(3) == 0 ? any_page() : stack_top(below(8)) - (1 + below(3)) * PAGE_SIZE;
    Pip_CreatePartition_Result(pages[0], pages[1], pages[2], pages[3], pages[4]);
}

static void do_wrong(const self_t* self) {
    switch (below(14)) {
    case 0: *(volatile uint32_t*)any_address() = 1; break;
    case 1: dice ^= overflow_stack(0); break;
    case 2: ((void (*)(void))any_address())(); break;
    case 3: __builtin_trap();
    case 4: CALL2(PRINT, any_address(), 8); break;
    case 5: vTaskResume((TaskHandle_t)(uintptr_t)make_handle(KIND_TASK, below(50), below(MUTEXES))); break;
    case 6:
        /* it is made, and we are stopped */
        CALL7(TASK_CREATE, any_address(), 0, STACK, 0, below(8), any_address(), self->handle);
        break;
    case 7: ((volatile pip_word_t*)VIDT_VADDR)[below(PAGE_SIZE / sizeof(pip_word_t))] = dice; break;
    case 8: Pip_Yield_Result(0, below(100), below(100), below(2), below(2)); break;
    case 9: Pip_Yield_Result(0, ENTRY_CALL, ENTRY_WAITING, 0, below(2)); break;
    case 10: rtos_call((call_t)(CALLS + below(100)), 0, 0, 0, 0, 0, 0, 0); break;
    case 11:
    case 12: make_partition(); break;
    case 13: Pip_Set_Int_State_Result(below(2)); break;
    }
}

/* --- what one may -------------------------------------------------------------------------------------- */

static void live(void* parameter);

static void remember(TaskHandle_t task) {
    if (task) known[below(KNOWN)] = task;
}

/* Mostly a task that there is. */
static TaskHandle_t somebody(const self_t* self) {
    TaskHandle_t task = NULL;
    if (below(8) != 0)
        for (unsigned i = 0; i < 6 && (!task || eTaskGetState(task) == eDeleted); ++i)
            task = known[below(KNOWN)];
    return task && (eTaskGetState(task) != eDeleted || below(self->is_main ? 200 : 20) == 0) ? task
                                                                                             : self->handle;
}

static uint32_t any_depth(void) {
    static const uint32_t odd[] = {0, 1, 1025, 8192, 8193, 0x40000000};
    return below(6) == 0 ? odd[below(sizeof odd / sizeof *odd)] : STACK * (1 + below(3));
}

/* In the group of a task, or, without one, in a partition of its own. */
static void make_task(TaskHandle_t member) {
    TaskHandle_t made = NULL;
    const uint32_t depth = any_depth(), priority = below(9);
    void* parameter = (void*)(uintptr_t)below(0xffffffff);
    if (member)
        xTaskCreateInGroup(member, live, "member", depth, parameter, priority, &made);
    else
        xTaskCreate(live, "task", depth, parameter, priority, &made);
    remember(made);
}

static void wait(void) {
    uint32_t value = 0;
    switch (below(4)) {
    case 0: vTaskDelay(below(4)); break;
    case 1:
        remember(
            (TaskHandle_t)(uintptr_t)ulTaskNotifyTake(pdTRUE, below(10) == 0 ? portMAX_DELAY : below(4)));
        break;
    case 2: xTaskNotifyWaitIndexed(1, 0, 0xffffffff, &value, below(3)); break;
    case 3: taskYIELD(); break;
    }
}

/* There are as many in all programs, and the first has made them. */
static SemaphoreHandle_t any_mutex(void) {
    return (SemaphoreHandle_t)(uintptr_t)make_handle(KIND_QUEUE, 1, below(MUTEXES));
}

static void use_mutex(void) {
    if (below(2) == 0)
        xSemaphoreTake(any_mutex(), below(3));
    else
        xSemaphoreGive(any_mutex());
}

/* Main must not wait, suspend itself or end itself: that is for do_wrong and the end. */
static void step(const self_t* self) {
    TaskHandle_t task = somebody(self);
    if (self->is_main && task == self->handle) task = NULL;
    switch (below(self->is_main ? 16 : 24)) {
    case 0:
    case 1: make_task(NULL); break;
    case 2: make_task(self->handle); break;
    case 3:
    case 4: make_task(task); break;
    case 5:
    case 6:
    case 7:
        if (task) vTaskDelete(task);
        break;
    case 8:
    case 9:
        if (task) vTaskSuspend(task);
        break;
    case 10:
    case 11:
    case 12: vTaskResume(task); break;
    case 13: vTaskPrioritySet(task, below(9)); break;
    case 14:
        xTaskNotify(task ? task : self->handle, (uint32_t)(uintptr_t)somebody(self), eSetValueWithOverwrite);
        break;
    case 15: xTaskAbortDelay(task); break;
    case 16: vTaskSuspendAll(); break;
    case 17: xTaskResumeAll(); break;
    case 18: taskENTER_CRITICAL(); break;
    case 19: taskEXIT_CRITICAL(); break;
    case 20:
    case 21: use_mutex(); break;
    default: wait(); break;
    }
}

static void live(void* parameter) {
    const self_t self = {.handle = xTaskGetCurrentTaskHandle()};
    roll((uint32_t)(uintptr_t)parameter);
    for (uint32_t steps = below(TASK_STEPS); steps > 0; --steps) {
        if (below(20) == 0) do_wrong(&self);
        step(&self);
    }
    if (below(3) == 0) vTaskSuspend(NULL);
    if (below(3) == 0) do_wrong(&self);
}

/* The scheduler has written the program's number where a task has its parameter. */
int main(void) {
    const self_t self = {.handle = xTaskGetCurrentTaskHandle(), .is_main = 1};
    if ((uint32_t)(uintptr_t)self.handle == make_handle(KIND_TASK, 0, 0)) /* in the first program */
        for (unsigned i = 0; i < MUTEXES; ++i)
            CHECK(xSemaphoreCreateMutex() == (SemaphoreHandle_t)(uintptr_t)make_handle(KIND_QUEUE, 1, i));
    const uint32_t seed = (uint32_t)(uintptr_t)CONTROL->current->parameter;
    roll(seed);
    if (seed % LARGE_GROUP_EVERY == 0)
        for (uint32_t members = 6 + below(28); members > 0; --members) make_task(self.handle);
    for (uint32_t steps = below(MAIN_STEPS); steps > 0; --steps) {
        if (below(150) == 0) do_wrong(&self);
        step(&self);
    }
    switch (below(30)) {
    case 0: do_wrong(&self); break;
    case 1: vTaskSuspend(NULL); break;
    case 2: return 0;
    case 3: xTaskCreateInGroup(NULL, live, "main", STACK, (void*)1, 7, NULL); break;
    }
    vTaskStartScheduler();
    return 0;
}
