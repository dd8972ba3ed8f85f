#include "panic.hpp"

#include "arch/x86/registers.hpp"
#include "console/console.hpp"
#include "console/dump.hpp"
#include "core/control.hpp"
#include "tss.hpp"

using namespace pepin;
using console::print;
using dump::print_field;

extern "C" const char kernel_stack_bottom[], kernel_stack_top[]; // boot.S

struct KernelFrame {
    Word edi, esi, ebp, esp, ebx, edx, ecx, eax; // pushal
    Word vector, error_code, eip, cs, eflags;
};

namespace {

struct Registers {
    Word eax, ebx, ecx, edx, esi, edi, ebp, esp, eip, eflags;
};

void print_registers(const Registers& registers) {
    const dump::Register all[] = {
        {"eax", registers.eax}, {"ebx", registers.ebx},       {"ecx", registers.ecx}, {"edx", registers.edx},
        {"esi", registers.esi}, {"edi", registers.edi},       {"ebp", registers.ebp}, {"esp", registers.esp},
        {"eip", registers.eip}, {"eflags", registers.eflags}, {"cr2", read_cr2()},    {"cr3", read_cr3()}};
    constexpr Word in_a_line = 4;
    dump::print_registers(all, in_a_line);
}

[[nodiscard]] Registers registers_of(const ProcessorContext& context) {
    const auto word = [&](Word offset) { return context.words[offset / sizeof(Word)]; };
    return {word(PIP_CONTEXT_EAX), word(PIP_CONTEXT_EBX),   word(PIP_CONTEXT_ECX), word(PIP_CONTEXT_EDX),
            word(PIP_CONTEXT_ESI), word(PIP_CONTEXT_EDI),   word(PIP_CONTEXT_EBP), word(PIP_CONTEXT_ESP),
            word(PIP_CONTEXT_EIP), word(PIP_CONTEXT_EFLAGS)};
}

void print_stack(Word esp) {
    if (!dump::print_stack(esp, kernel_stack_bottom, kernel_stack_top)) print("the stack pointer is bad\n");
}

} // namespace

void pepin::dump_partition(const Trap& trap) {
    begin_dump_of_partition(trap, processor_context.words[PIP_CONTEXT_EIP / sizeof(Word)]);
    print_registers(registers_of(processor_context));
    end_dump();
}

void handle_kernel_fault(const KernelFrame* frame) {
    dump::begin("kernel fault: ");
    print(name_of_vector(frame->vector));
    print_field(" at ", frame->eip);
    print("\n");
    print_trap({frame->vector, frame->error_code, read_cr2()});
    const Word esp = reinterpret_cast<Word>(frame + 1);
    print_registers({frame->eax, frame->ebx, frame->ecx, frame->edx, frame->esi, frame->edi, frame->ebp, esp,
                     frame->eip, frame->eflags});
    print_stack(esp);
    end_dump();
}

void handle_double_fault() {
    dump::begin("kernel fault: double fault, most likely the kernel's stack is full");
    print_field(", at ", task_state.eip);
    print("\n");
    const TaskState& task = task_state;
    print_registers({task.eax, task.ebx, task.ecx, task.edx, task.esi, task.edi, task.ebp, task.esp, task.eip,
                     task.eflags});
    print_stack(task.esp);
    end_dump();
}
