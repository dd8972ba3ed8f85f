/* Tasks that do what they must not: each is stopped and named, and the others go on. The secret must stay
 * what it is. */
#include <pip/api.h>
#include <pip/vidt.h>

#include "../client/client.h"
#include "check.h"
#include "machine.h"
#include "timers.h"

static volatile uint32_t secret; /* each task has one of its own at this address */
static TaskHandle_t culprits;

static void keep(void* parameter) {
    const unsigned number = (unsigned)(uintptr_t)parameter;
    secret = 0xcafe0000 + number;
    for (;;) {
        CHECK(secret == 0xcafe0000 + number);
        alive(number);
        vTaskDelay(1);
    }
}

static uint32_t overflow_stack(uint32_t depth) {
    volatile uint32_t local[256];
    local[0] = depth;
    return depth < 1000000 ? overflow_stack(depth + 1) + local[0] : 0;
}

static void stack(void* parameter) {
    (void)parameter;
    secret = overflow_stack(0);
}

/* One frame that is larger than the gap below the stack. */
static void large_frame(void* parameter) {
    volatile char local[STACK_STEP / 2 * 3];
    local[(uintptr_t)parameter] = 1; /* at its lower end, which the compiler does not know */
    secret = (uint32_t)local[(uintptr_t)parameter];
}

/* At the same address as the others' secrets, but its own. */
static void overwrite(void* parameter) {
    (void)parameter;
    for (unsigned i = 0; i < 100; ++i) secret = i;
    vTaskDelay(1);
    CHECK(secret == 99);
    vTaskDelete(NULL);
}

static void write_to(void* parameter) { *(volatile uint32_t*)parameter = 1; }

static void jump_to(void* parameter) { ((void (*)(void))parameter)(); }

static void pass_pointer(void* parameter) { xQueueReceive((QueueHandle_t)culprits, parameter, 0); }

static void bad_handle(void* parameter) { vTaskSuspend((TaskHandle_t)parameter); }

static char pages[5][PAGE_SIZE] __attribute__((aligned(PAGE_SIZE)));

/* Makes a partition of pages that the scheduler shares with it: of one that it passes then, and of the one
 * that its calls go through. */
static void give_page_away(void* parameter) {
    (void)parameter;
    const uintptr_t first = (uintptr_t)pages;
    CHECK(Pip_CreatePartition(first, first + PAGE_SIZE, first + 2 * PAGE_SIZE, first + 3 * PAGE_SIZE,
                              first + 4 * PAGE_SIZE) == 1);
    xQueueReceive((QueueHandle_t)culprits, pages[2], 0);
}

static void give_box_away(void* parameter) {
    (void)parameter;
    const uintptr_t first = (uintptr_t)pages;
    CHECK(Pip_CreatePartition(first, first + PAGE_SIZE, VIDT_VADDR, first + 3 * PAGE_SIZE,
                              first + 4 * PAGE_SIZE) == 1);
    for (;;) continue; /* until the scheduler comes */
}

/* Wants a function called in somebody else's partition. */
static void hijack(void* parameter) {
    (void)parameter;
    CALL4(TIMER_PEND, xTaskGetHandle("Tmr Svc"), APPLICATION_IMAGE, 0, 0);
}

/* Has the scheduler enter its partition where there is nothing. */
static void misdirect(void* parameter) { CALL2(USES_FLOATING_POINT, parameter, stack_top(0)); }

#ifdef FOREIGN_CALL
static void call_foreign(void* parameter) {
    (void)parameter;
    FOREIGN_CALL();
}
#endif

static void loop(void* parameter) {
    (void)parameter;
    for (;;) continue;
}

static void accuse(void* parameter) {
    (void)parameter;
    const struct {
        TaskFunction_t function;
        const char* name;
        uintptr_t parameter;
    } list[] = {
        {stack, "stack", 0},
        {large_frame, "frame", 0},
        /* where a second task of its group would have its stack */
        {write_to, "other stack", STACKS + 2 * STACK_STEP - 8},
        /* below the image, where the scheduler has nothing to be found */
        {write_to, "scheduler", 0x00600000},
        {write_to, "kernel", KERNEL_ADDRESS},
        {write_to, "null", 0},
        {jump_to, "jump", 0x30000000},
        {pass_pointer, "pointer", KERNEL_ADDRESS},
        {bad_handle, "handle", 0x10000099},
        {give_page_away, "giver", 0},
        {give_box_away, "second giver", 0},
        {hijack, "hijacker", 0},
        {misdirect, "misdirector", 0x30000000},
#ifdef FOREIGN_CALL
        {call_foreign, "foreigner", 0},
#endif
        {overwrite, "overwrite", 0},
    };
    CHECK(xQueueSend((QueueHandle_t)culprits, &list[0], 0) == pdPASS);
    CHECK(xTimerGetTimerDaemonTaskHandle() != NULL); /* a service in our group */
    for (unsigned i = 0; i < sizeof list / sizeof *list; ++i) {
        TaskHandle_t culprit = NULL;
        CHECK(xTaskCreate(list[i].function, list[i].name, STACK, (void*)list[i].parameter, 3, &culprit) ==
              pdPASS);
        for (unsigned ticks = 0; ticks < 100 && eTaskGetState(culprit) != eDeleted; ++ticks) vTaskDelay(1);
        CHECK(eTaskGetState(culprit) == eDeleted);
    }
    for (;;) {
        alive(3);
        vTaskDelay(5);
    }
}

int main(void) {
    check_prepare("isolation");
    culprits = (TaskHandle_t)xQueueCreate(1, 4); /* a queue; the culprits have to know it */
    for (unsigned i = 0; i < 3; ++i) create(keep, "keep", i, 1 + i);
    create(accuse, "accuse", 0, 4);
    create(loop, "loop", 0, tskIDLE_PRIORITY);
    check_start(4);
    return 0;
}
