/* The types, constants and switches that programs written for FreeRTOS expect of this header. Names, types
 * and meanings are those of the FreeRTOS reference manual; the implementation is this tree's own
 * (docs/partitions.md, "rtos"), in which each task is a partition. Stack depths are in words, as there: 4
 * bytes each, on 64-bit machines 8. Ticks have 32 bits everywhere. */
#ifndef INC_FREERTOS_H
#define INC_FREERTOS_H

#include <stddef.h>
#include <stdint.h>

#include "portmacro.h"

typedef long BaseType_t;
typedef unsigned long UBaseType_t;
typedef uint32_t TickType_t;
typedef portSTACK_TYPE StackType_t;
/* all that a program asks for, so that too much is refused and not cut */
typedef StackType_t configSTACK_DEPTH_TYPE;

#define pdFALSE ((BaseType_t)0)
#define pdTRUE ((BaseType_t)1)
#define pdFAIL pdFALSE
#define pdPASS pdTRUE
#define errQUEUE_EMPTY ((BaseType_t)0)
#define errQUEUE_FULL ((BaseType_t)0)
#define errCOULD_NOT_ALLOCATE_REQUIRED_MEMORY ((BaseType_t) - 1)
#define errQUEUE_BLOCKED ((BaseType_t) - 4)
#define errQUEUE_YIELD ((BaseType_t) - 5)

#define portMAX_DELAY ((TickType_t)0xffffffff)
#define portTICK_PERIOD_MS ((TickType_t)1000 / configTICK_RATE_HZ)
#define pdMS_TO_TICKS(milliseconds) ((TickType_t)(((uint64_t)(milliseconds) * configTICK_RATE_HZ) / 1000u))
#define pdTICKS_TO_MS(ticks) ((TickType_t)(((uint64_t)(ticks) * 1000u) / configTICK_RATE_HZ))

#define configMAX_PRIORITIES 8
#define configMINIMAL_STACK_SIZE ((configSTACK_DEPTH_TYPE)1024)
#define configMAX_TASK_NAME_LEN 16
#define configTASK_NOTIFICATION_ARRAY_ENTRIES 3
#define configTIMER_TASK_PRIORITY (configMAX_PRIORITIES - 1)
#define configUSE_PREEMPTION 1
#define configUSE_TIME_SLICING 1
#define configUSE_MUTEXES 1
#define configUSE_RECURSIVE_MUTEXES 1
#define configUSE_COUNTING_SEMAPHORES 1
#define configUSE_TASK_NOTIFICATIONS 1
#define configUSE_TIMERS 1
#define configTIMER_QUEUE_LENGTH 16 /* of pended functions; commands take effect at once */
#define configUSE_QUEUE_SETS 1
#define configSUPPORT_STATIC_ALLOCATION 1
#define configSUPPORT_DYNAMIC_ALLOCATION 1
#define configUSE_16_BIT_TICKS 0
#define configUSE_CO_ROUTINES 0
#define configUSE_IDLE_HOOK 0
#define configUSE_TICK_HOOK 0
#define configUSE_MALLOC_FAILED_HOOK 0
#define configCHECK_FOR_STACK_OVERFLOW 0 /* an overflow is a fault, and is called what it is */
#define configUSE_TRACE_FACILITY 0
#define configGENERATE_RUN_TIME_STATS 0
#define configNUM_THREAD_LOCAL_STORAGE_POINTERS 0

/* What there is of what a program can leave out: all of it. */
#define INCLUDE_vTaskPrioritySet 1
#define INCLUDE_uxTaskPriorityGet 1
#define INCLUDE_vTaskDelete 1
#define INCLUDE_vTaskSuspend 1
#define INCLUDE_xTaskDelayUntil 1
#define INCLUDE_vTaskDelayUntil 1
#define INCLUDE_vTaskDelay 1
#define INCLUDE_xTaskAbortDelay 1
#define INCLUDE_xTaskGetHandle 1
#define INCLUDE_xTaskGetSchedulerState 1
#define INCLUDE_xTaskGetCurrentTaskHandle 1
#define INCLUDE_uxTaskGetStackHighWaterMark 1
#define INCLUDE_eTaskGetState 1
#define INCLUDE_xTimerPendFunctionCall 1
#define INCLUDE_xSemaphoreGetMutexHolder 1

/* What a program asserts is said with file and line, and the task is stopped. */
#ifndef configASSERT
#define configASSERT(condition) ((condition) ? (void)0 : vAssertCalled(__FILE__, __LINE__))
#endif
_Noreturn void vAssertCalled(const char* pcFile, unsigned long ulLine);

/* How programs that are to run on several ports write task functions. */
#define portTASK_FUNCTION_PROTO(vFunction, pvParameters) void vFunction(void* pvParameters)
#define portTASK_FUNCTION(vFunction, pvParameters) void vFunction(void* pvParameters)
#define portTICK_TYPE_IS_ATOMIC 1
#define portSTACK_GROWTH (-1)
#define portNOP() __asm__ volatile("nop")
#define portMEMORY_BARRIER() __asm__ volatile("" : : : "memory")
#define portYIELD() taskYIELD()
#define portYIELD_WITHIN_API() taskYIELD()
#define portYIELD_FROM_ISR(xSwitchRequired) ((xSwitchRequired) ? taskYIELD() : (void)0)
#define portEND_SWITCHING_ISR(xSwitchRequired) portYIELD_FROM_ISR(xSwitchRequired)
#define portENTER_CRITICAL() taskENTER_CRITICAL()
#define portEXIT_CRITICAL() taskEXIT_CRITICAL()
#define portDISABLE_INTERRUPTS() taskDISABLE_INTERRUPTS()
#define portENABLE_INTERRUPTS() taskENABLE_INTERRUPTS()
#define portSET_INTERRUPT_MASK_FROM_ISR() taskENTER_CRITICAL_FROM_ISR()
#define portCLEAR_INTERRUPT_MASK_FROM_ISR(saved) taskEXIT_CRITICAL_FROM_ISR(saved)

/* Is called by each of several tasks of a group that use floating-point numbers, before it does. One such
 * task, or tasks that are partitions of their own, need not call it. */
#define portTASK_USES_FLOATING_POINT() vPortTaskUsesFPU()
void vPortTaskUsesFPU(void);

/* Memory of the partition's own, configTOTAL_HEAP_SIZE bytes for all tasks of a group. NULL where there is
 * too little left. */
#define configTOTAL_HEAP_SIZE ((size_t)8192)
void* pvPortMalloc(size_t xWantedSize);
void* pvPortCalloc(size_t xNum, size_t xSize);
void vPortFree(void* pv);
size_t xPortGetFreeHeapSize(void);
/* The least that was ever left. */
size_t xPortGetMinimumEverFreeHeapSize(void);

/* What objects of static allocation would lie in. The scheduler has its own memory for them, so these stay
 * unused. */
typedef struct {
    uint32_t unused;
} StaticTask_t, StaticQueue_t, StaticSemaphore_t, StaticEventGroup_t, StaticTimer_t, StaticStreamBuffer_t,
    StaticMessageBuffer_t;

#include "older_names.h"

/* The application's entry. Its `main` must not be the partition's, which the library has. */
#define main application_main
int application_main(void);

/* Not in FreeRTOS: prints a line that no other task's output gets into. At most 200 characters. */
__attribute__((format(__printf__, 1, 2))) void vPrint(const char* pcFormat, ...);

#endif
