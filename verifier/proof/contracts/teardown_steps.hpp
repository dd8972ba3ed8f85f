// What the contracts of deletePartition's parts share: which step of the specification the code has made, and
// what a path knows between two steps.
#pragma once

#include <optional>
#include <span>
#include <string_view>
#include <utility>

#include "proof/contracts/contracts.hpp"
#include "proof/contracts/teardown.hpp"
#include "spec/teardown.hpp"

namespace pepin::proof::teardown {

namespace kind = spec::kind;
using TeardownStep = spec::TeardownStep<Symbolic>;
using Action = TeardownStep::Action;
using Arguments = std::span<const Word>;

// Of any step, as the kernel counts it.
inline constexpr std::uint32_t step_work = 55 + 30 * (spec::leaf_level - 1);

// The child that goes, as the steps know it.
[[nodiscard]] Word deleted_child();
// Between two steps: what is next is the child or a descendant of it.
[[nodiscard]] Bool goes_on(const State& s, const Word& deleted, const Word& next);

void require(ir::Step& step, const Bool& condition, const char* what);
// Memory represents the path's state, and its variables do.
void require_represented(ir::Step& step);
// The path goes on in any state with the invariants, whose parts have names with this prefix.
const State& renew(ir::Step& step, std::string_view prefix);

[[nodiscard]] ir::ObjectNumber kernel_variables(const ir::Memory& memory);

// The page that a partition is emptied up to from now on, as an address, and the private frame that says so;
// no terms where that stays.
struct Moved {
    Term frame, to;
};
[[nodiscard]] Moved moved_cursor(const KernelData& data);
[[nodiscard]] Bool is_of(const Moved& moved, const State& s, const Word& partition);

// Which step the code has made is told by the frames that have become memory, or the entry that it has
// cleared. If this guesses wrong, nothing is proved.
[[nodiscard]] std::optional<TeardownStep> made(const KernelData& data);

// The two words of a returned struct.
[[nodiscard]] Word low(Term pair);
[[nodiscard]] Word high(Term pair);
// Of two values that a loop carries, the one that begins with 0 comes first; later the one that is made of
// `counter`.
[[nodiscard]] std::pair<std::size_t, std::size_t> in_order(const ir::LoopVisit& visit, Term counter);

// A table of a partition that is searched: its level, and the prefix of the pages that it covers; 0 for the
// root table's.
struct SearchedTable {
    Word partition;
    spec::Level level;
    Word prefix;
};
// What a search passes, as any one entry of a table of a level: what is proved of it is proved of all.
[[nodiscard]] Word any_passed(spec::Level level);
// Whether an entry leads to something: to a table, or to a page.
[[nodiscard]] Bool is_in_use(const State& s, const SearchedTable& table, const Word& entry);

} // namespace pepin::proof::teardown
