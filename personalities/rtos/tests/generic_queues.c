/* Both ends of a queue, looking without taking, overwriting; and mutexes, whose owner is as urgent as the
 * most urgent task that waits. */
#include "check.h"

enum { LENGTH = 5, LOW = 1, MEDIUM = 2, HIGH = 4, PEEKERS = 3 };
static QueueHandle_t queue, mailbox;
static SemaphoreHandle_t mutex, other_mutex;
static TaskHandle_t low_task, medium_task, high_task;

static void ends_of_a_queue(void* parameter) {
    (void)parameter;
    for (;;) {
        uint32_t value;
        CHECK(uxQueueMessagesWaiting(queue) == 0);
        for (value = 0; value < LENGTH; ++value)
            CHECK((value % 2 ? xQueueSendToFront(queue, &value, 0) : xQueueSendToBack(queue, &value, 0)) ==
                  pdPASS);
        value = 99;
        CHECK(xQueueSendToFront(queue, &value, 1) == errQUEUE_FULL);
        static const uint32_t order[LENGTH] = {3, 1, 0, 2, 4};
        for (unsigned i = 0; i < LENGTH; ++i) {
            CHECK(xQueuePeek(queue, &value, 0) == pdPASS && value == order[i]);
            CHECK(uxQueueMessagesWaiting(queue) == LENGTH - i);
            CHECK(xQueueReceive(queue, &value, 0) == pdPASS && value == order[i]);
        }
        CHECK(xQueuePeek(queue, &value, 1) == errQUEUE_EMPTY);
        value = 7;
        CHECK(xQueueSend(queue, &value, 0) == pdPASS);
        CHECK(xQueueReset(queue) == pdPASS && uxQueueMessagesWaiting(queue) == 0);
        alive(0);
        vTaskDelay(2);
    }
}

static void overwrite(void* parameter) {
    (void)parameter;
    for (uint32_t i = 0;; ++i) {
        uint32_t value = 2 * i, other = 2 * i + 1;
        CHECK(xQueueOverwrite(mailbox, &value) == pdPASS);
        CHECK(xQueueOverwrite(mailbox, &other) == pdPASS);
        CHECK(uxQueueMessagesWaiting(mailbox) == 1);
        vTaskDelay(1); /* the peekers look */
        CHECK(xQueueReceive(mailbox, &value, 0) == pdPASS && value == 2 * i + 1);
        alive(1);
        vTaskDelay(1);
    }
}

/* All who wait see the same item, which stays. */
static void peek(void* parameter) {
    const unsigned number = (unsigned)(uintptr_t)parameter;
    uint32_t before = 0, value;
    for (;;) {
        CHECK(xQueuePeek(mailbox, &value, portMAX_DELAY) == pdPASS);
        CHECK(value >= before); /* the most urgent see the first of the two, too */
        before = value;
        alive(2 + number);
        vTaskDelay(2);
    }
}

/* Least urgent: takes the mutex, lets the others come, and gives it back. */
static void low(void* parameter) {
    (void)parameter;
    for (;;) {
        CHECK(xSemaphoreTake(mutex, 0) == pdPASS);
        CHECK(xSemaphoreTake(other_mutex, 0) == pdPASS);
        CHECK(xSemaphoreTake(mutex, 0) == pdFAIL); /* it is not recursive */
        CHECK(xSemaphoreGetMutexHolder(mutex) == low_task);
        CHECK(uxTaskPriorityGet(NULL) == LOW);
        vTaskResume(high_task); /* it runs at once, and waits for the mutex for ever */
        CHECK(uxTaskPriorityGet(NULL) == HIGH);
        vTaskResume(medium_task); /* less urgent than we are now */
        CHECK(eTaskGetState(medium_task) == eReady);
        CHECK(eTaskGetState(high_task) == eBlocked);
        vTaskPrioritySet(NULL, LOW + 1); /* does not matter while it inherits */
        CHECK(uxTaskPriorityGet(NULL) == HIGH);
        vTaskPrioritySet(NULL, LOW);
        CHECK(xSemaphoreGive(other_mutex) == pdPASS);
        CHECK(uxTaskPriorityGet(NULL) == HIGH); /* one is left */
        CHECK(xSemaphoreGive(mutex) == pdPASS); /* now the others have run */
        CHECK(uxTaskPriorityGet(NULL) == LOW);
        CHECK(eTaskGetState(medium_task) == eSuspended && eTaskGetState(high_task) == eSuspended);
        CHECK(xSemaphoreGetMutexHolder(mutex) == NULL);
        /* Who gives up waiting is not inherited from any more. */
        CHECK(xSemaphoreTake(mutex, 0) == pdPASS);
        vTaskResume(high_task);
        CHECK(uxTaskPriorityGet(NULL) == HIGH);
        vTaskDelay(4);
        CHECK(uxTaskPriorityGet(NULL) == LOW);
        CHECK(xSemaphoreGive(mutex) == pdPASS);
        CHECK(xSemaphoreGive(mutex) == pdFAIL); /* it is not ours */
        alive(5);
        vTaskDelay(1);
    }
}

static void high(void* parameter) {
    (void)parameter;
    for (;;) {
        vTaskSuspend(NULL);
        CHECK(xSemaphoreTake(mutex, portMAX_DELAY) == pdPASS);
        CHECK(eTaskGetState(medium_task) == eReady); /* has not run before us */
        CHECK(xSemaphoreGive(mutex) == pdPASS);
        alive(6);
        vTaskSuspend(NULL);
        CHECK(xSemaphoreTake(mutex, 2) == pdFAIL);
    }
}

static void medium(void* parameter) {
    (void)parameter;
    for (;;) {
        vTaskSuspend(NULL);
        alive(7);
    }
}

int main(void) {
    check_prepare("generic queues");
    queue = xQueueCreate(LENGTH, sizeof(uint32_t));
    mailbox = xQueueCreate(1, sizeof(uint32_t));
    mutex = xSemaphoreCreateMutex();
    other_mutex = xSemaphoreCreateMutex();
    create(ends_of_a_queue, "ends", 0, 1);
    create(overwrite, "overwrite", 0, 3);
    for (unsigned i = 0; i < PEEKERS; ++i) create(peek, "peek", i, 3 + i % 2);
    high_task = create(high, "high", 0, HIGH);
    medium_task = create(medium, "medium", 0, MEDIUM);
    low_task = create(low, "low", 0, LOW);
    check_start(8);
    return 0;
}
