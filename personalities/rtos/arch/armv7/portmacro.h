/* What differs between machines in the API's headers. */
#ifndef PORTMACRO_H
#define PORTMACRO_H

#define portSTACK_TYPE uint32_t
#define portPOINTER_SIZE_TYPE uint32_t
#define portBYTE_ALIGNMENT 8 /* of memory from the heap */

#define configTICK_RATE_HZ                                                                                   \
    ((TickType_t)160) /* as the kernel has set the timer: partitions cannot change it */

/* Lines of devices that a task can have (interrupts.h): those of the BCM2835's interrupt controller.
 * Registers are a page of the device. Matches of the system timer are acknowledged already, and the console's
 * interrupts are off until its interrupt enable register is written again. */
#define portINTERRUPT_SYSTEM_TIMER_1 1u /* registers at 0x3f003000, of lines 1 and 3 */
#define portINTERRUPT_SYSTEM_TIMER_3 3u
#define portINTERRUPT_CONSOLE 29u /* second UART, at 0x3f215000 */

#endif
