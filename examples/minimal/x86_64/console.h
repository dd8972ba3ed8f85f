/* The console of a 64-bit PC: COM1, through the kernel's services for ports.
 *
 * A service is called by `syscall` with its number, counted from 0x70000000, in RAX: the arguments are in
 * RDI, RSI, RDX, R10, R8 and R9. The result comes back in RAX, the error code in RDX. RDI, RSI, R8, R9 and
 * R10 return as 0, RCX and R11 as the processor leaves them; all other registers stay as they are. */
#include <stdint.h>

/* Service 0: write a byte to a port. */
static void out_byte(uint64_t port, uint64_t value) {
    uint64_t number = 0x70000000, error;
    __asm__ volatile("syscall"
                     : "+a"(number), "=d"(error), "+D"(port), "+S"(value)
                     :
                     : "rcx", "r8", "r9", "r10", "r11", "cc", "memory");
}

/* Service 1: read a byte from a port. */
static uint64_t in_byte(uint64_t port) {
    uint64_t number = 0x70000001, error; /* the result comes back where the number was */
    __asm__ volatile("syscall"
                     : "+a"(number), "=d"(error), "+D"(port)
                     :
                     : "rcx", "rsi", "r8", "r9", "r10", "r11", "cc", "memory");
    return number;
}

#include "../x86/com1.h"
