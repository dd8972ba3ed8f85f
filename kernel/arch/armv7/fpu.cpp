#include "fpu.hpp"

#include "core/events.hpp"
#include "core/partition.hpp"

using namespace pepin;

extern "C" { // entry.S
void save_floating_point(void* state);
void load_floating_point(const void* state);
}

bool pepin::floating_point_enabled = false;

bool pepin::provide_floating_point() {
    if (floating_point_enabled) return false;
    enable_floating_point(true);
    floating_point_unavailable();
    return true;
}

// The owner's registers are saved when another partition has just been given the right to use them.
void architecture_save_floating_point(Word frame) { save_floating_point(&physical_memory[frame]); }

void architecture_load_floating_point(Word frame) { load_floating_point(&physical_memory[frame]); }

// All zeros: 32 registers, and FPSCR: round to nearest, no exceptions, no default NaN.
void architecture_reset_floating_point() {
    alignas(8) static constexpr std::array<Word, 65> clean{};
    load_floating_point(&clean);
}
