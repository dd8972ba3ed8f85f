/* The scheduler: a root partition that runs each task in a partition of its own, earliest deadline first.
 *
 *     root (this) ... task, task, task ...
 *
 * Root runs with interrupts off. It is entered at the start of `entered` whatever happens, at a tick or when
 * a task is done or has faulted, and ends by entering a task or by waiting: all that it remembers lies in
 * variables. What a task does, endless loops and faults included, costs nothing but its own budget. */
#include <pip/api.h>
#include <pip/event.h>
#include <pip/fpinfo.h>
#include <pip/paging.h>
#include <pip/power.h>
#include <pip/stdio.h>
#include <pip/string.h>

#include "layout.h"
#include "schedule.h"

extern const char task_image[], task_image_end[]; /* task_image.S */

typedef struct task {
    pip_word_t partition; /* its descriptor */
    task_page_t* page;
    user_ctx_t** vidt;
} task_t;

static task_t tasks[EDF_MOST_TASKS];
static uint32_t running = EDF_NOBODY; /* the task that has the processor whenever root has not */

static _Noreturn void stop(const char* what, pip_word_t error) {
    printf("edf: error: %s%s%s\n", what, error == PIP_ERROR_NONE ? "" : ": ",
           error == PIP_ERROR_NONE ? "" : Pip_Error_Text(error));
    __builtin_trap(); /* root's fault is nobody's to take: the kernel stops with a dump */
}

/* --- making tasks -------------------------------------------------------------------------------------- */

static pip_word_t new_page(void) {
    void* page = Pip_AllocPage();
    if (!page) stop("there is too little memory for so many tasks", PIP_ERROR_NONE);
    memset(page, 0, PAGE_SIZE);
    return (pip_word_t)page;
}

static pip_word_t share(const task_t* task, pip_word_t page, pip_word_t where) {
    const pip_result_t mapped = Pip_MapPage_Result(page, task->partition, where, PIP_ALL_RIGHTS);
    if (mapped.error != PIP_ERROR_NONE) stop("a page cannot be given to a task", mapped.error);
    return page;
}

static void make_task(task_t* task) {
    task->partition = new_page();
    const pip_result_t made =
        Pip_CreatePartition_Result(task->partition, new_page(), new_page(), new_page(), new_page());
    if (made.error != PIP_ERROR_NONE) stop("a task's partition cannot be made", made.error);
    const uint32_t size = (uint32_t)(task_image_end - task_image);
    for (uint32_t offset = 0; offset < size; offset += PAGE_SIZE) {
        const pip_word_t page = share(task, new_page(), TASK_IMAGE + offset);
        memcpy((void*)page, task_image + offset, size - offset < PAGE_SIZE ? size - offset : PAGE_SIZE);
    }
    task->page = (task_page_t*)share(task, new_page(), TASK_PAGE);
    task->vidt = (user_ctx_t**)share(task, new_page(), VIDT_VADDR);
    Pip_Set_Ports(task->partition, 0, 1, 0); /* not the console, whose speed it could change */
}

/* --- running them -------------------------------------------------------------------------------------- */

/* Where the task goes on. A job starts afresh, whatever the one before has done to the page that it shares
 * with us. */
static uint32_t entry_of(uint32_t index) {
    const task_t* task = &tasks[index];
    task->page->ticks_had = schedule_ticks_had(index);
    if (task->page->ticks_had > 0)
        return Pip_Get_Int_State_Result(task->partition).value == 0 ? PIP_VIDT_SAVE_MASKED
                                                                    : PIP_VIDT_SAVE_UNMASKED;
    task_page_t* theirs = (task_page_t*)TASK_PAGE;
    task->page->work = parameters.tasks[index].work;
    task->page->fault = parameters.tasks[index].fault;
    Pip_InitContext(&task->page->start, TASK_IMAGE, TASK_PAGE + sizeof task->page->stack / 16 * 16, 1);
    memset(task->vidt, 0, PAGE_SIZE);
    Pip_Guard_Vidt(task->vidt);
    task->vidt[TASK_START] = Pip_Open(&theirs->start, PIP_OPEN_TO_PARENT);
    task->vidt[PIP_VIDT_SAVE_MASKED] = Pip_Open(&theirs->interrupted[0], PIP_OPEN_TO_PARENT);
    task->vidt[PIP_VIDT_SAVE_UNMASKED] = Pip_Open(&theirs->interrupted[1], PIP_OPEN_TO_PARENT);
    return TASK_START;
}

/* Nobody runs until the next tick. Root's interrupt state is the processor's; the entries 48 and 49 of its
 * VIDT are 0, so this loop is not saved, and not missed. */
static _Noreturn void idle(void) {
    running = EDF_NOBODY;
    Pip_Set_Int_State(1);
    for (;;) continue;
}

static _Noreturn void run(uint32_t entry) {
    Pip_Yield_Result(tasks[running].partition, entry, NOWHERE, 0, 0);
    schedule_note(FAULTED, 0); /* a task that has overwritten its own contexts cannot be entered */
    idle();
}

static _Noreturn void tick(void) {
    running = schedule_tick();
    if (schedule_is_over()) Pip_Power_Off();
    if (running == EDF_NOBODY) idle();
    run(entry_of(running));
}

static _Noreturn void entered(void) {
    pip_event_t event;
    if (!Pip_Event_Read(&event)) stop("there is no event record", PIP_ERROR_NONE);
    if (event.cause == PIP_EVENT_CAUSE_INTERRUPT && event.vector == PIP_TIMER_ENTRY) tick();
    /* some other device's: nothing to do with us */
    if (event.cause == PIP_EVENT_CAUSE_INTERRUPT && running != EDF_NOBODY)
        run(Pip_Get_Int_State_Result(tasks[running].partition).value == 0 ? PIP_VIDT_SAVE_MASKED
                                                                          : PIP_VIDT_SAVE_UNMASKED);
    if (event.cause == PIP_EVENT_CAUSE_YIELD)
        schedule_note(DONE, 0);
    else if (event.cause != PIP_EVENT_CAUSE_INTERRUPT)
        schedule_note(FAULTED, event.address);
    idle();
}

void main(const pip_fpinfo* information) {
    static user_ctx_t context;
    static char stack[2 * PAGE_SIZE] __attribute__((aligned(16)));
    Pip_InitContext(&context, (pip_word_t)entered, (pip_word_t)(stack + sizeof stack), 0);
    /* faults and interrupts arrive, whoever may name the entry */
    for (uint32_t i = 0; i < PIP_EVENT_RECORD; ++i)
        Pip_Set_Entry(i, &context, i == JOB_DONE ? PIP_OPEN_TO_CHILDREN : 0);
    VIDT[PIP_VIDT_SAVE_MASKED] = VIDT[PIP_VIDT_SAVE_UNMASKED] = VIDT[NOWHERE] = 0; /* root is never resumed */
    Pip_InitPaging(information->membegin, information->memend);
    if (task_image_end - task_image > MOST_IMAGE_PAGES * PAGE_SIZE)
        stop("the tasks' program is too large", PIP_ERROR_NONE);
    for (uint32_t i = 0; i < parameters.count; ++i) make_task(&tasks[i]);
    schedule_begin();
    idle(); /* the first tick begins slot 0 */
}
