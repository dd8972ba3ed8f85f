/* One task waits for two queues and a semaphore at once: the set names them in the order in which items came.
 */
#include "../client/client.h"
#include "check.h"

enum { LENGTH = 3, SENDERS = 2 };
static QueueHandle_t queues[SENDERS];
static SemaphoreHandle_t semaphore;
static QueueSetHandle_t set;

static void send(void* parameter) {
    const unsigned number = (unsigned)(uintptr_t)parameter;
    for (uint32_t value = 0;; ++value) {
        CHECK(xQueueSend(queues[number], &value, 100) == pdPASS);
        alive(number);
        if (value % 8 == 0) vTaskDelay(1 + number);
    }
}

static void give(void* parameter) {
    (void)parameter;
    for (;;) {
        xSemaphoreGive(semaphore);
        alive(2);
        vTaskDelay(1);
    }
}

static void select(void* parameter) {
    uint32_t expected[SENDERS] = {0, 0}, value;
    (void)parameter;
    for (;;) {
        const QueueSetMemberHandle_t member = xQueueSelectFromSet(set, 100);
        CHECK(member != NULL);
        if (member == semaphore) {
            CHECK(xSemaphoreTake(semaphore, 0) == pdPASS);
            alive(3);
            continue;
        }
        const unsigned number = member == queues[1];
        CHECK(member == queues[number]);
        CHECK(xQueueReceive(member, &value, 0) == pdPASS && value == expected[number]++);
        alive(4 + number);
    }
}

/* A set that was made without the library, as one of items that are no handles. */
static void use_odd_set(uint32_t item_size) {
    const QueueSetHandle_t odd = (QueueSetHandle_t)CALL4(QUEUE_CREATE, QUEUE_SET, 1, item_size, 0);
    const SemaphoreHandle_t member = xSemaphoreCreateBinary();
    CHECK(odd && member && xQueueAddToSet(member, odd) == pdPASS);
    CHECK(xSemaphoreGive(member) == pdPASS && xQueueSelectFromSet(odd, 0) == member);
    vSemaphoreDelete(member);
    vQueueDelete(odd);
}

static void use_another(void* parameter) {
    uint32_t value = 1;
    (void)parameter;
    for (;;) {
        const QueueHandle_t queue = xQueueCreate(2, 4);
        const QueueSetHandle_t other = xQueueCreateSet(2);
        CHECK(queue && other);
        CHECK(xQueueSelectFromSet(other, 1) == NULL); /* time is up */
        CHECK(xQueueSend(queue, &value, 0) == pdPASS);
        CHECK(xQueueAddToSet(queue, other) == pdFAIL); /* it is not empty */
        CHECK(xQueueReceive(queue, &value, 0) == pdPASS);
        CHECK(xQueueAddToSet(queue, other) == pdPASS);
        CHECK(xQueueAddToSet(queue, other) == pdFAIL); /* it is in one */
        CHECK(xQueueSend(queue, &value, 0) == pdPASS && xQueueSelectFromSet(other, 0) == queue);
        CHECK(xQueueRemoveFromSet(queue, other) == pdFAIL);
        CHECK(xQueueReceive(queue, &value, 0) == pdPASS && xQueueRemoveFromSet(queue, other) == pdPASS);
        CHECK(xQueueSend(queue, &value, 0) == pdPASS && xQueueSelectFromSet(other, 0) == NULL);
        vQueueDelete(queue);
        vQueueDelete(other);
        use_odd_set(0);
        use_odd_set(1);
        alive(6);
        vTaskDelay(1);
    }
}

int main(void) {
    check_prepare("queue sets");
    set = xQueueCreateSet(SENDERS * LENGTH + 1);
    for (unsigned i = 0; i < SENDERS; ++i) {
        queues[i] = xQueueCreate(LENGTH, sizeof(uint32_t));
        CHECK(xQueueAddToSet(queues[i], set) == pdPASS);
        create(send, "send", i, 1 + 2 * i);
    }
    semaphore = xSemaphoreCreateBinary();
    CHECK(xQueueAddToSet(semaphore, set) == pdPASS);
    create(give, "give", 0, 2);
    create(select, "select", 0, 2);
    create(use_another, "another", 0, 1);
    check_start(7);
    return 0;
}
