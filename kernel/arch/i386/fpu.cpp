#include "fpu.hpp"

#include "core/events.hpp"
#include "core/partition.hpp"
#include "cpuid.hpp"

using namespace pepin;

bool pepin::task_switched = false;

namespace {

// The state in which a partition finds the registers when it first uses them: what fninit sets, MXCSR as
// after reset, and zeros in all the rest, since fninit leaves the data registers as they are.
struct alignas(16) SavedState {
    Word words[128];
};
constexpr SavedState clean_fxsave{{0x037F, 0, 0, 0, 0, 0, 0x1F80}};
constexpr SavedState clean_fsave{{0xFFFF037F, 0xFFFF0000, 0xFFFFFFFF}};

// fninit goes first: an error that is still pending from the last owner would otherwise be reported in the
// kernel, and some processors load the address of the last instruction only where an error is pending, so
// that the old one would show.
void load(const void* state) {
    asm volatile("fninit");
    if (processor_features().fxsave)
        asm volatile("fxrstor (%0)" : : "r"(state) : "memory");
    else
        asm volatile("frstor (%0)" : : "r"(state) : "memory");
}

} // namespace

bool pepin::provide_floating_point() {
    if (!processor_features().floating_point) return false;
    set_task_switched(false);
    floating_point_unavailable();
    return true;
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
