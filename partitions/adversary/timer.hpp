// The timer, which sends an interrupt only where an attempt asks for one: so runs do not differ.
#pragma once

#include "attempt.hpp"

namespace adversary {

// One interrupt, about 2 ms from now; nothing until then, and nothing after it.
void arm_timer();

// Lets a child of the caller arm the timer too.
void allow_timer(Word descriptor);

// Whether root itself gets an interrupt of the timer. Root runs with interrupts on meanwhile; which other lines report is not
// looked at.
bool timer_reaches_root();

} // namespace adversary
