/* Tasks that are created and deleted all the time, alone and in groups: all memory comes back, or a few
 * hundred rounds would use it up. */
#include "check.h"

enum { STRANGERS = 6 };
static volatile uint32_t shared; /* in a group */
static QueueHandle_t results;

static void victim(void* parameter) {
    (void)parameter;
    for (;;) vTaskDelay(1000);
}

/* Kills the victim, then itself. */
static void killer(void* parameter) {
    TaskHandle_t other = parameter;
    vTaskDelay(1);
    vTaskDelete(other);
    CHECK(eTaskGetState(other) == eDeleted);
    vTaskDelete(NULL);
}

static void member(void* parameter) {
    shared += (uint32_t)(uintptr_t)parameter; /* seen by the one that has created us */
    vTaskDelete(NULL);
}

/* Begins with a copy of its creator's variables, and changes nothing of them. */
static void stranger(void* parameter) {
    const uint32_t found = shared;
    (void)parameter;
    shared = 12345;
    CHECK(xQueueSend(results, &found, portMAX_DELAY) == pdPASS);
    vTaskDelete(NULL);
}

static void creator(void* parameter) {
    const unsigned worker = (unsigned)(uintptr_t)parameter;
    for (uint32_t round = 0;; ++round) {
        TaskHandle_t handle = NULL, murderer = NULL;
        CHECK(xTaskCreate(victim, "victim", STACK, NULL, 1, &handle) == pdPASS);
        CHECK(xTaskCreate(killer, "killer", STACK, handle, 2, &murderer) == pdPASS);
        while (eTaskGetState(murderer) != eDeleted) vTaskDelay(1);
        CHECK(eTaskGetState(handle) == eDeleted);
        shared = round;
        /* more urgent: is done already */
        CHECK(xTaskCreateInGroup(NULL, member, "member", STACK, (void*)7, 4, NULL) == pdPASS);
        CHECK(shared == round + 7);
        for (unsigned i = 0; i < STRANGERS; ++i) {
            CHECK(xTaskCreate(stranger, "stranger", STACK, NULL, 4, NULL) == pdPASS);
            uint32_t found;
            CHECK(xQueueReceive(results, &found, 100) == pdPASS && found == round + 7);
            CHECK(shared == round + 7);
        }
        alive(worker);
    }
}

static void count(void* parameter) {
    (void)parameter;
    for (;;) {
        /* check, creator, count; two or three of its own */
        CHECK(uxTaskGetNumberOfTasks() >= 3 && uxTaskGetNumberOfTasks() <= 6);
        alive(1);
        vTaskDelay(1);
    }
}

int main(void) {
    check_prepare("creation and death");
    results = xQueueCreate(1, sizeof(uint32_t));
    create(creator, "creator", 0, 3);
    create(count, "count", 1, 5);
    check_start(2);
    return 0;
}
