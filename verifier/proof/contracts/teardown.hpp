// A portion of deletePartition: its loops, and which steps of the specification the code makes.
//
// A portion is as long as the kernel likes. So its loop is cut: between two steps memory represents any state
// with the invariants in which the child that goes, and the partition that is next, stand below the caller.
// Each step of the code is compared with the specification's.
#pragma once

#include <string_view>

#include "proof/contracts/contracts.hpp"

namespace pepin::proof {

// What the specification makes of what the code has done since it began a step.
struct MadeStep {
    Bool allowed; // whether the specification lets a portion have it
    State after;
};
[[nodiscard]] MadeStep step_of(const KernelData& data);

// What deletePartition answers in a state between two steps: value and error, as the code returns them.
[[nodiscard]] Term answer_of_portion(const State& state, const Word& deleted);

// The work that a portion has done so far, and the most that it does, in the kernel's units.
[[nodiscard]] Word work_so_far();
// Whether the steps so far have only gone down from pages to the children that have them, as far as it was
// known.
[[nodiscard]] Bool only_went_down();
inline constexpr std::uint32_t greatest_portion = 19500 + 1800 * (spec::leaf_level - 1);
// The work of a search, of which its contract says no more than how much it is at most.
inline constexpr std::string_view work_of_search = "work of a search";
[[nodiscard]] bool is_work_of_search(Term term);
inline constexpr std::uint32_t group_work = Architecture::search_work, groups_per_step = 12,
                               greatest_search_work = (groups_per_step + 4) * group_work;

// The loop over the steps.
[[nodiscard]] ir::LoopAction portion_loop(ir::Step& step, ir::LoopVisit& visit,
                                          std::span<const Word> arguments);

} // namespace pepin::proof
