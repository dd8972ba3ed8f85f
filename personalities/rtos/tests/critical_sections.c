/* Critical sections of a group, among tasks of others that suspend who is in one: they end when they are
 * left, and by nothing else. */
#include "check.h"

enum { LOW = 1, MATE = 3, STRANGER = 5 };
static volatile uint32_t is_inside, mate_runs; /* of the group */
static TaskHandle_t insider, mate;

static void wait_for_ticks(TickType_t ticks) {
    const TickType_t then = xTaskGetTickCount();
    while (xTaskGetTickCount() - then < ticks) continue;
}

/* How often the more urgent mate runs in some ticks. */
static uint32_t count_mate_runs(void) {
    const uint32_t before = mate_runs;
    wait_for_ticks(4);
    return mate_runs - before;
}

/* Masking and unmasking do not count, critical sections do. */
static void check_masks(void) {
    taskENABLE_INTERRUPTS();
    taskEXIT_CRITICAL();
    CHECK(count_mate_runs() >= 2);
    taskDISABLE_INTERRUPTS();
    taskDISABLE_INTERRUPTS();
    CHECK(count_mate_runs() == 0);
    taskENABLE_INTERRUPTS();
    CHECK(count_mate_runs() >= 2);

    taskENTER_CRITICAL();
    taskENTER_CRITICAL();
    const UBaseType_t saved = taskENTER_CRITICAL_FROM_ISR();
    taskEXIT_CRITICAL_FROM_ISR(saved);
    taskEXIT_CRITICAL();
    CHECK(count_mate_runs() == 0);
    taskEXIT_CRITICAL();
    CHECK(count_mate_runs() >= 2);
}

/* In a section: what a call makes ready runs after it, a wait lets others run, and one's own suspension is
 * due at the end. */
static void check_calls(void) {
    vTaskSuspend(mate);
    uint32_t before = mate_runs;
    taskENTER_CRITICAL();
    vTaskResume(mate);
    CHECK(mate_runs == before);
    taskEXIT_CRITICAL();
    CHECK(mate_runs != before);

    taskENTER_CRITICAL();
    before = mate_runs;
    vTaskDelay(4);
    CHECK(mate_runs != before);
    CHECK(count_mate_runs() == 0); /* it still is in the section */
    taskEXIT_CRITICAL();
}

static void stay_inside(void* parameter) {
    (void)parameter;
    for (;;) {
        check_masks();
        check_calls();
        taskENTER_CRITICAL();
        is_inside = 1;
        wait_for_ticks(8); /* the stranger comes */
        is_inside = 0;
        taskEXIT_CRITICAL();
        taskENTER_CRITICAL();
        is_inside = 1;
        vTaskSuspend(NULL); /* until the stranger comes again */
        wait_for_ticks(2);
        is_inside = 0;
        taskEXIT_CRITICAL();
        alive(0);
    }
}

static void run_beside(void* parameter) {
    (void)parameter;
    for (;;) {
        ++mate_runs;
        CHECK(!is_inside);
        alive(1);
        vTaskDelay(1);
    }
}

static void suspend_from_outside(void* parameter) {
    (void)parameter;
    for (;;) {
        vTaskSuspend(insider);
        CHECK(eTaskGetState(insider) == eSuspended);
        vTaskDelay(2);
        vTaskResume(insider);
        alive(2);
        vTaskDelay(3);
    }
}

static void run_elsewhere(void* parameter) {
    (void)parameter;
    for (;;) {
        alive(3); /* nobody keeps us from running */
        vTaskDelay(1);
    }
}

int main(void) {
    check_prepare("critical sections");
    insider = create(stay_inside, "insider", 0, LOW);
    CHECK(xTaskCreateInGroup(insider, run_beside, "mate", STACK, NULL, MATE, &mate) == pdPASS);
    create(suspend_from_outside, "stranger", 0, STRANGER);
    create(run_elsewhere, "elsewhere", 0, LOW);
    check_start(4);
    return 0;
}
