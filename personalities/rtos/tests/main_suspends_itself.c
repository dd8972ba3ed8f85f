/* A main that suspends itself before it has started the scheduler, when nobody could resume it. */
#include "task.h"

static void task(void* parameter) {
    (void)parameter;
    vPrint("a task runs");
    vTaskEndScheduler();
}

int main(void) {
    xTaskCreate(task, "task", configMINIMAL_STACK_SIZE, NULL, 2, NULL);
    vTaskSuspend(NULL);
    vPrint("main goes on");
    vTaskStartScheduler();
    return 0;
}
