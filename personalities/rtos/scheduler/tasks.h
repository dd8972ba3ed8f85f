/* The scheduler's data: tasks, and the partitions that they live in. */
#ifndef RTOS_TASKS_H
#define RTOS_TASKS_H

#include <stddef.h>
#include <stdint.h>

#include "../call.h"

enum {
    MOST_TASKS = 32,
    MOST_IMAGE_PAGES = 32,
    MOST_PRIORITIES = 8,
    NAME_LENGTH = 16,
    NOTIFICATIONS = 3,
    FOR_EVER = -1, /* ticks */
};

/* Whether a place can have a new object (handles, call.h). */
static inline int is_free(uint32_t is_used, uint32_t generation) {
    return !is_used && generation < LAST_GENERATION;
}

/* What has ENDED is nobody's any more, but has not been cleared away. */
typedef enum state { UNUSED, READY, BLOCKED, SUSPENDED, ENDED } state_t;
/* How a task goes on when it is entered. */
typedef enum mode { FRESH, CALLED, INTERRUPTED } mode_t;

/* How far floating-point registers have been switched. */
typedef enum switch_state {
    SWITCHED,
    SWITCHING /* what runs is the partition's routine for that */,
    SWITCH_INTERRUPTED
} switch_state_t;

typedef struct partition {
    pip_word_t descriptor;
    control_t* control;          /* its VIDT's page */
    box_t* box_pages[BOX_PAGES]; /* NULL: not needed yet */
    pip_word_t image[MOST_IMAGE_PAGES];
    uint32_t tasks;                          /* that live in it; 0: there is no such partition */
    uint32_t places;                         /* a bit for each that is taken of TASKS_IN_GROUP */
    pip_word_t switch_routine, switch_stack; /* the latter where it ends */
    switch_state_t switch_state;
    /* whose floating-point registers are loaded, and are to be; NULL: nobody's */
    const struct task *computing, *switch_to;
} partition_t;

/* What tasks can be blocked on; part of each kind of object. */
typedef struct object {
    struct task* owner; /* of a mutex that is taken; NULL for all others */
} object_t;

typedef struct notification {
    object_t object;
    uint32_t value, pending;
} notification_t;

/* Tries to do what a task is blocked for, or would be. 1: it is done, and its result is there. */
typedef int attempt_t(struct task* task);

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
    pip_word_t stack[MOST_STACK_PAGES];
    uint32_t stack_pages;
    uint32_t is_early; /* created before the start, by the application's main */
    pip_word_t function, parameter;
    /* it ran in a critical section last, and does not wait: others of its partition may not run */
    uint32_t critical;
    uint32_t computes; /* with floating-point numbers, and has said so */
    /* Of the call under way. */
    uint32_t call;
    pip_word_t arguments[MOST_ARGUMENTS]; /* of a number of 32 bits, those are looked at */
    pip_word_t result;
    attempt_t* attempt;  /* the latest one's, which is repeated while it is blocked */
    uint32_t time_is_up; /* this attempt is the last */
    /* that it is blocked on, or was when it was suspended; NULL: only time can end it */
    const object_t* object;
    uint32_t wakes; /* whether `wake` counts */
    uint32_t wake;  /* the tick at which its time is up */
    notification_t notifications[NOTIFICATIONS];
    object_t callbacks; /* what it waits for where it serves timers */
} task_t;

extern task_t tasks[MOST_TASKS];
extern task_t* running; /* NULL: nobody, or what ran is no more */
extern uint32_t now;    /* ticks since the start */
extern uint32_t is_started;
/* of the scheduler, NULL where it is not suspended. Until the start it is the application's main */
extern task_t* suspender;

task_t* task_of(pip_word_t handle); /* 0: the running task. NULL where there is none */
uint32_t handle_of(const task_t* task);
static inline int is_alive(const task_t* task) { return task->state != UNUSED && task->state != ENDED; }

/* Behind all others of its priority. */
void end_turn(task_t* task);
/* Whether the former comes first of two that want the same. */
static inline int is_before(const task_t* a, const task_t* b) {
    return a->priority != b->priority ? a->priority > b->priority : (int32_t)(a->turn - b->turn) < 0;
}

#endif
