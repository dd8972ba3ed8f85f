#include "client.h"

QueueHandle_t xQueueCreate(UBaseType_t length, UBaseType_t size) {
    return (QueueHandle_t)CALL4(QUEUE_CREATE, QUEUE_PLAIN, length, size, 0);
}

void vQueueDelete(QueueHandle_t queue) { CALL1(QUEUE_DELETE, queue); }

BaseType_t xQueueReset(QueueHandle_t queue) { return (BaseType_t)CALL1(QUEUE_RESET, queue); }

BaseType_t xQueueGenericSend(QueueHandle_t queue, const void* const item, TickType_t ticks,
                             const BaseType_t position) {
    return (BaseType_t)CALL4(QUEUE_SEND, queue, item, ticks, position);
}

BaseType_t xQueueReceive(QueueHandle_t queue, void* const buffer, TickType_t ticks) {
    return (BaseType_t)CALL3(QUEUE_RECEIVE, queue, buffer, ticks);
}

BaseType_t xQueuePeek(QueueHandle_t queue, void* const buffer, TickType_t ticks) {
    return (BaseType_t)CALL3(QUEUE_PEEK, queue, buffer, ticks);
}

UBaseType_t uxQueueMessagesWaiting(const QueueHandle_t queue) { return CALL1(QUEUE_WAITING, queue); }

UBaseType_t uxQueueSpacesAvailable(const QueueHandle_t queue) { return CALL1(QUEUE_SPACES, queue); }

SemaphoreHandle_t xSemaphoreCreateBinary(void) {
    return (SemaphoreHandle_t)CALL4(QUEUE_CREATE, QUEUE_SEMAPHORE, 1, 0, 0);
}

SemaphoreHandle_t xSemaphoreCreateCounting(UBaseType_t most, UBaseType_t initial) {
    return (SemaphoreHandle_t)CALL4(QUEUE_CREATE, QUEUE_SEMAPHORE, most, 0, initial);
}

SemaphoreHandle_t xSemaphoreCreateMutex(void) {
    return (SemaphoreHandle_t)CALL4(QUEUE_CREATE, QUEUE_MUTEX, 1, 0, 1);
}

SemaphoreHandle_t xSemaphoreCreateRecursiveMutex(void) {
    return (SemaphoreHandle_t)CALL4(QUEUE_CREATE, QUEUE_RECURSIVE_MUTEX, 1, 0, 1);
}

BaseType_t xSemaphoreTake(SemaphoreHandle_t semaphore, TickType_t ticks) {
    return (BaseType_t)CALL3(QUEUE_RECEIVE, semaphore, 0, ticks);
}

BaseType_t xSemaphoreGive(SemaphoreHandle_t semaphore) {
    return (BaseType_t)CALL4(QUEUE_SEND, semaphore, 0, 0, queueSEND_TO_BACK);
}

BaseType_t xSemaphoreTakeRecursive(SemaphoreHandle_t mutex, TickType_t ticks) {
    return (BaseType_t)CALL3(MUTEX_TAKE, mutex, 0, ticks);
}

BaseType_t xSemaphoreGiveRecursive(SemaphoreHandle_t mutex) { return (BaseType_t)CALL1(MUTEX_GIVE, mutex); }

TaskHandle_t xSemaphoreGetMutexHolder(SemaphoreHandle_t mutex) {
    return (TaskHandle_t)CALL1(MUTEX_HOLDER, mutex);
}

QueueSetHandle_t xQueueCreateSet(const UBaseType_t length) {
    return (QueueSetHandle_t)CALL4(QUEUE_CREATE, QUEUE_SET, length, sizeof(QueueSetMemberHandle_t), 0);
}

BaseType_t xQueueAddToSet(QueueSetMemberHandle_t member, QueueSetHandle_t set) {
    return (BaseType_t)CALL2(SET_ADD, member, set);
}

BaseType_t xQueueRemoveFromSet(QueueSetMemberHandle_t member, QueueSetHandle_t set) {
    return (BaseType_t)CALL2(SET_REMOVE, member, set);
}

QueueSetMemberHandle_t xQueueSelectFromSet(QueueSetHandle_t set, const TickType_t ticks) {
    QueueSetMemberHandle_t member = NULL;
    return CALL3(QUEUE_RECEIVE, set, &member, ticks) ? *(QueueSetMemberHandle_t volatile*)&member : NULL;
}

EventGroupHandle_t xEventGroupCreate(void) { return (EventGroupHandle_t)CALL0(EVENTS_CREATE); }

void vEventGroupDelete(EventGroupHandle_t group) { CALL1(EVENTS_DELETE, group); }

EventBits_t xEventGroupWaitBits(EventGroupHandle_t group, const EventBits_t bits, const BaseType_t clear,
                                const BaseType_t all, TickType_t ticks) {
    return NUMBER(CALL5(EVENTS_WAIT, group, bits, clear, all, ticks));
}

EventBits_t xEventGroupSetBits(EventGroupHandle_t group, const EventBits_t bits) {
    return NUMBER(CALL2(EVENTS_SET, group, bits));
}

EventBits_t xEventGroupClearBits(EventGroupHandle_t group, const EventBits_t bits) {
    return NUMBER(CALL2(EVENTS_CLEAR, group, bits));
}

EventBits_t xEventGroupSync(EventGroupHandle_t group, const EventBits_t set, const EventBits_t wait,
                            TickType_t ticks) {
    return NUMBER(CALL4(EVENTS_SYNC, group, set, wait, ticks));
}
