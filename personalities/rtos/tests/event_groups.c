/* Bits that tasks wait for: any, all, with and without taking them away; and a rendezvous of three. */
#include "check.h"

enum { ANY = 0x05, ALL = 0x30, SECOND_ALL = 0x60, RENDEZVOUS = 0x700 };
static EventGroupHandle_t group, meeting;

static void set(void* parameter) {
    (void)parameter;
    for (;;) {
        CHECK((xEventGroupSetBits(group, 0x01) & ANY) == 0);    /* "any" has run, and taken it away */
        CHECK((xEventGroupSetBits(group, 0x10) & ALL) == 0x10); /* not enough yet */
        CHECK(xEventGroupGetBits(group) == 0x10);
        /* both who wait for all go on; one takes its bits, 0x10 and 0x20 */
        CHECK(xEventGroupSetBits(group, 0x60) == 0x40);
        CHECK(xEventGroupClearBits(group, 0xff) == 0x40);
        CHECK(xEventGroupGetBits(group) == 0);
        CHECK(xEventGroupWaitBits(group, 0x80, pdFALSE, pdFALSE, 1) == 0); /* time is up */
        alive(0);
        vTaskDelay(1);
    }
}

static void wait_for_any(void* parameter) {
    (void)parameter;
    for (;;) {
        CHECK(xEventGroupWaitBits(group, ANY, pdTRUE, pdFALSE, portMAX_DELAY) == 0x01);
        alive(1);
    }
}

static void wait_for_all(void* parameter) {
    (void)parameter;
    for (;;) {
        CHECK((xEventGroupWaitBits(group, ALL, pdTRUE, pdTRUE, portMAX_DELAY) & ALL) == ALL);
        alive(2);
    }
}

static void wait_and_leave(void* parameter) {
    (void)parameter;
    for (;;) {
        CHECK((xEventGroupWaitBits(group, SECOND_ALL, pdFALSE, pdTRUE, portMAX_DELAY) & SECOND_ALL) ==
              SECOND_ALL);
        alive(3);
        vTaskDelay(1);
    }
}

static void meet(void* parameter) {
    const unsigned number = (unsigned)(uintptr_t)parameter;
    for (unsigned round = 0;; ++round) {
        CHECK((xEventGroupSync(meeting, 0x100u << number, RENDEZVOUS, 100) & RENDEZVOUS) == RENDEZVOUS);
        alive(4 + number);
        vTaskDelay(1 + (round + number) % 3);
    }
}

int main(void) {
    check_prepare("event groups");
    group = xEventGroupCreate();
    meeting = xEventGroupCreate();
    create(set, "set", 0, 1);
    create(wait_for_any, "any", 0, 3);
    create(wait_for_all, "all", 0, 2);
    create(wait_and_leave, "leave", 0, 3);
    for (unsigned i = 0; i < 3; ++i) create(meet, "meet", i, 1 + i);
    check_start(7);
    return 0;
}
