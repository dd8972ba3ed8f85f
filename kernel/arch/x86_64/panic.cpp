#include "panic.hpp"

#include "arch/x86/registers.hpp"
#include "console/console.hpp"
#include "core/control.hpp"
#include "entry.h"

using namespace pepin;
using console::print;
using console::print_decimal;
using console::print_hexadecimal;

extern "C" const char kernel_stack_bottom[], kernel_stack_top[]; // boot.S

struct KernelFrame {
    Word r15, r14, r13, r12, r11, r10, r9, r8, rbp, rdi, rsi, rdx, rcx, rbx, rax;
    Word vector, error_code, rip, cs, rflags, rsp, ss;
};

namespace pepin {

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

const char* name_of(Word vector) {
    if (vector < sizeof vector_names / sizeof vector_names[0]) return vector_names[vector];
    if (vector < PIP_VIDT_FIRST_INTERRUPT) return "reserved exception";
    return vector < PIP_VIDT_FIRST_SOFTWARE ? "hardware interrupt" : "software interrupt";
}

void print_field(const char* name, Word value) {
    print(name);
    print_hexadecimal(value);
}

void print_registers(const KernelFrame& frame) {
    print_field("rax ", frame.rax);
    print_field("  rbx ", frame.rbx);
    print_field("  rcx ", frame.rcx);
    print_field("\nrdx ", frame.rdx);
    print_field("  rsi ", frame.rsi);
    print_field("  rdi ", frame.rdi);
    print_field("\nrbp ", frame.rbp);
    print_field("  rsp ", frame.rsp);
    print_field("  r8  ", frame.r8);
    print_field("\nr9  ", frame.r9);
    print_field("  r10 ", frame.r10);
    print_field("  r11 ", frame.r11);
    print_field("\nr12 ", frame.r12);
    print_field("  r13 ", frame.r13);
    print_field("  r14 ", frame.r14);
    print_field("\nr15 ", frame.r15);
    print_field("  rip ", frame.rip);
    print_field("  rflags ", frame.rflags);
    print_field("\ncr2 ", read_cr2());
    print_field("  cr3 ", read_cr3());
    print("\n");
}

void print_trap(const Trap& trap) {
    print("vector ");
    print_decimal(trap.vector);
    print(" (");
    print(name_of(trap.vector));
    print_field("), error code ", trap.error_code);
    if (trap.vector == VECTOR_PAGE_FAULT) {
        constexpr Word protection = 1, write = 2, user = 4, fetch = 16;
        print((trap.error_code & fetch) != 0   ? ", execution"
              : (trap.error_code & write) != 0 ? ", write"
                                               : ", read");
        print((trap.error_code & user) != 0 ? " by user mode" : " by the kernel");
        print((trap.error_code & protection) != 0 ? " without the right, at "
                                                  : " of a page that is not present, at ");
        print_hexadecimal(trap.address);
    }
    print("\n");
}

// Root, then of each partition on the way down the page at which its parent maps the descriptor.
void print_path(Partition partition) {
    Word descriptors[maximum_depth];
    Word depth = 0;
    const Word state = partition.interrupt_state();
    for (; depth < maximum_depth && !partition.is_root(); partition = partition.parent())
        descriptors[depth++] = partition.page_in_parent().address();
    print("root");
    while (depth > 0) print_field("/", descriptors[--depth]);
    print_field(", interrupt state ", state);
}

// The first line of a dump. The line's settings may be a partition's by now; and where the dump itself goes
// wrong, the second one says nothing.
void begin(const char* what) {
    static bool dumping = false;
    if (dumping) architecture_halt();
    dumping = true;
    console_initialise();
    print(panic_begin);
    print(what);
}

[[noreturn]] void end() {
    print("partition: ");
    if (kernel_state.current == no_frame)
        print("none yet");
    else
        print_path(current_partition());
    print("\nlast fault or interrupt: ");
    if (last_trap)
        print_trap(*last_trap);
    else
        print("none\n");
    print(panic_end);
    architecture_halt();
}

[[nodiscard]] KernelFrame frame_of(const ProcessorContext& context) {
    const auto word = [&](Word offset) { return context.words[offset / sizeof(Word)]; };
    KernelFrame frame{};
    frame.rax = word(PIP_X86_64_CONTEXT_RAX);
    frame.rbx = word(PIP_X86_64_CONTEXT_RBX);
    frame.rcx = word(PIP_X86_64_CONTEXT_RCX);
    frame.rdx = word(PIP_X86_64_CONTEXT_RDX);
    frame.rsi = word(PIP_X86_64_CONTEXT_RSI);
    frame.rdi = word(PIP_X86_64_CONTEXT_RDI);
    frame.rbp = word(PIP_X86_64_CONTEXT_RBP);
    frame.rsp = word(PIP_X86_64_CONTEXT_RSP);
    frame.r8 = word(PIP_X86_64_CONTEXT_R8);
    frame.r9 = word(PIP_X86_64_CONTEXT_R9);
    frame.r10 = word(PIP_X86_64_CONTEXT_R10);
    frame.r11 = word(PIP_X86_64_CONTEXT_R11);
    frame.r12 = word(PIP_X86_64_CONTEXT_R12);
    frame.r13 = word(PIP_X86_64_CONTEXT_R13);
    frame.r14 = word(PIP_X86_64_CONTEXT_R14);
    frame.r15 = word(PIP_X86_64_CONTEXT_R15);
    frame.rip = word(PIP_X86_64_CONTEXT_RIP);
    frame.rflags = word(PIP_X86_64_CONTEXT_RFLAGS);
    return frame;
}

// Return addresses are among the topmost words of the kernel's stack.
void print_stack(Word stack) {
    constexpr Word most = 24;
    const Word top = reinterpret_cast<Word>(kernel_stack_top);
    const Word bottom = reinterpret_cast<Word>(kernel_stack_bottom);
    if (stack % sizeof(Word) != 0 || stack < bottom || stack > top)
        return print("the stack pointer is none of the kernel's\n");
    print("stack:");
    Word count = 0;
    for (Word address = stack; address < top && count < most; address += sizeof(Word), ++count)
        print_field(" ", *reinterpret_cast<const Word*>(address));
    print("\n");
}

} // namespace

void dump_partition(const Trap& trap) {
    begin(name_of(trap.vector));
    print(current_partition().is_root() ? " in root at " : " in a partition at ");
    print_hexadecimal(processor_context.words[PIP_X86_64_CONTEXT_RIP / sizeof(Word)]);
    print(", nobody takes it\n");
    print_trap(trap);
    print_registers(frame_of(processor_context));
    end();
}

} // namespace pepin

void handle_kernel_fault(const KernelFrame* frame) {
    begin("kernel fault: ");
    print(name_of(frame->vector));
    if (frame->vector == VECTOR_DOUBLE_FAULT) print(", most likely the kernel's stack is full,");
    print_field(" at ", frame->rip);
    print("\n");
    print_trap({frame->vector, frame->error_code, read_cr2()});
    print_registers(*frame);
    print_stack(frame->rsp);
    end();
}
