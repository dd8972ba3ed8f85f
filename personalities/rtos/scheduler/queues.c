/* Queues, and what is made of them as in FreeRTOS: a semaphore is a queue of items without contents, a mutex
 * one with an owner. */
#include <pip/string.h>

#include "../heap.h"
#include "objects.h"
#include "ownership.h"
#include "task_memory.h"
#include "waiting.h"

typedef struct queue {
    object_t object;
    uint32_t is_used, generation;
    uint32_t kind;
    size_t length, item_size; /* the latter in bytes */
    size_t count, first;      /* of the items in it */
    char* items;
    struct queue* set; /* that it is a member of */
    uint32_t depth;    /* how often its owner has taken a recursive mutex */
} queue_t;

enum { MOST_QUEUES = 48, FAIL = 0, PASS = 1, TO_FRONT = 1, OVERWRITE = 2 };

static queue_t queues[MOST_QUEUES];

static int is_mutex(const queue_t* queue) {
    return queue->kind == QUEUE_MUTEX || queue->kind == QUEUE_RECURSIVE_MUTEX;
}

static uint32_t handle_of_queue(const queue_t* queue) {
    return make_handle(KIND_QUEUE, queue->generation, (uint32_t)(queue - queues));
}

/* The queue that a call names with its first argument; one that there is not ends the caller. */
static queue_t* named(task_t* task) {
    const pip_word_t handle = task->arguments[0];
    queue_t* queue = &queues[handle_place(handle) % MOST_QUEUES];
    if (queue->is_used && handle_of_queue(queue) == handle) return queue;
    stop_task(task, "names a queue, 0x%zx, that there is not", handle);
    return NULL;
}

static char* slot(const queue_t* queue, size_t index) {
    return queue->items + (queue->first + index) % queue->length * queue->item_size;
}

/* --- mutexes ------------------------------------------------------------------------------------------- */

static void take_mutex(queue_t* queue, task_t* task) {
    own(&queue->object, task);
    queue->depth = 1;
}

static void leave_mutex(queue_t* queue) {
    disown(&queue->object);
    queue->depth = 0;
}

void give_back_mutexes(task_t* task) {
    for (queue_t* queue = queues; queue < queues + MOST_QUEUES; ++queue)
        if (queue->is_used && queue->object.owner == task) {
            leave_mutex(queue);
            queue->count = 1;
            settle(&queue->object);
        }
}

/* --- attempts ------------------------------------------------------------------------------------------ */

/* The set that a queue is in learns of each item that comes into it. */
static void tell_set(const queue_t* queue) {
    queue_t* set = queue->set;
    if (!set || set->count == set->length) return;
    const pip_word_t handle = handle_of_queue(queue);
    memcpy(slot(set, set->count), &handle, sizeof handle);
    ++set->count;
    settle(&set->object);
}

static int try_send(task_t* task) {
    queue_t* queue = &queues[handle_place(task->arguments[0]) % MOST_QUEUES];
    const pip_word_t position = task->arguments[3];
    if (queue->count == queue->length && position != OVERWRITE) return 0;
    if (position == OVERWRITE && queue->count == queue->length) --queue->count;
    const size_t before = position == TO_FRONT ? queue->length - 1 : 0;
    char* place = slot(queue, position == TO_FRONT ? before : queue->count);
    if (queue->item_size > 0 && !copy_in(task, place, task->arguments[1], queue->item_size)) {
        stop_task(task, "sends what is at 0x%zx, which is not its own", task->arguments[1]);
        return 1;
    }
    if (position == TO_FRONT) queue->first = (queue->first + before) % queue->length;
    ++queue->count;
    task->result = PASS;
    tell_set(queue);
    return 1;
}

static int try_receive(task_t* task) {
    queue_t* queue = &queues[handle_place(task->arguments[0]) % MOST_QUEUES];
    if (queue->count == 0) {
        if (is_mutex(queue) && task->arguments[2] != 0) inherit(&queue->object, task->priority);
        return 0;
    }
    if (queue->item_size > 0 && !copy_out(task, task->arguments[1], slot(queue, 0), queue->item_size)) {
        stop_task(task, "has an item put to 0x%zx, which is not its own", task->arguments[1]);
        return 1;
    }
    task->result = PASS;
    if (task->call == CALL_QUEUE_PEEK) return 1;
    queue->first = (queue->first + 1) % queue->length;
    --queue->count;
    if (is_mutex(queue)) take_mutex(queue, task);
    return 1;
}

/* --- calls --------------------------------------------------------------------------------------------- */

