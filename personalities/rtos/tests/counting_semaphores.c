/* Semaphores that count, up and down between 0 and their greatest, and binary ones. */
#include "check.h"

enum { MOST = 200 };
static SemaphoreHandle_t full, empty, binary;

static void count(SemaphoreHandle_t semaphore, int up) {
    for (unsigned i = 0; i < MOST; ++i) {
        CHECK(uxSemaphoreGetCount(semaphore) == (up ? i : MOST - i));
        CHECK((up ? xSemaphoreGive(semaphore) : xSemaphoreTake(semaphore, 0)) == pdPASS);
    }
    CHECK((up ? xSemaphoreGive(semaphore) : xSemaphoreTake(semaphore, 0)) == pdFAIL);
}

static void go_up_and_down(void* parameter) {
    const unsigned number = (unsigned)(uintptr_t)parameter;
    SemaphoreHandle_t semaphore = number == 0 ? full : empty;
    for (int up = number == 0 ? 0 : 1;; up = !up) {
        count(semaphore, up);
        alive(number);
        taskYIELD();
    }
}

static void give(void* parameter) {
    (void)parameter;
    for (;;) {
        CHECK(xSemaphoreGive(binary) == pdPASS); /* the other takes it at once: it is more urgent */
        CHECK(uxSemaphoreGetCount(binary) == 0);
        alive(2);
        vTaskDelay(1);
    }
}

static void take(void* parameter) {
    (void)parameter;
    for (;;) {
        CHECK(xSemaphoreTake(binary, portMAX_DELAY) == pdPASS);
        CHECK(xSemaphoreTake(binary, 0) == pdFAIL);
        alive(3);
    }
}

int main(void) {
    check_prepare("counting semaphores");
    full = xSemaphoreCreateCounting(MOST, MOST);
    empty = xSemaphoreCreateCounting(MOST, 0);
    binary = xSemaphoreCreateBinary();
    CHECK(xSemaphoreTake(binary, 0) == pdFAIL); /* before the scheduler runs, too; it begins empty */
    create(go_up_and_down, "full", 0, 1);
    create(go_up_and_down, "empty", 1, 1);
    create(give, "give", 0, 2);
    create(take, "take", 0, 3);
    check_start(4);
    return 0;
}
