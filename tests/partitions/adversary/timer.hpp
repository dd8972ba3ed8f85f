// The timer, which sends an interrupt only where an attempt asks for one: so runs do not differ.
#pragma once

#include "attempt.hpp"

namespace adversary {

// One interrupt, some milliseconds from now; nothing that an attempt would see until then, and nothing after
// it.
void arm_timer();

// Told of an interrupt of the timer: whether an attempt has asked for it. A timer that runs always sends
// others too.
bool timer_is_awaited();

// Lets a child of the caller arm the timer too.
void allow_timer(Word descriptor);

// Whether root itself gets an interrupt of the timer. Root runs with interrupts on meanwhile; which other
// lines report is not looked at.
bool timer_reaches_root();

} // namespace adversary
