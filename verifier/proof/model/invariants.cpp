#include "proof/model/invariants.hpp"

#include <algorithm>
#include <map>
#include <string>

namespace pepin::proof {

namespace {

// Which subject's group says something about a function's value at a key. A partition's fields are keyed by
// it, and by more.
constexpr std::pair<std::string_view, Group::Subject> subjects[] = {
    {"kind", Group::Subject::frame},
    {"owner", Group::Subject::frame},
    {"page_in_parent", Group::Subject::frame},
    {"first_page", Group::Subject::frame},
    {"used", Group::Subject::frame},
    {"reach", Group::Subject::frame},
    {"mmu", Group::Subject::partition},
    {"shadow1", Group::Subject::partition},
    {"shadow2", Group::Subject::partition},
    {"private_frame", Group::Subject::partition},
    {"parent", Group::Subject::partition},
    {"depth", Group::Subject::partition},
    {"interrupt_state", Group::Subject::partition},
    {"dying", Group::Subject::partition},
    {"floating_point_used", Group::Subject::partition},
    {"port_first", Group::Subject::partition},
    {"port_count", Group::Subject::partition},
    {"frame", Group::Subject::page},
    {"writable", Group::Subject::page},
    {"executable", Group::Subject::page},
    {"child", Group::Subject::page},
    {"origin", Group::Subject::page},
    {"page_at", Group::Subject::mapping},
    {"chain", Group::Subject::depth},
    // Constants: what is said of the kernel itself is worth knowing where one of its words occurs.
    {"root", Group::Subject::kernel},
    {"current", Group::Subject::kernel},
    {"frames", Group::Subject::kernel},
    {"floating_point_owner", Group::Subject::kernel},
    {"interrupts_on", Group::Subject::kernel},
};

constexpr std::string_view trees[] = {"mmu", "shadow1", "shadow2"};

// No group where nothing is said of a function.
[[nodiscard]] const Group* group_of(std::string_view function) {
    static const std::map<std::string, const Group*, std::less<>> known = [] {
        std::map<std::string, const Group*, std::less<>> made;
        for (const Group& group : groups()) {
            for (const auto& [name, subject] : subjects)
                if (subject == group.subject) made.emplace(name, &group);
            if (group.subject == Group::Subject::tables)
                for (const std::string_view tree : trees) made.emplace(table_name(tree, group.level), &group);
        }
        return made;
    }();
    const auto found = known.find(function);
    return found == known.end() ? nullptr : found->second;
}

// The claims about the tables of a level that is only known when they are asked for.
template <spec::Level level = spec::leaf_level>
void claim_about_tables(spec::Level wanted, const State& state, Collector& claim, const Word& partition,
                        const Word& prefix) {
    if (level == wanted) return spec::claim_about_tables<level>(state, claim, partition, prefix);
    if constexpr (level > 1) claim_about_tables<level - 1>(wanted, state, claim, partition, prefix);
}

} // namespace

const std::vector<Group>& groups() {
    static const std::vector<Group> all = [] {
        using enum Group::Subject;
        std::vector<Group> made{{kernel, "kernel", {}},
                                {depth, "depth", {word_width}},
                                {frame, "frame", {number_bits}},
                                {partition, "partition", {number_bits}}};
        for (spec::Level level = spec::leaf_level; level != 0; --level)
            made.push_back({tables,
                            level == spec::leaf_level ? "tables" : "tables of level " + std::to_string(level),
                            {number_bits, prefix_bits(level)},
                            level});
        made.push_back({page, "page", {number_bits, page_number_bits}});
        made.push_back({mapping, "mapping", {number_bits, number_bits}});
        return made;
    }();
    return all;
}

State any_state(std::string_view prefix) {
    State s;
    const auto named = [&](std::string_view name) { return std::string{prefix} + std::string{name}; };
    const auto word = [&](const std::string& name, unsigned bits) {
        return Word{widened(smt::constant(named(name), bits))};
    };
    // Numbers of frames have 20 bits, and so on: how many bits a value has is no matter of proof but of how
    // it is kept.
    constexpr unsigned number = number_bits, page = page_number_bits;
    const auto fields = [&](unsigned bits, std::initializer_list<std::pair<Field*, const char*>> list) {
        for (const auto& [field, name] : list) *field = Field{named(name), number, bits};
    };
    const auto tables = [&](unsigned column, unsigned bits,
                            std::initializer_list<std::pair<Table*, const char*>> list) {
        for (const auto& [table, name] : list) *table = Table{named(name), number, column, bits};
    };
    fields(1, {{&s.dying, "dying"}, {&s.floating_point_used, "floating_point_used"}});
    fields(8, {{&s.kind, "kind"}});
    fields(page, {{&s.page_in_parent, "page_in_parent"}, {&s.first_page, "first_page"}});
    fields(number, {{&s.owner, "owner"},
                    {&s.mmu, "mmu"},
                    {&s.shadow1, "shadow1"},
                    {&s.shadow2, "shadow2"},
                    {&s.private_frame, "private_frame"},
                    {&s.parent, "parent"}});
    fields(word_width, {{&s.used, "used"},
                        {&s.depth, "depth"},
                        {&s.interrupt_state, "interrupt_state"},
                        {&s.floating_point, "floating_point"},
                        {&s.reach, "reach"},
                        {&s.saved_thread_register, "saved_thread_register"}});
    s.chain = Field{named("chain"), word_width, number};
    s.closed_port = Field{named("closed_port"), 16, 1};
    tables(page, 1, {{&s.writable, "writable"}, {&s.executable, "executable"}});
    tables(word_width, 16, {{&s.port_first, "port_first"}, {&s.port_count, "port_count"}});
    for (spec::Level level = 1; level <= spec::leaf_level; ++level)
        for (const auto& [of_levels, tree] : {std::pair{&s.mmu_tables, trees[0]},
                                              {&s.shadow1_tables, trees[1]},
                                              {&s.shadow2_tables, trees[2]}})
            (*of_levels)[level - 1] =
                Table{named(table_name(tree, level)), number, prefix_bits(level), number};
    tables(page, number, {{&s.frame, "frame"}});
    tables(page, page, {{&s.child, "child"}, {&s.origin, "origin"}});
    tables(number, page, {{&s.page_at, "page_at"}});
    tables(word_width, number, {{&s.holder, "holder"}});
    tables(Architecture::page_bits - spec::word_shift, word_width, {{&s.memory, "memory"}});
    s.frames = word("frames", word_width);
    s.root = word("root", number);
    s.current = word("current", number);
    s.floating_point_owner = word("floating_point_owner", number);
    s.interrupts_on = word("interrupts_on", 1);
    for (std::size_t i = 0; i < s.context.size(); ++i)
        s.context[i] = word("context_" + std::to_string(i), word_width);
    s.floating_point_registers = word("floating_point_registers", word_width);
    s.thread_register = word("thread_register", word_width);
    s.synchronised = word("synchronised", word_width);
    s.port_input = word("port_input", word_width);
    s.output_denied = word("output_denied", 1);
    s.judged_width = word("judged_width", word_width);
    s.judged_port = word("judged_port", word_width);
    s.judged_output = word("judged_output", word_width);
    s.port_width = word("port_width", word_width);
    s.port = word("port", word_width);
    s.port_output = word("port_output", word_width);
    s.request = word("request", word_width);
    s.request_first = word("request_first", word_width);
    s.request_second = word("request_second", word_width);
    return s;
}

std::vector<Claim> claims(const Group& group, const State& state, const Key& key) {
    const auto word = [&](std::size_t i) { return Word{widened(key[i])}; };
    // What is said about partitions is said of frames that are partitions.
    const auto of_partition = [&] {
        return Collector{(state.kind(word(0)) == spec::kind::descriptor).term()};
    };
    Collector always;
    switch (group.subject) {
    case Group::Subject::kernel: spec::claim_about_kernel(state, always); return always.take();
    case Group::Subject::depth: spec::claim_about_depth(state, always, word(0)); return always.take();
    case Group::Subject::frame: spec::claim_about_frame(state, always, word(0)); return always.take();
    case Group::Subject::mapping:
        spec::claim_about_mapping(state, always, word(0), word(1));
        return always.take();
    case Group::Subject::partition: {
        auto claim = of_partition();
        spec::claim_about_partition(state, claim, word(0));
        return claim.take();
    }
    case Group::Subject::tables: {
        auto claim = of_partition();
        claim_about_tables(group.level, state, claim, word(0), word(1));
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

std::size_t Instances::ThingHash::operator()(const Thing& thing) const {
    std::size_t hash = std::hash<std::string>{}(thing.prefix) + std::hash<std::string>{}(thing.group->name);
    for (const Term& term : thing.key) hash = hash * 31 + std::hash<Term>{}(term);
    return hash;
}

void Instances::instantiate(std::string_view prefix, const Group& group, const Key& key,
                            std::vector<Term>& facts) {
    const Thing thing{std::string{prefix}, &group, key};
    if (!done_.insert(thing).second) return;
    auto known = known_.find(thing);
    if (known == known_.end()) {
        auto state = states_.find(thing.prefix);
        if (state == states_.end()) state = states_.emplace(thing.prefix, any_state(prefix)).first;
        std::vector<Term> formulas;
        for (const Claim& claim : claims(group, state->second, key)) formulas.push_back(claim.formula);
        known = known_.emplace(thing, std::move(formulas)).first;
    }
    facts.insert(facts.end(), known->second.begin(), known->second.end());
}

void Instances::scan(Term term, bool invariants, std::vector<Term>& facts) {
    if (term.is_literal() || seen_.contains(term) || (!invariants && counted_.contains(term))) return;
    const bool counted = counted_.contains(term);
    (invariants ? seen_ : counted_).insert(term);
    for (const Term& operand : term.operands()) scan(operand, invariants, facts);
    if (term.operation() != smt::Operation::apply && term.operation() != smt::Operation::constant) return;
    if (const Term axiom = nearest_axiom(term); axiom.exists()) {
        facts.push_back(axiom);
        return;
    }
    const std::string_view prefix = term.name().substr(0, term.name().rfind('.') + 1),
                           function = term.name().substr(prefix.size());
    const auto key = term.operands();
    if (!counted) {
        const auto axioms = count_axioms(prefix, function, key);
        facts.insert(facts.end(), axioms.begin(), axioms.end());
    }
    if (!invariants) return;
    if (const Group* const group = group_of(function); group != nullptr)
        instantiate(prefix, *group,
                    Key(key.begin(), key.begin() + static_cast<std::ptrdiff_t>(group->key_bits.size())),
                    facts);
}

void Instances::forget() {
    done_.clear();
    seen_.clear();
    counted_.clear();
}

std::vector<Term> Instances::about(std::span<const Term> formulas, unsigned rounds) {
    std::vector<Term> facts;
    // What a round's instances read is for the next one; numbers of entries are known of whatever the last
    // one reads, too.
    for (unsigned round = 0; round <= rounds; ++round) {
        const std::vector<Term> last = facts;
        for (const Term& formula : round == 0 ? formulas : std::span<const Term>{last})
            scan(formula, round < rounds, facts);
    }
    return facts;
}

} // namespace pepin::proof
