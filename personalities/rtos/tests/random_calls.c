/* Calls that make no sense, thousands a second: any service, with handles, numbers and addresses at random;
 * and, past the library, the kernel's services and the page that the scheduler works with. Who goes too far
 * is stopped, and has a successor; the scheduler must live, and others go on. */
#include <pip/api.h>

#include "../client/client.h"
#include "check.h"
#include "message_buffer.h"
#include "timers.h"

enum { WILD = 4, STEPS = 2000, KINDS = 6, SHARED = 4, SENDER = 5, RECEIVER = 6 };
static QueueHandle_t queue;
static pip_word_t shared[KINDS][SHARED]; /* handles of objects that all may use, by their kinds */

/* --- somebody who goes about its business meanwhile ---------------------------------------------------- */

static void send(void* parameter) {
    (void)parameter;
    for (uint32_t value = 0;; ++value) {
        CHECK(xQueueSend(queue, &value, 100) == pdPASS);
        alive(0);
        vTaskDelay(1);
    }
}

static void receive(void* parameter) {
    (void)parameter;
    for (uint32_t expected = 0;; ++expected) {
        uint32_t value;
        CHECK(xQueueReceive(queue, &value, 100) == pdPASS && value == expected);
        alive(1);
    }
}

/* --- those who do not ---------------------------------------------------------------------------------- */

static uint32_t dice;
static pip_word_t made; /* the handle of an object that we have made, and may delete */
static uint32_t buffer[64];

static uint32_t below(uint32_t limit) {
    dice ^= dice << 13; /* xorshift, by Marsaglia; never 0 */
    dice ^= dice >> 17;
    dice ^= dice << 5;
    return dice % limit;
}

static pip_word_t any_argument(void) {
    switch (below(32)) {
    case 0: return dice; /* which is hardly ever anything */
    case 1: return PIP_WORD_MAX >> below(32);
    case 2: return VIDT_VADDR + below(PAGE_SIZE);
    case 3: return STACKS + below(3 * STACK_STEP);
    case 4:
    case 5:
    case 6: return (pip_word_t)buffer + below(64);
    case 7:
    case 8:
    case 9: return below(3);
    case 10:
    case 11: return below(40);
    default: return shared[1 + below(KINDS - 1)][below(SHARED)];
    }
}

/* The kind of object that a call names first. */
static uint32_t kind_of(uint32_t call) {
    if ((call >= CALL_QUEUE_CREATE && call <= CALL_MUTEX_HOLDER) || call == CALL_SET_ADD ||
        call == CALL_SET_REMOVE)
        return KIND_QUEUE;
    if (call >= CALL_EVENTS_CREATE && call <= CALL_EVENTS_SYNC) return KIND_EVENTS;
    if (call >= CALL_TIMER_CREATE && call <= CALL_TIMER_WAIT) return KIND_TIMER;
    return call >= CALL_STREAM_CREATE && call <= CALL_STREAM_GET ? KIND_BUFFER : KIND_TASK;
}

static int deletes(uint32_t call) {
    return call == CALL_QUEUE_DELETE || call == CALL_EVENTS_DELETE || call == CALL_TIMER_DELETE ||
           call == CALL_STREAM_DELETE;
}

/* Mostly what the call wants there. */
static pip_word_t first_argument(uint32_t call) {
    if (below(200) == 0) return any_argument();
    if (deletes(call)) return made;
    if (call == CALL_NOTIFY_TAKE || call == CALL_NOTIFY_WAIT) return below(3);
    if (call == CALL_DELAY || call == CALL_DELAY_UNTIL) return below(2);
    if (call == CALL_QUEUE_CREATE) return below(6);
    if (call == CALL_TIMER_CREATE || call == CALL_TIMER_PEND)
        return (pip_word_t)xTimerGetTimerDaemonTaskHandle();
    return kind_of(call) == KIND_TASK ? 0 : shared[kind_of(call)][below(SHARED)]; /* 0: ourselves */
}

static int is_excluded(uint32_t call) {
    return call == CALL_END_SCHEDULER || call == CALL_SUSPEND_ALL ||
           call == CALL_PRINT /* which may stop and say anything */
           || call == CALL_TIMER_WAIT || call == CALL_SUSPEND || call == CALL_TASK_DELETE ||
           call == 0                    /* which only wait or end */
           || call == CALL_TASK_CREATE; /* has been made */
}

static int makes_something(uint32_t call) {
    return call == CALL_QUEUE_CREATE || call == CALL_EVENTS_CREATE || call == CALL_TIMER_CREATE ||
           call == CALL_STREAM_CREATE;
}

static void brief(void* parameter) {
    (void)parameter;
    vTaskDelete(NULL);
}

