// What the processor can do, turned on; address spaces; whose state the floating-point registers hold.
#include "processor.hpp"

#include "core/events.hpp"
#include "core/partition.hpp"
#include "features.hpp"
#include "machine.hpp"

using namespace pepin;

extern "C" {
extern const char sysenter_entry[];  // entry.S
extern const char kernel_stack_top[]; // boot.S
}

namespace {

constexpr Word cr0_monitor_coprocessor = 1U << 1; // `wait` traps with task_switched too
constexpr Word cr0_emulation = 1U << 2;
constexpr Word cr0_task_switched = 1U << 3; // the next floating-point instruction traps
constexpr Word cr0_numeric_error = 1U << 5; // x87 errors arrive as vector 16, not by the interrupt controller
constexpr Word cr0_write_protect = 1U << 16;

constexpr Word cr4_page_size_extension = 1U << 4;
constexpr Word cr4_global_pages = 1U << 7;
constexpr Word cr4_fxsave = 1U << 9;
constexpr Word cr4_simd_exceptions = 1U << 10;
constexpr Word cr4_smep = 1U << 20;
constexpr Word cr4_smap = 1U << 21; // the kernel touches no user address, so it never has to lift this

// A copy of CR0.TS, so that CR0 is written only where the bit changes.
bool task_switched = false;

Word read_cr0() {
    Word value;
    asm volatile("movl %%cr0, %0" : "=r"(value));
    return value;
}
void write_cr0(Word value) { asm volatile("movl %0, %%cr0" : : "r"(value) : "memory"); }

void set_task_switched(bool on) {
    if (task_switched == on) return;
    task_switched = on;
    if (on)
        write_cr0(read_cr0() | cr0_task_switched);
    else
        asm volatile("clts" : : : "memory");
}

void write_model_specific(Word number, Word low) { asm volatile("wrmsr" : : "c"(number), "a"(low), "d"(0)); }

void enable_sysenter() {
    constexpr Word sysenter_cs = 0x174, sysenter_esp = 0x175, sysenter_eip = 0x176;
    write_model_specific(sysenter_cs, PIP_I386_KERNEL_CODE);
    write_model_specific(sysenter_esp, reinterpret_cast<Word>(kernel_stack_top));
    write_model_specific(sysenter_eip, reinterpret_cast<Word>(sysenter_entry));
}

// The state in which a partition finds the registers when it first uses them: what fninit sets, MXCSR as after reset, and
// zeros in all the rest, since fninit leaves the data registers as they are.
struct alignas(16) SavedState {
    Word words[128];
};
constexpr SavedState clean_fxsave{{0x037F, 0, 0, 0, 0, 0, 0x1F80}};
constexpr SavedState clean_fsave{{0xFFFF037F, 0xFFFF0000, 0xFFFFFFFF}};

// fninit goes first: an error that is still pending from the last owner would otherwise be reported in the kernel, and some
// processors load the address of the last instruction only where an error is pending, so that the old one would show.
void load(const void* state) {
    asm volatile("fninit");
    if (processor_features().fxsave)
        asm volatile("fxrstor (%0)" : : "r"(state) : "memory");
    else
        asm volatile("frstor (%0)" : : "r"(state) : "memory");
}

} // namespace

// All of it, so that nothing stays that a loader has turned on: time-stamp and counter instructions, debug extensions, protection keys.
void pepin::set_processor_features() {
    const ProcessorFeatures& features = processor_features();
    const Word bits = (features.page_size_extension ? cr4_page_size_extension : 0) | (features.global_pages ? cr4_global_pages : 0) |
                      (features.fxsave ? cr4_fxsave : 0) | (features.sse ? cr4_simd_exceptions : 0) |
                      (features.supervisor_mode_execution_prevention ? cr4_smep : 0) |
                      (features.supervisor_mode_access_prevention ? cr4_smap : 0);
    if (bits == 0) return; // a processor without any of these may have no CR4
    asm volatile("movl %0, %%cr4" : : "r"(bits) : "memory");
}

void pepin::processor_initialise() {
    write_cr0((read_cr0() & ~cr0_emulation & ~cr0_task_switched) | cr0_numeric_error | cr0_write_protect | cr0_monitor_coprocessor);
    if (!processor_features().floating_point) write_cr0(read_cr0() | cr0_emulation);
    if (processor_features().fast_system_call) enable_sysenter();
    // No breakpoint of the firmware's may fire.
    asm volatile("movl %0, %%dr7" : : "r"(0));
    set_task_switched(true);
}

bool pepin::provide_floating_point() {
    if (!processor_features().floating_point) return false;
    set_task_switched(false);
    floating_point_unavailable();
    return true;
}

void architecture_activate(Word root_frame) {
    asm volatile("movl %0, %%cr3" : : "r"(root_frame << Architecture::page_bits) : "memory");
    // Nobody owns the registers where the owner was deleted; they are not the current partition's then either.
    set_task_switched(kernel_state.current != kernel_state.floating_point_owner);
}

void architecture_forget_translation(Word page_number) {
    asm volatile("invlpg (%0)" : : "r"(page_number << Architecture::page_bits) : "memory");
}

void architecture_save_floating_point(Word frame) {
    void* state = &physical_memory[frame];
    if (processor_features().fxsave)
        asm volatile("fxsave (%0)" : : "r"(state) : "memory");
    else
        asm volatile("fnsave (%0)" : : "r"(state) : "memory");
}

void architecture_load_floating_point(Word frame) { load(&physical_memory[frame]); }

void architecture_reset_floating_point() { load(processor_features().fxsave ? &clean_fxsave : &clean_fsave); }
