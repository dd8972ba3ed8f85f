/* Uses what is in the headers of Pip's library: the check is that this compiles without warnings, links, and
 * says the right things. */
#include <pip/api.h>
#include <pip/arch_api.h>
#include <pip/calltable.h>
#include <pip/context.h>
#include <pip/debug.h>
#include <pip/fpinfo.h>
#include <pip/paging.h>
#include <pip/pipcall.h>
#include <pip/piptypes.h>
#include <pip/stdio.h>
#include <pip/string.h>
#include <pip/types.h>
#include <pip/vidt.h>
#include <pip/wrappers.h>

#include "ported.h"

#define CHILD_PAGE 0x500000

#ifdef __arm__
#define TIMER 11
#else
#define TIMER 32
#endif

/* Not 0 and 0: the former lies in .data, the latter in .bss, which is last. */
static uint32_t passed, failed, changed = 7;

static void check(const char* what, word_t actual, word_t expected) {
    if (actual == expected) {
        ++passed;
        return;
    }
    ++failed;
    printf("FAIL %s: " HEX " instead of " HEX " (%d)\n", what, actual, expected, (int)actual);
}

static word_t page(void) { return (word_t)Pip_AllocPage(); }

/* A list of three, which the tables of one level take. */
static word_t three_pages(void) {
    const word_t first = page(), second = page(), third = page();
    *(word_t*)first = second;
    *(word_t*)second = third;
    return first;
}

/* --- calls, by all their names ------------------------------------------------------------------------- */

static void bare_names(void) {
    const apicall_1 one[] = {get_int_state, set_int_state, mappedInChild, deletePartition};
    const apicall_2 two[] = {countToMap, removeVAddr, collect};
    const apicall_3 three = prepare;
    const apicall_5 five[] = {createPartition, yield};
    const apicall_6 six = addVAddr;
    const apicall_0 none = 0;
    const apicall_4 four = 0;
    const word_t descriptor = page(), mapped = page();
    word_t left;

    check("no call has no argument or four", none == 0 && four == 0, 1);
    check("createPartition", five[0](descriptor, page(), page(), page(), page()), 1);
    for (left = 3 * LEVELS; left > 0; left -= 3) {
        check("countToMap", two[0](descriptor, CHILD_PAGE), left);
        check("prepare", three(descriptor, CHILD_PAGE, three_pages()), 1);
    }
    check("addVAddr", six(mapped, descriptor, CHILD_PAGE, 1, 1, 1), 1);
    check("get_int_state", one[0](mapped), ~(word_t)0);
    check("set_int_state", one[1](0), 0);
    check("mappedInChild", one[2](mapped), descriptor);
    check("yield", five[1](descriptor, 0, 49, 0, 0), 5);
    check("removeVAddr", two[1](descriptor, CHILD_PAGE), 1);
    for (left = 0; left < LEVELS; ++left) check("collect", two[2](descriptor, CHILD_PAGE), 1);
    check("deletePartition", one[3](descriptor), 1);
}

static void calls_by_number(void) {
    const word_t descriptor = page(), mapped = page();

    check("CREATEPARTITION", __Arch_APICall(CREATEPARTITION, 5, descriptor, page(), page(), page(), page()),
          1);
    check("COUNTTOMAP", __Arch_APICall(COUNTTOMAP, 2, descriptor, CHILD_PAGE), 3 * LEVELS);
    check("PREPARE", __Arch_APICall(PREPARE, 3, descriptor, CHILD_PAGE, 0), 0);
    check("Pip_MapPageWrapper", Pip_MapPageWrapper(mapped, descriptor, CHILD_PAGE), SUCCESS);
    check("REMOVEVADDR", __Arch_APICall(REMOVEVADDR, 2, descriptor, CHILD_PAGE), 1);
    check("ADDVADDR", __Arch_APICall(ADDVADDR, 6, mapped, descriptor, CHILD_PAGE, 1, 0, 1), 1);
    check("MAPPEDINCHILD", __Arch_APICall(MAPPEDINCHILD, 1, mapped), descriptor);
    check("GET_INT_STATE", __Arch_APICall(GET_INT_STATE, 1, mapped), ~(word_t)0);
    check("SET_INT_STATE", __Arch_APICall(SET_INT_STATE, 1, 0), 0);
    check("YIELD", __Arch_APICall(YIELD, 5, descriptor, 0, 49, 0, 0), 5);
    check("COLLECT", __Arch_APICall(COLLECT, 2, descriptor, CHILD_PAGE), 1); /* still in use */
    check("DELETEPARTITION", __Arch_APICall(DELETEPARTITION, 1, descriptor), 1);
    check("SMPREQUEST", __Arch_APICall(SMPREQUEST, 2, 0, 0), 0);
    check("no call of no argument", __Arch_APICall_0(YIELD), 0);
    check("no call of four", __Arch_APICall(ARCH_INDEPENDANT, 4, 0, 0, 0, 0), 0);
}

