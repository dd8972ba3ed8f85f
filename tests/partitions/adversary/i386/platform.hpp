// What attempts that are made on every architecture have to know about i386.
#pragma once

#include "assembly.hpp"
#include "x86/machine.hpp"

namespace adversary {

// --- addresses ---
inline constexpr Word image_address = PIP_I386_ROOT_IMAGE, fpinfo_address = PIP_I386_FPINFO,
                      root_stack_address = PIP_I386_ROOT_STACK;
inline constexpr Word lowest_stack_page =
    root_stack_address - (PIP_I386_ROOT_STACK_PAGES - 1) * PIP_I386_PAGE_SIZE;
inline constexpr Word vidt_address = PIP_I386_VIDT, device_address = PIP_I386_VGA, device_pages = 8,
                      low_end = PIP_I386_LOW_END;
// the page that a child shares with its parent in both directions
inline constexpr Word mailbox_address = 0xffffb000;
inline constexpr Word stack_address = 0xffffc000; // of a child
// nobody may use
inline constexpr Word first_reserved = PIP_I386_KERNEL_WINDOW, end_reserved = PIP_I386_KERNEL_WINDOW_END;
// of what they may: 4 GiB
inline constexpr Word address_end = 0;
inline constexpr Word unused_pages[] = {0xff000000, 0xbffff000};
inline constexpr Word pages_per_table = 1024;
// levels below the root that a child's image, pool and stack need
inline constexpr Word prepared_tables = 3;

// --- the VIDT ---
inline constexpr Word first_own_entry = 900; // a hundred and three for the attempts

// --- events ---
inline constexpr Word undefined_fault = 6, memory_fault = 14, timer_entry = PIP_VIDT_FIRST_INTERRUPT;
inline void undefined_instruction() { asm volatile("ud2"); }
// Where it was saved, has it go on behind.
inline void skip_undefined_instruction(user_ctx_t& context) { context.eip += 2; }
[[nodiscard]] inline Word& flags_of(user_ctx_t& context) {
    return *reinterpret_cast<Word*>(reinterpret_cast<char*>(&context) + PIP_CONTEXT_EFLAGS);
}
// A fault that arrives at entry 0 of the parent's VIDT.
inline void fault_at_entry_0() { asm volatile("divl %2" : : "a"(1), "d"(0), "r"(0) : "cc"); }
inline constexpr Word root_context = PIP_I386_ROOT_CONTEXT; // the first one of root's
// Of a page fault's error code, from the bits present 1, write 2, user 4.
[[nodiscard]] constexpr Word fault_error(Word bits, Word) { return bits; }
// ... those of a page that has become configuration.
inline constexpr Word withheld = 1;

// --- what this architecture has and others have not ---
inline constexpr bool has_ports = true, every_page_executes = true;
// Arguments that lie there.
inline void expect_no_arguments_at(Word page) {
    expect("arguments", split(call_gate_on_stack(PIP_SELECTOR_MAPPED_IN_CHILD, page)), Error::bad_stack, 0);
}
// An event of the child's own making that is no fault.
inline constexpr Word software_event = 0x60;
inline void make_software_event() { asm volatile("int $0x60"); }

// A context that starts a function of two arguments, or code that finds the first one in EDX. `words` is the
// caller's view of the stack.
inline void set_start(user_ctx_t& context, Word* words, Word stack, Word first, Word second) {
    words[1] = first;
    words[2] = second;
    context.regs.esp = stack;
    context.regs.edx = first;
}

// The ways into the kernel.
struct Way {
    Word number;
    const char* name;
};
inline constexpr Way ways[] = {{PIP_ENTRY_GATES, "call gates"}, {PIP_ENTRY_FAST, "the fast entry"}};
[[nodiscard]] inline bool choose(const Way& way) { return Pip_Choose_Entry(way.number) == way.number; }

// Attempts that only make sense here.
extern const std::span<const Attempt> gate_attempts, instruction_attempts, segment_attempts, step_attempts;
inline const std::span<const Attempt> platform_attempts[] = {
    flag_attempts, floating_point_attempts, gate_attempts,    instruction_attempts, line_attempts,
    pci_attempts,  port_attempts,           segment_attempts, step_attempts};

} // namespace adversary
