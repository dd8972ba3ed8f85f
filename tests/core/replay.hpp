// Counterexamples of the proof as tests: `./pepin prove --explain` writes them.
#pragma once

#include <gtest/gtest.h>

#include <functional>

#include "core/lockstep.hpp"
#include "spec/state_builder.hpp"

namespace pepin::test {

using spec::StateBuilder;

// Makes a state, and in it an entry into the kernel, which has to do what the specification says. Skipped
// where the state cannot be made any more, or is not one that the invariants allow.
void replay(const std::function<void(StateBuilder&)>& make, const std::function<void(Lockstep&)>& enter);

// The same for a step of the specification itself: it has to keep the invariants.
void replay_step(const std::function<void(StateBuilder&)>& make, const std::function<void(SpecState&)>& step);

} // namespace pepin::test
