#include "timers.h"

#include "client.h"

static TaskHandle_t service;

static void serve(void* parameter) {
    due_t due;
    (void)parameter;
    for (;;) {
        CALL1(TIMER_WAIT, &due);
        if (due.timer)
            ((TimerCallbackFunction_t)due.function)((TimerHandle_t)due.timer);
        else
            ((PendedFunction_t)due.function)((void*)due.arguments[0], NUMBER(due.arguments[1]));
    }
}

static TaskHandle_t the_service(void) {
    if (!service || !CALL1(TIMER_MAY_USE, service))
        if (xTaskCreateInGroup(NULL, serve, "Tmr Svc", configTIMER_TASK_STACK_DEPTH, NULL,
                               configTIMER_TASK_PRIORITY, &service) != pdPASS)
            service = NULL;
    return service;
}

TimerHandle_t xTimerCreate(const char* const name, const TickType_t period, const BaseType_t reload,
                           void* const id, TimerCallbackFunction_t callback) {
    const TaskHandle_t task = the_service();
    return task ? (TimerHandle_t)CALL7(TIMER_CREATE, task, name, period, reload, id, callback, 0) : NULL;
}

BaseType_t xTimerStart(TimerHandle_t timer, TickType_t ticks) {
    (void)ticks;
    return (BaseType_t)CALL2(TIMER_START, timer, 0);
}

BaseType_t xTimerReset(TimerHandle_t timer, TickType_t ticks) { return xTimerStart(timer, ticks); }

BaseType_t xTimerChangePeriod(TimerHandle_t timer, TickType_t period, TickType_t ticks) {
    (void)ticks;
    configASSERT(period > 0);
    return (BaseType_t)CALL2(TIMER_START, timer, period);
}

BaseType_t xTimerStop(TimerHandle_t timer, TickType_t ticks) {
    (void)ticks;
    return (BaseType_t)CALL1(TIMER_STOP, timer);
}

BaseType_t xTimerDelete(TimerHandle_t timer, TickType_t ticks) {
    (void)ticks;
    return (BaseType_t)CALL1(TIMER_DELETE, timer);
}

BaseType_t xTimerIsTimerActive(TimerHandle_t timer) {
    return (BaseType_t)CALL2(TIMER_GET, timer, TIMER_ACTIVE);
}

TickType_t xTimerGetPeriod(TimerHandle_t timer) { return NUMBER(CALL2(TIMER_GET, timer, TIMER_PERIOD)); }

TickType_t xTimerGetExpiryTime(TimerHandle_t timer) { return NUMBER(CALL2(TIMER_GET, timer, TIMER_EXPIRY)); }

void* pvTimerGetTimerID(const TimerHandle_t timer) { return (void*)CALL2(TIMER_GET, timer, TIMER_ID); }

const char* pcTimerGetName(TimerHandle_t timer) { return (const char*)CALL2(TIMER_GET, timer, TIMER_NAME); }

void vTimerSetTimerID(TimerHandle_t timer, void* id) { CALL2(TIMER_SET_ID, timer, id); }

void vTimerSetReloadMode(TimerHandle_t timer, const BaseType_t reload) {
    CALL2(TIMER_SET_RELOAD, timer, reload);
}

BaseType_t xTimerGetReloadMode(TimerHandle_t timer) {
    return (BaseType_t)CALL2(TIMER_GET, timer, TIMER_RELOAD);
}

TaskHandle_t xTimerGetTimerDaemonTaskHandle(void) { return the_service(); }

BaseType_t xTimerPendFunctionCall(PendedFunction_t function, void* first, uint32_t second, TickType_t ticks) {
    (void)ticks;
    const TaskHandle_t task = the_service();
    return task ? (BaseType_t)CALL4(TIMER_PEND, task, function, first, second) : pdFAIL;
}
