/* The console on ARMv7: a service of the kernel's own.
 *
 * A service is called by `svc` with its number in the instruction: the arguments are in r0 to r5, the result
 * comes back in r0, and all other registers stay as they are. */

/* Number 11: print a character. */
static void print_character(char character) {
    register unsigned word __asm__("r0") = (unsigned char)character;
    __asm__ volatile("svc #11" : "+r"(word) : : "memory");
}
