/* Port rights, where the architecture has ports: the rest of the nanny does not know them. */
#include "patterns.h"

enum {
    PAIR = 0x3fe,    /* a wide access here touches the next port, too */
    SCRATCH = 0x3ff, /* a register of the console's UART that keeps what is written to it */
    QUIET = 0x2ec,   /* to 0x2ef: of a fourth serial line, which the machine has not got */
    INTERRUPT_CONTROLLER = 0x20,
    PCI_ADDRESS = 0xcf8,
    PCI_DATA = 0xcfc,
    PCI_COMMAND_OF_THE_FIRST_BRIDGE = (int)0x80000004,
    BUS_MASTER = 1 << 2,
};

#define REFUSED(service, call, error)                                                                        \
    must_refuse(#service ", " #error, CALL(service, call), PIP_ERROR_##error, 0)

void try_ports(pip_word_t expected) {
    const pip_word_t in = CALL(IN_BYTE, Pip_Inb_Result(SCRATCH)).error,
                     out = CALL(OUT_BYTE, Pip_Outb_Result(SCRATCH, 0x2a)).error;
    const pip_word_t pair = CALL(IN_WORD, Pip_Inw_Result(PAIR)).error;
    must_equal("the error of reading a port", in,
               expected & SCRATCH_IN ? PIP_ERROR_NONE : PIP_ERROR_PORT_DENIED);
    must_equal("the error of writing to a port", out,
               expected & SCRATCH_OUT ? PIP_ERROR_NONE : PIP_ERROR_PORT_DENIED);
    must_equal("the error of reading two ports at once", pair,
               expected & PAIR_IN ? PIP_ERROR_NONE : PIP_ERROR_PORT_DENIED);
}

static void own_ports(void) {
    const pip_word_t page = borrow();
    must("writing to a port", CALL(OUT_BYTE, Pip_Outb_Result(SCRATCH, 0x5a)), ANY);
    must("reading what was written", CALL(IN_BYTE, Pip_Inb_Result(SCRATCH)), 0x5a);
    must("writing 16 bits", CALL(OUT_WORD, Pip_Outw_Result(QUIET, 0x1234)), ANY);
    must("reading 16 bits", CALL(IN_WORD, Pip_Inw_Result(QUIET)), ANY);
    must("writing 32 bits",
         CALL(OUT_LONG, Pip_Outl_Result(PCI_ADDRESS, (uint32_t)PCI_COMMAND_OF_THE_FIRST_BRIDGE)), ANY);
    must("reading 32 bits", CALL(IN_LONG, Pip_Inl_Result(PCI_ADDRESS)),
         (uint32_t)PCI_COMMAND_OF_THE_FIRST_BRIDGE);
    REFUSED(OUT_WORD, Pip_Outw_Result(PCI_DATA, BUS_MASTER), CONFIGURATION_DENIED);
    REFUSED(OUT_LONG, Pip_Outl_Result(PCI_DATA, BUS_MASTER), CONFIGURATION_DENIED);
    REFUSED(OUT_BYTE, Pip_Outb_Result(INTERRUPT_CONTROLLER, 0x20), PORT_DENIED);
    REFUSED(IN_BYTE, Pip_Inb_Result(INTERRUPT_CONTROLLER), PORT_DENIED);
    REFUSED(IN_WORD, Pip_Inw_Result(INTERRUPT_CONTROLLER), PORT_DENIED);
    REFUSED(IN_LONG, Pip_Inl_Result(INTERRUPT_CONTROLLER - 1), PORT_DENIED);
    must("writing where a page is to a port", CALL(OUT_ADDRESS, Pip_Outaddrl_Result(QUIET, page)), ANY);
    REFUSED(OUT_ADDRESS, Pip_Outaddrl_Result(INTERRUPT_CONTROLLER, page), PORT_DENIED);
    REFUSED(OUT_ADDRESS, Pip_Outaddrl_Result(QUIET, unmapped_page), NOT_MAPPED);
    return_borrowed();
}

void ports(void) {
    own_ports();
    child_t* child = make(0, 0);
    const pip_word_t name = child->descriptor;
    const struct {
        uint32_t first, last, expected;
    } rights[] = {
        /* as every new child has them */
        {PIP_LIMITS_CONSOLE_FIRST, PIP_LIMITS_CONSOLE_LAST, SCRATCH_IN | SCRATCH_OUT | PAIR_IN},
        {1, 0, 0},
        {SCRATCH, SCRATCH, SCRATCH_IN | SCRATCH_OUT},
        {PAIR, SCRATCH, SCRATCH_IN | SCRATCH_OUT | PAIR_IN},
    };
    for (uint32_t i = 0; i < sizeof rights / sizeof *rights; ++i) {
        if (i > 0)
            must("changing a child's ports",
                 CALL(SET_PORTS, Pip_Set_Ports_Result(name, 0, rights[i].first, rights[i].last)), 1);
        must_equal("the outcome of trying ports", order(child, PORTS, rights[i].expected), DONE);
    }
    REFUSED(SET_PORTS, Pip_Set_Ports_Result(name, PIP_LIMITS_PORT_RANGES, 1, 2), BAD_SLOT);
    REFUSED(SET_PORTS, Pip_Set_Ports_Result(name, 1, 0, 0x10000), BAD_RANGE);
    REFUSED(SET_PORTS, Pip_Set_Ports_Result(name, 1, 0, 0xffff), PORT_DENIED);
    REFUSED(SET_PORTS, Pip_Set_Ports_Result(name + PAGE_SIZE / 2, 1, 1, 2), UNALIGNED);
    REFUSED(OUT_ADDRESS, Pip_Outaddrl_Result(QUIET, name), NOT_ACCESSIBLE);
    strip(child);
    take_down(child);
    say("ports: a child has what it was given, no more, and not for longer");
}
