/* Stream and message buffers: rings of bytes. A message is its length, 4 bytes, and so many bytes. */
#include "../heap.h"
#include "objects.h"
#include "task_memory.h"
#include "waiting.h"

enum { MOST_BUFFERS = 16, FAIL = 0, PASS = 1, HEADER = 4 };

typedef struct buffer {
    object_t object;
    uint32_t is_used, generation;
    uint32_t keeps_messages;
    size_t size, trigger;
    size_t first, count; /* of the bytes in it */
    char* bytes;
} buffer_t;

static buffer_t buffers[MOST_BUFFERS];

static uint32_t handle_of_buffer(const buffer_t* buffer) {
    return make_handle(KIND_BUFFER, buffer->generation, (uint32_t)(buffer - buffers));
}

static buffer_t* named(task_t* task) {
    const pip_word_t handle = task->arguments[0];
    buffer_t* buffer = &buffers[handle_place(handle) % MOST_BUFFERS];
    if (buffer->is_used && handle_of_buffer(buffer) == handle) return buffer;
    stop_task(task, "names a buffer, 0x%zx, that there is not", handle);
    return NULL;
}

/* Where byte number `index` of those in the buffer, or behind them, is, and how many follow it without a gap.
 */
static char* place(const buffer_t* buffer, size_t index, size_t* row) {
    const size_t position = (buffer->first + index) % buffer->size;
    *row = buffer->size - position;
    return buffer->bytes + position;
}

static uint32_t header(const buffer_t* buffer) {
    size_t row;
    uint32_t length = 0;
    for (uint32_t i = 0; i < HEADER; ++i) length |= (uint32_t)(unsigned char)*place(buffer, i, &row) << 8 * i;
    return length;
}

/* Copies from or to a task, in one piece or two. */
static int transfer(const buffer_t* buffer, const task_t* task, size_t index, pip_word_t address, size_t size,
                    int to_task) {
    while (size > 0) {
        size_t row;
        char* here = place(buffer, index, &row);
        const size_t part = size < row ? size : row;
        if (!(to_task ? copy_out(task, address, here, part) : copy_in(task, here, address, part))) return 0;
        index += part;
        address += part;
        size -= part;
    }
    return 1;
}

/* --- attempts ------------------------------------------------------------------------------------------ */

/* A stream takes what fits when time is up, a message fits or does not. */
static int try_send(task_t* task) {
    buffer_t* buffer = &buffers[handle_place(task->arguments[0]) % MOST_BUFFERS];
    const size_t extra = buffer->keeps_messages ? HEADER : 0, spaces = buffer->size - buffer->count;
    size_t length = task->arguments[2];
    const size_t needed = !buffer->keeps_messages && length > buffer->size ? buffer->size : length + extra;
    task->result = 0;
    if (buffer->keeps_messages && length > buffer->size - HEADER) return 1; /* it never fits */
    if (needed > spaces && (buffer->keeps_messages || !task->time_is_up)) return 0;
    if (length + extra > spaces) length = spaces;
    for (size_t i = 0, row; i < extra; ++i) *place(buffer, buffer->count + i, &row) = (char)(length >> 8 * i);
    if (!transfer(buffer, task, buffer->count + extra, task->arguments[1], length, 0)) {
        stop_task(task, "sends what is at 0x%zx, which is not its own", task->arguments[1]);
        return 1;
    }
    buffer->count += length + extra;
    task->result = length;
    return 1;
}

/* Who finds something takes it; who has to wait waits for as many bytes as the trigger says, or until time is
 * up. */
