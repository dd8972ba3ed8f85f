/* Software timers. Parameters, results and semantics: FreeRTOS reference manual, "Software Timer API".
 * Commands take effect at once, so their block times are of no account.
 *
 * Callbacks run in a service task, which the first xTimerCreate or xTimerPendFunctionCall makes, in the
 * caller's group: it shares the variables of the task that has made it. (Where that was main, before the
 * scheduler was started, with those of main's group.) The timers of all tasks that main creates after that
 * are of its service, too; tasks that are created by others make services of their own. */
#ifndef INC_TIMERS_H
#define INC_TIMERS_H

#include "task.h"

typedef struct tmrTimerControl* TimerHandle_t;
typedef void (*TimerCallbackFunction_t)(TimerHandle_t);
typedef void (*PendedFunction_t)(void*, uint32_t);

#define configTIMER_TASK_STACK_DEPTH configMINIMAL_STACK_SIZE

/* NULL where there are 32 timers already. The period is at least 1 tick. pcTimerName is not copied. */
TimerHandle_t xTimerCreate(const char* const pcTimerName, const TickType_t xTimerPeriodInTicks,
                           const BaseType_t xAutoReload, void* const pvTimerID,
                           TimerCallbackFunction_t pxCallbackFunction);
BaseType_t xTimerStart(TimerHandle_t xTimer, TickType_t xTicksToWait);
BaseType_t xTimerStop(TimerHandle_t xTimer, TickType_t xTicksToWait);
BaseType_t xTimerReset(TimerHandle_t xTimer, TickType_t xTicksToWait);
BaseType_t xTimerChangePeriod(TimerHandle_t xTimer, TickType_t xNewPeriod, TickType_t xTicksToWait);
BaseType_t xTimerDelete(TimerHandle_t xTimer, TickType_t xTicksToWait);
BaseType_t xTimerIsTimerActive(TimerHandle_t xTimer);
TickType_t xTimerGetPeriod(TimerHandle_t xTimer);
TickType_t xTimerGetExpiryTime(TimerHandle_t xTimer);
void vTimerSetReloadMode(TimerHandle_t xTimer, const BaseType_t xAutoReload);
BaseType_t xTimerGetReloadMode(TimerHandle_t xTimer);
#define uxTimerGetReloadMode(timer) ((UBaseType_t)xTimerGetReloadMode(timer))
void* pvTimerGetTimerID(const TimerHandle_t xTimer);
void vTimerSetTimerID(TimerHandle_t xTimer, void* pvNewID);
/* The name, where the caller has it at the same address as the task that has created the timer. */
const char* pcTimerGetName(TimerHandle_t xTimer);
TaskHandle_t xTimerGetTimerDaemonTaskHandle(void);
/* pdFAIL where 16 calls wait already. */
BaseType_t xTimerPendFunctionCall(PendedFunction_t xFunctionToPend, void* pvParameter1, uint32_t ulParameter2,
                                  TickType_t xTicksToWait);

#define xTimerCreateStatic(name, period, reload, id, callback, buffer)                                       \
    ((void)(buffer), xTimerCreate(name, period, reload, id, callback))
#define xTimerStartFromISR(timer, woken) (vTaskNoteSwitch(woken), xTimerStart(timer, 0))
#define xTimerStopFromISR(timer, woken) (vTaskNoteSwitch(woken), xTimerStop(timer, 0))
#define xTimerResetFromISR(timer, woken) (vTaskNoteSwitch(woken), xTimerReset(timer, 0))
#define xTimerChangePeriodFromISR(timer, period, woken)                                                      \
    (vTaskNoteSwitch(woken), xTimerChangePeriod(timer, period, 0))
#define xTimerPendFunctionCallFromISR(function, first, second, woken)                                        \
    (vTaskNoteSwitch(woken), xTimerPendFunctionCall(function, first, second, 0))

#endif
