/* A producer and a consumer that never wait: what does not fit is refused at once, what is not there is not waited for. */
#include "check.h"

enum { LENGTH = 3 };
static QueueHandle_t queue;

static void produce(void *parameter)
{
    uint32_t value = 0;
    (void) parameter;
    for (;;) {
        for (unsigned i = 0; i < LENGTH; ++i, ++value) {
            CHECK(uxQueueSpacesAvailable(queue) == LENGTH - i);
            CHECK(xQueueSend(queue, &value, 0) == pdPASS);
        }
        CHECK(xQueueSend(queue, &value, 0) == errQUEUE_FULL);
        CHECK(uxQueueMessagesWaiting(queue) == LENGTH);
        alive(0);
        vTaskDelay(4);
    }
}

static void consume(void *parameter)
{
    uint32_t expected = 0;
    (void) parameter;
    vTaskDelay(2);
    for (;;) {
        while (uxQueueMessagesWaiting(queue) > 0) {
            uint32_t value;
            CHECK(xQueueReceive(queue, &value, 0) == pdPASS);
            CHECK(value == expected++);
        }
        uint32_t untouched = 0x5a5a5a5a;
        CHECK(xQueueReceive(queue, &untouched, 0) == errQUEUE_EMPTY);
        CHECK(untouched == 0x5a5a5a5a);
        alive(1);
        vTaskDelay(4);
    }
}

int main(void)
{
    check_prepare("polled queues");
    queue = xQueueCreate(LENGTH, sizeof(uint32_t));
    create(produce, "producer", 0, 2);
    create(consume, "consumer", 1, 1);
    check_start(2);
    return 0;
}
