/* Timers that run once and again and again: started, stopped, reset, changed; each callback must come at its
 * tick. The worker shares its variables with the service, which it has made. */
#include "timers.h"

#include "check.h"

enum { TIMERS = 3 };
static volatile unsigned calls[TIMERS], one_shots, pended_sum;
static volatile TickType_t latest;

static void count(TimerHandle_t timer) { ++calls[(unsigned)(uintptr_t)pvTimerGetTimerID(timer)]; }

static void note(TimerHandle_t timer) {
    ++one_shots;
    latest = xTaskGetTickCount();
    CHECK(xTimerIsTimerActive(timer) == pdFALSE);
    CHECK(xTaskGetCurrentTaskHandle() == xTimerGetTimerDaemonTaskHandle());
}

static void add(void* first, uint32_t second) {
    pended_sum = pended_sum * 10 + (unsigned)(uintptr_t)first + second;
}

static void* volatile last_first;
static void keep(void* first, uint32_t second) {
    last_first = first;
    pended_sum = second;
}

static void again_and_again(void) {
    static TimerHandle_t timers[TIMERS];
    for (unsigned i = 0; i < TIMERS; ++i) {
        if (!timers[i]) timers[i] = xTimerCreate("repeating", i + 1, pdTRUE, (void*)(uintptr_t)i, count);
        CHECK(timers[i] && xTimerIsTimerActive(timers[i]) == pdFALSE && xTimerGetPeriod(timers[i]) == i + 1);
        calls[i] = 0;
    }
    vTaskDelay(1); /* to the beginning of a tick, so that all is done within it */
    for (unsigned i = 0; i < TIMERS; ++i)
        CHECK(xTimerStart(timers[i], 0) == pdPASS && xTimerIsTimerActive(timers[i]) == pdTRUE);
    vTaskDelay(12);
    for (unsigned i = 0; i < TIMERS; ++i) CHECK(xTimerStop(timers[i], 0) == pdPASS);
    CHECK(calls[0] == 12 && calls[1] == 6 && calls[2] == 4);
    vTaskDelay(4);
    CHECK(calls[0] == 12 && calls[1] == 6 && calls[2] == 4);
}

static void once(TimerHandle_t timer) {
    vTaskDelay(1);
    const TickType_t begin = xTaskGetTickCount();
    one_shots = 0;
    CHECK(xTimerChangePeriod(timer, 5, 0) == pdPASS); /* starts it, too */
    CHECK(xTimerGetExpiryTime(timer) == begin + 5);
    vTaskDelay(3);
    CHECK(xTimerReset(timer, 0) == pdPASS);
    vTaskDelay(4);
    CHECK(one_shots == 0);
    vTaskDelay(4);
    CHECK(one_shots == 1 && latest == begin + 8);
    vTimerSetTimerID(timer, (void*)(UINTPTR_MAX - 77)); /* as long as addresses are */
    CHECK(pvTimerGetTimerID(timer) == (void*)(UINTPTR_MAX - 77));
}

static void once_or_again(void) {
    const TimerHandle_t timer = xTimerCreate("changed", 2, pdFALSE, (void*)0, count);
    CHECK(timer && uxTimerGetReloadMode(timer) == pdFALSE);
    vTimerSetReloadMode(timer, pdTRUE);
    CHECK(xTimerGetReloadMode(timer) == pdTRUE);
    calls[0] = 0;
    vTaskDelay(1);
    CHECK(xTimerStart(timer, 0) == pdPASS);
    vTaskDelay(6);
    CHECK(calls[0] == 3 && xTimerIsTimerActive(timer));
    vTimerSetReloadMode(timer, pdFALSE);
    vTaskDelay(6);
    CHECK(calls[0] == 4 && !xTimerIsTimerActive(timer));
    CHECK(xTimerDelete(timer, 0) == pdPASS);
}

/* Is created by a task that has a service, which is another partition's: so it gets one of its own. */
static void inherit(void* parameter) {
    (void)parameter;
    for (;;) {
        one_shots = 0;
        const TimerHandle_t timer = xTimerCreate("own", 2, pdFALSE, NULL, note);
        CHECK(timer && xTimerStart(timer, 0) == pdPASS);
        vTaskDelay(4);
        CHECK(one_shots == 1);
        CHECK(xTimerDelete(timer, 0) == pdPASS);
        alive(1);
    }
}

static void work(void* parameter) {
    (void)parameter;
    const TimerHandle_t timer = xTimerCreate("once", 9, pdFALSE, NULL, note);
    create(inherit, "inherit", 0, 2);
    for (;;) {
        again_and_again();
        once(timer);
        once_or_again();
        pended_sum = 0;
        /* the service is more urgent: it is called at once */
        CHECK(xTimerPendFunctionCall(add, (void*)1, 1, 0) == pdPASS);
        CHECK(xTimerPendFunctionCall(add, (void*)3, 1, 0) == pdPASS);
        CHECK(pended_sum == 24);
        CHECK(xTimerPendFunctionCall(keep, (void*)(UINTPTR_MAX - 5), 0xfedcba98, 0) == pdPASS);
        CHECK(last_first == (void*)(UINTPTR_MAX - 5) && pended_sum == 0xfedcba98);
        const TimerHandle_t brief = xTimerCreate("brief", 1, pdTRUE, (void*)0, count);
        CHECK(brief && xTimerStart(brief, 0) == pdPASS && xTimerDelete(brief, 0) == pdPASS);
        alive(0);
    }
}

int main(void) {
    check_prepare("timers");
    create(work, "work", 0, 3);
    check_start(2);
    return 0;
}
