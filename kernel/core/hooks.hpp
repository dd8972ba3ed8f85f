// What the core asks of the kernel around it, besides the architecture's operations.
#pragma once

#include "core/types.hpp"

// Checks the specification's invariants on the memory as it is; a violation does not return.
// 0 in a kernel that was built without the checks, otherwise how many instances were checked.
extern "C" pepin::Word debug_check_invariants();
// So many frames in a row the checks want for themselves, once kernel_state.frame_count is known; 0 where
// they need none. Boot tells them which they have.
extern "C" pepin::Word debug_frames_needed();
extern "C" void debug_use_frames(pepin::Word first);