static void device_calls(void) {
#ifdef __arm__
    check("serial_putchar", serial_putchar('\n'), 0);
    check("there are no ports", __Arch_APICall(INB, 1, 0x3fd), 0);
#else
    const apicall_1 in[] = {inb, inw, inl};
    const apicall_2 out[] = {outb, outw, outl, outaddrl};
    const word_t address = 0x80000000;
    out[2](0xcf8, address);
    check("inl", in[2](0xcf8), address);
    check("inw", in[1](0xcfc), inl(0xcfc) & 0xffff);
    check("inb", in[0](0xcfc), inw(0xcfc) & 0xff);
    check("OUTL", __Arch_APICall(OUTL, 2, 0xcf8, address), Pip_Outl(0xcf8, address));
    check("INL", __Arch_APICall(INL, 1, 0xcfc), Pip_Inl(0xcfc));
    check("INW", __Arch_APICall(INW, 1, 0xcfc), Pip_Inw(0xcfc));
    check("INB", __Arch_APICall(INB, 1, 0xcfc), Pip_Inb(0xcfc));
    /* The interrupt controller's, which are refused. */
    check("outb", out[0](0x4d0, 0), __Arch_APICall(OUTB, 2, 0x4d0, 0));
    check("outw", out[1](0x4d0, 0), __Arch_APICall(OUTW, 2, 0x4d0, 0));
    check("outaddrl", out[3](0x4d0, page()), __Arch_APICall(OUTADDRL, 2, 0x4d0, page()));
    check("Pip_Outb", Pip_Outb(0x4d0, 0), Pip_Outw(0x4d0, 0));
    check("Pip_Outaddrl", Pip_Outaddrl(0x4d0, page()), 0);
    check("ARCH_DEPENDANT", ARCH_DEPENDANT, OUTB);
#endif
}

static void pip_names(void) {
    enum map_page_wrapper_ret_e failure;
    const word_t descriptor = page();
    word_t first = 0, left;
    boolvaddr prepared;

    check("Pip_CreatePartition", Pip_CreatePartition(descriptor, page(), page(), page(), page()), 1);
    for (left = 3 * LEVELS; left > 0; left -= 3) {
        check("Pip_CountToMap", Pip_CountToMap(descriptor, CHILD_PAGE), left);
        first = three_pages();
        prepared = Pip_Prepare(descriptor, CHILD_PAGE, first);
        check("prepare_success", prepare_success(prepared), 1);
        check("get_prepare_first_unused_page", get_prepare_first_unused_page(prepared), 0);
    }
    check("readable and executable", Pip_MapPageWrapperFlags(page(), descriptor, CHILD_PAGE, 5), SUCCESS);
    check("readable, writable and executable",
          Pip_MapPageWrapperFlags(page(), descriptor, CHILD_PAGE + 0x1000, 7), SUCCESS);
    failure =
        (enum map_page_wrapper_ret_e)Pip_MapPageWrapperFlags(page(), descriptor, CHILD_PAGE + 0x2000, 3);
    check("not readable", failure, FAIL_ADD_VADDR);
    check("no child", Pip_MapPageWrapper(page(), first, CHILD_PAGE), FAIL_PREPARE);
    check("Pip_MappedInChild", Pip_MappedInChild(first), descriptor);
    check("Pip_RemoveVAddr", Pip_RemoveVAddr(descriptor, CHILD_PAGE), 1);
    check("Pip_AddVAddr", Pip_AddVAddr(page(), descriptor, CHILD_PAGE, 1, 1, 1), 1);
    for (left = 0; left < LEVELS; ++left) check("Pip_Collect", Pip_Collect(descriptor, CHILD_PAGE), 1);
    check("Pip_Get_Int_State", Pip_Get_Int_State(descriptor) < 2, 1);
    check("Pip_Set_Int_State", Pip_Set_Int_State(0), 0);
    check("Pip_Yield", Pip_Yield(descriptor, 0, 49, 0, 0), 5);
    Pip_Notify(descriptor, page(), 0); /* refused: the child has no VIDT */
    Pip_Resume();
    check("Pip_DeletePartition", Pip_DeletePartition(descriptor), 1);
    check("the allocator has pages", FAIL_ALLOC_PAGE, 1);
}

/* --- types and text ------------------------------------------------------------------------------------ */

