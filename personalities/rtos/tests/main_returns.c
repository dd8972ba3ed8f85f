/* A main that never starts the scheduler. */
#include "task.h"

static void task(void* parameter) {
    (void)parameter;
    vPrint("a task runs");
    vTaskEndScheduler();
}

int main(void) {
    xTaskCreate(task, "task", configMINIMAL_STACK_SIZE, NULL, 2, NULL);
    return 0;
}
