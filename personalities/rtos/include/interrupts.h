/* Interrupts of devices, which ports of FreeRTOS offer in ways of their own. Here the scheduler takes them
 * all, and a line is connected to a notification of one task. A task with a line of a device has the device's
 * registers, and so has its group; portmacro.h says which lines and registers there are. When the last such
 * task of the group ends, the device is free for others.
 *
 * What a device wants done after an interrupt is up to whoever has it, but for what portmacro.h says. */
#ifndef INC_INTERRUPTS_H
#define INC_INTERRUPTS_H

#include "task.h"

typedef void (*ISR_Handler_t)(void);

/* Not in FreeRTOS: each interrupt of the line gives the task (NULL: the caller) its notification of that
 * index, as a handler would by vTaskNotifyGiveIndexedFromISR. pdFAIL where tasks cannot have such a line,
 * where another task has it, or a task outside of this one's group another line of its device. */
BaseType_t xTaskNotifyOnInterrupt(TaskHandle_t xTask, UBaseType_t uxIndex, uint32_t ulLine);

/* As in FreeRTOS's port for IA-32, once the scheduler has been started: has a handler called for each
 * interrupt of the line. It runs in a task of the highest priority that is made for it in the caller's group:
 * with the caller's variables, not within the group's critical sections, and not while the scheduler is
 * suspended. NULL takes it away again. pdFAIL as above, where there is none to take away, and where there is
 * too little memory. */
BaseType_t xPortRegisterCInterruptHandler(ISR_Handler_t pxHandler, uint32_t ulVectorNumber);

#endif
