// What theorems are about: the arguments of a step, and anything of which a claim is made. Constants of the
// same name are the same.
#pragma once

#include "proof/model/invariants.hpp"

namespace pepin::proof {

[[nodiscard]] inline Word argument(unsigned which) {
    return Word{smt::constant("argument_" + std::to_string(which), word_width)};
}
// A number of so many bits, as a word.
[[nodiscard]] inline Word narrow(const std::string& name, unsigned bits) {
    return Word{widened(smt::constant(name, bits))};
}
[[nodiscard]] inline Word any_partition() { return narrow("any partition", number_bits); }
[[nodiscard]] inline Word any_frame() { return narrow("any frame", number_bits); }
[[nodiscard]] inline Word any_page() { return narrow("any page", page_number_bits); }
[[nodiscard]] inline Word any_slot() { return narrow("any slot", 3); }
[[nodiscard]] inline Word any_word() {
    return narrow("any word", Architecture::page_bits - spec::word_shift);
}

// What a theorem takes for granted besides the invariants.
inline void assume(const Bool& condition) { Evaluation::current().assumptions.push_back(condition.term()); }

} // namespace pepin::proof
