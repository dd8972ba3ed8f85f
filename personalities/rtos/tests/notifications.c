/* Notifications as counting and binary semaphores, as bits and as mailboxes, with each way to change them. */
#include "check.h"

static TaskHandle_t taker, waiter;

static void notify_each_way(void* parameter) {
    uint32_t value, previous;
    TaskHandle_t self = xTaskGetCurrentTaskHandle();
    (void)parameter;
    for (uint32_t i = 1;; ++i) {
        CHECK(ulTaskNotifyTake(pdTRUE, 0) == 0);
        CHECK(xTaskNotifyWait(0, 0, &value, 1) == pdFALSE); /* time is up */
        CHECK(xTaskNotify(self, i, eSetValueWithoutOverwrite) == pdPASS);
        CHECK(xTaskNotify(self, i + 1, eSetValueWithoutOverwrite) == pdFAIL); /* the first is not read yet */
        CHECK(xTaskNotifyWait(0, 0, &value, 0) == pdTRUE && value == i);
        CHECK(xTaskNotify(self, 0x100, eSetValueWithOverwrite) == pdPASS);
        CHECK(xTaskNotifyAndQuery(self, 0x011, eSetBits, &previous) == pdPASS && previous == 0x100);
        CHECK(xTaskNotifyWait(0, 0x110, &value, 0) == pdTRUE && value == 0x111);
        CHECK(ulTaskNotifyValueClear(self, 0) == 0x001); /* only looks */
        CHECK(xTaskNotify(self, 0, eNoAction) == pdPASS);
        CHECK(xTaskNotifyStateClear(self) == pdTRUE && xTaskNotifyStateClear(self) == pdFALSE);
        CHECK(xTaskNotifyWait(0xffffffff, 0, &value, 0) == pdFALSE);
        CHECK(xTaskNotifyGive(self) == pdPASS && xTaskNotifyGive(self) == pdPASS);
        CHECK(ulTaskNotifyTake(pdFALSE, 0) == 2 && ulTaskNotifyTake(pdFALSE, 0) == 1 &&
              ulTaskNotifyTake(pdFALSE, 0) == 0);
        /* another one */
        CHECK(xTaskNotifyGiveIndexed(self, 1) == pdPASS && ulTaskNotifyTake(pdTRUE, 0) == 0);
        CHECK(ulTaskNotifyTakeIndexed(1, pdTRUE, 0) == 1);
        alive(0);
        vTaskDelay(1);
    }
}

static void give(void* parameter) {
    (void)parameter;
    for (uint32_t i = 0;; ++i) {
        xTaskNotifyGive(taker);
        xTaskNotify(waiter, i, eSetValueWithOverwrite);
        alive(1);
        if (i % 16 == 0) vTaskDelay(1);
    }
}

static void take(void* parameter) {
    (void)parameter;
    for (;;) {
        CHECK(ulTaskNotifyTake(pdTRUE, portMAX_DELAY) == 1); /* more urgent: each is taken as it is given */
        alive(2);
    }
}

static void wait(void* parameter) {
    uint32_t before = 0, value = 0;
    (void)parameter;
    for (;; before = value) {
        CHECK(xTaskNotifyWait(0, 0, &value, 100) == pdTRUE);
        CHECK(value >= before); /* less urgent: sees the latest */
        alive(3);
    }
}

int main(void) {
    check_prepare("notifications");
    create(notify_each_way, "each way", 0, 1);
    taker = create(take, "take", 0, 3);
    waiter = create(wait, "wait", 0, 1);
    create(give, "give", 0, 2);
    check_start(4);
    return 0;
}
