// How long an entry of the kernel can take, in instructions of the IR. What is declared here of functions and
// loops is shown where those are proved; of the others, each path is counted.
#pragma once

#include <algorithm>

#include "proof/model/kernel_memory.hpp"

namespace pepin::proof::steps {

// Functions with contracts: besides what is given, for each level of depth, each word, or each unit of work.
inline constexpr std::uint32_t of_call = 10; // of what is outside: one of the processor's slower instructions
// A way down the tables, where they have more than two levels.
inline constexpr std::uint32_t of_walk = 40 * (spec::leaf_level - 1);
inline constexpr std::uint32_t set_access_upwards = 80 + of_call, of_access_level = 45 + of_call + of_walk;
inline constexpr std::uint32_t has_right = 80, of_port_level = 120;
inline constexpr std::uint32_t of_word = 45;
inline constexpr std::uint32_t vidt_of = 60 + of_walk, rules_of = 40 + of_walk, context_of = rules_of + 40,
                               context_range = 120 + 2 * of_walk, context_to_enter = context_range + 60;
inline constexpr std::uint32_t enter = of_word * Architecture::context_words + 250;
inline constexpr std::uint32_t deliver = enter + of_word * (Architecture::context_words + 2) +
                                         2 * (vidt_of + rules_of) + context_range + context_to_enter + 200,
                               of_ancestor = deliver + 200;
inline constexpr std::uint32_t search = 64, of_work = 5, saved_by_take_pages = 90;

// An entry: the way in, and the service or whatever it leads to. What goes up the tree, in a whole portion of
// deletePartition or past all ancestors that do not take an event, takes most; each service has a limit of
// its own (units.cpp).
inline constexpr std::uint32_t of_way_in = 1'000, of_portion = 118'000 + 80'000 * (spec::leaf_level - 1),
                               of_event = of_ancestor * (spec::greatest_depth + 2) + 5'000;

// So far, on a path.
[[nodiscard]] inline Word taken(const ir::State& state) {
    const auto& data = state.data<KernelData>();
    return data.steps + Word{static_cast<std::uint32_t>(state.instructions - data.counted)};
}
// A function that is not executed takes this many.
inline void add(ir::Step& step, const Word& more) {
    auto& data = step.state.data<KernelData>();
    data.steps = data.steps + more;
}
// From here on a path has taken this many.
inline void set(ir::Step& step, const Word& all) {
    auto& data = step.state.data<KernelData>();
    data.steps = all;
    data.counted = step.state.instructions;
}
inline void require(ir::Step& step, const Word& limit) {
    step.require(ir::Kind::assertion, (taken(step.state) <= limit).term(),
                 "there are no more steps than is said");
}
// A cut loop goes round so many times, with so many steps each.
inline void begin_iteration(ir::Step& step, std::uint32_t each, const Word& times) {
    set(step, taken(step.state) + Word{each} * times);
    step.state.data<KernelData>().iteration = step.state.data<KernelData>().steps;
}
inline void end_iteration(ir::Step& step, std::uint32_t each) {
    require(step, step.state.data<KernelData>().iteration + each);
}

} // namespace pepin::proof::steps
