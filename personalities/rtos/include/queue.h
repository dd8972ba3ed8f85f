/* Queues. Parameters, results and semantics: FreeRTOS reference manual, "Queue API". Items lie with the
 * scheduler, which copies them from task to task, so a queue is a way from one partition to another. */
#ifndef INC_QUEUE_H
#define INC_QUEUE_H

#include "task.h"

typedef struct QueueDefinition* QueueHandle_t;

enum { queueSEND_TO_BACK = 0, queueSEND_TO_FRONT = 1, queueOVERWRITE = 2 };

/* NULL where there is too little memory, or too many objects. uxItemSize in bytes, 0 for a queue that only
 * counts. */
QueueHandle_t xQueueCreate(UBaseType_t uxQueueLength, UBaseType_t uxItemSize);
void vQueueDelete(QueueHandle_t xQueue);
BaseType_t xQueueReset(QueueHandle_t xQueue);
BaseType_t xQueueGenericSend(QueueHandle_t xQueue, const void* const pvItemToQueue, TickType_t xTicksToWait,
                             const BaseType_t xCopyPosition);
BaseType_t xQueueReceive(QueueHandle_t xQueue, void* const pvBuffer, TickType_t xTicksToWait);
BaseType_t xQueuePeek(QueueHandle_t xQueue, void* const pvBuffer, TickType_t xTicksToWait);
UBaseType_t uxQueueMessagesWaiting(const QueueHandle_t xQueue);
UBaseType_t uxQueueSpacesAvailable(const QueueHandle_t xQueue);

/* Sets of queues and semaphores, from which one waits for several at once. A member must be empty when it is
 * added. */
typedef QueueHandle_t QueueSetHandle_t;
typedef QueueHandle_t QueueSetMemberHandle_t;
QueueSetHandle_t xQueueCreateSet(const UBaseType_t uxEventQueueLength);
BaseType_t xQueueAddToSet(QueueSetMemberHandle_t xQueueOrSemaphore, QueueSetHandle_t xQueueSet);
BaseType_t xQueueRemoveFromSet(QueueSetMemberHandle_t xQueueOrSemaphore, QueueSetHandle_t xQueueSet);
QueueSetMemberHandle_t xQueueSelectFromSet(QueueSetHandle_t xQueueSet, const TickType_t xTicksToWait);

#define xQueueSend(queue, item, ticks) xQueueGenericSend(queue, item, ticks, queueSEND_TO_BACK)
#define xQueueSendToBack(queue, item, ticks) xQueueGenericSend(queue, item, ticks, queueSEND_TO_BACK)
#define xQueueSendToFront(queue, item, ticks) xQueueGenericSend(queue, item, ticks, queueSEND_TO_FRONT)
#define xQueueOverwrite(queue, item) xQueueGenericSend(queue, item, 0, queueOVERWRITE)

/* See task.h on what has FromISR in its name. */
#define xQueueSendFromISR(queue, item, woken) (vTaskNoteSwitch(woken), xQueueSend(queue, item, 0))
#define xQueueSendToBackFromISR(queue, item, woken) xQueueSendFromISR(queue, item, woken)
#define xQueueSendToFrontFromISR(queue, item, woken)                                                         \
    (vTaskNoteSwitch(woken), xQueueSendToFront(queue, item, 0))
#define xQueueOverwriteFromISR(queue, item, woken) (vTaskNoteSwitch(woken), xQueueOverwrite(queue, item))
#define xQueueReceiveFromISR(queue, buffer, woken) (vTaskNoteSwitch(woken), xQueueReceive(queue, buffer, 0))
#define xQueuePeekFromISR(queue, buffer) xQueuePeek(queue, buffer, 0)
#define uxQueueMessagesWaitingFromISR(queue) uxQueueMessagesWaiting(queue)
#define xQueueIsQueueEmptyFromISR(queue) (uxQueueMessagesWaiting(queue) == 0)
#define xQueueIsQueueFullFromISR(queue) (uxQueueSpacesAvailable(queue) == 0)
#define xQueueCreateStatic(length, size, storage, buffer)                                                    \
    ((void)(storage), (void)(buffer), xQueueCreate(length, size))
#define xQueueSelectFromSetFromISR(set) xQueueSelectFromSet(set, 0)
/* For debuggers, so to no effect. */
#define vQueueAddToRegistry(queue, name) ((void)(queue), (void)(name))
#define vQueueUnregisterQueue(queue) ((void)(queue))
#define pcQueueGetName(queue) ((void)(queue), (const char*)NULL)

#endif
