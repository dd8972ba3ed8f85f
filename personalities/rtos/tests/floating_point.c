/* Floating-point computations in several tasks that are preempted in the middle: the results must be the same
 * each time, so the registers of one are not another's. Some are partitions of their own, some a group, in
 * which others come and go. */
#include "check.h"
#include "machine.h"

enum { ALONE = 4, GROUP = 3, YIELDING = 2, WORKERS = ALONE + GROUP + YIELDING + 1 };

/* Once in the program, and its results in memory: registers may have more digits than that. It is computed
 * anew by each call. */
__attribute__((noinline)) static double series(unsigned number) {
    __asm__ volatile("");
    double sum = 0.125 * number, factor = 1.0 + 0.001 * number;
    for (unsigned i = 1; i < 3000; ++i) {
        sum += factor / (double)i - 1.0 / ((double)i * factor + 3.0);
        factor = factor * 1.0000001 + sum * 1e-9;
    }
    return sum;
}

static void compute(void* parameter) {
    const unsigned number = (unsigned)(uintptr_t)parameter;
    if (number >= ALONE) portTASK_USES_FLOATING_POINT();
    const volatile double expected = series(number);
    CHECK(expected > 1.0 && expected < 20.0);
    for (;;) {
        const volatile double sum = series(number);
        CHECK(sum <= expected && sum >= expected); /* which what is no number is not */
        alive(number);
    }
}

/* Ticks come in between, many of them while registers are switched. */
static void yield(void* parameter) {
    const unsigned number = (unsigned)(uintptr_t)parameter;
    portTASK_USES_FLOATING_POINT();
    set_rounding(number % 3 + 1);
    for (;;) {
        for (const TickType_t then = xTaskGetTickCount(); xTaskGetTickCount() - then < 2;) {
            taskYIELD();
            CHECK(get_rounding() == number % 3 + 1);
        }
        alive(number);
        vTaskDelay(20);
    }
}

static volatile double first_sum; /* of the group */

static void compute_first(void* parameter) {
    (void)parameter;
    portTASK_USES_FLOATING_POINT();
    first_sum = series(WORKERS);
    vTaskDelete(NULL);
}

static void compute_again(void* parameter) {
    (void)parameter;
    portTASK_USES_FLOATING_POINT();
    const volatile double sum = series(WORKERS);
    CHECK(sum <= first_sum && sum >= first_sum);
    vTaskDelete(NULL);
}

/* Does not compute itself, while others of its group do; it makes one that ends, and one that is deleted in
 * the middle. */
static void supervise(void* parameter) {
    (void)parameter;
    /* more urgent: is done */
    CHECK(xTaskCreateInGroup(NULL, compute_first, "first", STACK, NULL, 4, NULL) == pdPASS);
    CHECK(first_sum > 1.0);
    for (unsigned round = 0;; ++round) {
        TaskHandle_t again = NULL, deleted = NULL;
        CHECK(xTaskCreateInGroup(NULL, compute_again, "again", STACK, NULL, 2, &again) == pdPASS);
        CHECK(xTaskCreateInGroup(NULL, compute, "deleted", STACK, (void*)(WORKERS - 1), 2, &deleted) ==
              pdPASS);
        vTaskDelay(1 + round % 3);
        vTaskDelete(deleted);
        for (unsigned i = 0; i < 250 && eTaskGetState(again) != eDeleted; ++i) vTaskDelay(1);
        CHECK(eTaskGetState(again) == eDeleted);
        alive(WORKERS - 1);
        vTaskDelay(20); /* for those that are less urgent */
    }
}

int main(void) {
    TaskHandle_t member = NULL;
    check_prepare("floating point");
    for (unsigned i = 0; i < ALONE; ++i) create(compute, "compute", i, 1);
    CHECK(xTaskCreate(supervise, "supervise", STACK, NULL, 3, &member) == pdPASS);
    for (unsigned i = ALONE; i < ALONE + GROUP; ++i)
        CHECK(xTaskCreateInGroup(member, compute, "together", STACK, (void*)(uintptr_t)i, 1, NULL) == pdPASS);
    for (unsigned i = ALONE + GROUP; i < WORKERS - 1; ++i)
        CHECK(xTaskCreateInGroup(member, yield, "yield", STACK, (void*)(uintptr_t)i, 2, NULL) == pdPASS);
    check_start(WORKERS);
    return 0;
}
