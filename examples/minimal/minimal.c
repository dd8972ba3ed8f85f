/* The smallest partition: no library, nothing but the kernel's services, called as any binary can call them
 * (console.h, in a folder for each architecture). */
#include "console.h"

static void print(const char* text) {
    for (; *text; ++text) print_character(*text);
}

/* The image is entered at its first byte, which is where the linker script puts this section. The kernel has
 * set up a stack of at least one page.
 * */
__attribute__((section(".text.entry"), noreturn, used)) void _start(void);

void _start(void) {
    print("Hello World !\r\n");
    for (;;) continue;
}
