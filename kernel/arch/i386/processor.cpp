#include "processor.hpp"

#include "arch/x86/registers.hpp"
#include "cpuid.hpp"
#include "fpu.hpp"

using namespace pepin;

extern "C" {
extern const char sysenter_entry[];   // entry.S
extern const char kernel_stack_top[]; // boot.S
}

namespace {

constexpr Word cr0_monitor_coprocessor = 1U << 1; // `wait` traps with task_switched too
constexpr Word cr0_emulation = 1U << 2;
constexpr Word cr0_numeric_error = 1U << 5; // x87 errors arrive as vector 16, not by the interrupt controller
constexpr Word cr0_write_protect = 1U << 16;

constexpr Word cr4_page_size_extension = 1U << 4;
constexpr Word cr4_global_pages = 1U << 7;
constexpr Word cr4_fxsave = 1U << 9;
constexpr Word cr4_simd_exceptions = 1U << 10;
constexpr Word cr4_smep = 1U << 20;
constexpr Word cr4_smap = 1U << 21; // the kernel touches no user address, so it never has to lift this

void enable_sysenter() {
    constexpr Word sysenter_cs = 0x174, sysenter_esp = 0x175, sysenter_eip = 0x176;
    write_msr(sysenter_cs, PIP_I386_KERNEL_CODE);
    write_msr(sysenter_esp, reinterpret_cast<Word>(kernel_stack_top));
    write_msr(sysenter_eip, reinterpret_cast<Word>(sysenter_entry));
}

} // namespace

// All of it, so that nothing stays that a loader has turned on: time-stamp and counter instructions, debug
// extensions, protection keys.
void pepin::set_cr4() {
    const ProcessorFeatures& features = processor_features();
    const Word bits = (features.page_size_extension ? cr4_page_size_extension : 0) |
                      (features.global_pages ? cr4_global_pages : 0) | (features.fxsave ? cr4_fxsave : 0) |
                      (features.sse ? cr4_simd_exceptions : 0) |
                      (features.supervisor_mode_execution_prevention ? cr4_smep : 0) |
                      (features.supervisor_mode_access_prevention ? cr4_smap : 0);
    if (bits == 0) return; // a processor without any of these may have no CR4
    asm volatile("movl %0, %%cr4" : : "r"(bits) : "memory");
}

void pepin::processor_initialise() {
    write_cr0((read_cr0() & ~cr0_emulation & ~cr0_task_switched) | cr0_numeric_error | cr0_write_protect |
              cr0_monitor_coprocessor);
    if (!processor_features().floating_point) write_cr0(read_cr0() | cr0_emulation);
    if (processor_features().fast_system_call) enable_sysenter();
    // No breakpoint of the firmware's may fire.
    asm volatile("movl %0, %%dr7" : : "r"(0));
    set_task_switched(true);
}
