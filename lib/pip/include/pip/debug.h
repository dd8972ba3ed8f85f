/* The console (pip/arch_api.h says which device it is, and who may use it). It needs no set-up. */
#ifndef PIP_DEBUG_H
#define PIP_DEBUG_H

#ifdef __cplusplus
extern "C" {
#endif

/* Prints a character; a newline as carriage return and newline. Waits until the device can take it. */
void Pip_Debug_Putc(char character);

/* Prints a string as it is: unlike in the C library, no newline is added (Pip's behaviour). */
void Pip_Debug_Puts(const char* string);

/* Print a number in decimal, and in hexadecimal as 0x and all digits of a word. */
void Pip_Debug_PutDec(unsigned long number);
void Pip_Debug_PutHex(unsigned long number);

#ifdef __cplusplus
}
#endif

/* Colours, for terminals that know ANSI escapes. */
#define RED() Pip_Debug_Puts("\x1b[91m")
#define GREEN() Pip_Debug_Puts("\x1b[92m")
#define BLUE() Pip_Debug_Puts("\x1b[34m")
#define NOCOL() Pip_Debug_Puts("\x1b[0m")

#endif
