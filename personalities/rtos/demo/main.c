/* A first application: a sensor sends what it measures through a queue, a logger prints it, and a third task
 * does what it must not. */
#include "FreeRTOS.h"
#include "queue.h"
#include "task.h"

static QueueHandle_t measurements;

static void sensor(void* parameter) {
    const uint32_t period = (uint32_t)(uintptr_t)parameter;
    TickType_t wake = xTaskGetTickCount();
    for (uint32_t value = 0; value < 5; ++value) {
        xQueueSend(measurements, &value, portMAX_DELAY);
        vTaskDelayUntil(&wake, period);
    }
    vTaskDelete(NULL);
}

static void logger(void* parameter) {
    (void)parameter;
    for (uint32_t value; xQueueReceive(measurements, &value, pdMS_TO_TICKS(500)) == pdPASS;)
        vPrint("tick %3u: measured %u", (unsigned)xTaskGetTickCount(), (unsigned)value);
    vPrint("nothing more comes; %u tasks are left", (unsigned)uxTaskGetNumberOfTasks());
    vTaskEndScheduler();
}

static void stray(void* parameter) {
    (void)parameter;
    vTaskDelay(10);
    *(volatile int*)0x20000000 = 1; /* not its own */
}

static void greedy(void* parameter) {
    (void)parameter;
    for (;;) continue; /* at the lowest priority: nobody minds */
}

int main(void) {
    measurements = xQueueCreate(2, sizeof(uint32_t));
    xTaskCreate(sensor, "sensor", configMINIMAL_STACK_SIZE, (void*)20, 2, NULL);
    xTaskCreate(logger, "logger", configMINIMAL_STACK_SIZE, NULL, 1, NULL);
    xTaskCreate(stray, "stray", configMINIMAL_STACK_SIZE, NULL, 3, NULL);
    xTaskCreate(greedy, "greedy", configMINIMAL_STACK_SIZE, NULL, tskIDLE_PRIORITY, NULL);
    vTaskStartScheduler();
    return 0;
}
