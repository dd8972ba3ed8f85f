// What contracts about control say of VIDTs and of the contexts that they lead to.
#pragma once

#include "core/vidt.hpp"
#include "proof/contracts/contracts.hpp"
#include "spec/services_control.hpp"

namespace pepin::proof {

// A partition that a function is given; shown to be one.
[[nodiscard]] Word partition_argument(ir::Step& step, const ir::Value& value);

[[nodiscard]] inline Word vidt_frame(const State& s, const Word& partition) {
    return s.frame(partition, Word{spec::vidt_page});
}
// Where every partition is guarded the compiler has left no parameter for rules, for the access to a context,
// or for whose VIDT it is whose entry names one.
inline constexpr std::size_t parameters_of_rules = Architecture::always_guarded ? 0 : 1;

// What has been asked for, as the core numbers it.
[[nodiscard]] Word rules_of(const State& s, const Word& partition);
[[nodiscard]] inline Bool is(const Word& rules, Rules which) {
    return rules == static_cast<std::uint32_t>(which);
}

// Who names an entry, as the core numbers it.
[[nodiscard]] Bool is_opener(const Word& opener);
inline constexpr unsigned opener_bits = 3;

// That a function is given the VIDT of a partition, and its rules.
void require_vidt(ir::Step& step, const State& s, const Word& partition, const ir::Value& frame);
void require_rules(ir::Step& step, const State& s, const Word& partition, const ir::Value& rules);

} // namespace pepin::proof
