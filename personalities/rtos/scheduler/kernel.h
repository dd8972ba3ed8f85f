/* The scheduler's data: tasks, the partitions that they live in, and the objects that they share through it.
 *
 * A call of a task is an *attempt* that either succeeds at once or leaves the task blocked on an object,
 * until a later attempt succeeds or its time is up. Whenever an object has changed, those that are blocked on
 * it are tried again, the most urgent and then the longest waiting first (`settle`). */
#ifndef RTOS_KERNEL_H
#define RTOS_KERNEL_H

#include <stddef.h>
#include <stdint.h>

#include "../call.h"
#include "../heap.h"

enum {
    MOST_TASKS = 32,
    MOST_IMAGE_PAGES = 32,
    MOST_QUEUES = 48,
    MOST_EVENT_GROUPS = 8,
    MOST_PRIORITIES = 8,
    NAME_LENGTH = 16,
    NOTIFICATIONS = 3,
    FOR_EVER = -1, /* ticks */
};

/* Whether a place can have a new object (handles, call.h). */
static inline int is_free(uint32_t is_used, uint32_t generation) {
    return !is_used && generation < LAST_GENERATION;
}

typedef enum state { UNUSED, READY, BLOCKED, SUSPENDED } state_t;
/* How a task goes on when it is entered. */
typedef enum mode { FRESH, CALLED, INTERRUPTED } mode_t;

/* How far floating-point registers have been switched. */
typedef enum switch_state {
    SWITCHED,
    SWITCHING /* what runs is the partition's routine for that */,
    SWITCH_INTERRUPTED
} switch_state_t;

typedef struct partition {
    uint32_t descriptor;
    control_t* control;          /* its VIDT's page */
    box_t* box_pages[BOX_PAGES]; /* NULL: not needed yet */
    uint32_t image[MOST_IMAGE_PAGES];
    uint32_t tasks;                        /* that live in it; 0: there is no such partition */
    uint32_t places;                       /* a bit for each that is taken of TASKS_IN_GROUP */
    uint32_t switch_routine, switch_stack; /* the latter where it ends */
    switch_state_t switch_state;
    /* whose floating-point registers are loaded, and are to be; NULL: nobody's */
    const struct task *computing, *switch_to;
} partition_t;

typedef struct notification {
    uint32_t value, pending;
} notification_t;

typedef struct task {
    char name[NAME_LENGTH];
    state_t state;
    mode_t mode;
    uint32_t generation;
    /* the former is higher while it holds a mutex that a more urgent task waits for */
    uint32_t priority, base_priority;
    uint32_t mutexes_held;
    uint32_t turn; /* of those of one priority, the one with the lowest comes first */
    partition_t* partition;
    uint32_t place;       /* of its box and its stack in the partition */
    box_t *box, *own_box; /* at our address, where the task is reachable, and at the task's */
    uint32_t stack[MOST_STACK_PAGES], stack_pages;
    uint32_t is_early; /* created before the start, by the application's main */
    uint32_t function, parameter;
    /* it ran in a critical section last, and does not wait: others of its partition may not run */
    uint32_t critical;
    uint32_t computes; /* with floating-point numbers, and has said so */
    /* Of the call under way. */
    uint32_t call, arguments[MOST_ARGUMENTS];
    uint32_t result;
    uint32_t time_is_up; /* this attempt is the last */
    /* that it is blocked on, or was when it was suspended; NULL: only time can end it */
    const void* object;
    uint32_t wakes; /* whether `wake` counts */
    uint32_t wake;  /* the tick at which its time is up */
    notification_t notifications[NOTIFICATIONS];
} task_t;

extern task_t tasks[MOST_TASKS];
extern task_t* running; /* NULL: nobody, or what ran is no more */
extern uint32_t now;    /* ticks since the start */
extern uint32_t is_started;
/* of the scheduler, NULL where it is not suspended. Until the start it is the application's main */
extern task_t* suspender;

/* --- main.c: the end, for mistakes that nothing can go on after --- */
_Noreturn void stop(const char* what, uint32_t error);
_Noreturn void power_off(void);

/* --- partitions.c --- */
void open_memory(uint32_t begin, uint32_t end);
/* The application's first partition, as it was built. */
partition_t* make_first_partition(void);
/* A partition whose image is a copy of another's; NULL where there is too little memory. */
partition_t* copy_partition(const partition_t* from);
/* Every partition but this one begins with its variables as they are now. 0 where they cannot be read. */
int copy_to_others(const partition_t* from);
/* A box and a stack in the task's partition. 0 where there is too little memory, or no place left; the
 * partition ends if it is nobody's. */
int settle_in(task_t* task);
/* The opposite; the partition ends with its last task. */
void move_out(task_t* task);
/* Pages for the tables that the partition needs to have something at an address. 0 where there is too little
 * memory. */
