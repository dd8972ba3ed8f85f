// What attempts that are made on every architecture have to know about ARMv7.
#pragma once

#include "attempt.hpp"

// Code of assembly.S.
extern "C" {
// Calls body(argument). Returns 0 where it returns, and 1 where `landing` is entered instead, which leads to
// here.
adversary::Word call_and_land(void (*body)(adversary::Word), adversary::Word argument, user_ctx_t* landing);
// Spins until an interrupt arrives, for a while, then an undefined instruction.
extern const char spin[];
// Code for Child::run_code: pages that begin and end with a call, in both states; each reports by a yield to
// the parent's entry 900.
extern const char thumb_call[], arm_call[];
}

namespace adversary {

// --- addresses ---
inline constexpr Word image_address = PIP_ARMV7_ROOT_IMAGE, fpinfo_address = PIP_ARMV7_FPINFO,
                      root_stack_address = PIP_ARMV7_ROOT_STACK;
inline constexpr Word lowest_stack_page =
    root_stack_address - (PIP_ARMV7_ROOT_STACK_PAGES - 1) * PIP_ARMV7_PAGE_SIZE;
inline constexpr Word vidt_address = PIP_ARMV7_VIDT, low_end = PIP_ARMV7_LOW_END;
// random numbers; no registers that keep what is written
inline constexpr Word device_address = 0x3f104000, device_pages = 0;
inline constexpr Word uart_address = 0x3f215000;
// the page that a child shares with its parent in both directions
inline constexpr Word mailbox_address = 0x3fff0000;
inline constexpr Word stack_address = 0x3fff1000;                                     // of a child
inline constexpr Word first_reserved = PIP_ARMV7_USER_END, end_reserved = 0xfffff000; // nobody may use
inline constexpr Word address_end = PIP_ARMV7_USER_END;                               // of what they may
inline constexpr Word unused_pages[] = {0x3ff00000, 0x2ffff000};
inline constexpr Word pages_per_table = 256;
// levels below the root that a child's image, pool and stack need
inline constexpr Word prepared_tables = 3;

// --- the VIDT ---
inline constexpr Word first_own_entry = 900; // a hundred and three for the attempts

// --- events ---
inline constexpr Word undefined_fault = PIP_ARMV7_FAULT_UNDEFINED, memory_fault = PIP_ARMV7_FAULT_DATA_ABORT;
inline constexpr Word instruction_fault = PIP_ARMV7_FAULT_PREFETCH_ABORT;
inline constexpr Word timer_entry = PIP_ARMV7_FIRST_INTERRUPT + PIP_ARMV7_LOCAL_TIMER;
inline void undefined_instruction() { asm volatile("udf #0"); }
// Where it was saved, has it go on behind, as it does anyway.
inline void skip_undefined_instruction(user_ctx_t&) {}
// A fault that arrives at entry 0 of the parent's VIDT.
inline void fault_at_entry_0() { undefined_instruction(); }
inline constexpr Word root_context = PIP_ARMV7_ROOT_CONTEXT; // the first one of root's
// The status of a data abort, from the bits present 1, write 2, user 4. Where nothing is mapped, tables may
// be missing too.
[[nodiscard]] constexpr Word fault_error(Word bits, Word actual) {
    constexpr Word no_table = 0x5, no_page = 0x7, no_right = 0xf, by_write = 0x800;
    const Word write = (bits & 2) != 0 ? by_write : 0;
    if ((bits & 1) != 0) return no_right | write;
    return (actual == (no_table | write) ? no_table : no_page) | write;
}

// ... those of a page that has become configuration.
inline constexpr Word withheld = 1;

// --- what other architectures have and this one has not ---
inline constexpr bool has_ports = false, every_page_executes = false;
inline void expect_no_arguments_at(Word) {}
inline constexpr Word software_event = 0; // none
inline void make_software_event() {}

// A context that starts a function of two arguments.
inline void set_start(user_ctx_t& context, Word*, Word stack, Word first, Word second) {
    context.sp = stack;
    context.r[0] = first;
    context.r[1] = second;
}

// The ways into the kernel.
struct Way {
    const char* name;
};
inline constexpr Way ways[] = {{"svc"}};
[[nodiscard]] inline bool choose(const Way&) { return true; }

// Attempts that only make sense here.
extern const std::span<const Attempt> register_attempts, weakness_attempts;
inline const std::span<const Attempt> platform_attempts[] = {register_attempts, weakness_attempts};

} // namespace adversary
