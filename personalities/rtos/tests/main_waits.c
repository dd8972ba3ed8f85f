/* A main that waits before it has started the scheduler, where nothing can come. */
#include "queue.h"
#include "task.h"

static void task(void* parameter) {
    (void)parameter;
    vPrint("a task runs");
    vTaskEndScheduler();
}

int main(void) {
    uint32_t item;
    const QueueHandle_t queue = xQueueCreate(1, sizeof item);
    xTaskCreate(task, "task", configMINIMAL_STACK_SIZE, NULL, 2, NULL);
    xQueueReceive(queue, &item, 10);
    vPrint("main goes on");
    vTaskStartScheduler();
    return 0;
}
