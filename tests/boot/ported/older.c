/* The names of the first library. */
#include <pip/compat.h>
#include <pip/stdio.h>

#include "ported.h"

uint32_t try_older_names(word_t begin, word_t end) {
    word_t descriptor, child_page = 0x500000;
    word_t pages[5];
    uint32_t wrong = 0;
    unsigned i;

    initPaging(begin, end);
    for (i = 0; i < 5; ++i) pages[i] = (word_t)allocPage();
    descriptor = pages[0];
    wrong += createPartition(descriptor, pages[1], pages[2], pages[3], pages[4]) != 1;
    wrong += mapPageWrapper((word_t)allocPage(), descriptor, child_page) != 0;
    wrong += countToMap(descriptor, child_page) != 0;
    wrong += prepare(descriptor, child_page, 0) != 0;
    wrong += mapPage((word_t)allocPage(), descriptor, child_page + 0x1000, 1, 1, 1) != 1;
    wrong += mappedInChild(descriptor) != descriptor;
    wrong += unmapPage(descriptor, child_page + 0x1000) != 1;
    wrong += getIntState(descriptor) > 1;
    wrong += setIntState(0) != 0;
    wrong += deletePartition(descriptor) != 1;
    for (i = 0; i < 5; ++i) freePage((void*)pages[i]);

    initVidt((void*)pages[0]);
    registerInterrupt(Pip_AllocContext(), 200, (word_t)&try_older_names, (word_t)allocPage(), 0);
    wrong += VIDT[200] == 0;
    VIDT[200] = 0;
    outb(0x3fb, inb(0x3fb)); /* the console's line control, as it is */
    outw(0x4d0, inw(0x4d0)); /* refused */
    outl(0xcf8, inl(0xcf8));
    outaddr(0x4d0, begin); /* refused */
    puts("ported: older names: ");
    putdec(wrong);
    puts(" wrong, ");
    puthex(wrong);
    putc('\n');
    return wrong;
}
