/* What it costs to go from one task to another, in guest instructions where the emulator counts them
 * (--icount): a clock that all tasks see is read on either side. Each figure is the least of several, since a
 * tick may come in between. */
#include "interrupts.h"
#include "machine.h"
#include "semphr.h"

enum { ROUNDS = 12, LOW = 1, HIGH = 3 };

static QueueHandle_t stamps, items;
static SemaphoreHandle_t semaphore;
static TaskHandle_t high_task;
static volatile uint32_t to_semaphore; /* of the handler's group: who reports */

static void report(uint32_t stamp) { xQueueSend(stamps, &stamp, portMAX_DELAY); }

/* The other side has put its stamp into the queue. */
static uint32_t other_stamp(void) {
    uint32_t stamp = 0;
    xQueueReceive(stamps, &stamp, portMAX_DELAY);
    return stamp;
}

static uint32_t least(uint32_t a, uint32_t b) { return a < b ? a : b; }

/* --- two tasks of one priority that take turns --------------------------------------------------------- */

static void partner(void* parameter) {
    if (parameter) portTASK_USES_FLOATING_POINT();
    for (unsigned i = 0; i < ROUNDS; ++i) {
        taskYIELD();
        report(clock_now()); /* we are resumed by the other's yield */
    }
    vTaskDelete(NULL);
}

static uint32_t take_turns(void) {
    uint32_t cost = UINT32_MAX;
    taskYIELD(); /* to its first yield, which comes back here */
    for (unsigned i = 0; i < ROUNDS; ++i) {
        const uint32_t before = clock_now();
        taskYIELD();
        cost = least(cost, other_stamp() - before);
        taskYIELD();
    }
    return cost;
}

static uint32_t context_switch(void) {
    xTaskCreate(partner, "partner", configMINIMAL_STACK_SIZE, NULL, LOW, NULL);
    return take_turns();
}

/* In one partition, where their floating-point registers are switched, too. */
static uint32_t context_switch_in_group(void) {
    portTASK_USES_FLOATING_POINT();
    xTaskCreateInGroup(NULL, partner, "partner", configMINIMAL_STACK_SIZE, (void*)1, LOW, NULL);
    return take_turns();
}

/* --- a send that a more urgent task waits for ---------------------------------------------------------- */

static void receiver(void* parameter) {
    (void)parameter;
    for (unsigned i = 0; i < ROUNDS; ++i) {
        uint32_t item;
        xQueueReceive(items, &item, portMAX_DELAY);
        report(clock_now());
    }
    vTaskDelete(NULL);
}

static uint32_t send_that_wakes(void) {
    uint32_t cost = UINT32_MAX;
    xTaskCreate(receiver, "receiver", configMINIMAL_STACK_SIZE, NULL, HIGH, &high_task);
    for (uint32_t i = 0; i < ROUNDS; ++i) {
        const uint32_t before = clock_now();
        xQueueSend(items, &i, 0);
        cost = least(cost, other_stamp() - before);
    }
    return cost;
}

/* --- an interrupt that a task waits for ---------------------------------------------------------------- */

static void sleeper(void* parameter) {
    (void)parameter;
    for (unsigned i = 0; i < ROUNDS; ++i) {
        vTaskDelay(1);
        report(clock_now());
    }
    vTaskDelete(NULL);
}

/* Looks at the clock all the time until the other side has put its stamp into the queue: the last look was
 * right before the interrupt. A gap shows that something was in between. */
static uint32_t interrupts(void) {
    uint32_t cost = UINT32_MAX;
    for (unsigned i = 0; i < ROUNDS; ++i) {
        uint32_t last = clock_now(), next = last;
        do {
            last = next;
            next = clock_now();
        } while (next - last < 500);
        cost = least(cost, other_stamp() - last);
    }
    return cost;
}

static uint32_t interrupt_to_task(void) {
    xTaskCreate(sleeper, "sleeper", configMINIMAL_STACK_SIZE, NULL, HIGH, NULL);
    return interrupts();
}

/* --- a device's interrupt, to the task that is notified of it ------------------------------------------ */

static void waiter(void* parameter) {
    (void)parameter;
    xTaskNotifyOnInterrupt(NULL, 0, DEVICE_LINE);
    device_start();
    for (unsigned i = 0; i < ROUNDS; ++i) {
        ulTaskNotifyTake(pdTRUE, portMAX_DELAY);
        report(clock_now());
        device_go_on();
    }
    device_stop();
    vTaskDelete(NULL);
}

static uint32_t device_interrupt_to_task(void) {
    xTaskCreate(waiter, "waiter", configMINIMAL_STACK_SIZE, NULL, HIGH, NULL);
    return interrupts();
}

/* --- ... to a handler, and to the task that waits for the semaphore which the handler gives ------------ */

static void handle(void) {
    if (!to_semaphore) report(clock_now());
    BaseType_t woken = pdFALSE;
    xSemaphoreGiveFromISR(semaphore, &woken);
    portYIELD_FROM_ISR(woken);
    device_go_on();
}

static void driver(void* parameter) {
    to_semaphore = parameter != NULL;
    xPortRegisterCInterruptHandler(handle, DEVICE_LINE);
    device_start();
    for (unsigned i = 0; i < ROUNDS; ++i) {
        xSemaphoreTake(semaphore, portMAX_DELAY);
        if (to_semaphore) report(clock_now());
    }
    device_stop();
    xPortRegisterCInterruptHandler(NULL, DEVICE_LINE);
    vTaskDelete(NULL);
}

static uint32_t by_handler(uint32_t to_task) {
    xTaskCreate(driver, "driver", configMINIMAL_STACK_SIZE, (void*)(uintptr_t)to_task, HIGH, NULL);
    return interrupts();
}

static void measure(void* parameter) {
    (void)parameter;
    vPrint("cost: context_switch %u", (unsigned)context_switch());
    vPrint("cost: queue_send_that_wakes %u", (unsigned)send_that_wakes());
    vPrint("cost: interrupt_to_task %u", (unsigned)interrupt_to_task());
    vPrint("cost: device_interrupt_to_task %u", (unsigned)device_interrupt_to_task());
    vPrint("cost: device_interrupt_to_handler %u", (unsigned)by_handler(0));
    vPrint("cost: device_interrupt_by_handler_to_task %u", (unsigned)by_handler(1));
    vPrint("cost: context_switch_in_group_with_floating_point %u", (unsigned)context_switch_in_group());
    vTaskEndScheduler();
}

int main(void) {
    stamps = xQueueCreate(4, sizeof(uint32_t));
    items = xQueueCreate(4, sizeof(uint32_t));
    semaphore = xSemaphoreCreateCounting(ROUNDS, 0);
    xTaskCreate(measure, "measure", configMINIMAL_STACK_SIZE, NULL, LOW, NULL);
    vTaskStartScheduler();
    return 0;
}
