/* Priorities that change, tasks that are suspended and resumed, and a scheduler that is; with a group, since
 * the two counters share a variable. */
#include "check.h"

/* Of the group of the limited and the continuous counter. They are the same outside of critical sections. */
static volatile uint32_t counter, shadow;
static TaskHandle_t continuous, limited;
static QueueHandle_t queue;

/* Counts whenever it is let, and is suspended while others look. */
static void count_continuously(void* parameter) {
    (void)parameter;
    for (;;) {
        taskENTER_CRITICAL();
        ++counter;
        for (volatile unsigned i = 0; i < 100; ++i) continue;
        ++shadow;
        taskEXIT_CRITICAL();
    }
}

/* Counts so far and suspends itself. */
static void count_to_limit(void* parameter) {
    (void)parameter;
    vTaskSuspend(NULL);
    for (;;) {
        for (unsigned i = 0; i < 1000; ++i) ++counter, ++shadow;
        alive(1);
        vTaskSuspend(NULL);
    }
}

static void control(void* parameter) {
    (void)parameter;
    for (;;) {
        vTaskSuspend(continuous);
        CHECK(eTaskGetState(continuous) == eSuspended);
        const uint32_t before = counter;
        CHECK(counter == shadow); /* it was not suspended in a critical section */
        vTaskDelay(2);
        CHECK(counter == before); /* nobody has counted */
        vTaskResume(limited);     /* more urgent: has counted and suspended itself when this returns */
        CHECK(counter == before + 1000);
        CHECK(eTaskGetState(limited) == eSuspended);
        vTaskResume(continuous);
        vTaskDelay(3);
        CHECK(counter != before + 1000);
        /* Less urgent than the one that counts for ever, it is not there any more; the monitor, more urgent,
         * brings it back. */
        const UBaseType_t priority = uxTaskPriorityGet(NULL);
        vTaskPrioritySet(continuous, priority); /* an equal takes turns with us */
        const TickType_t then = xTaskGetTickCount();
        while (xTaskGetTickCount() - then < 4) {
            taskENTER_CRITICAL();
            CHECK(counter == shadow);
            taskEXIT_CRITICAL();
        }
        CHECK(counter > before + 1000);
        vTaskPrioritySet(continuous, priority - 1);
        CHECK(uxTaskPriorityGet(continuous) == priority - 1);
        alive(0);
    }
}

/* With the scheduler suspended nothing else runs, so the receiver sees what was sent only after it goes on.
 */
static void send_suspended(void* parameter) {
    uint32_t value = 0;
    (void)parameter;
    for (;;) {
        vTaskSuspendAll();
        vTaskSuspendAll();
        CHECK(xTaskGetSchedulerState() == taskSCHEDULER_SUSPENDED);
        CHECK(xQueueSend(queue, &value, 0) == pdPASS); /* the more urgent receiver would have taken it */
        const TickType_t then = xTaskGetTickCount();
        while (xTaskGetTickCount() == then) continue; /* time goes on */
        CHECK(xTaskResumeAll() == pdFALSE);
        CHECK(xTaskResumeAll() == pdTRUE);
        CHECK(uxQueueMessagesWaiting(queue) == 0);
        ++value;
        alive(2);
        vTaskDelay(3);
    }
}

static void receive(void* parameter) {
    (void)parameter;
    for (uint32_t expected = 0;; ++expected) {
        uint32_t value;
        CHECK(xQueueReceive(queue, &value, portMAX_DELAY) == pdPASS && value == expected);
        CHECK(xTaskGetSchedulerState() == taskSCHEDULER_RUNNING);
        alive(3);
    }
}

/* Delays: for so long, and until; and ends one before its time. */
static void delay(void* parameter) {
    TaskHandle_t sleeper = parameter;
    TickType_t wake = xTaskGetTickCount();
    for (;;) {
        const TickType_t before = xTaskGetTickCount();
        vTaskDelay(3);
        CHECK(xTaskGetTickCount() - before >= 3 && xTaskGetTickCount() - before <= 4);
        wake = xTaskGetTickCount();
        for (unsigned i = 0; i < 3; ++i) {
            CHECK(xTaskDelayUntil(&wake, 5) == pdTRUE);
            CHECK(xTaskGetTickCount() == wake);
        }
        wake -= 20;
        CHECK(xTaskDelayUntil(&wake, 5) == pdFALSE); /* that time has gone */
        CHECK(xTaskAbortDelay(sleeper) == pdPASS);
        alive(4);
    }
}

static void sleep(void* parameter) {
    (void)parameter;
    for (;;) {
        const TickType_t before = xTaskGetTickCount();
        vTaskDelay(10000);
        CHECK(xTaskGetTickCount() - before < 100);
        alive(5);
    }
}

int main(void) {
    check_prepare("dynamic priorities");
    queue = xQueueCreate(1, sizeof(uint32_t));
    CHECK(xTaskCreate(count_continuously, "continuous", STACK, NULL, 1, &continuous) == pdPASS);
    CHECK(xTaskCreateInGroup(continuous, count_to_limit, "limited", STACK, NULL, 3, &limited) == pdPASS);
    CHECK(xTaskCreateInGroup(continuous, control, "control", STACK, NULL, 2, NULL) == pdPASS);
    create(send_suspended, "send", 0, 3);
    create(receive, "receive", 0, 4);
    TaskHandle_t sleeper = create(sleep, "sleep", 0, 4);
    CHECK(xTaskCreate(delay, "delay", STACK, sleeper, 5, NULL) == pdPASS);
    check_start(6);
    return 0;
}
