/* Pairs of tasks, each in a partition of its own, that wait for room in a queue and for items: with a more
 * urgent consumer, a more urgent producer, and equals. Every item must come, in order. */
#include "check.h"

enum { PAIRS = 3 };
static QueueHandle_t queues[PAIRS];
static const TickType_t patience[PAIRS] = {1000, 1000, portMAX_DELAY};

static void produce(void* parameter) {
    const unsigned pair = (unsigned)(uintptr_t)parameter;
    for (uint32_t value = 0;; ++value) {
        CHECK(xQueueSend(queues[pair], &value, patience[pair]) == pdPASS);
        alive(2 * pair);
        if (value % 64 == 0) vTaskDelay(1); /* so that less urgent tasks run, too */
    }
}

static void consume(void* parameter) {
    const unsigned pair = (unsigned)(uintptr_t)parameter;
    for (uint32_t expected = 0;; ++expected) {
        uint32_t value;
        CHECK(xQueueReceive(queues[pair], &value, patience[pair]) == pdPASS);
        CHECK(value == expected);
        alive(2 * pair + 1);
    }
}

int main(void) {
    const UBaseType_t producers[PAIRS] = {1, 3, 2}, consumers[PAIRS] = {3, 1, 2}, lengths[PAIRS] = {1, 5, 3};
    check_prepare("blocking queues");
    for (unsigned pair = 0; pair < PAIRS; ++pair) {
        queues[pair] = xQueueCreate(lengths[pair], sizeof(uint32_t));
        CHECK(queues[pair] != NULL);
        create(produce, "producer", pair, producers[pair]);
        create(consume, "consumer", pair, consumers[pair]);
    }
    check_start(2 * PAIRS);
    return 0;
}
