/* Tasks that main suspends, resumes, deletes and puts into groups before it starts the scheduler are what
 * they would be afterwards. */
#include "check.h"

static volatile uint32_t shared; /* in a group */
static volatile uint32_t late;   /* what main has written last is what all begin with */
static TaskHandle_t suspended, resumed, first, member, third;
static QueueHandle_t reports;

enum { RAN_RESUMED = 1, RAN_SUSPENDED, GROUP_WRITES = 42 };

static void report(void* parameter) {
    const uint32_t number = (uint32_t)(uintptr_t)parameter;
    CHECK(late == 7);
    CHECK(xQueueSend(reports, &number, portMAX_DELAY) == pdPASS);
    vTaskDelete(NULL);
}

static void never(void* parameter) {
    (void)parameter;
    check_failed(__FILE_NAME__, __LINE__, "a deleted task has run");
}

static void write_shared(void* parameter) {
    (void)parameter;
    shared = GROUP_WRITES;
    for (;;) {
        vTaskDelay(5);
        CHECK(shared == GROUP_WRITES); /* the third task has its own */
        alive(0);
    }
}

/* Was made after the first of the other group was deleted. */
static void write_own(void* parameter) {
    (void)parameter;
    for (;;) {
        CHECK(shared != GROUP_WRITES);
        shared = 3;
        vTaskDelay(5);
        alive(1);
    }
}

static void wake(void* parameter) {
    uint32_t number = 0;
    (void)parameter;
    CHECK(xQueueReceive(reports, &number, 100) == pdPASS && number == RAN_RESUMED);
    CHECK(eTaskGetState(first) == eDeleted);
    CHECK(xQueueReceive(reports, &number, 5) == pdFAIL);
    CHECK(eTaskGetState(suspended) == eSuspended);
    vTaskResume(suspended);
    CHECK(xQueueReceive(reports, &number, 100) == pdPASS && number == RAN_SUSPENDED);

    /* Handles do not repeat, however often a place is used. */
    const SemaphoreHandle_t old = xSemaphoreCreateBinary();
    vSemaphoreDelete(old);
    for (uint32_t i = 0; i < 0x10000; ++i) {
        const SemaphoreHandle_t semaphore = xSemaphoreCreateBinary();
        CHECK(semaphore != NULL && semaphore != old);
        vSemaphoreDelete(semaphore);
        if (i % 0x400 == 0) alive(2);
    }
    for (;;) {
        alive(2);
        vTaskDelay(5);
    }
}

int main(void) {
    check_prepare("before start");
    reports = xQueueCreate(1, sizeof(uint32_t));
    suspended = create(report, "suspended", RAN_SUSPENDED, 4);
    vTaskSuspend(suspended);
    CHECK(eTaskGetState(suspended) == eSuspended);
    resumed = create(report, "resumed", RAN_RESUMED, 4);
    vTaskSuspend(resumed);
    vTaskResume(resumed);
    CHECK(eTaskGetState(resumed) == eReady);

    first = create(never, "first", 0, 5);
    CHECK(xTaskCreateInGroup(first, write_shared, "member", STACK, NULL, 2, &member) == pdPASS);
    vTaskDelete(first);
    CHECK(eTaskGetState(first) == eDeleted);
    third = create(write_own, "third", 0, 2); /* takes the place of the deleted one */
    create(wake, "wake", 0, 1);

    vTaskSuspendAll();
    CHECK(xTaskResumeAll() == pdFALSE && xTaskGetSchedulerState() == taskSCHEDULER_NOT_STARTED);
    late = 7;
    check_start(3);
    return 0;
}