int prepare(const partition_t* partition, uint32_t where);
/* Copies between the scheduler's memory and a task's, which need not be what it says: 0 where it is not the
 * task's own. */
int copy_in(const task_t* task, void* to, uint32_t from, uint32_t size);
int copy_out(const task_t* task, uint32_t to, const void* from, uint32_t size);
/* Whether the scheduler may touch a page that it shares with a partition. It may not where the partition has
 * made one of its own of it. */
int is_accessible(const partition_t* partition, uint32_t page);
/* Has a partition saved to one of these contexts, by its interrupt state, when it is interrupted; and where
 * it was. */
void save_interrupted_at(control_t* control, user_ctx_t theirs[2]);
uint32_t interrupted_entry(const partition_t* partition);
/* Whether the pages of its partition that the task is entered by are accessible: that of the VIDT, and that
 * of its box. */
int is_reachable(const task_t* task);

/* --- tasks.c --- */
task_t* task_of(uint32_t handle); /* 0: the running task. NULL where there is none */
uint32_t handle_of(const task_t* task);
void make_ready(task_t* task);
void block(task_t* task, const void* object, uint32_t ticks);
/* Ends a task. Its mutexes are given back. */
void end_task(task_t* task);
/* ... because it has done what it must not: says so. */
__attribute__((format(__printf__, 2, 3))) void stop_task(task_t* task, const char* format, ...);
void set_base_priority(task_t* task, uint32_t priority);
/* The next tick: ends delays. */
void tick_tasks(void);
/* The task to run now, NULL for none. */
task_t* elect(void);
/* Behind all others of its priority. */
void end_turn(task_t* task);

/* --- calls. Each does what `task`, which is running, has asked for; one that is neither blocked nor ended
 * then has its result. --- */
typedef void call_function_t(task_t* task);
extern call_function_t* const task_calls[CALLS];           /* tasks.c; NULL where the call is another's */
extern call_function_t* const queue_calls[CALLS];          /* queues.c */
extern call_function_t* const notify_calls[CALLS];         /* notifications.c */
extern call_function_t* const event_calls[CALLS];          /* event_groups.c */
extern call_function_t* const timer_calls[CALLS];          /* timers.c */
extern call_function_t* const buffer_calls[CALLS];         /* buffers.c */
extern call_function_t* const interrupt_calls[CALLS];      /* interrupts.c */
extern call_function_t* const floating_point_calls[CALLS]; /* floating_point.c */
/* Does what the call says. */
void perform(task_t* task);

/* Tries to do what a task is blocked for, or would be. 1: it is done, and its result is there. */
typedef int attempt_t(task_t* task);
extern attempt_t* const queue_attempts[CALLS];
extern attempt_t* const notify_attempts[CALLS];
extern attempt_t* const event_attempts[CALLS];
extern attempt_t* const timer_attempts[CALLS];
extern attempt_t* const buffer_attempts[CALLS];

/* Attempts once; blocks the task on the object, for at most so many ticks, where that is not enough. The
 * result is `otherwise` where time is up. */
void attempt_or_block(task_t* task, const void* object, uint32_t ticks, uint32_t otherwise);
/* Something has changed about the object. */
void settle(const void* object);
/* It is no more: those that were blocked on it, also suspended ones, wait for nothing but time. */
void forget_object(const void* object);
/* ... or go on, with this result: suspended ones when they are resumed. */
void release_waiting(const void* object, uint32_t result);

/* --- queues.c: what becomes of mutexes --- */
/* A blocked task waits for nothing any more: who has inherited its priority for a mutex, the only one that it
 * holds, does so no longer. */
void wait_ended(task_t* task);
void give_back_mutexes(task_t* task);

/* --- notifications.c --- */
/* One of a task's notifications, by the index that a call of `task` gives. NULL where there is none, or no
 * such task: that ends the caller. */
notification_t* notification_of(task_t* task, task_t* other, uint32_t index);
/* Adds one to its value. */
void give_notification(notification_t* notification);

/* --- interrupts.c --- */
/* Root was interrupted through an entry of its VIDT: whom the device's line is connected to is notified. */
void take_interrupt(uint32_t entry);
/* The task ends: its lines are nobody's, and its partition loses the devices that no other task of it has a
 * line of. */
void disconnect(const task_t* task);

/* --- floating_point.c --- */
/* Whether the registers have to be switched before the task can be entered. */
int must_switch(const task_t* task);
/* Prepares that. Returns the entry of the task's partition where it begins, or goes on. */
uint32_t begin_switch(const task_t* task);
/* Whether the partition's routine for that was running: it is over. */
int end_switch(partition_t* partition);
/* The task ends. */
void forget_registers(const task_t* task);

/* --- timers.c: those that run out at this tick --- */
void tick_timers(void);

#endif
