#include "proof/counterexample/completion.hpp"

#include <algorithm>
#include <functional>
#include <set>

#include "proof/model/symbolic.hpp"

namespace pepin::proof {

namespace {

namespace kind = spec::kind;
using Built = spec::StateBuilder::State;
using FieldOf = spec::ConcreteField Built::*;
using TableOf = std::function<spec::ConcreteTable&(Built&)>;
using Value = spec::ConcreteValues::Word;

// The state's functions, by the names that they have in formulas.
constexpr std::pair<const char*, FieldOf> fields[] = {
    {"kind", &Built::kind},
    {"owner", &Built::owner},
    {"page_in_parent", &Built::page_in_parent},
    {"first_page", &Built::first_page},
    {"used", &Built::used},
    {"reach", &Built::reach},
    {"mmu", &Built::mmu},
    {"shadow1", &Built::shadow1},
    {"shadow2", &Built::shadow2},
    {"private_frame", &Built::private_frame},
    {"parent", &Built::parent},
    {"depth", &Built::depth},
    {"interrupt_state", &Built::interrupt_state},
    {"dying", &Built::dying},
    {"floating_point_used", &Built::floating_point_used},
    {"floating_point", &Built::floating_point},
    {"saved_thread_register", &Built::saved_thread_register},
    {"chain", &Built::chain}};
using Tables = std::vector<std::pair<std::string, TableOf>>;
[[nodiscard]] const Tables& tables() {
    static const Tables all = [] {
        constexpr std::pair<const char*, spec::ConcreteTable Built::*> single[] = {
            {"memory", &Built::memory},         {"port_first", &Built::port_first},
            {"port_count", &Built::port_count}, {"frame", &Built::frame},
            {"writable", &Built::writable},     {"executable", &Built::executable},
            {"child", &Built::child},           {"origin", &Built::origin},
            {"page_at", &Built::page_at},       {"holder", &Built::holder}};
        Tables made;
        for (const auto& [name, table] : single)
            made.emplace_back(name, [table](Built& s) -> spec::ConcreteTable& { return s.*table; });
        for (const auto& [tree, of_levels] : {std::pair{"mmu", &Built::mmu_tables},
                                              {"shadow1", &Built::shadow1_tables},
                                              {"shadow2", &Built::shadow2_tables}})
            for (spec::Level level = 1; level <= spec::leaf_level; ++level)
                made.emplace_back(table_name(tree, level),
                                  [of_levels, level](Built& s) -> spec::ConcreteTable& {
                                      return (s.*of_levels)[level - 1];
                                  });
        return made;
    }();
    return all;
}
// Those of them that nothing else follows from.
constexpr const char* free_fields[] = {"interrupt_state", "dying", "floating_point_used", "floating_point",
                                       "saved_thread_register"};
constexpr const char* free_tables[] = {"port_first", "port_count"};
// Whose second argument is a page.
constexpr const char* of_pages[] = {"frame", "writable", "executable", "child", "origin"};

template <class Of, class Entries> [[nodiscard]] Of find(const Entries& entries, std::string_view name) {
    for (const auto& [known, member] : entries)
        if (name == known) return member;
    return nullptr;
}

[[nodiscard]] Value word(Number number) { return static_cast<Value>(number); }

} // namespace

Completion::Completion(const Counterexample& counterexample)
    : counterexample_{counterexample}, relevant_{counterexample.relevant()}, plan_{counterexample},
      state_{script_.builder().state} {
    choose_spare_entry();
    script_.bind(plan_.root(), state_.root);
    make(plan_.root());
    give_pages_on();
    fill_tables();
    bind_others();
    set_words();
    set_constants();
    script_.run(plan_.current());
}

// Entries of which nothing is said in any partition, for what has to be mapped somewhere.
void Completion::choose_spare_entry() {
    constexpr Value enough = 32;
    std::set<Value> spoken_of;
    for (const char* const name : of_pages)
        for (const auto& [key, value] : relevant_.of(name)) spoken_of.insert(spec::root_index(word(key[1])));
    for (const char* const tree : {"mmu", "shadow1", "shadow2"})
        for (spec::Level level = 1; level <= spec::leaf_level; ++level)
            for (const auto& [key, value] : relevant_.of(table_name(tree, level)))
                spoken_of.insert(spec::root_index(spec::first_page_of(word(key[1]), level)));
    const auto is_spare = [&](Value entry) {
        for (Value i = entry; i < entry + enough; ++i)
            if (!spec::is_usable_index(i) || spoken_of.contains(i)) return false;
        return true;
    };
    Value entry = spec::StateBuilder::default_spare_entry;
    for (Value tried = 0; tried < spec::root_entries && !is_spare(entry); ++tried)
        entry = (entry + 1) % spec::root_entries;
    script_.spare_entry(entry);
}

void Completion::make_frame(Number frame) {
    script_.frame(frame, relevant_.at("kind", {frame}) == kind::device);
}

void Completion::make(Number partition) {
    const Plan::Place& place = plan_.place(partition);
    if (partition != plan_.root()) {
        Number parent = place.parent;
        if (place.levels != 0) script_.descendant(parent = plan_.new_number(), place.parent, place.levels);
        script_.child(partition, parent, place.frames);
    }
    for (const auto& [entry, frames] : place.tables) {
        const auto is_covered = [&](const auto& mapped) {
            return spec::prefix_of(mapped.first, spec::leaf_level) == entry;
        };
        const bool known = std::ranges::any_of(frames, [&](Number frame) { return script_.is_bound(frame); });
        if (known || std::ranges::none_of(place.pages, is_covered))
            script_.tables(partition, word(entry), frames);
    }
    map_pages(partition);
    bind_configuration(partition);
    for (const Number child : plan_.children(partition)) make(child);
}

void Completion::bind_configuration(Number partition) {
    const Plan::Place& place = plan_.place(partition);
    const Value made = script_.bound(partition);
    const std::array roots{&state_.mmu, &state_.shadow1, &state_.shadow2, &state_.private_frame};
    for (std::size_t i = 0; i < roots.size(); ++i)
        if (place.frames[i + 1] != 0) script_.bind(place.frames[i + 1], (*roots[i])(made));
    const std::array leaves{&state_.mmu_tables.back(), &state_.shadow1_tables.back(),
                            &state_.shadow2_tables.back()};
    for (const auto& [entry, frames] : place.tables) {
        for (std::size_t i = 0; i < leaves.size(); ++i)
            if (frames[i] != 0) script_.bind(frames[i], (*leaves[i])(made, word(entry)));
    }
}

void Completion::map_pages(Number partition) {
    const Plan::Place& place = plan_.place(partition);
    for (const auto& [page, frame] : place.pages) {
        if (!script_.is_bound(frame)) make_frame(frame);
        bool writable = true;
        if (!plan_.is_configuration(frame)) {
            // As far as nothing else is said, with the parent's right.
            const Value parent = state_.parent(script_.bound(partition)),
                        there = state_.page_at(parent, script_.bound(frame));
            const bool may_be =
                partition == plan_.root() || there == 0 || state_.writable(parent, there) != 0;
            writable = relevant_.at("writable", {partition, page}).value_or(may_be ? 1 : 0) != 0;
        }
        script_.map(partition, word(page), frame, writable,
                    relevant_.at("executable", {partition, page}).value_or(1) != 0);
    }
}

void Completion::give_pages_on() {
    for (const auto& [partition, frame] : plan_.given()) {
        if (!script_.is_bound(frame)) make_frame(frame);
        if (state_.page_at(script_.bound(partition), script_.bound(frame)) == 0)
            script_.map_somewhere(partition, frame);
    }
}

// As many entries are in use as is said.
void Completion::fill_tables() {
    for (const auto& [key, used] : relevant_.of("used")) {
        if (!script_.is_bound(key[0])) continue;
        const Value table = script_.bound(key[0]), first_page = state_.first_page(table);
        const Number owner = script_.number_of(state_.owner(table));
        if (state_.kind(table) == kind::mmu_root && state_.used(table) < used)
            script_.more_tables(owner, word(used));
        if (state_.kind(table) != kind::mmu_leaf) continue;
        for (Value page = first_page; state_.used(table) < used && page < first_page + spec::leaf_entries;
             ++page)
            if (!state_.is_present(script_.bound(owner), page) && !relevant_.at("frame", {owner, page}))
                script_.map_more(owner, page);
    }
}

// Frames that nobody maps.
void Completion::bind_others() {
    Value reserved = 0;
    for (const auto& [key, of_kind] : relevant_.of("kind")) {
        if (script_.is_bound(key[0])) continue;
        if (of_kind == kind::user || of_kind == kind::device) make_frame(key[0]);
        if (of_kind == kind::reserved && key[0] != 0) script_.bind(key[0], ++reserved);
    }
}

void Completion::set_words() {
    const auto is_partition = [&](Number frame) {
        return script_.is_bound(frame) && state_.kind(script_.bound(frame)) == kind::descriptor;
    };
    // Who has never computed has no state.
    const auto is_free = [&](const std::string& name, const std::vector<Number>& key) {
        return name != "floating_point" || relevant_.at("floating_point_used", key) != 0;
    };
    for (const char* const name : free_fields)
        for (const auto& [key, value] : relevant_.of(name))
            if (is_partition(key[0]) && is_free(name, key))
                script_.set(name, state_.*find<FieldOf>(fields, name), key[0], word(value));
    for (const auto& [key, value] : relevant_.of("floating_point"))
        if (is_partition(key[0]) && value != 0 && !relevant_.at("floating_point_used", key))
            script_.set("floating_point_used", state_.floating_point_used, key[0], 1);
    for (const char* const name : free_tables)
        for (const auto& [key, value] : relevant_.of(name))
            if (is_partition(key[0]))
                script_.set(name, find<TableOf>(tables(), name)(state_), key[0], word(key[1]), word(value));
    // Rights that a page has lost since it became configuration, in a partition and in those below it.
    for (const auto& [key, value] : relevant_.of("writable")) {
        if (value != 0 || !script_.is_bound(key[0])) continue;
        const Value partition = script_.bound(key[0]), frame = state_.frame(partition, word(key[1]));
        for (Value depth = state_.depth(partition); frame != 0 && depth <= state_.reach(frame); ++depth) {
            const Value holder = state_.holder(frame, depth);
            script_.set("writable", state_.writable, script_.number_of(holder), state_.page_at(holder, frame),
                        0);
        }
    }
    for (const auto& [key, value] : relevant_.of("memory")) {
        if (!script_.is_bound(key[0])) make_frame(key[0]);
        if (value != 0 && state_.kind(script_.bound(key[0])) == kind::user)
            script_.set("memory", state_.memory, key[0], word(key[1]), word(value));
    }
}

void Completion::set_constants() {
    const auto set = [&](const std::string& name, Value& variable) {
        if (const auto value = relevant_.constant(name); value && *value != 0)
            script_.set(name, variable, word(*value));
    };
    set("floating_point_registers", state_.floating_point_registers);
    set("thread_register", state_.thread_register);
    set("port_input", state_.port_input);
    set("output_denied", state_.output_denied);
    for (const auto& [key, value] : relevant_.of("closed_port"))
        if (value != 0) script_.close_port(word(key[0]));
    for (std::size_t i = 0; i < state_.context.size(); ++i)
        if (const auto value = relevant_.constant("context_" + std::to_string(i)); value && *value != 0)
            script_.set("context[" + std::to_string(i) + "]", state_.context[i], word(*value));
    if (const auto owner = relevant_.constant("floating_point_owner"); owner && *owner != 0) {
        script_.set_to_frame("floating_point_owner", state_.floating_point_owner, *owner);
        if (state_.floating_point_used(state_.floating_point_owner) == 0)
            script_.set("floating_point_used", state_.floating_point_used, *owner, 1);
    }
    // Interrupts are off for root alone, where it asked for it.
    if (relevant_.constant("interrupts_on") == 1 && plan_.current() == plan_.root() &&
        state_.interrupt_state(state_.root) == 0)
        script_.set("interrupt_state", state_.interrupt_state, plan_.root(), 1);
}

namespace {

// Whether a constant numbers a frame: of things that a claim about steps is about, the first does, and the
// second where it is a frame that is mapped.
[[nodiscard]] bool is_frame(std::string_view name, std::string_view group) {
    constexpr std::string_view names[] = {"root",   "current", "floating_point_owner", "any frame", "deleted",
                                          "victim", "number_0"};
    const auto is_any = [name](const char* which) {
        return name == std::string{which} + "_of_" + std::to_string(number_bits);
    };
    return std::ranges::find(names, name) != std::end(names) || is_any("any_0") ||
           (is_any("any_1") && group == "mapping");
}

} // namespace

bool Completion::is_faithful() const {
    const Built& s = script_.state();
    unsigned levels = 0; // that were gone up
    smt::Substitution value{[&](Term term) -> Term {
        const auto result = [&](Number number) { return Term(term.width(), number); };
        const std::string_view name = term.name().substr(term.name().rfind('.') + 1);
        const auto key = term.operands();
        const auto argument = [&](std::size_t i) { return word(key[i].value()); };
        if (name == "frames") return result(s.frames);
        if (name == "work") return result(0); // of a portion that begins
        if (is_frame(name, counterexample_.where())) {
            const Number frame = counterexample_.value(term);
            return result(script_.is_bound(frame) || frame == 0 ? script_.bound(frame) : frame);
        }
        if (std::ranges::any_of(key, [](Term operand) { return !operand.is_literal(); })) return Term{};
        if (const FieldOf field = find<FieldOf>(fields, name); field != nullptr)
            return result((s.*field)(argument(0)));
        if (const TableOf table = find<TableOf>(tables(), name); table != nullptr)
            return result(table(state_)(argument(0), argument(1)));
        if (name == "interrupts_on") return result(s.interrupts_on);
        if (const Term definition = nearest_definition(term); definition.exists()) {
            if (levels > spec::greatest_depth) return Term{}; // of no partition
            ++levels;
            const Term found = value(definition);
            --levels;
            return smt::extract(found, 0, term.width());
        }
        // What no state has is as in the model.
        if (key.empty()) return result(counterexample_.value(term));
        std::vector<unsigned> widths;
        std::vector<Term> models;
        for (const Term& operand : key) {
            widths.push_back(operand.width());
            models.emplace_back(operand.width(), operand.width() == number_bits
                                                     ? script_.unbound(word(operand.value()))
                                                     : operand.value());
        }
        return result(counterexample_.value(
            smt::Function{term.name(), widths, term.width()}(std::span<const Term>{models})));
    }};
    return std::ranges::all_of(counterexample_.formulas(),
                               [&](Term formula) { return value(formula).is_true(); });
}

} // namespace pepin::proof
