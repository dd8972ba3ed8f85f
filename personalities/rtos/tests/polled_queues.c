/* A producer and a consumer that never wait: what does not fit is refused at once, what is not there is not
 * waited for. */
#include "check.h"

enum { LENGTH = 3 };
static QueueHandle_t queue;

/* Whenever the queue is empty, fills it. The consumer is less urgent, so nothing comes in between. */
static void produce(void* parameter) {
    uint32_t value = 0;
    (void)parameter;
    for (;; vTaskDelay(1)) {
        if (uxQueueSpacesAvailable(queue) < LENGTH) continue;
        for (unsigned i = 0; i < LENGTH; ++i, ++value) {
            CHECK(uxQueueSpacesAvailable(queue) == LENGTH - i);
            CHECK(xQueueSend(queue, &value, 0) == pdPASS);
        }
        CHECK(xQueueSend(queue, &value, 0) == errQUEUE_FULL);
        CHECK(uxQueueMessagesWaiting(queue) == LENGTH);
        alive(0);
    }
}

static void consume(void* parameter) {
    uint32_t expected = 0;
    (void)parameter;
    for (;;) {
        uint32_t value = 0x5a5a5a5a;
        if (xQueueReceive(queue, &value, 0) == pdPASS) {
            CHECK(value == expected++);
            alive(1);
        } else {
            CHECK(value == 0x5a5a5a5a);
        }
    }
}

int main(void) {
    check_prepare("polled queues");
    queue = xQueueCreate(LENGTH, sizeof(uint32_t));
    create(produce, "producer", 0, 2);
    create(consume, "consumer", 1, 1);
    check_start(2);
    return 0;
}
