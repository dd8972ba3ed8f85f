#include "pip/calltable.h"

#include "console.h"

/* BARE_n defines a function of n arguments under a bare name. Weak, for older programs with a function of
 * such a name, which they mean to call. */
#define BARE_1(name, service)                                                                                \
    __attribute__((weak)) uint32_t name(uint32_t a) { return service(a); }
#define BARE_2(name, service)                                                                                \
    __attribute__((weak)) uint32_t name(uint32_t a, uint32_t b) { return service(a, b); }
#define BARE_3(name, service)                                                                                \
    __attribute__((weak)) uint32_t name(uint32_t a, uint32_t b, uint32_t c) { return service(a, b, c); }
#define BARE_5(name, service)                                                                                \
    __attribute__((weak)) uint32_t name(uint32_t a, uint32_t b, uint32_t c, uint32_t d, uint32_t e) {        \
        return service(a, b, c, d, e);                                                                       \
    }
#define BARE_6(name, service)                                                                                \
    __attribute__((weak)) uint32_t name(uint32_t a, uint32_t b, uint32_t c, uint32_t d, uint32_t e,          \
                                        uint32_t f) {                                                        \
        return service(a, b, c, d, e, f);                                                                    \
    }

BARE_5(createPartition, Pip_CreatePartition)
BARE_2(countToMap, Pip_CountToMap)
BARE_3(prepare, Pip_Prepare)
BARE_6(addVAddr, Pip_AddVAddr)
BARE_1(get_int_state, Pip_Get_Int_State)
BARE_1(set_int_state, Pip_Set_Int_State)
BARE_2(removeVAddr, Pip_RemoveVAddr)
BARE_1(mappedInChild, Pip_MappedInChild)
BARE_1(deletePartition, Pip_DeletePartition)
BARE_2(collect, Pip_Collect)
BARE_5(yield, Pip_Yield)

#ifdef __arm__
__attribute__((weak)) uint32_t serial_putchar(uint32_t character) {
    pip_console_send((char)character);
    return 0;
}
#else
BARE_2(outb, Pip_Outb)
BARE_1(inb, Pip_Inb)
BARE_2(outw, Pip_Outw)
BARE_1(inw, Pip_Inw)
BARE_2(outl, Pip_Outl)
BARE_1(inl, Pip_Inl)
BARE_2(outaddrl, Pip_Outaddrl)
#endif
