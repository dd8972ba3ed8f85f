#include "proof/invariants.hpp"

#include <algorithm>
#include <map>

namespace pepin::proof {

namespace {

// Which group says something about a function's value at a key. A partition's fields are keyed by it, and by more.
const std::map<std::string_view, Group::Subject> subjects{
    {"kind", Group::Subject::frame},         {"owner", Group::Subject::frame},         {"page_in_parent", Group::Subject::frame},
    {"first_page", Group::Subject::frame},   {"used", Group::Subject::frame},          {"reach", Group::Subject::frame},
    {"mmu", Group::Subject::partition},      {"shadow1", Group::Subject::partition},   {"shadow2", Group::Subject::partition},
    {"private_frame", Group::Subject::partition}, {"parent", Group::Subject::partition}, {"depth", Group::Subject::partition},
    {"interrupt_state", Group::Subject::partition}, {"dying", Group::Subject::partition}, {"floating_point_used", Group::Subject::partition},
    {"port_first", Group::Subject::partition}, {"port_count", Group::Subject::partition},
    {"mmu_table", Group::Subject::tables},   {"shadow1_table", Group::Subject::tables}, {"shadow2_table", Group::Subject::tables},
    {"frame", Group::Subject::page},         {"writable", Group::Subject::page},       {"child", Group::Subject::page},
    {"origin", Group::Subject::page},        {"page_at", Group::Subject::mapping},     {"chain", Group::Subject::depth},
};

[[nodiscard]] const Group& group_of(Group::Subject subject) {
    return *std::ranges::find_if(groups, [&](const Group& group) { return group.subject == subject; });
}

} // namespace

State any_state() {
    State s;
    const auto word = [](const char* name) { return Word{smt::constant(name, word_width)}; };
    for (const auto& [field, name] : {std::pair{&s.kind, "kind"}, {&s.owner, "owner"}, {&s.page_in_parent, "page_in_parent"}, {&s.first_page, "first_page"},
                                      {&s.used, "used"}, {&s.mmu, "mmu"}, {&s.shadow1, "shadow1"}, {&s.shadow2, "shadow2"}, {&s.private_frame, "private_frame"},
                                      {&s.parent, "parent"}, {&s.depth, "depth"}, {&s.interrupt_state, "interrupt_state"}, {&s.dying, "dying"},
                                      {&s.floating_point_used, "floating_point_used"}, {&s.floating_point, "floating_point"}, {&s.reach, "reach"}, {&s.chain, "chain"}})
        *field = Field{name};
    for (const auto& [table, name] : {std::pair{&s.memory, "memory"}, {&s.port_first, "port_first"}, {&s.port_count, "port_count"}, {&s.mmu_table, "mmu_table"},
                                      {&s.shadow1_table, "shadow1_table"}, {&s.shadow2_table, "shadow2_table"}, {&s.frame, "frame"}, {&s.writable, "writable"},
                                      {&s.child, "child"}, {&s.origin, "origin"}, {&s.page_at, "page_at"}, {&s.holder, "holder"}})
        *table = Table{name};
    s.root = word("root");
    s.current = word("current");
    s.floating_point_owner = word("floating_point_owner");
    s.interrupts_on = word("interrupts_on");
    s.event_sequence = word("event_sequence");
    for (std::size_t i = 0; i < s.context.size(); ++i) s.context[i] = word(("context_" + std::to_string(i)).c_str());
    s.floating_point_registers = word("floating_point_registers");
    s.port_input = word("port_input");
    s.enables_bus_mastering = word("enables_bus_mastering");
    s.port_width = word("port_width");
    s.port = word("port");
    s.port_output = word("port_output");
    return s;
}

std::vector<Claim> claims(const Group& group, const State& state, const Key& key) {
    const auto word = [&](std::size_t i) { return Word{key[i]}; };
    // What is said about partitions is said of frames that are partitions.
    const auto of_partition = [&] { return Collector{(state.kind(word(0)) == spec::kind::descriptor).term()}; };
    Collector always;
    switch (group.subject) {
    case Group::Subject::kernel: spec::claim_about_kernel(state, always); return always.take();
    case Group::Subject::depth: spec::claim_about_depth(state, always, word(0)); return always.take();
    case Group::Subject::frame: spec::claim_about_frame(state, always, word(0)); return always.take();
    case Group::Subject::mapping: spec::claim_about_mapping(state, always, word(0), word(1)); return always.take();
    case Group::Subject::partition: {
        auto claim = of_partition();
        spec::claim_about_partition(state, claim, word(0));
        return claim.take();
    }
    case Group::Subject::tables: {
        auto claim = of_partition();
        spec::claim_about_tables(state, claim, word(0), word(1));
        return claim.take();
    }
    case Group::Subject::page: {
        auto claim = of_partition();
        spec::claim_about_page(state, claim, word(0), word(1));
        return claim.take();
    }
    }
    return {};
}

std::vector<Term> instances(const State& state, Reads reads, unsigned rounds) {
    std::vector<Term> facts;
    std::map<Group::Subject, std::unordered_set<Key, KeyHash>> done;
    const auto instantiate = [&](const Group& group, const Key& key) {
        if (!done[group.subject].insert(key).second) return;
        for (const Claim& claim : claims(group, state, key)) facts.push_back(claim.formula);
    };
    const Recording recording{reads};
    instantiate(group_of(Group::Subject::kernel), {});
    for (unsigned round = 0; round < rounds; ++round) {
        const std::size_t end = reads.list.size(); // what this round's instances read is for the next one
        for (std::size_t i = 0; i < end; ++i) {
            const auto subject = subjects.find(reads.list[i].function);
            if (subject == subjects.end()) continue;
            const Group& group = group_of(subject->second);
            const Key key = reads.list[i].key;
            instantiate(group, Key(key.begin(), key.begin() + group.keys));
        }
    }
    for (const auto& read : reads.list)
        for (const Term& axiom : count_axioms(read.function, read.key)) facts.push_back(axiom);
    return facts;
}

} // namespace pepin::proof
