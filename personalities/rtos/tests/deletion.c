/* Objects that are deleted while tasks wait for them, some of which are suspended: nobody takes anything of a
 * newer one in its place. */
#include "check.h"
#include "stream_buffer.h"

enum { WAITER = 4, BIT = 1 };

static void wait_for_bits(void* parameter) {
    CHECK(xEventGroupWaitBits((EventGroupHandle_t)parameter, BIT, pdTRUE, pdTRUE, portMAX_DELAY) == 0);
    vTaskDelete(NULL);
}

static void wait_for_item(void* parameter) {
    uint32_t item;
    CHECK(xQueueReceive((QueueHandle_t)parameter, &item, portMAX_DELAY) == pdFAIL);
    vTaskDelete(NULL);
}

static void wait_for_bytes(void* parameter) {
    uint32_t bytes;
    CHECK(xStreamBufferReceive((StreamBufferHandle_t)parameter, &bytes, sizeof bytes, portMAX_DELAY) == 0);
    vTaskDelete(NULL);
}

/* A task that is more urgent than we, and waits already. */
static TaskHandle_t create_waiter(TaskFunction_t function, void* object) {
    TaskHandle_t waiter = NULL;
    CHECK(xTaskCreate(function, "waiter", STACK, object, WAITER, &waiter) == pdPASS);
    CHECK(eTaskGetState(waiter) == eBlocked);
    return waiter;
}

static void delete_event_groups(void* parameter) {
    (void)parameter;
    for (;;) {
        const EventGroupHandle_t group = xEventGroupCreate();
        const TaskHandle_t suspended = create_waiter(wait_for_bits, group),
                           blocked = create_waiter(wait_for_bits, group);
        vTaskSuspend(suspended);
        vEventGroupDelete(group);
        CHECK(eTaskGetState(blocked) == eDeleted && eTaskGetState(suspended) == eSuspended);
        const EventGroupHandle_t newer = xEventGroupCreate(); /* in the same place */
        CHECK(xEventGroupSetBits(newer, BIT) == BIT);
        vTaskResume(suspended);
        CHECK(eTaskGetState(suspended) == eDeleted);
        CHECK(xEventGroupGetBits(newer) == BIT);
        vEventGroupDelete(newer);
        alive(0);
        vTaskDelay(1);
    }
}

static void delete_queues(void* parameter) {
    (void)parameter;
    for (uint32_t item = 0;; ++item) {
        const QueueHandle_t queue = xQueueCreate(1, sizeof item);
        const TaskHandle_t suspended = create_waiter(wait_for_item, queue);
        vTaskSuspend(suspended);
        vQueueDelete(queue);
        const QueueHandle_t newer = xQueueCreate(1, sizeof item);
        CHECK(xQueueSend(newer, &item, 0) == pdPASS);
        vTaskResume(suspended);
        CHECK(eTaskGetState(suspended) == eDeleted);
        CHECK(uxQueueMessagesWaiting(newer) == 1);
        vQueueDelete(newer);
        alive(1);
        vTaskDelay(1);
    }
}

static void delete_buffers(void* parameter) {
    (void)parameter;
    for (uint32_t bytes = 0;; ++bytes) {
        const StreamBufferHandle_t buffer = xStreamBufferCreate(8, 1);
        const TaskHandle_t suspended = create_waiter(wait_for_bytes, buffer);
        vTaskSuspend(suspended);
        vStreamBufferDelete(buffer);
        const StreamBufferHandle_t newer = xStreamBufferCreate(8, 1);
        CHECK(xStreamBufferSend(newer, &bytes, sizeof bytes, 0) == sizeof bytes);
        vTaskResume(suspended);
        CHECK(eTaskGetState(suspended) == eDeleted);
        CHECK(xStreamBufferBytesAvailable(newer) == sizeof bytes);
        vStreamBufferDelete(newer);
        alive(2);
        vTaskDelay(1);
    }
}

int main(void) {
    check_prepare("deletion");
    create(delete_event_groups, "groups", 0, 1);
    create(delete_queues, "queues", 0, 2);
    create(delete_buffers, "buffers", 0, 3);
    check_start(3);
    return 0;
}
