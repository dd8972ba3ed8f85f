#include "panic.hpp"

#include "arch/x86/registers.hpp"
#include "console/console.hpp"
#include "core/control.hpp"
#include "entry.h"
#include "tss.hpp"

using namespace pepin;
using console::print;
using console::print_decimal;
using console::print_hexadecimal;

extern "C" const char kernel_stack_bottom[], kernel_stack_top[]; // boot.S

struct KernelFrame {
    Word edi, esi, ebp, esp, ebx, edx, ecx, eax; // pushal
    Word vector, error_code, eip, cs, eflags;
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

struct Registers {
    Word eax, ebx, ecx, edx, esi, edi, ebp, esp, eip, eflags;
};

void print_field(const char* name, Word value) {
    print(name);
    print_hexadecimal(value);
}

void print_registers(const Registers& registers) {
    print_field("eax ", registers.eax);
    print_field("  ebx ", registers.ebx);
    print_field("  ecx ", registers.ecx);
    print_field("  edx ", registers.edx);
    print_field("\nesi ", registers.esi);
    print_field("  edi ", registers.edi);
    print_field("  ebp ", registers.ebp);
    print_field("  esp ", registers.esp);
    print_field("\neip ", registers.eip);
    print_field("  eflags ", registers.eflags);
    print_field("  cr2 ", read_cr2());
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
        constexpr Word protection = 1, write = 2, user = 4;
        print((trap.error_code & write) != 0 ? ", write" : ", read");
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

[[nodiscard]] Registers registers_of(const ProcessorContext& context) {
    const auto word = [&](Word offset) { return context.words[offset / sizeof(Word)]; };
    return {word(PIP_CONTEXT_EAX), word(PIP_CONTEXT_EBX),   word(PIP_CONTEXT_ECX), word(PIP_CONTEXT_EDX),
            word(PIP_CONTEXT_ESI), word(PIP_CONTEXT_EDI),   word(PIP_CONTEXT_EBP), word(PIP_CONTEXT_ESP),
            word(PIP_CONTEXT_EIP), word(PIP_CONTEXT_EFLAGS)};
}

// Return addresses are among the topmost words of the kernel's stack.
void print_stack(Word esp) {
    constexpr Word most = 24;
    const Word top = reinterpret_cast<Word>(kernel_stack_top);
    const Word bottom = reinterpret_cast<Word>(kernel_stack_bottom);
    if (esp % sizeof(Word) != 0 || esp < bottom || esp > top) return print("the stack pointer is bad\n");
    print("stack:");
    Word count = 0;
    for (Word address = esp; address < top && count < most; address += sizeof(Word), ++count)
        print_field(" ", *reinterpret_cast<const Word*>(address));
    print("\n");
}

} // namespace

void dump_partition(const Trap& trap) {
    begin(name_of(trap.vector));
    print(current_partition().is_root() ? " in root at " : " in a partition at ");
    print_hexadecimal(processor_context.words[PIP_CONTEXT_EIP / sizeof(Word)]);
    print(", nobody takes it\n");
    print_trap(trap);
    print_registers(registers_of(processor_context));
    end();
}

} // namespace pepin

void handle_kernel_fault(const KernelFrame* frame) {
    begin("kernel fault: ");
    print(name_of(frame->vector));
    print_field(" at ", frame->eip);
    print("\n");
    print_trap({frame->vector, frame->error_code, read_cr2()});
    const Word esp = reinterpret_cast<Word>(frame + 1);
    print_registers({frame->eax, frame->ebx, frame->ecx, frame->edx, frame->esi, frame->edi, frame->ebp, esp,
                     frame->eip, frame->eflags});
    print_stack(esp);
    end();
}

void handle_double_fault() {
    begin("kernel fault: double fault, most likely the kernel's stack is full, at ");
    print_hexadecimal(task_state.eip);
    print("\n");
    const TaskState& task = task_state;
    print_registers({task.eax, task.ebx, task.ecx, task.edx, task.esi, task.edi, task.ebp, task.esp, task.eip,
                     task.eflags});
    print_stack(task.esp);
    end();
}
