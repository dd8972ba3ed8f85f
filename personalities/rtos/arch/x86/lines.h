/* What PCs have in common of the API's headers. */
#ifndef RTOS_LINES_H
#define RTOS_LINES_H

#define configTICK_RATE_HZ ((TickType_t)100)

/* Lines of devices that a task can have (interrupts.h): those of the interrupt controllers. Registers are
 * ports (pip/api.h). */
#define portINTERRUPT_CONSOLE 4u         /* first serial port; ports 0x3f8 to 0x3ff, which all tasks have */
#define portINTERRUPT_REAL_TIME_CLOCK 8u /* ports 0x70 and 0x71 */

#endif
