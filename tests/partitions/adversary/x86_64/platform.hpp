// What attempts that are made on every architecture have to know about x86-64.
#pragma once

#include "assembly.hpp"
#include "entries.h"
#include "x86/machine.hpp"

namespace adversary {

// --- addresses ---
inline constexpr Word image_address = PIP_X86_64_ROOT_IMAGE, fpinfo_address = PIP_X86_64_FPINFO,
                      root_stack_address = PIP_X86_64_ROOT_STACK;
inline constexpr Word lowest_stack_page =
    root_stack_address - (PIP_X86_64_ROOT_STACK_PAGES - 1) * PIP_X86_64_PAGE_SIZE;
inline constexpr Word vidt_address = PIP_X86_64_VIDT, device_address = PIP_X86_64_VGA, device_pages = 8,
                      low_end = PIP_X86_64_LOW_END;
// the page that a child shares with its parent in both directions
inline constexpr Word mailbox_address = 0x7fffffb000;
inline constexpr Word stack_address = 0x7fffffc000; // of a child
// nobody may use
inline constexpr Word first_reserved = PIP_X86_64_USER_END, end_reserved = 0xfffffffffffff000;
inline constexpr Word address_end = PIP_X86_64_USER_END; // of what they may
inline constexpr Word unused_pages[] = {0x7ff0000000, 0x6ffffff000};
inline constexpr Word pages_per_table = 512;
// levels below the root that a child's image, pool and stack need: one of the higher level for the first two,
// one for the last
inline constexpr Word prepared_tables = 5;
// Addresses that no partition has: those of interrupts on the bus, above 512 GiB, non-canonical ones, the
// kernel's. All of them are multiples of a page.
inline constexpr Word nobodys[] = {PIP_X86_64_RESERVED,
                                   PIP_X86_64_RESERVED_END - 0x1000,
                                   PIP_X86_64_USER_END,
                                   2 * PIP_X86_64_USER_END + PIP_X86_64_ROOT_IMAGE,
                                   0x00007ffffffff000,
                                   0x0000800000000000,
                                   0x0000800000000000 + PIP_X86_64_ROOT_IMAGE,
                                   0x0001000000000000,
                                   0x0001000000000000 + PIP_X86_64_ROOT_IMAGE,
                                   0x0010000000000000 + PIP_X86_64_ROOT_IMAGE,
                                   0x7ffffffffffff000,
                                   0x8000000000000000,
                                   0x8000000000000000 + PIP_X86_64_ROOT_IMAGE,
                                   0xffff000000000000,
                                   0xffff7ffffffff000,
                                   PIP_X86_64_FRAME_TABLE,
                                   PIP_X86_64_KERNEL_WINDOW,
                                   PIP_X86_64_KERNEL_WINDOW + 0x100000,
                                   PIP_X86_64_KERNEL_WINDOW_END - 0x1000,
                                   PIP_X86_64_KERNEL_WINDOW_END,
                                   0xffffff8000000000 + PIP_X86_64_ROOT_IMAGE,
                                   0xffffffff80000000,
                                   0xfffffffffffff000};

// --- the VIDT ---
inline constexpr Word first_own_entry = ADVERSARY_FIRST_ENTRY; // a hundred and three for the attempts

// --- events ---
inline constexpr Word undefined_fault = 6, memory_fault = 14, timer_entry = PIP_VIDT_FIRST_INTERRUPT;
inline void undefined_instruction() { asm volatile("ud2"); }
// Where it was saved, has it go on behind.
inline void skip_undefined_instruction(user_ctx_t& context) { context.rip += 2; }
[[nodiscard]] inline Word& flags_of(user_ctx_t& context) { return context.rflags; }
// A fault that arrives at entry 0 of the parent's VIDT.
inline void fault_at_entry_0() { asm volatile("divl %2" : : "a"(1), "d"(0), "r"(0) : "cc"); }
inline constexpr Word root_context = PIP_X86_64_ROOT_CONTEXT; // the first one of root's
// Of a page fault's error code, from the bits present 1, write 2, user 4.
[[nodiscard]] constexpr Word fault_error(Word bits, Word) { return bits; }
// Of a fault by an entry of the vector table the error code holds its number and this bit. QEMU (up to 9.0)
// counts in table entries of half the size.
inline constexpr Word in_vector_table = 2;
[[nodiscard]] constexpr Word vector_error(Word found, Word expected) {
    const bool is_of_the_emulator =
        (expected & 7) == in_vector_table && found == expected * 2 - in_vector_table;
    return is_of_the_emulator ? expected : found;
}
// ... those of a page that has become configuration: it is not there.
inline constexpr Word withheld = 0;

// --- what this architecture has and others have not ---
inline constexpr bool has_ports = true, every_page_executes = false;
inline void expect_no_arguments_at(Word) {}
// An event of the child's own making that is no fault.
inline constexpr Word software_event = 0x60;
inline void make_software_event() { asm volatile("int $0x60"); }

// A context that starts a function of two arguments, or code that finds the first one in RDI.
inline void set_start(user_ctx_t& context, Word* words, Word stack, Word first, Word second) {
    words[1] = 0; // nobody returns; and the stack is as C functions find it
    context.rsp = stack + sizeof(Word);
    context.rdi = first;
    context.rsi = second;
}

// The ways into the kernel.
struct Way {
    const char* name;
};
inline constexpr Way ways[] = {{"syscall"}};
[[nodiscard]] inline bool choose(const Way&) { return true; }

// Attempts that only make sense here.
extern const std::span<const Attempt> base_attempts, call_attempts, execution_attempts, hostile_attempts,
    instruction_attempts, level_attempts, segment_attempts, step_attempts;
inline const std::span<const Attempt> platform_attempts[] = {
    base_attempts,    call_attempts,        execution_attempts, flag_attempts, floating_point_attempts,
    hostile_attempts, instruction_attempts, level_attempts,     line_attempts, pci_attempts,
    port_attempts,    segment_attempts,     step_attempts};

} // namespace adversary
