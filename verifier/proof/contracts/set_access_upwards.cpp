// The contract of set_access_upwards: user mode's access to the frame changes wherever it is mapped. One step
// for any depth.
#include "proof/contracts/contracts.hpp"
#include "proof/contracts/steps.hpp"

#include <algorithm>

namespace pepin::proof {

namespace {

namespace kind = spec::kind;

// The partition maps something there, and nobody below it does.
[[nodiscard]] std::vector<Bool> needs(const State& s, const Word& partition, const Word& page) {
    const Word frame = s.frame(partition, page);
    return {s.kind(partition) == kind::descriptor, frame != 0, s.reach(frame) == s.depth(partition)};
}

[[nodiscard]] Write change(const Word& frame, Term accessible, Term below = {}) {
    return {.kind = Write::Kind::access, .frame = frame_number(frame), .value = accessible, .below = below};
}

[[nodiscard]] Word most_steps(const State& s, const Word& partition) {
    return Word{steps::of_access_level} * (s.depth(partition) + 1) + steps::set_access_upwards;
}

// Callers may have written to these, and to the frame table.
[[nodiscard]] bool is_unread(const Role& role) {
    return role.kind == kind::user || role.kind == kind::shadow1_root || role.kind == kind::shadow1_leaf ||
           role.kind == kind::private_data;
}
// It reads nothing but what the tree says of the partition and its ancestors.
void reads(ir::Step& step, const Role* role, std::span<const Word> arguments) {
    if (role == nullptr || is_unread(*role))
        throw ir::Unmodelled("set_access_upwards reads what its callers may have changed");
    const State& s = step.state.data<KernelData>().state;
    step.require(ir::Kind::assertion, (s.depth(Word{widened(role->owner)}) <= s.depth(arguments[0])).term(),
                 "set_access_upwards looks no further down");
}

std::optional<ir::Value> apply(ir::Step& step, std::span<const ir::Value> arguments) {
    auto& data = step.state.data<KernelData>();
    const State& s = data.state;
    const FrameUse partition = PhysicalMemory::use(step, PhysicalMemory::number(step, arguments[0].term()),
                                                   Term(word_index_bits, descriptor_depth));
    const Word p{widened(partition.frame)}, page{arguments[1].term()};
    for (const Bool& need : needs(s, p, page))
        step.require(ir::Kind::assertion, need.term(),
                     "set_access_upwards is given a page that nobody below maps");
    // What the function reads is as the state says: nothing that belongs to the partition or an ancestor was
    // written, but for what it does not read.
    for (const Write& write : data.writes) {
        if (write.kind == Write::Kind::access) continue;
        const Role& role = data.roles.at(write.frame);
        if (!is_unread(role))
            step.require(ir::Kind::assertion, (s.depth(p) < s.depth(Word{widened(role.owner)})).term(),
                         "set_access_upwards finds its way as it was");
    }
    data.writes.push_back(change(s.frame(p, page), arguments[2].term()));
    steps::add(step, most_steps(s, p));
    return ir::Value{};
}

std::vector<Write> leaves(State& s, std::span<const Word> arguments) {
    return {change(s.frame(arguments[0], arguments[1]), arguments[2].term())};
}

// The partition and the page that the loop has come to, in the iteration that stands for all.
[[nodiscard]] Word this_partition() { return any_number("partition"); }
[[nodiscard]] Word this_page() { return any_page("page"); }

// Where the processor may have cached the entry that this iteration changes, it is told to forget it: in the
// address space that it uses.
[[nodiscard]] Bool forgets_translation(const KernelData& data) {
    const bool told = std::ranges::any_of(data.calls, [&](const OutsideCall& call) {
        return call.name == "architecture_forget_translation" && call.arguments[0] == this_page().term() &&
               call.after == data.writes.size();
    });
    return told ? Bool{true} : this_partition() != data.state.current;
}

// Done are the partitions below the one that the loop has come to; which maps the frame, too.
ir::LoopAction loop(ir::Step& step, ir::LoopVisit& visit, std::span<const Word> arguments) {
    auto& data = step.state.data<KernelData>();
    const State& s = data.state;
    const Word frame = s.frame(arguments[0], arguments[1]);
    const auto require = [&](const Bool& condition, const char* what) {
        step.require(ir::Kind::assertion, condition.term(), what);
    };
    const auto invariant = [&](const Word& partition, const Word& page, const Word& levels) {
        return s.kind(partition) == kind::descriptor && s.frame(partition, page) == frame &&
               levels == s.depth(partition) && levels <= s.depth(arguments[0]);
    };
    if (visit.phis.size() != 3)
        throw ir::Unmodelled(
            "the loop of set_access_upwards carries something else than partition, page and levels");
    const auto phi = [&](std::size_t i) { return Word{visit.phis[i].term()}; };
    if (!visit.cut) {
        // Which is which is known by what they begin with.
        std::size_t partition = 0, page = 0;
        for (std::size_t i = 0; i < 3; ++i) {
            if (visit.phis[i].term() == arguments[0].term()) partition = i;
            if (visit.phis[i].term() == arguments[1].term()) page = i;
        }
        const std::size_t levels = 3 - partition - page;
        if (partition == page)
            throw ir::Unmodelled("the loop of set_access_upwards does not begin with partition and page");
        require(invariant(phi(partition), phi(page), phi(levels)),
                "the loop begins with the partition itself");
        const Word p = this_partition(), at = this_page();
        visit.phis[partition] = p.term();
        visit.phis[page] = at.term();
        visit.phis[levels] = s.depth(p).term();
        step.assume(invariant(p, at, s.depth(p)).term());
        data.calls.clear();
        data.writes = {change(frame, arguments[2].term(), s.depth(p).term())};
        steps::begin_iteration(step, steps::of_access_level, s.depth(arguments[0]) + 1);
        return ir::LoopAction::cut;
    }
    const auto order = [&] { // in which the phis came
        for (std::size_t i = 0; i < 3; ++i)
            if (const auto text = visit.phis[i].term();
                smt::extract(text, 0, number_bits) == frame_number(s.parent(this_partition())))
                return i;
        throw ir::Unmodelled("the loop of set_access_upwards does not go on with the parent");
    }();
    for (std::size_t page = 0; page < 3; ++page) {
        if (page == order ||
            !smt::extract(visit.phis[page].term(), page_number_bits, word_width - page_number_bits)
                 .is_literal(0))
            continue;
        const Word p = phi(order), at = phi(page), levels = phi(3 - order - page);
        require(invariant(p, at, levels), "the loop goes on with the parent");
        require(levels < s.depth(this_partition()), "the loop comes nearer to root");
        require(forgets_translation(data), "the processor forgets what it has cached");
        steps::end_iteration(step, steps::of_access_level);
        const Term table = smt::constant("any frame", number_bits),
                   index = smt::constant("any word", word_index_bits), noted{word_width, 0};
        const Role role = role_by_table(s, kind::mmu_leaf, table);
        KernelData done = data;
        done.writes = {change(frame, arguments[2].term(), levels.term())};
        const Term now = data.word(role, table, index, noted, data.writes.size()),
                   then = done.word(role, table, index, noted, 1);
        require(Bool{smt::implies(has_role(s, table, role), smt::equal(meaning_of(kind::mmu_leaf, now),
                                                                       meaning_of(kind::mmu_leaf, then)))},
                "one partition more has been done");
        for (const Write& write : data.writes)
            if (write.kind != Write::Kind::access && data.roles.at(write.frame).kind != kind::mmu_leaf)
                throw ir::Unmodelled("the loop of set_access_upwards writes to other memory");
        data.writes.clear();
        return ir::LoopAction::stop;
    }
    throw ir::Unmodelled("the loop of set_access_upwards goes on with no page");
}

} // namespace

Contract set_access_upwards_contract() {
    Contract contract{
        "core_set_access_upwards",
        apply,
        [](ir::Memory&, std::vector<Word>& words) {
            words = {any_number("number_0"), any_page("number_1"), Word{smt::constant("accessible", 1)}};
            return std::vector<ir::Value>{words[0].term(), words[1].term(), words[2].term()};
        },
        [](const State& s, std::span<const Word> a) { return needs(s, a[0], a[1]); },
        leaves,
        [](const ir::Path& path, const State&, std::span<const Word>) {
            return std::vector<Term>{forgets_translation(path.state.data<KernelData>()).term()};
        },
        [](const ir::Path&, const State& s, std::span<const Word> a) { return most_steps(s, a[0]); },
        loop};
    contract.reads = reads;
    contract.follows_retiring = true;
    return contract;
}

} // namespace pepin::proof
