/* Tasks and their notifications. Parameters, results and semantics: FreeRTOS reference manual, "Task and
 * Scheduler API" and "Direct To Task Notification API". What is different because tasks share no memory
 * stands here.
 *
 * A task begins with a copy of its creator's variables: those that are created before vTaskStartScheduler, as
 * they are when that is called, all others as they are when it is created. From then on its variables are its
 * own. Tasks that are to share variables are created with xTaskCreateInGroup. */
#ifndef INC_TASK_H
#define INC_TASK_H

#include "FreeRTOS.h"

typedef struct tskTaskControlBlock* TaskHandle_t;
typedef void (*TaskFunction_t)(void*);

typedef enum { eRunning = 0, eReady, eBlocked, eSuspended, eDeleted, eInvalid } eTaskState;
typedef enum {
    eNoAction = 0,
    eSetBits,
    eIncrement,
    eSetValueWithOverwrite,
    eSetValueWithoutOverwrite
} eNotifyAction;

/* When a wait began, for xTaskCheckForTimeOut. */
typedef struct xTIME_OUT {
    TickType_t xTimeOnEntering;
} TimeOut_t;

#define tskIDLE_PRIORITY ((UBaseType_t)0)
#define taskSCHEDULER_SUSPENDED ((BaseType_t)0)
#define taskSCHEDULER_NOT_STARTED ((BaseType_t)1)
#define taskSCHEDULER_RUNNING ((BaseType_t)2)

/* pdPASS, or errCOULD_NOT_ALLOCATE_REQUIRED_MEMORY where there are 32 tasks already (before the start, main
 * is one), where the stack is of 0 or more than 8,192 words, and where there is too little memory. A priority
 * that is too high is taken for the highest. */
BaseType_t xTaskCreate(TaskFunction_t pxTaskCode, const char* const pcName,
                       const configSTACK_DEPTH_TYPE usStackDepth, void* const pvParameters,
                       UBaseType_t uxPriority, TaskHandle_t* const pxCreatedTask);
/* Not in FreeRTOS: in one partition with the task xMember (NULL: the caller), whose variables it shares. All
 * tasks may be one group. Before the scheduler is started, main is one of its group. */
BaseType_t xTaskCreateInGroup(TaskHandle_t xMember, TaskFunction_t pxTaskCode, const char* const pcName,
                              const configSTACK_DEPTH_TYPE usStackDepth, void* const pvParameters,
                              UBaseType_t uxPriority, TaskHandle_t* const pxCreatedTask);
/* For programs whose tasks share variables: with this definition, for the compiler's command line, all tasks
 * are main's group. */
#if defined configUSE_ONE_GROUP && configUSE_ONE_GROUP
#define xTaskCreate(...) xTaskCreateInGroup(NULL, __VA_ARGS__)
#endif
void vTaskDelete(TaskHandle_t xTask);

/* Is called by main, which must neither wait nor return before: that ends the run, and is said. */
void vTaskStartScheduler(void);
/* Ends the run: the machine is powered off. */
_Noreturn void vTaskEndScheduler(void);
void vTaskSuspendAll(void);
BaseType_t xTaskResumeAll(void);
BaseType_t xTaskGetSchedulerState(void);

void vTaskDelay(const TickType_t xTicksToDelay);
BaseType_t xTaskDelayUntil(TickType_t* const pxPreviousWakeTime, const TickType_t xTimeIncrement);
#define vTaskDelayUntil(pxPreviousWakeTime, xTimeIncrement)                                                  \
    ((void)xTaskDelayUntil(pxPreviousWakeTime, xTimeIncrement))
BaseType_t xTaskAbortDelay(TaskHandle_t xTask);
void vTaskSuspend(TaskHandle_t xTaskToSuspend);
void vTaskResume(TaskHandle_t xTaskToResume);
UBaseType_t uxTaskPriorityGet(const TaskHandle_t xTask);
void vTaskPrioritySet(TaskHandle_t xTask, UBaseType_t uxNewPriority);

TickType_t xTaskGetTickCount(void);
void vTaskSetTimeOutState(TimeOut_t* const pxTimeOut);
BaseType_t xTaskCheckForTimeOut(TimeOut_t* const pxTimeOut, TickType_t* const pxTicksToWait);
UBaseType_t uxTaskGetNumberOfTasks(void);
TaskHandle_t xTaskGetCurrentTaskHandle(void);
/* The name, in a buffer of the calling task's that its next call of this uses again. */
char* pcTaskGetName(TaskHandle_t xTaskToQuery);
eTaskState eTaskGetState(TaskHandle_t xTask);

/* NULL where no task has that name. */
TaskHandle_t xTaskGetHandle(const char* pcNameToQuery);
/* The least that was ever left of the stack, in words. */
UBaseType_t uxTaskGetStackHighWaterMark(TaskHandle_t xTask);
#define uxTaskGetStackHighWaterMark2(task) uxTaskGetStackHighWaterMark(task)

void taskYIELD(void);
/* Between these no other task of the caller's group runs, also while somebody has suspended the caller, but
 * while it waits for something; those of others share nothing with it. A task that suspends itself in between
 * is suspended at the end. */
void taskENTER_CRITICAL(void);
void taskEXIT_CRITICAL(void);
/* The same without a count: the latter ends it however often the former was called, and so does the end of a
 * critical section. */