static void create(task_t* task) {
    const size_t kind = task->arguments[0], length = task->arguments[1], count = task->arguments[3];
    /* those of a set are handles, as the tasks' library has them */
    const size_t size = kind == QUEUE_SET ? sizeof(pip_word_t) : task->arguments[2];
    task->result = 0;
    queue_t* queue = queues;
    while (queue < queues + MOST_QUEUES && !is_free(queue->is_used, queue->generation)) ++queue;
    if (queue == queues + MOST_QUEUES || length == 0 || count > length || kind > QUEUE_SET ||
        (size > 0 && length > 0x100000 / size))
        return;
    char* items = size > 0 ? allocate(length * size) : NULL;
    if (size > 0 && !items) return;
    const uint32_t generation = queue->generation + 1;
    *queue = (queue_t){.is_used = 1,
                       .generation = generation,
                       .kind = (uint32_t)kind,
                       .length = length,
                       .item_size = size,
                       .count = count,
                       .items = items};
    task->result = handle_of_queue(queue);
}

/* As in FreeRTOS, whoever deletes a queue sees to it that nobody waits for it; a task that does waits until
 * its time is up. */
static void delete_queue(task_t* task) {
    queue_t* queue = named(task);
    if (!queue) return;
    if (queue->object.owner) leave_mutex(queue);
    release(queue->items);
    queue->is_used = 0;
    for (queue_t* member = queues; member < queues + MOST_QUEUES; ++member)
        if (member->set == queue) member->set = NULL;
    forget_object(&queue->object);
}

static void reset(task_t* task) {
    queue_t* queue = named(task);
    if (!queue) return;
    queue->count = queue->first = 0;
    task->result = PASS;
    settle(&queue->object);
}

static void send(task_t* task) {
    queue_t* queue = named(task);
    if (!queue) return;
    if (is_mutex(queue)) { /* can be given by its owner alone */
        task->result = FAIL;
        if (queue->object.owner != task) return;
        leave_mutex(queue);
    }
    attempt_or_block(task, &queue->object, try_send, (uint32_t)task->arguments[2], FAIL);
    settle(&queue->object);
}

static void receive(task_t* task) {
    queue_t* queue = named(task);
    if (!queue) return;
    attempt_or_block(task, &queue->object, try_receive, (uint32_t)task->arguments[2], FAIL);
    settle(&queue->object);
}

static void take_recursively(task_t* task) {
    queue_t* queue = named(task);
    if (!queue) return;
    if (queue->object.owner == task) {
        ++queue->depth;
        task->result = PASS;
        return;
    }
    attempt_or_block(task, &queue->object, try_receive, (uint32_t)task->arguments[2], FAIL);
}

static void give_recursively(task_t* task) {
    queue_t* queue = named(task);
    if (!queue) return;
    task->result = queue->object.owner == task ? PASS : FAIL;
    if (queue->object.owner != task || --queue->depth > 0) return;
    leave_mutex(queue);
    queue->count = 1;
    settle(&queue->object);
}

static void get_holder(task_t* task) {
    const queue_t* queue = named(task);
    if (queue) task->result = queue->object.owner ? handle_of(queue->object.owner) : 0;
}

static void count_items(task_t* task) {
    const queue_t* queue = named(task);
    if (queue) task->result = queue->count;
}

static void count_spaces(task_t* task) {
    const queue_t* queue = named(task);
    if (queue) task->result = queue->length - queue->count;
}

/* A member and a set, by a call's first two arguments. */
static queue_t* named_set(task_t* task, queue_t** member) {
    *member = named(task);
    if (!*member) return NULL;
    task->arguments[0] = task->arguments[1];
    queue_t* set = named(task);
    if (set && set->kind != QUEUE_SET) {
        stop_task(task, "names a set, 0x%zx, that is none", task->arguments[1]);
        return NULL;
    }
    return set;
}

static void add_to_set(task_t* task) {
    queue_t *member, *set = named_set(task, &member);
    if (!set) return;
    task->result = !member->set && member->count == 0 && member->kind != QUEUE_SET ? PASS : FAIL;
    if (task->result == PASS) member->set = set;
}

static void remove_from_set(task_t* task) {
    queue_t *member, *set = named_set(task, &member);
    if (!set) return;
    task->result = member->set == set && member->count == 0 ? PASS : FAIL;
    if (task->result == PASS) member->set = NULL;
}

call_function_t* const queue_calls[CALLS] = {
    [CALL_QUEUE_CREATE] = create,         [CALL_QUEUE_DELETE] = delete_queue,
    [CALL_QUEUE_RESET] = reset,           [CALL_QUEUE_SEND] = send,
    [CALL_QUEUE_RECEIVE] = receive,       [CALL_QUEUE_PEEK] = receive,
    [CALL_QUEUE_WAITING] = count_items,   [CALL_QUEUE_SPACES] = count_spaces,
    [CALL_MUTEX_TAKE] = take_recursively, [CALL_MUTEX_GIVE] = give_recursively,
    [CALL_MUTEX_HOLDER] = get_holder,     [CALL_SET_ADD] = add_to_set,
    [CALL_SET_REMOVE] = remove_from_set,
};
