/* A root partition: it has all memory that the kernel does not need, and the ports (on ARMv7 the registers of
 * devices) that the kernel knows to be harmless. */
#include <pip/fpinfo.h>
#include <pip/paging.h>
#include <pip/power.h>
#include <pip/stdio.h>

void main(const pip_fpinfo* information) {
    if (information->magic != FPINFO_MAGIC || !Pip_InitPaging(information->membegin, information->memend)) {
        printf("The boot information makes no sense: magic 0x%zx, memory 0x%zx to 0x%zx\n",
               information->magic, information->membegin, information->memend);
        for (;;) continue;
    }
    printf("Hello from a partition of %s!\n", information->revision);
    printf("There are %u free pages of 4 KiB, from 0x%zx on.\n", Pip_FreePageCount(), information->membegin);
    Pip_Power_Off();
}