static void contexts(void) {
    user_ctx_t* context = Pip_AllocContext();
#ifdef __arm__
    const arm_ctxreg_t registers[] = {CTX_SP, CTX_LR, CTX_R0, CTX_R1, CTX_R2,  CTX_R3,  CTX_R4,  CTX_R5,
                                      CTX_R6, CTX_R7, CTX_R8, CTX_R9, CTX_R10, CTX_R11, CTX_R12, CTX_PC};
    unsigned i;
    for (i = 0; i < 16; ++i) check("registers in their order", registers[i], i);
    context->spsr = 0x10;
    context->reg[CTX_PC] = 0x700000;
    context->reg[CTX_SP] = 0x3fffe000;
    check("the same register by its name", context->pc, 0x700000);
#elif defined(__x86_64__)
    context->rip = 0x700000;
    context->rflags = 0x202;
    context->rdi = context->rsi = context->rbp = context->rsp = 0;
    context->rbx = context->rdx = context->rcx = context->rax = 0;
    context->r8 = context->r15 = context->fs_base = context->gs_base = 0;
#else
    pushad_regs_t* registers = &context->regs;
    context->eip = 0x700000;
    context->eflags = 0x202;
    registers->edi = registers->esi = registers->ebp = registers->esp = 0;
    registers->ebx = registers->edx = registers->ecx = registers->eax = 0;
    context->nfu[3] = 0;
#endif
    context->pipflags = 0;
    context->valid = 1;
    check("a VIDT's page", VIDT_VADDR % PAGE_SIZE, 0);
}

static void information(const pip_fpinfo* found) {
    const pip_fpinfo_device* device = found->hwinfo.devices;
    const pip_fpinfotag_hw* hardware = &found->hwinfo;
    const enum fpinfo_devicetype types[] = {BUILTIN, PCI, OTHER};
    uint32_t i;

    check("magic", found->magic, FPINFO_MAGIC);
    printf("ported: memory from " HEX " to " HEX ", %d KiB, %s, 0x%08X\n", found->membegin, found->memend,
           (int)((found->memend - found->membegin) / 1024), found->revision, changed);
    for (i = 0; i < hardware->hwcount; ++i) {
        const pip_fpinfo_pci_extendedinfo* pci = device[i].extended_info;
        if (device[i].type == types[1])
            printf("%x %x %x %x, " HEX " to " HEX ", " HEX " to " HEX "\n", pci->device_class,
                   pci->device_subclass, pci->bus, pci->slot, device[i].mmio_begin, device[i].mmio_end,
                   device[i].io_begin, device[i].io_end);
    }
}

static void text(void) {
    char buffer[32];
    const uint32_t number = 0xcafe;
    uint64_t earlier, now;

    check("snprintf",
          (word_t)snprintf(buffer, sizeof buffer, "%x %d %u %c%s", number, number, number, 'a', "bc"), 20);
    check("its text", (word_t)strcmp(buffer, "cafe 51966 51966 abc"), 0);
    check("sprintf", (word_t)sprintf(buffer, "%08X", number), 8);
    check("strlen", (word_t)strlen(buffer), 8);
    memset(buffer, 'x', sizeof buffer);
    memcpy(buffer, "0000CAFE", 9);
    check("memcmp", (word_t)memcmp(buffer, "0000CAFE", 9), 0);
    earlier = time(0);
    check("time", time(&now) == now && now >= earlier, 1);
    Pip_Debug_Putc('\n');
    putchar('\n');
    puts("ported: text\n");
}

/* --- the end: a handler that the timer starts ---------------------------------------------------------- */

INTERRUPT_HANDLER(with_stack) {
    for (;;) continue;
}

INTERRUPT_HANDLER(timer) {
    printf("ported: %d passed, %d failed\n", passed, failed);
#ifndef __arm__
    if (failed == 0) outw(0x604, 0x2000);
#endif
    for (;;) continue;
}

#ifdef __cplusplus
extern "C"
#endif
    void
    _main(pip_fpinfo* found);

void _main(pip_fpinfo* found) {
    printf("ported: a root partition as written for another library\n");
    check("zeros are zeros", passed | failed, 0);
    information(found);
    check("older names", try_older_names(found->membegin, found->memend), 0);
    check("Pip_InitPaging", (word_t)Pip_InitPaging(found->membegin, found->memend), 1);
    Pip_FreePage(Pip_AllocPage());
    check("PGSIZE", PGSIZE, PGMASK + 1);
    bare_names();
    calls_by_number();
    pip_names();
    device_calls();
    contexts();
    text();
    INTERRUPT_REGISTER(201, with_stack, page(), 0);
    check("a handler with a stack of its own", VIDT[201] == &with_stackContext, 1);
    Pip_RegisterInterrupt(&with_stackContext, 202, (word_t)with_stack, page(), 0);
    INTERRUPT_REGISTER(TIMER, timer);
    Pip_Set_Int_State(1);
    for (;;) continue;
}
