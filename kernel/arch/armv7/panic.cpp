#include "panic.hpp"

#include "console/console.hpp"
#include "console/dump.hpp"
#include "core/control.hpp"
#include "fault_registers.hpp"

using namespace pepin;
using console::print;
using console::print_decimal;
using dump::print_field;

extern "C" const char kernel_stack_guard[], kernel_stack_bottom[], kernel_stack_top[]; // boot.S

struct KernelFrame {
    Word psr, unused;
    Word registers[13];
    Word pc;
};

namespace pepin {

std::optional<Trap> last_trap{};

namespace {

const char* name_of(const Trap& trap) {
    if (trap.interrupt) return "hardware interrupt";
    switch (trap.vector) {
    case PIP_ARMV7_FAULT_UNDEFINED: return "undefined instruction";
    case PIP_ARMV7_FAULT_PREFETCH_ABORT: return "prefetch abort";
    default: return "data abort";
    }
}

// Fault status of the short-descriptor format; bit 10 is its fifth bit. Source: ARM ARM B3.13.3.
const char* name_of_status(Word status) {
    switch ((status & 0xF) | (status >> 6 & 0x10)) {
    case 0x01: return "alignment";
    case 0x02: return "debug event";
    case 0x05: return "no first-level entry";
    case 0x07: return "no page";
    case 0x09:
    case 0x0B: return "domain";
    case 0x0D:
    case 0x0F: return "no right to it";
    default: return "external or other";
    }
}

void print_register(Word number, Word value) {
    print(number % 4 == 0 ? (number == 0 ? "r" : "\nr") : "  r");
    print_decimal(number);
    print_field(number < 10 ? "  " : " ", value);
}

void print_trap(const Trap& trap) {
    print("vector ");
    print_decimal(trap.vector);
    print(" (");
    print(name_of(trap));
    print(")");
    if (!trap.interrupt && trap.vector != PIP_ARMV7_FAULT_UNDEFINED) {
        print_field(", status ", trap.status);
        print(" (");
        print(name_of_status(trap.status));
        constexpr Word by_write = 1U << 11;
        if (trap.vector == PIP_ARMV7_FAULT_DATA_ABORT)
            print((trap.status & by_write) != 0 ? ", write" : ", read");
        print_field("), at ", trap.address);
    }
    print("\n");
}

// What every dump ends with.
[[noreturn]] void end_dump() {
    dump::print_partition();
    print("last fault or interrupt: ");
    if (last_trap)
        print_trap(*last_trap);
    else
        print("none\n");
    dump::end();
}

// The supervisor's stack pointer, from the mode of an exception in supervisor mode.
[[nodiscard]] Word supervisor_stack_pointer() {
    Word sp;
    asm volatile("mrs %0, sp_svc" : "=r"(sp));
    return sp;
}

void print_stack(Word sp) {
    print_field("sp_svc ", sp);
    print(", ");
    if (!dump::print_stack(sp, kernel_stack_bottom, kernel_stack_top)) print("outside of the stack\n");
}

[[noreturn]] void dump_kernel(const KernelFrame& frame, const Trap& trap, const char* what) {
    dump::begin("kernel fault: ");
    print(what);
    print_field(" at ", frame.pc);
    if (trap.address >= reinterpret_cast<Word>(kernel_stack_guard) &&
        trap.address < reinterpret_cast<Word>(kernel_stack_bottom))
        print(", the kernel's stack is full");
    print("\n");
    print_trap(trap);
    for (Word i = 0; i < 13; ++i) print_register(i, frame.registers[i]);
    print_field("\npsr ", frame.psr);
    print("\n");
    print_stack(supervisor_stack_pointer());
    end_dump();
}

} // namespace

void dump_partition(const Trap& trap) {
    const auto word = [](Word offset) { return processor_context.words[offset / sizeof(Word)]; };
    dump::begin(name_of(trap));
    print_field(current_partition().is_root() ? " in root at " : " in a partition at ",
                word(PIP_ARMV7_CONTEXT_PC));
    print(", nobody takes it\n");
    print_trap(trap);
    for (Word i = 0; i < 13; ++i) print_register(i, word(PIP_ARMV7_CONTEXT_R0 + 4 * i));
    print_field("\nsp ", word(PIP_ARMV7_CONTEXT_SP));
    print_field("  lr ", word(PIP_ARMV7_CONTEXT_LR));
    print_field("  pc ", word(PIP_ARMV7_CONTEXT_PC));
    print_field("  psr ", word(PIP_ARMV7_CONTEXT_SPSR));
    print_field("\nttbr0 ", current_root_table());
    print("\n");
    end_dump();
}

} // namespace pepin

void handle_kernel_undefined(const KernelFrame* frame) {
    dump_kernel(*frame, {PIP_ARMV7_FAULT_UNDEFINED, 0, frame->pc - 4}, "undefined instruction");
}

void handle_kernel_prefetch_abort(const KernelFrame* frame) {
    const FaultRegisters found = instruction_fault();
    dump_kernel(*frame, {PIP_ARMV7_FAULT_PREFETCH_ABORT, found.status, found.address}, "prefetch abort");
}

void handle_kernel_data_abort(const KernelFrame* frame) {
    const FaultRegisters found = data_fault();
    dump_kernel(*frame, {PIP_ARMV7_FAULT_DATA_ABORT, found.status, found.address}, "data abort");
}

void handle_kernel_interrupt(const KernelFrame* frame) { dump_kernel(*frame, {0, 0, 0, true}, "interrupt"); }

void handle_kernel_exception(const KernelFrame* frame) {
    dump_kernel(*frame, {0, 0, 0}, "an exception that cannot occur");
}

void architecture_halt() {
    // Data accesses become big-endian, as they are nowhere else in the kernel: every exception makes them
    // little-endian. Who looks at the registers tells by it that the kernel has stopped; its last words alone
    // could be a partition's.
    for (;;) asm volatile("cpsid aif\n\tsetend be\n\twfi");
}
