/* Semaphores and mutexes. Parameters, results and semantics: FreeRTOS reference manual, "Semaphore and Mutex
 * API". A task that holds a mutex has the priority of the most urgent task that waits for it, until it holds
 * none any more. What a deleted or stopped task holds is given back. */
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
#define uxSemaphoreGetCountFromISR(semaphore) uxSemaphoreGetCount(semaphore)
#define xSemaphoreGetMutexHolderFromISR(mutex) xSemaphoreGetMutexHolder(mutex)
#define vSemaphoreDelete(semaphore) vQueueDelete(semaphore)

#define vSemaphoreCreateBinary(semaphore)                                                                    \
    ((semaphore) = xSemaphoreCreateBinary(), (semaphore) ? (void)xSemaphoreGive(semaphore) : (void)0)
#define xSemaphoreCreateBinaryStatic(buffer) ((void)(buffer), xSemaphoreCreateBinary())
#define xSemaphoreCreateCountingStatic(most, initial, buffer)                                                \
    ((void)(buffer), xSemaphoreCreateCounting(most, initial))
#define xSemaphoreCreateMutexStatic(buffer) ((void)(buffer), xSemaphoreCreateMutex())
#define xSemaphoreCreateRecursiveMutexStatic(buffer) ((void)(buffer), xSemaphoreCreateRecursiveMutex())
#define xSemaphoreGiveFromISR(semaphore, woken) (vTaskNoteSwitch(woken), xSemaphoreGive(semaphore))
#define xSemaphoreTakeFromISR(semaphore, woken) (vTaskNoteSwitch(woken), xSemaphoreTake(semaphore, 0))

#endif
