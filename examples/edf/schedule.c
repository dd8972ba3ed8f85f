#include "schedule.h"

#include <pip/stdio.h>
#include <pip/string.h>

typedef struct tally {
    uint32_t jobs, done, missed, overrun, faulted, slots;
} tally_t;

static edf_task_t tasks[EDF_MOST_TASKS];
static uint32_t task_count, slot_count;
static uint32_t next_release[EDF_MOST_TASKS];
static tally_t tallies[EDF_MOST_TASKS];
static uint32_t now, running, idle_slots, is_over;
static slot_end_t slot_end;
static pip_word_t fault_address;

/* --- what happened at this tick, in words -------------------------------------------------------------- */

static char notes[EDF_MOST_TASKS * 64];
static uint32_t notes_length;

__attribute__((format(__printf__, 1, 2))) static void note(const char* format, ...) {
    va_list arguments;
    va_start(arguments, format);
    const char* separator = notes_length == 0 ? "  " : "; ";
    notes_length += (uint32_t)snprintf(notes + notes_length, sizeof notes - notes_length, "%s", separator);
    notes_length += (uint32_t)vsnprintf(notes + notes_length, sizeof notes - notes_length, format, arguments);
    va_end(arguments);
}

static void print_slot(const char* name) {
    printf(notes_length == 0 ? "%4u  %s\n" : "%4u  %-15s%s\n", now, name, notes);
    notes_length = 0;
}

static void print_summary(void) {
    printf("\n%-15s %6s %6s %6s %7s %7s %6s\n", "task", "jobs", "done", "missed", "overrun", "faulted",
           "slots");
    for (uint32_t i = 0; i < task_count; ++i) {
        const tally_t* tally = &tallies[i];
        printf("%-15s %6u %6u %6u %7u %7u %6u\n", tasks[i].name, tally->jobs, tally->done, tally->missed,
               tally->overrun, tally->faulted, tally->slots);
    }
    printf("%-15s %6s %6s %6s %7s %7s %6u\n", "idle", "", "", "", "", "", idle_slots);
}

/* --- the schedule -------------------------------------------------------------------------------------- */

void schedule_begin(void) {
    task_count = parameters.count;
    slot_count = parameters.slots;
    memcpy(tasks, (const void*)(uintptr_t)parameters.tasks, sizeof tasks);
    for (uint32_t i = 0; i < task_count; ++i) next_release[i] = tasks[i].offset;
    running = EDF_NOBODY;
    printf("edf: %u tasks, %u slots\n\n", task_count, slot_count);
    printf("slot  %s\n", "task");
}

void schedule_note(slot_end_t end, pip_word_t address) {
    slot_end = end;
    fault_address = address;
}

uint32_t schedule_ticks_had(uint32_t task) { return tasks[task].budget - edf_jobs[task].budget; }

static void end_slot(void) {
    if (now == 0) return;
    if (running == EDF_NOBODY) {
        ++idle_slots;
        return;
    }
    edf_job_t* job = &edf_jobs[running];
    tally_t* tally = &tallies[running];
    const char* name = tasks[running].name;
    --job->budget;
    ++tally->slots;
    if (slot_end == DONE) {
        ++tally->done;
        note("%s is done", name);
    } else if (slot_end == FAULTED) {
        ++tally->faulted;
        note("%s faults at 0x%zx", name, fault_address);
    } else if (job->budget == 0) {
        ++tally->overrun;
        note("%s overruns its budget of %u", name, tasks[running].budget);
    } else {
        return;
    }
    job->pending = 0;
}

static void give_up_late_jobs(void) {
    for (uint32_t i = 0; i < task_count; ++i)
        if (edf_jobs[i].pending && edf_jobs[i].deadline == now) {
            ++tallies[i].missed;
            note("%s misses its deadline", tasks[i].name);
            edf_jobs[i].pending = 0;
        }
}

static void release_jobs(void) {
    for (uint32_t i = 0; i < task_count; ++i)
        if (next_release[i] == now) {
            next_release[i] += tasks[i].period;
            edf_jobs[i] = (edf_job_t){
                .pending = 1, .budget = tasks[i].budget, .deadline = now + tasks[i].deadline, .release = now};
            ++tallies[i].jobs;
            note("%s is released, due %u", tasks[i].name, edf_jobs[i].deadline);
        }
}

uint32_t schedule_tick(void) {
    end_slot();
    give_up_late_jobs();
    if (now == slot_count) {
        print_slot("end");
        print_summary();
        is_over = 1;
        return EDF_NOBODY;
    }
    release_jobs();
    const uint32_t before = running;
    running = edf_elect(task_count, now);
    if (before != EDF_NOBODY && running != before && edf_jobs[before].pending &&
        edf_jobs[before].release != now)
        note("%s is preempted", tasks[before].name);
    print_slot(running == EDF_NOBODY ? "-" : tasks[running].name);
    slot_end = PREEMPTED;
    ++now;
    return running;
}

int schedule_is_over(void) { return (int)is_over; }
