/* What tasks share through the scheduler, each kind in a file of its own. None knows another, but for
 * interrupts, which give notifications. */
#ifndef RTOS_OBJECTS_H
#define RTOS_OBJECTS_H

#include "tasks.h"

/* Does what `task`, which is running, has asked for by a call; if it is neither blocked nor ended then, it
 * has its result. */
typedef void call_function_t(task_t* task);
/* By the call; NULL where it is for others. */
extern call_function_t* const queue_calls[CALLS];     /* queues.c */
extern call_function_t* const notify_calls[CALLS];    /* notifications.c */
extern call_function_t* const event_calls[CALLS];     /* event_groups.c */
extern call_function_t* const timer_calls[CALLS];     /* timers.c */
extern call_function_t* const buffer_calls[CALLS];    /* buffers.c */
extern call_function_t* const interrupt_calls[CALLS]; /* interrupts.c */
extern call_function_t* const register_calls[CALLS];  /* register_switch.c */
extern call_function_t* const task_calls[CALLS];      /* task_calls.c: about tasks themselves */

/* --- queues.c --- */
/* The task has ended: its mutexes are free for others. */
void give_back_mutexes(task_t* task);

/* --- notifications.c --- */
/* One of a task's notifications, by the index that a call of `task` gives. NULL where there is none, or no
 * such task: that ends the caller. */
notification_t* notification_of(task_t* task, task_t* other, pip_word_t index);
/* Adds one to its value. */
void give_notification(notification_t* notification);

/* --- interrupts.c --- */
/* Root was interrupted through an entry of its VIDT: whom the device's line is connected to is notified. */
void take_interrupt(pip_word_t entry);
/* The task has ended: its lines are nobody's, and its partition loses the devices that no other task of it
 * has a line of. */
void disconnect(const task_t* task);

/* --- register_switch.c: floating-point registers of tasks that share a partition --- */
/* Whether the registers have to be switched before the task can be entered. */
int must_switch(const task_t* task);
/* Prepares that. Returns the entry of the task's partition where it begins, or goes on. */
uint32_t begin_switch(const task_t* task);
/* Whether the partition's routine for that was running: it is over. */
int end_switch(partition_t* partition);
/* The task has ended. */
void forget_registers(const task_t* task);

/* --- timers.c: those that run out at this tick --- */
void tick_timers(void);

#endif
