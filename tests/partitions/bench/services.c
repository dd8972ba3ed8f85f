/* What each service costs, where it succeeds and where it refuses for the commonest reason, by both ways in.
 */
#include "bench.h"

#include <pip/string.h>

void make_scratch(scratch_t* scratch) {
    for (uint32_t i = 0; i < sizeof scratch->pages / sizeof scratch->pages[0]; ++i)
        scratch->pages[i] = page();
}

static void measure_call(const char* name, uint32_t way, uint32_t service, uint32_t count,
                         const pip_word_t* arguments, pip_word_t value, pip_word_t error) {
    measured_t measured;
    call_service(&measured, way, service, count, arguments);
    if (measured.value != value || (ways[way].tells_error && measured.error != error)) stop(name);
    note(name, ways[way].suffix, measured.instructions);
}

#define MEASURE(name, service, value, error, ...)                                                            \
    measure_call(name, way, PIP_SERVICE_##service, sizeof((pip_word_t[]){__VA_ARGS__}) / sizeof(pip_word_t), \
                 (const pip_word_t[]){__VA_ARGS__}, value, PIP_ERROR_##error)

/* Only a PC has ports. */
static void measure_ports(uint32_t way, pip_word_t descriptor, pip_word_t address) {
    enum {
        SCRATCH_REGISTER = 0x3ff /* of the UART: it does nothing */,
        INTERRUPT_CONTROLLER = 0x20,
        CONSOLE = 0x3f8
    };
    if (!has_ports) return;
    measured_t first;
    /* The emulator counts differently when it first meets an access to a device. */
    call_service(&first, way, PIP_SERVICE_OUT_BYTE, 2, (const pip_word_t[]){SCRATCH_REGISTER, 0x5a});
    call_service(&first, way, PIP_SERVICE_IN_BYTE, 1, (const pip_word_t[]){SCRATCH_REGISTER});
    MEASURE("in_byte", IN_BYTE, 0x5a, NONE, SCRATCH_REGISTER);
    MEASURE("in_byte_refused", IN_BYTE, 0, PORT_DENIED, INTERRUPT_CONTROLLER);
    MEASURE("out_byte", OUT_BYTE, 0, NONE, SCRATCH_REGISTER, 0x5a);
    MEASURE("out_byte_refused", OUT_BYTE, 0, PORT_DENIED, INTERRUPT_CONTROLLER, 0);
    MEASURE("in_word_refused", IN_WORD, 0, PORT_DENIED, INTERRUPT_CONTROLLER);
    MEASURE("out_word_refused", OUT_WORD, 0, PORT_DENIED, INTERRUPT_CONTROLLER, 0);
    MEASURE("in_long_refused", IN_LONG, 0, PORT_DENIED, INTERRUPT_CONTROLLER);
    MEASURE("out_long_refused", OUT_LONG, 0, PORT_DENIED, INTERRUPT_CONTROLLER, 0);
    MEASURE("out_address_refused", OUT_ADDRESS, 0, PORT_DENIED, INTERRUPT_CONTROLLER, address);
    MEASURE("set_ports", SET_PORTS, 1, NONE, descriptor, 0, CONSOLE, SCRATCH_REGISTER);
    MEASURE("set_ports_refused", SET_PORTS, 0, NOT_A_CHILD, address, 0, CONSOLE, SCRATCH_REGISTER);
}

/* `child` has tables for the page behind its stack's, and no page there. */
static void measure_by(uint32_t way, const child_t* measured, const scratch_t* scratch) {
    const pip_word_t child = measured->descriptor, mapped_at = CHILD_STACK + PAGE;
    const pip_word_t *pages = scratch->pages, mine = pages[8], stranger = mine;
    measure_ports(way, child, mine);
    MEASURE("get_int_state", GET_INT_STATE, Pip_Get_Int_State(child), NONE, child);
    MEASURE("get_int_state_refused", GET_INT_STATE, PIP_WORD_MAX, NOT_A_CHILD, stranger);
    MEASURE("set_int_state", SET_INT_STATE, 0, NONE, 0);
    MEASURE("count_to_map", COUNT_TO_MAP, 0, NONE, child, mapped_at);
    MEASURE("count_to_map_refused", COUNT_TO_MAP, 0, NOT_A_CHILD, stranger, mapped_at);
    MEASURE("mapped_in_child", MAPPED_IN_CHILD, 0, NONE, mine);
    MEASURE("mapped_in_child_refused", MAPPED_IN_CHILD, 0, UNALIGNED, mine + 1);
    if (has_execute_right) {
        MEASURE("add_vaddr_data", ADD_VADDR, 1, NONE, mine, child, mapped_at, 1, 1, 0);
        MEASURE("remove_vaddr", REMOVE_VADDR, 1, NONE, child, mapped_at);
    }
    MEASURE("add_vaddr", ADD_VADDR, 1, NONE, mine, child, mapped_at, 1, 1, 1);
    MEASURE("add_vaddr_refused", ADD_VADDR, 0, HANDED_ON, mine, child, mapped_at, 1, 1, 1);
    MEASURE("collect_refused", COLLECT, 1, TABLE_IN_USE, child, mapped_at);
    MEASURE("remove_vaddr", REMOVE_VADDR, 1, NONE, child, mapped_at);
    MEASURE("remove_vaddr_refused", REMOVE_VADDR, 0, CHILD_NOT_MAPPED, child, mapped_at);
    *(pip_word_t*)pages[0] = pages[1];
    *(pip_word_t*)pages[1] = pages[2];
    *(pip_word_t*)pages[2] = 0;
    MEASURE("prepare_refused", PREPARE, 0, LIST_TOO_SHORT, child, SPARE_PAGE, 0);
    MEASURE("prepare", PREPARE, 1, NONE, child, SPARE_PAGE, pages[0]);
    MEASURE("collect", COLLECT, 1, NONE, child, SPARE_PAGE);
    MEASURE("create_partition", CREATE_PARTITION, 1, NONE, pages[3], pages[4], pages[5], pages[6], pages[7]);
    MEASURE("create_partition_refused", CREATE_PARTITION, 0, NOT_ACCESSIBLE, pages[3], pages[4], pages[5],
            pages[6], pages[7]);
    MEASURE("delete_partition_empty", DELETE_PARTITION, 1, NONE, pages[3]);
    MEASURE("delete_partition_refused", DELETE_PARTITION, 0, NOT_A_CHILD, pages[3]);
    /* A child that is not there yet, or no longer: its entry is empty. */
    MEASURE("yield_refused", YIELD, 8, TARGET_CONTEXT, child, ENTRY_NULL, ENTRY_SAVED, 0, 0);
}

void measure_services(const child_t* child, const scratch_t* scratch) {
    for (uint32_t round = 0; round < ROUNDS; ++round)
        for (uint32_t way = 0; way < WAYS; ++way) measure_by(way, child, scratch);
}

/* The dearest single call on the way to the end of a child, how many calls it takes, and all of them
 * together. */
void measure_deletion(const char* name, pip_word_t descriptor) {
    uint32_t longest = 0, total = 0, calls = 0;
    measured_t last;
    do {
        call_service(&last, 0, PIP_SERVICE_DELETE_PARTITION, 1, &descriptor);
        total += last.instructions;
        ++calls;
        if (last.instructions > longest) longest = last.instructions;
    } while (!last.value && Pip_Get_Int_State(descriptor) == PIP_WORD_MAX &&
             Pip_Last_Error() == PIP_ERROR_CHILD_DYING);
    need(last.value, "deletePartition does not come to an end");
    note(name, "_calls", calls);
    note(name, "_longest_call", longest);
    note(name, "_total", total);
}

/* By ways that tell errors: Pip's own numbers on ARMv7 have no such services. */
void measure_supervision(void) {
    for (uint32_t round = 0; round < ROUNDS; ++round)
        for (uint32_t way = 0; way < WAYS; ++way)
            if (ways[way].tells_error)
                MEASURE("set_line_refused", SET_LINE, 0, BAD_LINE, PIP_INTERRUPT_LINES, 0);
}
