#include "processor.hpp"

#include "arch/x86/registers.hpp"
#include "cpuid.hpp"
#include "entry.h"
#include "fpu.hpp"

using namespace pepin;

extern "C" {
extern const char syscall_entry[], compatibility_entry[]; // entry.S
// Read by the entry code: whether there are instructions for the bases of FS and GS.
std::uint8_t has_base_instructions = 0;
}

namespace {

constexpr Word cr0_protection = 1U << 0;
constexpr Word cr0_monitor_coprocessor = 1U << 1; // `wait` traps with task_switched too
constexpr Word cr0_extension_type = 1U << 4;
constexpr Word cr0_numeric_error = 1U << 5; // x87 errors arrive as vector 16, not by the interrupt controller
constexpr Word cr0_write_protect = 1U << 16;
constexpr Word cr0_paging = 1U << 31;

constexpr Word cr4_physical_address_extension = 1U << 5;
constexpr Word cr4_machine_check = 1U << 6;
constexpr Word cr4_global_pages = 1U << 7;
constexpr Word cr4_fxsave = 1U << 9;
constexpr Word cr4_simd_exceptions = 1U << 10;
constexpr Word cr4_umip = 1U << 11;
constexpr Word cr4_fsgsbase = 1U << 16;
constexpr Word cr4_smep = 1U << 20;
constexpr Word cr4_smap = 1U << 21; // the kernel touches no user address, so it never has to lift this

void set_cr4() {
    const ProcessorFeatures& features = processor_features();
    const Word bits = cr4_physical_address_extension | cr4_machine_check | cr4_global_pages | cr4_fxsave |
                      cr4_simd_exceptions | (features.user_mode_instruction_prevention ? cr4_umip : 0) |
                      (features.base_instructions ? cr4_fsgsbase : 0) |
                      (features.supervisor_mode_execution_prevention ? cr4_smep : 0) |
                      (features.supervisor_mode_access_prevention ? cr4_smap : 0);
    asm volatile("movq %0, %%cr4" : : "r"(bits) : "memory");
    has_base_instructions = features.base_instructions ? 1 : 0;
}

// Source: Intel SDM volume 3, 5.8.8, and AMD APM volume 2, 6.1.1.
void enable_syscall() {
    constexpr std::uint32_t efer = 0xC0000080, star = 0xC0000081, lstar = 0xC0000082, cstar = 0xC0000083,
                            flag_mask = 0xC0000084, sysenter_cs = 0x174;
    constexpr Word system_calls = 1U << 0, long_mode = 1U << 8, long_mode_active = 1U << 10,
                   no_execute = 1U << 11;
    write_msr(efer, system_calls | long_mode | long_mode_active | no_execute);
    // Of the selectors behind the second one sysret takes SS and CS. What a sysret to 32-bit code would take
    // is the kernel's data segment, which is no code.
    constexpr Word user_selectors = PIP_X86_64_USER_DATA - 8;
    static_assert(PIP_X86_64_USER_CODE == user_selectors + 16 &&
                  PIP_X86_64_KERNEL_DATA == PIP_X86_64_KERNEL_CODE + 8);
    write_msr(star, user_selectors << 48 | Word{PIP_X86_64_KERNEL_CODE} << 32);
    write_msr(lstar, reinterpret_cast<Word>(syscall_entry));
    write_msr(cstar, reinterpret_cast<Word>(compatibility_entry)); // of 32-bit code, which there is none of
    constexpr Word all_flags = 0x3F7FD5;
    write_msr(flag_mask, all_flags);
    write_msr(sysenter_cs, 0); // sysenter is a general protection fault
}

} // namespace

void pepin::processor_initialise() {
    set_cr4();
    asm volatile("movq %0, %%cr0"
                 :
                 : "r"(cr0_protection | cr0_monitor_coprocessor | cr0_extension_type | cr0_numeric_error |
                       cr0_write_protect | cr0_paging | cr0_task_switched)
                 : "memory");
    constexpr std::uint32_t page_attributes = 0x277, fs_base = 0xC0000100, gs_base = 0xC0000101,
                            kernel_gs_base = 0xC0000102;
    constexpr Word attributes_after_reset = 0x0007040600070406;
    write_msr(page_attributes, attributes_after_reset);
    enable_syscall();
    for (const std::uint32_t base : {fs_base, gs_base, kernel_gs_base}) write_msr(base, 0);
    constexpr Word no_breakpoints = 0x400;
    asm volatile("movq %0, %%dr7" : : "r"(no_breakpoints));
}
