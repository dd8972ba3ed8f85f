#include "arch/x86/trap.hpp"

#include "console/console.hpp"
#include "console/dump.hpp"
#include "core/partition.hpp"
#include "entry.h"

namespace pepin {

using console::print;
using dump::print_field;

std::optional<Trap> last_trap{};

namespace {

constexpr const char* vector_names[] = {"divide error",
                                        "debug exception",
                                        "non-maskable interrupt",
                                        "breakpoint",
                                        "overflow",
                                        "bound range exceeded",
                                        "invalid opcode",
                                        "floating point not available",
                                        "double fault",
                                        "coprocessor segment overrun",
                                        "invalid task state",
                                        "segment not present",
                                        "stack fault",
                                        "general protection fault",
                                        "page fault",
                                        "reserved exception",
                                        "floating-point error",
                                        "alignment check",
                                        "machine check",
                                        "SIMD floating-point error",
                                        "virtualization exception"};

} // namespace

const char* name_of_vector(Word vector) {
    if (vector < sizeof vector_names / sizeof vector_names[0]) return vector_names[vector];
    if (vector < PIP_VIDT_FIRST_INTERRUPT) return "reserved exception";
    return vector < PIP_VIDT_FIRST_SOFTWARE ? "hardware interrupt" : "software interrupt";
}

void print_trap(const Trap& trap) {
    print("vector ");
    console::print_decimal(trap.vector);
    print(" (");
    print(name_of_vector(trap.vector));
    print_field("), error code ", trap.error_code);
    if (trap.vector == VECTOR_PAGE_FAULT) {
        // the last one only where pages have a right to execute
        constexpr Word protection = 1, write = 2, user = 4, fetch = 16;
        print((trap.error_code & fetch) != 0   ? ", execution"
              : (trap.error_code & write) != 0 ? ", write"
                                               : ", read");
        print((trap.error_code & user) != 0 ? " by user mode" : " by the kernel");
        print((trap.error_code & protection) != 0 ? " without the right, at "
                                                  : " of a page that is not present, at ");
        console::print_hexadecimal(trap.address);
    }
    print("\n");
}

void begin_dump_of_partition(const Trap& trap, Word instruction) {
    dump::begin(name_of_vector(trap.vector));
    print_field(current_partition().is_root() ? " in root at " : " in a partition at ", instruction);
    print(", nobody takes it\n");
    print_trap(trap);
}

void end_dump() {
    dump::print_partition();
    print("last fault or interrupt: ");
    if (last_trap)
        print_trap(*last_trap);
    else
        print("none\n");
    dump::end();
}

} // namespace pepin
