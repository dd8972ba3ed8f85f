#include "panic.hpp"

#include "arch/x86/registers.hpp"
#include "console/console.hpp"
#include "console/dump.hpp"
#include "core/control.hpp"
#include "entry.h"

using namespace pepin;
using console::print;
using dump::print_field;

extern "C" const char kernel_stack_bottom[], kernel_stack_top[]; // boot.S

struct KernelFrame {
    Word r15, r14, r13, r12, r11, r10, r9, r8, rbp, rdi, rsi, rdx, rcx, rbx, rax;
    Word vector, error_code, rip, cs, rflags, rsp, ss;
};

namespace {

// Where a register is in a frame, and in a context.
struct Place {
    const char* name;
    Word KernelFrame::* in_frame;
    Word in_context; // bytes
};
constexpr Place places[] = {{"rax", &KernelFrame::rax, PIP_X86_64_CONTEXT_RAX},
                            {"rbx", &KernelFrame::rbx, PIP_X86_64_CONTEXT_RBX},
                            {"rcx", &KernelFrame::rcx, PIP_X86_64_CONTEXT_RCX},
                            {"rdx", &KernelFrame::rdx, PIP_X86_64_CONTEXT_RDX},
                            {"rsi", &KernelFrame::rsi, PIP_X86_64_CONTEXT_RSI},
                            {"rdi", &KernelFrame::rdi, PIP_X86_64_CONTEXT_RDI},
                            {"rbp", &KernelFrame::rbp, PIP_X86_64_CONTEXT_RBP},
                            {"rsp", &KernelFrame::rsp, PIP_X86_64_CONTEXT_RSP},
                            {"r8 ", &KernelFrame::r8, PIP_X86_64_CONTEXT_R8},
                            {"r9 ", &KernelFrame::r9, PIP_X86_64_CONTEXT_R9},
                            {"r10", &KernelFrame::r10, PIP_X86_64_CONTEXT_R10},
                            {"r11", &KernelFrame::r11, PIP_X86_64_CONTEXT_R11},
                            {"r12", &KernelFrame::r12, PIP_X86_64_CONTEXT_R12},
                            {"r13", &KernelFrame::r13, PIP_X86_64_CONTEXT_R13},
                            {"r14", &KernelFrame::r14, PIP_X86_64_CONTEXT_R14},
                            {"r15", &KernelFrame::r15, PIP_X86_64_CONTEXT_R15},
                            {"rip", &KernelFrame::rip, PIP_X86_64_CONTEXT_RIP},
                            {"rflags", &KernelFrame::rflags, PIP_X86_64_CONTEXT_RFLAGS}};

template <class Read> void print_registers(Read read) {
    constexpr std::size_t count = sizeof places / sizeof places[0];
    constexpr Word in_a_line = 3;
    std::array<dump::Register, count + 2> all{};
    for (std::size_t i = 0; i < count; ++i) all[i] = {places[i].name, read(places[i])};
    all[count] = {"cr2", read_cr2()};
    all[count + 1] = {"cr3", read_cr3()};
    dump::print_registers(all, in_a_line);
}

} // namespace

void pepin::dump_partition(const Trap& trap) {
    begin_dump_of_partition(trap, processor_context.words[PIP_X86_64_CONTEXT_RIP / sizeof(Word)]);
    print_registers(
        [](const Place& place) { return processor_context.words[place.in_context / sizeof(Word)]; });
    end_dump();
}

void handle_kernel_fault(const KernelFrame* frame) {
    constexpr Word privilege = 3;
    // What the machine does to a partition is the partition's no more than the kernel's.
    dump::begin((frame->cs & privilege) == 0 ? "kernel fault: " : "machine fault, while a partition ran: ");
    print(name_of_vector(frame->vector));
    if (frame->vector == VECTOR_DOUBLE_FAULT) print(", most likely the kernel's stack is full,");
    print_field(" at ", frame->rip);
    print("\n");
    print_trap({frame->vector, frame->error_code, read_cr2()});
    print_registers([&](const Place& place) { return frame->*place.in_frame; });
    if (!dump::print_stack(frame->rsp, kernel_stack_bottom, kernel_stack_top))
        print("the stack pointer is none of the kernel's\n");
    end_dump();
}
