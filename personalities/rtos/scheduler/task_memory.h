/* The memory that tasks live in: their partitions, with boxes and stacks, and copies to and from them. */
#ifndef RTOS_TASK_MEMORY_H
#define RTOS_TASK_MEMORY_H

#include "tasks.h"

void open_memory(pip_word_t begin, pip_word_t end);
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
int prepare(const partition_t* partition, pip_word_t where);
/* Copies between the scheduler's memory and a task's, which need not be what it says: 0 where it is not the
 * task's own. */
int copy_in(const task_t* task, void* to, pip_word_t from, size_t size);
int copy_out(const task_t* task, pip_word_t to, const void* from, size_t size);
/* Whether the scheduler may touch a page that it shares with a partition. It may not where the partition has
 * made one of its own of it. */
int is_accessible(const partition_t* partition, pip_word_t page);
/* Has a partition saved to one of these contexts, by its interrupt state, when it is interrupted; and where
 * it was. */
void save_interrupted_at(control_t* control, user_ctx_t theirs[2]);
uint32_t interrupted_entry(const partition_t* partition);
/* Whether the pages of its partition that the task is entered by are accessible: that of the VIDT, and that
 * of its box. */
int is_reachable(const task_t* task);

#endif
