/* How a task calls the scheduler: it writes a request into its box, yields to its parent, and finds the
 * result there when it is resumed.
 *
 * All that the scheduler keeps in a partition lies in one page, the VIDT's: its entries of low numbers are
 * what the kernel uses, the rest is free for us. So the scheduler has one page to be sure of whenever it
 * enters a partition; and one more for tasks of a large group, since boxes that have no room there lie in
 * pages of their own. */
#ifndef RTOS_CALL_H
#define RTOS_CALL_H

#include <pip/context.h>
#include <pip/event.h>
#include <pip/paging.h>
#include <pip/vidt.h>
#include <pip/word.h>
#include <stddef.h>
#include <stdint.h>

typedef enum call {
    CALL_START_SCHEDULER = 1,
    CALL_END_SCHEDULER,
    CALL_TASK_CREATE,
    CALL_TASK_DELETE,
    CALL_DELAY,
    CALL_DELAY_UNTIL,
    CALL_ABORT_DELAY,
    CALL_SUSPEND,
    CALL_RESUME,
    CALL_PRIORITY_GET,
    CALL_PRIORITY_SET,
    CALL_YIELD,
    CALL_NAME,
    CALL_STATE,
    CALL_COUNT,
    CALL_SUSPEND_ALL,
    CALL_RESUME_ALL,
    CALL_SCHEDULER_STATE,
    CALL_PRINT,
    CALL_FIND,
    CALL_STACK_LEFT,
    CALL_QUEUE_CREATE,
    CALL_QUEUE_DELETE,
    CALL_QUEUE_RESET,
    CALL_QUEUE_SEND,
    CALL_QUEUE_RECEIVE,
    CALL_QUEUE_PEEK,
    CALL_QUEUE_WAITING,
    CALL_QUEUE_SPACES,
    CALL_MUTEX_TAKE,
    CALL_MUTEX_GIVE,
    CALL_MUTEX_HOLDER,
    CALL_NOTIFY,
    CALL_NOTIFY_TAKE,
    CALL_NOTIFY_WAIT,
    CALL_NOTIFY_STATE_CLEAR,
    CALL_NOTIFY_VALUE_CLEAR,
    CALL_EVENTS_CREATE,
    CALL_EVENTS_DELETE,
    CALL_EVENTS_WAIT,
    CALL_EVENTS_SET,
    CALL_EVENTS_CLEAR,
    CALL_EVENTS_SYNC,
    CALL_SET_ADD,
    CALL_SET_REMOVE,
    CALL_TIMER_CREATE,
    CALL_TIMER_START,
    CALL_TIMER_STOP,
    CALL_TIMER_DELETE,
    CALL_TIMER_GET,
    CALL_TIMER_SET_ID,
    CALL_TIMER_PEND,
    CALL_TIMER_WAIT,
    CALL_TIMER_MAY_USE,
    CALL_TIMER_SET_RELOAD,
    CALL_STREAM_CREATE,
    CALL_STREAM_DELETE,
    CALL_STREAM_SEND,
    CALL_STREAM_RECEIVE,
    CALL_STREAM_RESET,
    CALL_STREAM_TRIGGER,
    CALL_STREAM_GET,
    CALL_INTERRUPT_CONNECT,
    CALL_USES_FLOATING_POINT,
    CALLS,
} call_t;

/* kinds, for CALL_QUEUE_CREATE */
enum { QUEUE_PLAIN = 0, QUEUE_SEMAPHORE, QUEUE_MUTEX, QUEUE_RECURSIVE_MUTEX, QUEUE_SET };

/* for CALL_TIMER_GET */
enum { TIMER_ACTIVE, TIMER_PERIOD, TIMER_EXPIRY, TIMER_ID, TIMER_NAME, TIMER_RELOAD };
/* for CALL_STREAM_GET */
enum { STREAM_BYTES, STREAM_SPACES, STREAM_NEXT_MESSAGE, STREAM_IS_FULL };

/* What the task that serves timers is to call: a timer's callback, or a function that somebody has asked for.
 */
typedef struct due {
    pip_word_t function, timer; /* the latter a handle, or 0 */
    pip_word_t arguments[2];
} due_t;

enum { MOST_ARGUMENTS = 7, TASKS_IN_GROUP = 32 };

/* Contexts of 64-bit machines are larger, so fewer boxes fit into a page. */
#if PIP_WORD_BYTES == 8
enum { BOXES_IN_CONTROL = 3, BOXES_IN_PAGE = 6 };
#else
enum { BOXES_IN_CONTROL = 8, BOXES_IN_PAGE = 12 };
#endif
enum { BOX_PAGES = (TASKS_IN_GROUP - BOXES_IN_CONTROL + BOXES_IN_PAGE - 1) / BOXES_IN_PAGE };

