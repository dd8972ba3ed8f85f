#include "client.h"

BaseType_t xTaskCreate(TaskFunction_t code, const char* const name, const configSTACK_DEPTH_TYPE depth,
                       void* const parameters, UBaseType_t priority, TaskHandle_t* const created) {
    return (BaseType_t)CALL7(TASK_CREATE, code, name, depth, parameters, priority, created, 0);
}

BaseType_t xTaskCreateInGroup(TaskHandle_t member, TaskFunction_t code, const char* const name,
                              const configSTACK_DEPTH_TYPE depth, void* const parameters,
                              UBaseType_t priority, TaskHandle_t* const created) {
    return (BaseType_t)CALL7(TASK_CREATE, code, name, depth, parameters, priority, created,
                             member ? member : xTaskGetCurrentTaskHandle());
}

void vTaskDelete(TaskHandle_t task) { CALL1(TASK_DELETE, task); }

void vTaskStartScheduler(void) { CALL0(START_SCHEDULER); }

void vTaskEndScheduler(void) {
    for (;;) CALL0(END_SCHEDULER);
}

void vTaskSuspendAll(void) { CALL0(SUSPEND_ALL); }

BaseType_t xTaskResumeAll(void) { return (BaseType_t)CALL0(RESUME_ALL); }

BaseType_t xTaskGetSchedulerState(void) { return (BaseType_t)CALL0(SCHEDULER_STATE); }

void vTaskDelay(const TickType_t ticks) { CALL1(DELAY, ticks); }

BaseType_t xTaskDelayUntil(TickType_t* const previous, const TickType_t increment) {
    const TickType_t before = *previous, wake = before + increment;
    *previous = wake;
    return (BaseType_t)CALL2(DELAY_UNTIL, before, wake);
}

BaseType_t xTaskAbortDelay(TaskHandle_t task) { return (BaseType_t)CALL1(ABORT_DELAY, task); }

/* In a critical section the caller's own suspension waits for the section's end: its group could not go on
 * meanwhile. */
void vTaskSuspend(TaskHandle_t task) {
    box_t* box = CONTROL->current;
    if (box->critical && (!task || WORD(task) == box->handle))
        box->suspension_due = 1;
    else
        CALL1(SUSPEND, task);
}

void vTaskResume(TaskHandle_t task) { CALL1(RESUME, task); }

UBaseType_t uxTaskPriorityGet(const TaskHandle_t task) { return CALL1(PRIORITY_GET, task); }

void vTaskPrioritySet(TaskHandle_t task, UBaseType_t priority) { CALL2(PRIORITY_SET, task, priority); }

TickType_t xTaskGetTickCount(void) {
    /* the scheduler writes it whenever it enters us, so at every tick */
    return *(volatile uint32_t*)&CONTROL->ticks;
}

void vTaskSetTimeOutState(TimeOut_t* const out) { out->xTimeOnEntering = xTaskGetTickCount(); }

/* What is left of the wait is counted from now on. */
BaseType_t xTaskCheckForTimeOut(TimeOut_t* const out, TickType_t* const ticks) {
    const TickType_t elapsed = xTaskGetTickCount() - out->xTimeOnEntering;
    if (*ticks == portMAX_DELAY) return pdFALSE;
    if (elapsed >= *ticks) {
        *ticks = 0;
        return pdTRUE;
    }
    *ticks -= elapsed;
    vTaskSetTimeOutState(out);
    return pdFALSE;
}

UBaseType_t uxTaskGetNumberOfTasks(void) { return CALL0(COUNT); }

TaskHandle_t xTaskGetCurrentTaskHandle(void) { return (TaskHandle_t)(uintptr_t)CONTROL->current->handle; }

char* pcTaskGetName(TaskHandle_t task) {
    static char name[configMAX_TASK_NAME_LEN];
    CALL2(NAME, task, name);
    return name;
}

eTaskState eTaskGetState(TaskHandle_t task) { return (eTaskState)CALL1(STATE, task); }

TaskHandle_t xTaskGetHandle(const char* name) { return (TaskHandle_t)CALL1(FIND, name); }

UBaseType_t uxTaskGetStackHighWaterMark(TaskHandle_t task) { return CALL1(STACK_LEFT, task); }

void taskYIELD(void) { CALL0(YIELD); }

void taskENTER_CRITICAL(void) {
    box_t* box = CONTROL->current;
    box->critical = 1;
    ++box->nesting;
}

/* One too many is none. */
void taskEXIT_CRITICAL(void) {
    box_t* box = CONTROL->current;
    if (box->nesting > 0) --box->nesting;
    if (box->nesting == 0) taskENABLE_INTERRUPTS();
}

void taskDISABLE_INTERRUPTS(void) { CONTROL->current->critical = 1; }

void taskENABLE_INTERRUPTS(void) {
    box_t* box = CONTROL->current;
    box->critical = 0;
    if (box->suspension_due) {
        box->suspension_due = 0;
        vTaskSuspend(NULL);
    } else if (box->switch_due) {
        taskYIELD();
    }
}

UBaseType_t taskENTER_CRITICAL_FROM_ISR(void) {
    const UBaseType_t saved = CONTROL->current->critical;
    taskDISABLE_INTERRUPTS();
    return saved;
}

void taskEXIT_CRITICAL_FROM_ISR(UBaseType_t saved) {
    if (saved == 0) taskENABLE_INTERRUPTS();
}

BaseType_t xTaskGenericNotify(TaskHandle_t task, UBaseType_t index, uint32_t value, eNotifyAction action,
                              uint32_t* previous) {
    return (BaseType_t)CALL5(NOTIFY, task, index, value, action, previous);
}

uint32_t ulTaskGenericNotifyTake(UBaseType_t index, BaseType_t clear, TickType_t ticks) {
    return NUMBER(CALL3(NOTIFY_TAKE, index, clear, ticks));
}

BaseType_t xTaskGenericNotifyWait(UBaseType_t index, uint32_t entry, uint32_t exit, uint32_t* value,
                                  TickType_t ticks) {
    return (BaseType_t)CALL5(NOTIFY_WAIT, index, entry, exit, value, ticks);
}

BaseType_t xTaskGenericNotifyStateClear(TaskHandle_t task, UBaseType_t index) {
    return (BaseType_t)CALL2(NOTIFY_STATE_CLEAR, task, index);
}

uint32_t ulTaskGenericNotifyValueClear(TaskHandle_t task, UBaseType_t index, uint32_t bits) {
    return NUMBER(CALL3(NOTIFY_VALUE_CLEAR, task, index, bits));
}
