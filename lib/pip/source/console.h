/* What the console needs of an architecture. */
#ifndef PIP_CONSOLE_H
#define PIP_CONSOLE_H

/* Sends one character as it is, once the device can take it. Lost where the partition has no right to the
 * console. */
void pip_console_send(char character);

#endif
