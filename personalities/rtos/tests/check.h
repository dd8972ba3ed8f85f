/* What the test applications have in common. Workers say that they are alive; a checker, at the highest
 * priority, sees to it that all of them go on saying so for as long as the run lasts, and ends it. */
#ifndef RTOS_TESTS_CHECK_H
#define RTOS_TESTS_CHECK_H

#include "event_groups.h"
#include "semphr.h"
#include "task.h"

#define STACK configMINIMAL_STACK_SIZE

/* Ends the run with a message where the condition does not hold. */
#define CHECK(condition) ((condition) ? (void)0 : check_failed(__FILE_NAME__, __LINE__, #condition))
_Noreturn void check_failed(const char* file, unsigned line, const char* condition);

/* Starts the scheduler, with a checker that expects the workers 0 to `workers` - 1 (at most 31) each to call
 * alive() every half second. Is called by main when all tasks are created; check_prepare, before the first
 * is. */
void check_prepare(const char* name);
void check_start(unsigned workers);
void alive(unsigned worker);

/* xTaskCreate that must succeed. */
TaskHandle_t create(TaskFunction_t function, const char* name, unsigned worker, UBaseType_t priority);

#endif