static pip_word_t any_page(void) {
    extern char __image_start[], __image_end[];
    const uint32_t pages = (uint32_t)(__image_end - __image_start + PAGE_SIZE - 1) / PAGE_SIZE;
    const uint32_t number = below(pages + 3);
    return number == 0   ? VIDT_VADDR
           : number == 1 ? STACKS + STACK_STEP - PAGE_SIZE
           : number == 2 ? STACKS + 2 * STACK_STEP - PAGE_SIZE
                         : APPLICATION_IMAGE + (number - 3) * PAGE_SIZE;
}

static void do_mischief(void) {
    switch (below(5)) {
    case 0: ((volatile pip_word_t*)VIDT_VADDR)[below(PAGE_SIZE / sizeof(pip_word_t))] = any_argument(); break;
    case 1: Pip_Set_Int_State_Result(below(2)); break;
    case 2: Pip_Yield_Result(0, below(100), below(100), below(2), below(2)); break;
    case 3: Pip_CreatePartition_Result(any_page(), any_page(), any_page(), any_page(), any_page()); break;
    case 4: Pip_Yield_Result(0, ENTRY_CALL, ENTRY_WAITING, 0, below(2)); break;
    }
}

static void step(void) {
    const uint32_t call = below(CALLS);
    if (below(30) == 0) do_mischief();
    if (call == CALL_TASK_CREATE)
        CALL7(TASK_CREATE, brief, any_argument(), any_argument(), any_argument(), below(3), any_argument(),
              0);
    /* with a routine that is none, its end */
    if (is_excluded(call) || (call == CALL_USES_FLOATING_POINT && below(50) != 0)) return;
    if (deletes(call) && handle_kind((uint32_t)made) != kind_of(call)) return;
    const int has_index = call == CALL_NOTIFY || call == CALL_NOTIFY_STATE_CLEAR ||
                          call == CALL_NOTIFY_VALUE_CLEAR || call == CALL_INTERRUPT_CONNECT;
    const pip_word_t second = has_index && below(50) != 0 ? below(3) : any_argument();
    const pip_word_t third = call == CALL_INTERRUPT_CONNECT ? below(32) : any_argument();
    const pip_word_t result = rtos_call((call_t)call, first_argument(call), second, third, any_argument(),
                                        any_argument(), any_argument(), any_argument());
    if (makes_something(call) && result != 0) made = result;
}

static void be_wild(void* parameter) {
    dice = (uint32_t)(uintptr_t)parameter;
    for (unsigned i = 0; i < STEPS; ++i) step();
    vTaskDelete(NULL);
}

static void supervise(void* parameter) {
    (void)parameter;
    for (uint32_t round = 1;; ++round) {
        TaskHandle_t wild[WILD];
        for (unsigned i = 0; i < WILD; ++i)
            wild[i] = create(be_wild, "wild", round * 0x9e3779b1u + i, 1 + i % 2);
        vTaskDelay(3);
        for (unsigned i = 0; i < WILD; ++i)
            if (eTaskGetState(wild[i]) != eDeleted) vTaskDelete(wild[i]);
        /* theirs, which would outlive them */
        for (TaskHandle_t service; (service = xTaskGetHandle("Tmr Svc")) != NULL;) vTaskDelete(service);
        alive(2);
    }
}

static void ignore(TimerHandle_t timer) { (void)timer; }

int main(void) {
    check_prepare("random calls");
    queue = xQueueCreate(2, sizeof(uint32_t));
    for (unsigned i = 0; i < SHARED; ++i) {
        shared[KIND_TASK][i] = (pip_word_t)xTaskGetCurrentTaskHandle(); /* there is no such task any more */
        shared[KIND_QUEUE][i] = i == 0   ? (pip_word_t)xQueueCreate(3, 8)
                                : i == 1 ? (pip_word_t)xSemaphoreCreateMutex()
                                : i == 2 ? (pip_word_t)xSemaphoreCreateRecursiveMutex()
                                         : (pip_word_t)xQueueCreateSet(2);
        shared[KIND_EVENTS][i] = (pip_word_t)xEventGroupCreate();
        shared[KIND_TIMER][i] = (pip_word_t)xTimerCreate("shared", 1 + i, i % 2, NULL, ignore);
        shared[KIND_BUFFER][i] =
            (pip_word_t)(i % 2 == 0 ? xStreamBufferCreate(40, 4) : xMessageBufferCreate(40));
    }
    create(send, "send", 0, SENDER);
    create(receive, "receive", 0, RECEIVER);
    create(supervise, "supervise", 0, RECEIVER);
    check_start(3);
    return 0;
}
