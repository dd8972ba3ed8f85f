#include "interrupts.h"

#include "client.h"

enum { LINES = 64 };

static TaskHandle_t services[LINES]; /* that run a handler; they may have ended, since variables are copied */

static void serve(void* handler) {
    for (;;) {
        ulTaskNotifyTake(pdFALSE, portMAX_DELAY);
        ((ISR_Handler_t)handler)();
    }
}

BaseType_t xTaskNotifyOnInterrupt(TaskHandle_t task, UBaseType_t index, uint32_t line) {
    return (BaseType_t)CALL3(INTERRUPT_CONNECT, task, index, line);
}

static BaseType_t take_away(uint32_t line) {
    const TaskHandle_t service = services[line];
    services[line] = NULL;
    if (!service || eTaskGetState(service) == eDeleted) return pdFAIL;
    vTaskDelete(service);
    return pdPASS;
}

BaseType_t xPortRegisterCInterruptHandler(ISR_Handler_t handler, uint32_t line) {
    TaskHandle_t service = NULL;
    if (line >= LINES || xTaskGetSchedulerState() == taskSCHEDULER_NOT_STARTED) return pdFAIL;
    if (!handler) return take_away(line);
    if (xTaskCreateInGroup(NULL, serve, "interrupt", configMINIMAL_STACK_SIZE, (void*)handler,
                           configMAX_PRIORITIES - 1, &service) != pdPASS)
        return pdFAIL;
    if (xTaskNotifyOnInterrupt(service, 0, line) != pdPASS) {
        vTaskDelete(service);
        return pdFAIL;
    }
    services[line] = service;
    return pdPASS;
}
