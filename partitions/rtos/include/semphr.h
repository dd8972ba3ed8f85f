/* Semaphores and mutexes. Parameters, results and semantics: FreeRTOS reference manual, "Semaphore and Mutex API". A task that holds a
 * mutex has the priority of the most urgent task that waits for it, until it holds none any more. What a deleted or stopped task holds is
 * given back. */
#ifndef INC_SEMPHR_H
#define INC_SEMPHR_H

#include "queue.h"
#include "task.h"

typedef QueueHandle_t SemaphoreHandle_t;

SemaphoreHandle_t xSemaphoreCreateBinary(void);
SemaphoreHandle_t xSemaphoreCreateCounting(UBaseType_t uxMaxCount, UBaseType_t uxInitialCount);
SemaphoreHandle_t xSemaphoreCreateMutex(void);
SemaphoreHandle_t xSemaphoreCreateRecursiveMutex(void);
BaseType_t xSemaphoreTake(SemaphoreHandle_t xSemaphore, TickType_t xTicksToWait);
BaseType_t xSemaphoreGive(SemaphoreHandle_t xSemaphore);
BaseType_t xSemaphoreTakeRecursive(SemaphoreHandle_t xMutex, TickType_t xTicksToWait);
BaseType_t xSemaphoreGiveRecursive(SemaphoreHandle_t xMutex);
TaskHandle_t xSemaphoreGetMutexHolder(SemaphoreHandle_t xMutex);
#define uxSemaphoreGetCount(semaphore) uxQueueMessagesWaiting(semaphore)
#define vSemaphoreDelete(semaphore) vQueueDelete(semaphore)

#endif
