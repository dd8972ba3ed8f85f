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
