/* The kernel's own service, which Pip has too: a device page would be one partition's at a time. */
#include "console.h"

#include "pip/abi.h"

#define TEXT(number) #number
#define SVC(number) "svc #" TEXT(number)

void pip_console_send(char character) {
    register unsigned word __asm__("r0") = (unsigned char)character;
    __asm__ volatile(SVC(PIP_ARMV7_SVC_PUT_CHARACTER) : "+r"(word) : : "memory");
}
