/* As many tasks as there can be, all but the checker in one group; one more is refused when it is created,
 * and so is a stack that is too large. */
#include "check.h"

enum { TASKS = 32, WORKERS = TASKS - 2 /* main and the checker */, MOST_STACK = 8192 /* words */ };
static volatile uint32_t counter, shadow; /* of the group; the same outside of critical sections */
static volatile uint32_t runs;

static void work(void* parameter) {
    const unsigned number = (unsigned)(uintptr_t)parameter;
    ++runs;
    for (;;) {
        taskENTER_CRITICAL();
        const uint32_t before = counter;
        CHECK(before == shadow);
        counter = before + 1;
        shadow = before + 1;
        taskEXIT_CRITICAL();
        vTaskDelay(1 + number % 3);
        CHECK(counter != before);
        alive(number);
    }
}

static void end(void* parameter) {
    (void)parameter;
    ++runs;
    vTaskDelete(NULL);
}

static BaseType_t create_one(TaskFunction_t function, configSTACK_DEPTH_TYPE depth, unsigned number) {
    return xTaskCreateInGroup(NULL, function, "work", depth, (void*)(uintptr_t)number, 2, NULL);
}

/* Main is gone, so there is room for one. */
static void fill(void* parameter) {
    vTaskDelay(2);
    CHECK(runs == WORKERS - 1);
    for (unsigned round = 0; round < 3; ++round) {
        taskENTER_CRITICAL(); /* a tick may come in between, and it would end */
        CHECK(create_one(end, MOST_STACK, 0) == pdPASS);
        CHECK(create_one(end, STACK, 0) == errCOULD_NOT_ALLOCATE_REQUIRED_MEMORY);
        taskEXIT_CRITICAL();
        vTaskDelay(2);
        CHECK(runs == WORKERS + round);
    }
    runs = 0;
    work(parameter);
}

int main(void) {
    static const configSTACK_DEPTH_TYPE depths[] = {0, MOST_STACK + 1, 0x10000, 0x10000 + STACK,
                                                    (configSTACK_DEPTH_TYPE)-1 / sizeof(StackType_t) + 1 +
                                                        STACK /* of which no word can say the bytes */};
    check_prepare("limits");
    for (unsigned i = 0; i < sizeof depths / sizeof *depths; ++i)
        CHECK(create_one(end, depths[i], 0) == errCOULD_NOT_ALLOCATE_REQUIRED_MEMORY);
    for (unsigned i = 0; i < WORKERS - 1; ++i) CHECK(create_one(work, STACK, i) == pdPASS);
    CHECK(create_one(fill, STACK, WORKERS - 1) == pdPASS);
    CHECK(create_one(end, STACK, 0) == errCOULD_NOT_ALLOCATE_REQUIRED_MEMORY);
    CHECK(xTaskCreate(end, "end", STACK, NULL, 1, NULL) == errCOULD_NOT_ALLOCATE_REQUIRED_MEMORY);
    check_start(WORKERS);
    return 0;
}