typedef struct box {
    uint32_t call;
    pip_word_t arguments[MOST_ARGUMENTS];
    pip_word_t result;
    uint32_t handle, place;       /* the task's; the latter in its partition */
    volatile uint32_t nesting;    /* how many critical sections it is in */
    volatile uint32_t critical;   /* no other task of the group may run: 0 or 1 */
    volatile uint32_t switch_due; /* a task of the group waits for the end of a critical section */
    /* it has suspended itself in a critical section, and is suspended at its end */
    uint32_t suspension_due;
    void (*function)(void*); /* NULL: application_main */
    void* parameter;
    /* where it is saved when it calls, and when it is interrupted or faults */
    user_ctx_t waiting, interrupted[2];
} box_t;

/* Where the VIDT ends in the middle of its page, boxes lie behind it, otherwise in front of the event record.
 */
enum {
    VIDT_BYTES = (PIP_INDEX_LIMIT + 1) * sizeof(pip_word_t),
    RECORD_OFFSET = PIP_EVENT_RECORD * sizeof(pip_word_t),
    IS_SHORT_VIDT = VIDT_BYTES < PAGE_SIZE,
};

typedef struct control {
    /* the entries that the kernel uses are below this, but for the event record's, which we leave alone */
    user_ctx_t* vidt[64];
    user_ctx_t start;
    uint32_t ticks; /* since the scheduler was started */
    box_t* current; /* of the task that was entered last */
    /* of the routine that switches floating-point registers within the partition */
    user_ctx_t switch_start, switch_interrupted[2];
    /* places of tasks; the former TASKS_IN_GROUP where they are nobody's */
    uint32_t switch_from, switch_to;
    _Alignas(IS_SHORT_VIDT ? VIDT_BYTES : 0) box_t boxes[BOXES_IN_CONTROL];
} control_t;

_Static_assert(offsetof(control_t, switch_to) < RECORD_OFFSET, "the record has its entries for itself");
_Static_assert(sizeof(control_t) <= (IS_SHORT_VIDT ? PAGE_SIZE : RECORD_OFFSET), "so many boxes have room");
_Static_assert(sizeof(box_t) * BOXES_IN_PAGE <= PAGE_SIZE, "so many boxes fit into a page");
_Static_assert(BOXES_IN_CONTROL + BOX_PAGES * BOXES_IN_PAGE >= TASKS_IN_GROUP, "each task has a box");

#define CONTROL ((control_t*)VIDT_VADDR)
#define APPLICATION_IMAGE 0x00700000u
#define STACKS 0x10000000u
enum {
    MOST_STACK_WORDS = 8192,
    MOST_STACK_PAGES = MOST_STACK_WORDS * sizeof(pip_word_t) / PAGE_SIZE,
    /* from one task's stack to the next in its partition; what is not used of it is not mapped */
    STACK_STEP = 2 * MOST_STACK_PAGES * PAGE_SIZE,

    ENTRY_START = 60, /* of a task's VIDT, at which nothing else arrives */
    ENTRY_WAITING = 50,
    ENTRY_SWITCH = 51,
    ENTRY_NONE = 52, /* always 0: who is saved there is not */
    ENTRY_CALL = 80, /* of the scheduler's; this one and ENTRY_SWITCHED are open to tasks */
    NOWHERE = 81,
    ENTRY_SWITCHED = 82,
};

/* Where a stack ends, and so is used first. */
static inline pip_word_t stack_top(uint32_t place) { return STACKS + (place + 1) * STACK_STEP; }

/* The pages of boxes lie behind the stacks. */
static inline pip_word_t box_page_address(uint32_t page) {
    return STACKS + TASKS_IN_GROUP * STACK_STEP + page * PAGE_SIZE;
}

/* Handles: what kind of object, how often its place was used before, and which place. They do not repeat, so
 * that an old handle is never a new object's: a place whose generations are used up is not used again. */
enum { KIND_TASK = 1, KIND_QUEUE = 2, KIND_EVENTS = 3, KIND_TIMER = 4, KIND_BUFFER = 5 };
enum {
    HANDLE_PLACE_BITS = 6,
    HANDLE_KIND_SHIFT = 29,
    LAST_GENERATION = (1 << (HANDLE_KIND_SHIFT - HANDLE_PLACE_BITS)) - 1
};

static inline uint32_t make_handle(uint32_t kind, uint32_t generation, uint32_t place) {
    return kind << HANDLE_KIND_SHIFT | generation << HANDLE_PLACE_BITS | place;
}

static inline uint32_t handle_kind(uint32_t handle) { return handle >> HANDLE_KIND_SHIFT; }

/* Of a word that may be none. */
static inline uint32_t handle_place(pip_word_t handle) { return handle & ((1u << HANDLE_PLACE_BITS) - 1); }

#endif
