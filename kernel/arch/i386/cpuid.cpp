#include "cpuid.hpp"

#include "arch/x86/registers.hpp"
#include "console/console.hpp"

namespace pepin {

namespace {

constexpr Word alignment_check = 1U << 18; // in EFLAGS, since the 486
constexpr Word identification = 1U << 21;  // since there is CPUID

// Out of line, so that a debugger can pretend that this is another processor.
[[nodiscard, gnu::noinline]] bool can_change_flag(Word flag) {
    Word before;
    Word after;
    asm volatile("pushfl\n\t"
                 "popl %0\n\t"
                 "movl %0, %1\n\t"
                 "xorl %2, %1\n\t"
                 "pushl %1\n\t"
                 "popfl\n\t"
                 "pushfl\n\t"
                 "popl %1\n\t"
                 "pushl %0\n\t"
                 "popfl"
                 : "=&r"(before), "=&r"(after)
                 : "ri"(flag)
                 : "cc", "memory");
    return ((before ^ after) & flag) != 0;
}

// FNINIT leaves a zero status word where there is a unit to answer; without one the bus returns what was
// there. What boot loaders leave in CR0 is not specified: with emulation or task switched on, both
// instructions would trap.
[[nodiscard]] bool has_floating_point_unit() {
    constexpr Word emulation = 1U << 2, task_switched = 1U << 3;
    write_cr0(read_cr0() & ~(emulation | task_switched));
    std::uint16_t status = 0x5A5A;
    asm volatile("fninit\n\tfnstsw %0" : "+m"(status));
    return (status & 0xFF) == 0;
}

[[nodiscard]] ProcessorFeatures detect() {
    ProcessorFeatures features;
    features.floating_point = has_floating_point_unit();
    if (!can_change_flag(identification)) return features;

    const auto bit = [](Word word, unsigned position) { return (word >> position & 1) != 0; };
    const Word leaves = cpuid(0).eax;
    const CpuidRegisters basic = cpuid(1);
    const Word family = basic.eax >> 8 & 15;
    const Word model = basic.eax >> 4 & 15;
    const Word stepping = basic.eax & 15;
    features.floating_point = features.floating_point && bit(basic.edx, 0);
    features.page_size_extension = bit(basic.edx, 3);
    features.time_stamp_counter = bit(basic.edx, 4);
    features.global_pages = bit(basic.edx, 13);
    // The first Pentium Pros claim to have sysenter and do not.
    features.fast_system_call = bit(basic.edx, 11) && !(family == 6 && model < 3 && stepping < 3);
    features.fxsave = bit(basic.edx, 24);
    features.sse = bit(basic.edx, 25);
    if (leaves >= 7) {
        const CpuidRegisters extended = cpuid(7);
        features.supervisor_mode_execution_prevention = bit(extended.ebx, 7);
        features.supervisor_mode_access_prevention = bit(extended.ebx, 20);
    }
    return features;
}

} // namespace

void require_processor() {
    // A 386 has no invlpg, and lets the kernel write to read-only pages.
    if (!can_change_flag(alignment_check))
        panic("the processor is a 386, but the kernel needs a 486 or a later one");
}

const ProcessorFeatures& processor_features() {
    static ProcessorFeatures features;
    static bool known = false;
    if (!known) {
        features = detect();
        known = true;
    }
    return features;
}

} // namespace pepin