void taskDISABLE_INTERRUPTS(void);
void taskENABLE_INTERRUPTS(void);
/* The latter makes it again as it was before the former. */
UBaseType_t taskENTER_CRITICAL_FROM_ISR(void);
void taskEXIT_CRITICAL_FROM_ISR(UBaseType_t uxSavedInterruptStatus);

/* The stack and the control block of the caller's are not used. */
static inline TaskHandle_t xTaskCreateStatic(TaskFunction_t pxTaskCode, const char* const pcName,
                                             const configSTACK_DEPTH_TYPE uxStackDepth,
                                             void* const pvParameters, UBaseType_t uxPriority,
                                             StackType_t* const puxStackBuffer,
                                             StaticTask_t* const pxTaskBuffer) {
    TaskHandle_t xCreated = NULL;
    (void)puxStackBuffer;
    (void)pxTaskBuffer;
    xTaskCreate(pxTaskCode, pcName, uxStackDepth, pvParameters, uxPriority, &xCreated);
    return xCreated;
}

BaseType_t xTaskGenericNotify(TaskHandle_t xTaskToNotify, UBaseType_t uxIndexToNotify, uint32_t ulValue,
                              eNotifyAction eAction, uint32_t* pulPreviousNotificationValue);
uint32_t ulTaskGenericNotifyTake(UBaseType_t uxIndexToWaitOn, BaseType_t xClearCountOnExit,
                                 TickType_t xTicksToWait);
BaseType_t xTaskGenericNotifyWait(UBaseType_t uxIndexToWaitOn, uint32_t ulBitsToClearOnEntry,
                                  uint32_t ulBitsToClearOnExit, uint32_t* pulNotificationValue,
                                  TickType_t xTicksToWait);
BaseType_t xTaskGenericNotifyStateClear(TaskHandle_t xTask, UBaseType_t uxIndexToClear);
uint32_t ulTaskGenericNotifyValueClear(TaskHandle_t xTask, UBaseType_t uxIndexToClear,
                                       uint32_t ulBitsToClear);

#define xTaskNotify(task, value, action) xTaskGenericNotify(task, 0, value, action, NULL)
#define xTaskNotifyIndexed(task, index, value, action) xTaskGenericNotify(task, index, value, action, NULL)
#define xTaskNotifyAndQuery(task, value, action, previous)                                                   \
    xTaskGenericNotify(task, 0, value, action, previous)
#define xTaskNotifyAndQueryIndexed(task, index, value, action, previous)                                     \
    xTaskGenericNotify(task, index, value, action, previous)
#define xTaskNotifyGive(task) xTaskGenericNotify(task, 0, 0, eIncrement, NULL)
#define xTaskNotifyGiveIndexed(task, index) xTaskGenericNotify(task, index, 0, eIncrement, NULL)
#define ulTaskNotifyTake(clear, ticks) ulTaskGenericNotifyTake(0, clear, ticks)
#define ulTaskNotifyTakeIndexed(index, clear, ticks) ulTaskGenericNotifyTake(index, clear, ticks)
#define xTaskNotifyWait(entry, exit, value, ticks) xTaskGenericNotifyWait(0, entry, exit, value, ticks)
#define xTaskNotifyWaitIndexed(index, entry, exit, value, ticks)                                             \
    xTaskGenericNotifyWait(index, entry, exit, value, ticks)
#define xTaskNotifyStateClear(task) xTaskGenericNotifyStateClear(task, 0)
#define xTaskNotifyStateClearIndexed(task, index) xTaskGenericNotifyStateClear(task, index)
#define ulTaskNotifyValueClear(task, bits) ulTaskGenericNotifyValueClear(task, 0, bits)
#define ulTaskNotifyValueClearIndexed(task, index, bits) ulTaskGenericNotifyValueClear(task, index, bits)

/* Interrupt handlers are tasks (interrupts.h): what has FromISR in its name is what has it not, and never
 * waits. */
static inline void vTaskNoteSwitch(BaseType_t* pxHigherPriorityTaskWoken) {
    if (pxHigherPriorityTaskWoken) *pxHigherPriorityTaskWoken = pdFALSE; /* it has run already */
}
#define xTaskGetTickCountFromISR() xTaskGetTickCount()
#define uxTaskPriorityGetFromISR(task) uxTaskPriorityGet(task)
#define xTaskResumeFromISR(task) (vTaskResume(task), pdFALSE)
#define xTaskNotifyFromISR(task, value, action, woken)                                                       \
    (vTaskNoteSwitch(woken), xTaskNotify(task, value, action))
#define xTaskNotifyAndQueryFromISR(task, value, action, previous, woken)                                     \
    (vTaskNoteSwitch(woken), xTaskNotifyAndQuery(task, value, action, previous))
#define xTaskNotifyAndQueryIndexedFromISR(task, index, value, action, previous, woken)                       \
    (vTaskNoteSwitch(woken), xTaskNotifyAndQueryIndexed(task, index, value, action, previous))
#define xTaskNotifyIndexedFromISR(task, index, value, action, woken)                                         \
    (vTaskNoteSwitch(woken), xTaskNotifyIndexed(task, index, value, action))
#define vTaskNotifyGiveFromISR(task, woken) (vTaskNoteSwitch(woken), (void)xTaskNotifyGive(task))
#define vTaskNotifyGiveIndexedFromISR(task, index, woken)                                                    \
    (vTaskNoteSwitch(woken), (void)xTaskNotifyGiveIndexed(task, index))

#endif
