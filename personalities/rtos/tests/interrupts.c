/* Interrupts of a device: to a task that is notified of them, and to a handler that gives a semaphore to a
 * task of another partition. Only who has the line has the device; when it is done with it, the next one gets
 * it. */
#include "interrupts.h"

#include "check.h"
#include "machine.h"

enum { ROUNDS = 16, PATIENCE = 300 };

static SemaphoreHandle_t semaphore;
static TaskHandle_t loop_task;
static volatile unsigned handled; /* of the driver's group */

static void handle(void) {
    BaseType_t woken = pdFALSE;
    ++handled;
    device_go_on();
    xSemaphoreGiveFromISR(semaphore, &woken);
    portYIELD_FROM_ISR(woken);
}

/* Others cannot have what somebody has, nor what is nobody's. */
static void intrude(void* parameter) {
    const uint32_t none[] = {0, 2, 11, 63, 64, 0xffffffff};
    (void)parameter;
    for (unsigned i = 0; i < sizeof none / sizeof *none; ++i)
        CHECK(xTaskNotifyOnInterrupt(NULL, 0, none[i]) == pdFAIL);
    CHECK(xTaskNotifyOnInterrupt(NULL, 0, DEVICE_LINE) == pdFAIL &&
          xTaskNotifyOnInterrupt(NULL, 0, DEVICE_OTHER_LINE) == pdFAIL);
    CHECK(xPortRegisterCInterruptHandler(handle, DEVICE_LINE) == pdFAIL);
    CHECK(!device_is_there()); /* if it is not stopped for it */
    vTaskDelete(NULL);
}

static void wait(void* parameter) {
    (void)parameter;
    CHECK(xTaskNotifyOnInterrupt(NULL, 1, DEVICE_LINE) == pdPASS);
    CHECK(xTaskNotifyOnInterrupt(NULL, 1, DEVICE_LINE) == pdPASS); /* it has it already */
    device_start();
    for (unsigned i = 0; i < ROUNDS; ++i) {
        CHECK(ulTaskNotifyTakeIndexed(1, pdTRUE, PATIENCE) >= 1);
        device_go_on();
        if (i == ROUNDS / 2) create(intrude, "intruder", 0, 4);
    }
    alive(0);
    device_stop();
    vTaskDelete(NULL);
}

static void stay_away(void) {
    taskENTER_CRITICAL();
    const unsigned before = handled;
    const TickType_t then = xTaskGetTickCount();
    while (xTaskGetTickCount() - then < 2) CHECK(handled == before);
    taskEXIT_CRITICAL();
    for (unsigned ticks = 0; ticks < PATIENCE && handled == before; ++ticks) vTaskDelay(1);
    CHECK(handled != before);
}

static void drive(void* parameter) {
    (void)parameter;
    handled = 0;
    CHECK(xPortRegisterCInterruptHandler(NULL, DEVICE_LINE) == pdFAIL);
    CHECK(xPortRegisterCInterruptHandler(handle, DEVICE_LINE) == pdPASS);
    CHECK(xPortRegisterCInterruptHandler(handle, DEVICE_LINE) == pdFAIL);
    device_start();
    for (unsigned i = 0; i < PATIENCE && handled < ROUNDS; ++i) vTaskDelay(1);
    CHECK(handled >= ROUNDS);
    stay_away();
    alive(1);
    device_stop();
    CHECK(xPortRegisterCInterruptHandler(NULL, DEVICE_LINE) == pdPASS);
    CHECK(xPortRegisterCInterruptHandler(NULL, DEVICE_LINE) == pdFAIL);
    CHECK(!device_is_there()); /* it has gone with the handler */
    vTaskDelete(NULL);
}

static void take(void* parameter) {
    (void)parameter;
    for (;;) {
        CHECK(xSemaphoreTake(semaphore, PATIENCE) == pdPASS);
        alive(2);
    }
}

static void loop(void* parameter) {
    (void)parameter;
    for (;;) continue;
}

static void run(TaskFunction_t function, const char* name) {
    TaskHandle_t task = create(function, name, 0, 3);
    for (unsigned ticks = 0; ticks < PATIENCE && eTaskGetState(task) != eDeleted; ++ticks) vTaskDelay(1);
    CHECK(eTaskGetState(task) == eDeleted);
}

/* By turns: interrupts of somebody who runs, and of nobody. */
static void supervise(void* parameter) {
    (void)parameter;
    for (unsigned round = 0;; ++round) {
        (round % 2 == 0 ? vTaskSuspend : vTaskResume)(loop_task);
        run(wait, "waiter");
        run(drive, "driver");
        alive(3);
    }
}

int main(void) {
    check_prepare("interrupts");
    semaphore = xSemaphoreCreateCounting(1000, 0);
    CHECK(xPortRegisterCInterruptHandler(handle, DEVICE_LINE) == pdFAIL); /* not yet */
    create(take, "take", 0, 4);
    create(supervise, "supervise", 0, 5);
    loop_task = create(loop, "loop", 0, tskIDLE_PRIORITY);
    check_start(4);
    return 0;
}
