#include "fpu.hpp"

#include "arch/x86/registers.hpp"
#include "core/events.hpp"
#include "core/partition.hpp"

using namespace pepin;

bool pepin::floating_point_in_use = false;

namespace {

// The state in which a partition finds the registers when it first uses them: what fninit sets, MXCSR as
// after reset, and zeros in all the rest, since fninit leaves the data registers as they are.
struct alignas(16) SavedState {
    std::uint32_t words[128];
};
constexpr SavedState clean{{0x037F, 0, 0, 0, 0, 0, 0x1F80}};

// fninit goes first: an error that is still pending from the last owner would otherwise be reported in the
// kernel, and some processors load the address of the last instruction only where an error is pending, so
// that the old one would show.
void load(const void* state) { asm volatile("fninit\n\tfxrstor64 (%0)" : : "r"(state) : "memory"); }

} // namespace

void pepin::leave_floating_point() {
    const Frame owner = kernel_state.floating_point_owner;
    if (owner == kernel_state.current) return;
    if (owner != no_frame) architecture_save_floating_point(Partition{owner}.private_frame().number);
    load(&clean);
    floating_point_in_use = false;
    write_cr0(read_cr0() | cr0_task_switched);
}

void pepin::provide_floating_point() {
    asm volatile("clts" : : : "memory");
    floating_point_unavailable();
    floating_point_in_use = true;
}

// What the core saves of an owner that was left has been saved then.
void architecture_save_floating_point(Word frame) {
    if (floating_point_in_use) asm volatile("fxsave64 (%0)" : : "r"(&physical_memory[frame]) : "memory");
}

void architecture_load_floating_point(Word frame) { load(&physical_memory[frame]); }

void architecture_reset_floating_point() { load(&clean); }