static int try_receive(task_t* task) {
    buffer_t* buffer = &buffers[handle_place(task->arguments[0]) % MOST_BUFFERS];
    const size_t extra = buffer->keeps_messages ? HEADER : 0;
    const size_t wanted =
        task->state == BLOCKED && !task->time_is_up && !buffer->keeps_messages ? buffer->trigger : 1;
    task->result = 0;
    if (buffer->count < wanted) return 0;
    size_t length = buffer->keeps_messages ? header(buffer) : buffer->count;
    if (length > task->arguments[2]) {
        if (buffer->keeps_messages) return 1; /* it stays */
        length = task->arguments[2];
    }
    if (!transfer(buffer, task, extra, task->arguments[1], length, 1)) {
        stop_task(task, "has data put to 0x%zx, which is not its own", task->arguments[1]);
        return 1;
    }
    buffer->first = (buffer->first + extra + length) % buffer->size;
    buffer->count -= extra + length;
    task->result = length;
    return 1;
}

/* --- calls --------------------------------------------------------------------------------------------- */

static void create(task_t* task) {
    const size_t size = task->arguments[0], trigger = task->arguments[1];
    const uint32_t keeps_messages = task->arguments[2] != 0;
    task->result = 0;
    buffer_t* buffer = buffers;
    while (buffer < buffers + MOST_BUFFERS && !is_free(buffer->is_used, buffer->generation)) ++buffer;
    if (buffer == buffers + MOST_BUFFERS || size <= (keeps_messages ? HEADER : 0) || trigger > size) return;
    char* bytes = allocate(size);
    if (!bytes) return;
    const uint32_t generation = buffer->generation + 1;
    *buffer = (buffer_t){.is_used = 1,
                         .generation = generation,
                         .size = size,
                         .trigger = trigger > 0 ? trigger : 1,
                         .keeps_messages = keeps_messages,
                         .bytes = bytes};
    task->result = handle_of_buffer(buffer);
}

static int is_waited_for(const buffer_t* buffer) {
    for (const task_t* task = tasks; task < tasks + MOST_TASKS; ++task)
        if (task->object == &buffer->object) return 1;
    return 0;
}

static void delete_buffer(task_t* task) {
    buffer_t* buffer = named(task);
    if (!buffer) return;
    release(buffer->bytes);
    buffer->is_used = 0;
    forget_object(&buffer->object);
}

static void send_or_receive(task_t* task, attempt_t* attempt) {
    buffer_t* buffer = named(task);
    if (!buffer) return;
    task->time_is_up = task->arguments[3] == 0;
    attempt_or_block(task, &buffer->object, attempt, (uint32_t)task->arguments[3], 0);
    settle(&buffer->object);
}

static void send(task_t* task) { send_or_receive(task, try_send); }

static void receive(task_t* task) { send_or_receive(task, try_receive); }

static void reset(task_t* task) {
    buffer_t* buffer = named(task);
    if (!buffer) return;
    task->result = is_waited_for(buffer) ? FAIL : PASS;
    if (task->result == PASS) buffer->first = buffer->count = 0;
}

static void set_trigger(task_t* task) {
    buffer_t* buffer = named(task);
    if (!buffer) return;
    const size_t trigger = task->arguments[1] > 0 ? task->arguments[1] : 1;
    task->result = trigger <= buffer->size ? PASS : FAIL;
    if (task->result == PASS) buffer->trigger = trigger;
}

static void get(task_t* task) {
    const buffer_t* buffer = named(task);
    if (!buffer) return;
    const size_t spaces = buffer->size - buffer->count;
    switch (task->arguments[1]) {
    case STREAM_BYTES: task->result = buffer->count; break;
    case STREAM_SPACES: task->result = spaces; break;
    case STREAM_NEXT_MESSAGE:
        task->result = buffer->keeps_messages && buffer->count > 0 ? header(buffer) : 0;
        break;
    case STREAM_IS_FULL: task->result = spaces <= (buffer->keeps_messages ? HEADER : 0); break;
    }
}

call_function_t* const buffer_calls[CALLS] = {
    [CALL_STREAM_CREATE] = create, [CALL_STREAM_DELETE] = delete_buffer,
    [CALL_STREAM_SEND] = send,     [CALL_STREAM_RECEIVE] = receive,
    [CALL_STREAM_RESET] = reset,   [CALL_STREAM_TRIGGER] = set_trigger,
    [CALL_STREAM_GET] = get,
};
