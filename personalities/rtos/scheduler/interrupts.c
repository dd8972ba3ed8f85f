/* Interrupts of devices: a line is connected to a notification of one task, whose partition has the device's
 * registers for as long. */
#include "devices.h"
#include "objects.h"

enum { FAIL = 0, PASS = 1, LINES = 64 };

static struct {
    const task_t* task; /* NULL: nobody's */
    notification_t* notification;
} lines[LINES];

/* Whether a task that does not live with this one has a line of the device. */
static int is_taken(uint32_t device, const task_t* task) {
    for (uint32_t i = 0; i < LINES; ++i)
        if (lines[i].task && device_of(i) == device && lines[i].task->partition != task->partition) return 1;
    return 0;
}

static void connect(task_t* task) {
    task_t* other = task_of(task->arguments[0]);
    notification_t* notification = notification_of(task, other, task->arguments[1]);
    if (!notification) return;
    const pip_word_t line = task->arguments[2];
    const uint32_t device = line < LINES ? device_of((uint32_t)line) : NO_DEVICE;
    task->result = FAIL;
    if (device == NO_DEVICE || (lines[line].task && lines[line].task != other) || is_taken(device, other))
        return;
    if (!give_device(other->partition, device)) return;
    lines[line].task = other;
    lines[line].notification = notification;
    task->result = PASS;
}

/* The rest of its group may have another line of the same device; only with the last one the device goes. */
void disconnect(const task_t* task) {
    for (uint32_t i = 0; i < LINES; ++i) {
        if (lines[i].task != task) continue;
        lines[i].task = NULL;
        uint32_t other = 0;
        while (other < LINES && !(lines[other].task && device_of(other) == device_of(i))) ++other;
        if (other == LINES) take_device(task->partition, device_of(i));
    }
}

void take_interrupt(pip_word_t entry) {
    for (uint64_t taken = taken_lines(entry); taken != 0; taken &= taken - 1) {
        const uint32_t line = (uint32_t)__builtin_ctzll(taken);
        if (lines[line].task) give_notification(lines[line].notification);
    }
}

call_function_t* const interrupt_calls[CALLS] = {
    [CALL_INTERRUPT_CONNECT] = connect,
};
