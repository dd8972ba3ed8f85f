/* Notifications of tasks: an array of words in each, which others change and it waits for. */
#include "objects.h"
#include "task_memory.h"
#include "waiting.h"

enum { FAIL = 0, PASS = 1 };
enum { NO_ACTION, SET_BITS, INCREMENT, SET_VALUE_WITH_OVERWRITE, SET_VALUE_WITHOUT_OVERWRITE };

notification_t* notification_of(task_t* task, task_t* other, pip_word_t index) {
    if (!other)
        stop_task(task, "names a task, 0x%zx, that there is not", task->arguments[0]);
    else if (index >= NOTIFICATIONS)
        stop_task(task, "names notification %zu of %u", index, NOTIFICATIONS);
    else
        return &other->notifications[index];
    return NULL;
}

void give_notification(notification_t* notification) {
    ++notification->value;
    notification->pending = 1;
    settle(&notification->object);
}

static void notify(task_t* task) {
    const uint32_t value = (uint32_t)task->arguments[2];
    const pip_word_t action = task->arguments[3], previous = task->arguments[4];
    task_t* other = task_of(task->arguments[0]);
    notification_t* notification = notification_of(task, other, task->arguments[1]);
    if (!notification) return;
    if (previous != 0 && !copy_out(task, previous, &notification->value, sizeof notification->value)) {
        stop_task(task, "has a notification's value put to 0x%zx, which is not its own", previous);
        return;
    }
    task->result = PASS;
    if (action == SET_BITS)
        notification->value |= value;
    else if (action == INCREMENT)
        ++notification->value;
    else if (action == SET_VALUE_WITH_OVERWRITE ||
             (action == SET_VALUE_WITHOUT_OVERWRITE && !notification->pending))
        notification->value = value;
    else if (action == SET_VALUE_WITHOUT_OVERWRITE)
        task->result = FAIL;
    notification->pending = 1;
    settle(&notification->object);
}

static int try_take(task_t* task) {
    notification_t* notification = &task->notifications[task->arguments[0]];
    task->result = notification->value;
    if (notification->value == 0) return 0;
    notification->value = task->arguments[1] ? 0 : notification->value - 1;
    notification->pending = 0;
    return 1;
}

static int try_wait(task_t* task) {
    notification_t* notification = &task->notifications[task->arguments[0]];
    if (!notification->pending) return 0;
    if (task->arguments[3] != 0 &&
        !copy_out(task, task->arguments[3], &notification->value, sizeof notification->value)) {
        stop_task(task, "has a notification's value put to 0x%zx, which is not its own", task->arguments[3]);
        return 1;
    }
    notification->value &= ~(uint32_t)task->arguments[2];
    notification->pending = 0;
    task->result = PASS;
    return 1;
}

static void take(task_t* task) {
    notification_t* notification = notification_of(task, task, task->arguments[0]);
    if (notification)
        attempt_or_block(task, &notification->object, try_take, (uint32_t)task->arguments[2], 0);
}

static void wait(task_t* task) {
    notification_t* notification = notification_of(task, task, task->arguments[0]);
    if (!notification) return;
    if (!notification->pending) notification->value &= ~(uint32_t)task->arguments[1];
    attempt_or_block(task, &notification->object, try_wait, (uint32_t)task->arguments[4], FAIL);
}

static void clear_state(task_t* task) {
    notification_t* notification = notification_of(task, task_of(task->arguments[0]), task->arguments[1]);
    if (!notification) return;
    task->result = notification->pending;
    notification->pending = 0;
}

static void clear_value(task_t* task) {
    notification_t* notification = notification_of(task, task_of(task->arguments[0]), task->arguments[1]);
    if (!notification) return;
    task->result = notification->value;
    notification->value &= ~(uint32_t)task->arguments[2];
}

call_function_t* const notify_calls[CALLS] = {
    [CALL_NOTIFY] = notify,
    [CALL_NOTIFY_TAKE] = take,
    [CALL_NOTIFY_WAIT] = wait,
    [CALL_NOTIFY_STATE_CLEAR] = clear_state,
    [CALL_NOTIFY_VALUE_CLEAR] = clear_value,
};
