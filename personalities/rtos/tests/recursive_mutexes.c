/* A mutex that its owner takes many times: others get it when it was given back as often. */
#include "check.h"

enum { DEPTH = 10, LOW = 1, MEDIUM = 2, HIGH = 3 };
static SemaphoreHandle_t mutex;
static TaskHandle_t controlling, blocking, polling;

static void control(void* parameter) {
    (void)parameter;
    for (;;) {
        CHECK(xSemaphoreGiveRecursive(mutex) == pdFAIL); /* not ours */
        for (unsigned i = 0; i < DEPTH; ++i) {
            CHECK(xSemaphoreTakeRecursive(mutex, 100) == pdPASS);
            vTaskDelay(1); /* the others would have time to take it */
        }
        for (unsigned i = 0; i < DEPTH; ++i) {
            CHECK(eTaskGetState(blocking) == eBlocked);
            CHECK(xSemaphoreGetMutexHolder(mutex) == controlling);
            CHECK(xSemaphoreGiveRecursive(mutex) == pdPASS);
        }
        CHECK(xSemaphoreGiveRecursive(mutex) == pdFAIL);
        alive(0);
        vTaskSuspend(NULL);
    }
}

static void block(void* parameter) {
    (void)parameter;
    for (;;) {
        CHECK(xSemaphoreTakeRecursive(mutex, portMAX_DELAY) == pdPASS);
        CHECK(eTaskGetState(controlling) == eSuspended); /* it is done, since it is more urgent */
        CHECK(xSemaphoreGiveRecursive(mutex) == pdPASS);
        alive(1);
        vTaskSuspend(NULL);
    }
}

static void poll(void* parameter) {
    (void)parameter;
    for (;;) {
        if (xSemaphoreTakeRecursive(mutex, 0) != pdPASS) {
            alive(3); /* somebody else has it */
            continue;
        }
        if (eTaskGetState(controlling) == eSuspended && eTaskGetState(blocking) == eSuspended) {
            vTaskResume(blocking);
            CHECK(eTaskGetState(blocking) == eBlocked);
            vTaskResume(controlling);
            CHECK(uxTaskPriorityGet(NULL) == HIGH); /* both wait for us */
            alive(2);
        }
        CHECK(xSemaphoreGiveRecursive(mutex) == pdPASS);
        CHECK(uxTaskPriorityGet(NULL) == LOW);
    }
}

int main(void) {
    check_prepare("recursive mutexes");
    mutex = xSemaphoreCreateRecursiveMutex();
    controlling = create(control, "control", 0, HIGH);
    blocking = create(block, "block", 0, MEDIUM);
    polling = create(poll, "poll", 0, LOW);
    check_start(4);
    return 0;
}
