#include "check.h"

enum {
    PERIOD = 50,
    PATIENCE = 6 /* periods; a busy host lets some ticks come at once */,
    CHECKER_PRIORITY = configMAX_PRIORITIES - 1
};

/* Whoever boots a test can write another number of ticks behind the text. */
static const volatile struct {
    char mark[16];
    uint32_t ticks;
} duration = {"rtos duration", 100};

static TaskHandle_t checker;
static const char* test_name;
static unsigned worker_count;

void check_failed(const char* file, unsigned line, const char* condition) {
    vPrint("FAIL: %s, line %u, task %s, tick %u: %s", file, line, pcTaskGetName(NULL),
           (unsigned)xTaskGetTickCount(), condition);
    vTaskEndScheduler();
}

void alive(unsigned worker) { xTaskNotifyIndexed(checker, 2, 1u << worker, eSetBits); }

static void check(void* parameter) {
    const uint32_t expected = (uint32_t)(((uint64_t)1 << worker_count) - 1);
    unsigned rounds = 0;
    (void)parameter;
    CHECK(worker_count > 0); /* we have main's variables as they were when it started the scheduler */
    while (xTaskGetTickCount() < duration.ticks) {
        uint32_t all = 0;
        for (unsigned i = 0; i < PATIENCE && all != expected; ++i) {
            uint32_t seen = 0;
            vTaskDelay(PERIOD);
            xTaskNotifyWaitIndexed(2, 0, 0xffffffff, &seen, 0);
            all |= seen;
        }
        for (unsigned i = 0; i < worker_count; ++i)
            if (!(all >> i & 1)) {
                vPrint("FAIL: worker %u does not go on, tick %u", i, (unsigned)xTaskGetTickCount());
                vTaskEndScheduler();
            }
        CHECK(all == expected);
        ++rounds;
    }
    vPrint("PASS: %s, %u workers, %u rounds", test_name, worker_count, rounds);
    vTaskEndScheduler();
}

void check_prepare(const char* name) {
    test_name = name;
    CHECK(xTaskCreate(check, "check", STACK, NULL, CHECKER_PRIORITY, &checker) == pdPASS);
}

void check_start(unsigned workers) {
    worker_count = workers;
    vTaskStartScheduler();
}

TaskHandle_t create(TaskFunction_t function, const char* name, unsigned worker, UBaseType_t priority) {
    TaskHandle_t handle = NULL;
    CHECK(xTaskCreate(function, name, STACK, (void*)(uintptr_t)worker, priority, &handle) == pdPASS);
    return handle;
}
