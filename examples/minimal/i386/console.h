/* The console of a PC: COM1, through the kernel's services for ports.
 *
 * A service is called by a far call through the call gate that belongs to it: the arguments lie on the stack,
 * the first one at the lowest address, and the caller takes them off again. The result comes back in EAX, the
 * error code in EDX; ECX returns as 0. */
#include <stdint.h>

/* Selector 0x30: write a byte to a port. */
static void out_byte(uint32_t port, uint32_t value) {
    uint32_t result, error;
    __asm__ volatile("pushl %3\n\t"
                     "pushl %2\n\t"
                     "lcall $0x30, $0\n\t"
                     "addl $8, %%esp"
                     : "=a"(result), "=d"(error)
                     : "ri"(port), "ri"(value)
                     : "ecx", "cc", "memory");
}

/* Selector 0x38: read a byte from a port. */
static uint32_t in_byte(uint32_t port) {
    uint32_t result, error;
    __asm__ volatile("pushl %2\n\t"
                     "lcall $0x38, $0\n\t"
                     "addl $4, %%esp"
                     : "=a"(result), "=d"(error)
                     : "ri"(port)
                     : "ecx", "cc", "memory");
    return result;
}

#include "../x86/com1.h"
