#include "proof/obligations/comparison.hpp"

#include <algorithm>
#include <utility>

#include "proof/contracts/contracts.hpp"

namespace pepin::proof {

namespace {

namespace kind = spec::kind;

using NamedKinds = std::vector<std::pair<std::uint32_t, std::string>>;
[[nodiscard]] const NamedKinds& kinds() {
    static const NamedKinds all = [] {
        NamedKinds made{{kind::user, "memory of partitions"},      {kind::descriptor, "descriptors"},
                        {kind::private_data, "private frames"},    {kind::mmu_root, "MMU roots"},
                        {kind::shadow1_root, "roots of shadow 1"}, {kind::shadow2_root, "roots of shadow 2"}};
        for (spec::Level level = spec::leaf_level; level != 0; --level) {
            const std::string of_level =
                level == spec::leaf_level ? "" : " of level " + std::to_string(level);
            made.emplace_back(kind::tables_of(level), "MMU tables" + of_level);
            made.emplace_back(kind::tables_of(level) + 1, "tables of shadow 1" + of_level);
            made.emplace_back(kind::tables_of(level) + 2, "tables of shadow 2" + of_level);
        }
        return made;
    }();
    return all;
}

// Any frame, and any word of it.
[[nodiscard]] Term any_frame() { return smt::constant("any frame", number_bits); }
[[nodiscard]] Term any_word() { return smt::constant("any word", word_index_bits); }

// The value at a key that was last written there, where that is plain.
[[nodiscard]] Term latest(const Map& map, Term key) {
    for (std::size_t i = map.updates().size(); i-- > 0;)
        if (const auto& update = map.updates()[i];
            update.key.size() == 1 && update.key[0] == key && update.guard.is_true())
            return update.value;
    return map.read({widened(key)});
}

// A word of a frame, as the code has left it and as is expected.
[[nodiscard]] Term same_word(const KernelData& actual, const Role& before, const KernelData& expected,
                             const Role& after, Term frame, Term index) {
    const Term noted{word_width, 0};
    Term same =
        smt::equal(meaning_of(after.kind, actual.word(before, frame, index, noted, actual.writes.size())),
                   meaning_of(after.kind, expected.word(after, frame, index, noted, expected.writes.size())));
    // Where a partition's teardown has come to is the kernel's affair, in deletePartition and where a
    // partition begins. No other service moves that.
    if (after.kind == kind::private_data && (actual.deleted || before.kind != kind::private_data))
        same = same | smt::equal(index, Term(word_index_bits, private_teardown_cursor));
    return same;
}

} // namespace

Comparison::Comparison(Questions& questions, UnitReport& report, const State& before,
                       const KernelData& expected, const ir::Path& path, const KernelData& data,
                       std::vector<Term> assumptions)
    : questions_{questions}, report_{report}, before_{before}, expected_{expected}, after_{expected.state},
      path_{path}, data_{data}, assumptions_{std::move(assumptions)}, where_{path.where.text()} {}

void Comparison::prove() {
    check_variables();
    check_requests();
    check_tables_in_use();
    find_changes();
    prove_easy();
    check_frame_table();
    prove_easy();
    claim_words();
    claim_changed_frames();
}

void Comparison::check(Term goal, const std::string& what) {
    if (!goal.is_true() && UnitReport::is_wanted(what)) easy_.emplace_back(goal, what);
}

// What they need is nearly the same.
void Comparison::prove_easy() {
    std::vector<Term> goals;
    for (const auto& [goal, what] : easy_) goals.push_back(goal);
    if (easy_.size() > 1 && questions_.is_plain(assumptions_, smt::all_of(goals))) {
        for (const auto& [goal, what] : easy_)
            report_.add(what, where_, {smt::Verdict::unsatisfiable, {}, {}});
    } else {
        for (const auto& [goal, what] : easy_) claim(assumptions_, goal, what);
    }
    easy_.clear();
}

void Comparison::claim(std::span<const Term> assumptions, Term goal, const std::string& what,
                       std::span<const Term> cases) {
    proof::claim(questions_, report_, assumptions, goal, what, where_, cases);
}

void Comparison::check_variables() {
    ir::Memory memory = path_.state.memory;
    if (!data_.deliveries.empty()) set_variables(memory, data_.state);
    const auto same = [&](std::string_view name, std::size_t word, const Word& wanted) {
        return smt::equal(variable(memory, name, word), wanted.term());
    };
    std::vector<Term> variables{same("kernel_state", 0, after_.root), same("kernel_state", 1, after_.current),
                                same("kernel_state", 2, after_.floating_point_owner),
                                same("kernel_state", 3, after_.frames),
                                same("kernel_state", 4, after_.interrupts_on)};
    check(smt::all_of(variables), "the kernel's variables are as specified");
    for (std::size_t i = 0; i < after_.context.size(); ++i)
        check(same("processor_context", i, after_.context[i]),
              "word " + std::to_string(i) + " of the context is as specified");
    check(smt::equal(data_.registers, after_.floating_point_registers.term()),
          "the floating-point registers are as specified");
    check(smt::equal(data_.state.thread_register.term(), after_.thread_register.term()),
          "the thread register is as specified");
    check(smt::equal(data_.walked, frame_number(after_.mmu(after_.current))),
          "the processor walks the current partition's tables");
}

// What the code has asked of the processor and its ports.
void Comparison::check_requests() {
    Term synchronised = after_.synchronised.term() == before_.synchronised.term()
                            ? before_.synchronised.term()
                            : Term(word_width, 0);
    Term width = after_.port_width.term() == before_.port_width.term() ? before_.port_width.term()
                                                                       : Term(word_width, 0);
    Term judged = after_.judged_width.term() == before_.judged_width.term() ? before_.judged_width.term()
                                                                            : Term(word_width, 0);
    Term request = after_.request.term() == before_.request.term() ? before_.request.term()
                                                                   : Term(word_width, spec::request::none);
    bool has_asked = false;
    // Each once, and in this order.
    const char* const once = "output is judged once, then a port is accessed once";
    bool is_judged = false, is_accessed = false;
    for (const OutsideCall& call : data_.calls) {
        if (call.name == "architecture_denies_output") {
            check(smt::truth(!is_judged && !is_accessed), once);
            is_judged = true;
            judged = call.arguments[1];
            check(smt::equal(call.arguments[0], after_.judged_port.term()) &
                      smt::equal(call.arguments[2], after_.judged_output.term()),
                  "the output that is judged is the one that is specified");
        }
        if (call.name == "architecture_synchronise_instructions") {
            synchronised = call.arguments[0];
            check(smt::equal(synchronised, after_.synchronised.term()),
                  "the code that is made visible is that which is specified");
        }
        if (const std::uint32_t asked = request_of(call.name); asked != spec::request::none) {
            check(smt::truth(!has_asked), "one thing is asked of the machine, once");
            has_asked = true;
            request = Term(word_width, asked);
            check(smt::equal(call.arguments[0], after_.request_first.term()) &
                      smt::equal(call.arguments[1], after_.request_second.term()),
                  "the machine is asked with the words that are specified");
        }
        const bool writes = call.name == "architecture_port_write";
        if (!writes && call.name != "architecture_port_read") continue;
        check(smt::truth(!is_accessed), once);
        // All output is judged, and nothing else is.
        check(smt::truth(writes == (after_.judged_width.term() != before_.judged_width.term())),
              "a port is read or written as specified");
        is_accessed = true;
        width = call.arguments[1];
        check(smt::equal(call.arguments[0], after_.port.term()), "the port is the one that is specified");
        if (writes)
            check(smt::equal(call.arguments[2], after_.port_output.term()),
                  "what is written to the port is as specified");
    }
    check(smt::equal(judged, after_.judged_width.term()), "as many bytes of output are judged as specified");
    check(smt::equal(synchronised, after_.synchronised.term()),
          "the code that is made visible is that which is specified");
    check(smt::equal(request, after_.request.term()), "what is asked of the machine is as specified");
    check(smt::equal(width, after_.port_width.term()), "as many bytes of ports are accessed as specified");
}

void Comparison::check_tables_in_use() {
    for (std::size_t i = 0; i < data_.writes.size(); ++i) {
        const Write& write = data_.writes[i];
        if (write.kind == Write::Kind::access) continue; // that is what set_access_upwards changes
        const Role& role = data_.roles.at(write.frame);
        if (!is_mmu_table(role.kind)) continue;
        Term forgotten = smt::truth(false);
        for (const OutsideCall& call : data_.calls)
            // Before the entry changes there is nothing to forget.
            if (call.name == "architecture_forget_translation" && call.after > i &&
                role.kind == kind::mmu_leaf && write.kind == Write::Kind::word)
                forgotten =
                    forgotten | smt::equal(call.arguments[0], widened(prefix_of_entry(role, write.index)));
        check(smt::differ(role.owner, frame_number(before_.current)) | forgotten,
              "tables that the processor walks do not change behind its back");
    }
}

bool Comparison::is_changed(Term frame) const { return std::ranges::find(changes_, frame) != changes_.end(); }

void Comparison::find_changes() {
    for (const auto& update : after_.kind.map().updates())
        if (!is_changed(update.key[0])) changes_.push_back(update.key[0]);
    std::vector<Term> differences;
    for (std::size_t i = 0; i < changes_.size(); ++i)
        for (std::size_t j = 0; j < i; ++j) differences.push_back(smt::differ(changes_[i], changes_[j]));
    changes_differ_ = smt::all_of(differences);
    check(changes_differ_, "frames whose use changes differ");
}

void Comparison::check_frame_table() {
    const Term frame = any_frame();
    const Word f{widened(frame)};
    const auto field = [&](RecordField which, const Word& wanted, const char* name) {
        const Term actual = data_.record(which, frame);
        check(smt::implies(smt::less_unsigned(f.term(), before_.frames.term()),
                           smt::equal(actual, smt::extract(wanted.term(), 0, actual.width()))),
              std::string{"the frame table's "} + name);
    };
    if (!data_.records.empty() || !after_.kind.map().updates().empty() ||
        !after_.used.map().updates().empty()) {
        field(RecordField::kind, after_.kind(f), "kinds");
        field(RecordField::used, after_.used(f), "numbers of entries");
        field(RecordField::owner, after_.owner(f), "owners");
        field(RecordField::page_in_parent, after_.page_in_parent(f), "pages in parents");
        field(RecordField::first_page, after_.first_page(f), "first pages");
    }
}

// That words are written at different places, with the assumptions.
std::vector<Term> Comparison::with_places_apart() const {
    std::vector<Term> places = assumptions_;
    for (const Write& one : data_.writes)
        for (const Write* other = data_.writes.data(); other != &one; ++other) {
            if (one.kind != Write::Kind::word || other->kind != Write::Kind::word ||
                data_.roles.at(one.frame).kind != data_.roles.at(other->frame).kind)
                continue;
            const Term apart_by =
                !(smt::equal(one.frame, other->frame) & smt::equal(one.index, other->index));
            if (!apart_by.is_literal() && questions_.is_plain(places, apart_by)) places.push_back(apart_by);
        }
    return places;
}

// Of tables: where the specification changes what they hold.
std::vector<Term> Comparison::places_of_changes(std::uint32_t of_kind) const {
    std::vector<Term> places;
    if (!is_table(of_kind)) return places;
    const Role role = role_by_table(before_, of_kind, any_frame());
    const Term prefix = prefix_of_entry(role, any_word());
    std::vector<const Table*> tables{&after_.frame, &after_.child, &after_.origin};
    if (const spec::Level level = level_of(of_kind); level != spec::leaf_level)
        tables = {&after_.mmu_tables[level], &after_.shadow1_tables[level], &after_.shadow2_tables[level]};
    for (const Table* table : tables)
        for (const auto& update : table->map().updates())
            if (update.key.size() == 2)
                places.push_back(smt::equal(role.owner, update.key[0]) & smt::equal(prefix, update.key[1]));
    return places;
}

// Frames that keep their kind, of each kind: where the code has written a word, and everywhere else.
void Comparison::claim_words() {
    const std::vector<Term> places = with_places_apart();
    const Term frame = any_frame(), index = any_word();
    for (const auto& [of_kind, name] : kinds()) {
        const std::string what = name + " hold what is specified";
        std::vector<Term> elsewhere;
        KernelData other = data_;
        other.writes.clear();
        for (const Write& write : data_.writes) {
            const auto role = write.frame.exists() ? data_.roles.find(write.frame) : data_.roles.end();
            if (write.kind == Write::Kind::access || role == data_.roles.end() ||
                role->second.kind != of_kind || is_changed(write.frame)) {
                other.writes.push_back(write);
                continue;
            }
            if (write.kind != Write::Kind::word) {
                elsewhere.push_back(smt::differ(frame, write.frame));
                const Term goal = same_word(data_, role->second, expected_, role->second, write.frame, index);
                check(goal, what);
                continue;
            }
            elsewhere.push_back(!(smt::equal(frame, write.frame) & smt::equal(index, write.index)));
            claim(places, same_word(data_, role->second, expected_, role->second, write.frame, write.index),
                  what);
        }
        prove_easy();
        const Term goal = same_word(other, role_by_table(before_, of_kind, frame), expected_,
                                    role_by_table(after_, of_kind, frame), frame, index);
        if (goal.is_true()) continue;
        for (const Term& changed : changes_) elsewhere.push_back(smt::differ(frame, changed));
        elsewhere.push_back((before_.kind(Word{widened(frame)}) == of_kind).term());
        claim(with(places, smt::all_of(elsewhere)), goal, what, places_of_changes(of_kind));
    }
}

void Comparison::claim_changed_frames() {
    const std::vector<Term> apart = with(assumptions_, changes_differ_);
    for (const Term& changed : changes_) {
        const Term new_kind = latest(after_.kind.map(), changed);
        const auto known = data_.roles.find(changed);
        const std::optional<Role> role = known != data_.roles.end() ? known->second : role_by_place(changed);
        if (!new_kind.is_literal() || !role) {
            report_.add_error("it is not plain what a frame was and what it becomes", where_);
            continue;
        }
        if (known == data_.roles.end())
            check(has_role(before_, changed, *role),
                  "a frame that changes its use had the use that it is expected to have had");
        Role to{static_cast<std::uint32_t>(new_kind.value()), {}, {}};
        if (to.kind == kind::descriptor)
            to.owner = changed;
        else if (spec::is_configuration(to.kind))
            to.owner = frame_number(latest(after_.owner.map(), changed));
        if (is_table(to.kind))
            to.prefix = smt::extract(latest(after_.first_page.map(), changed),
                                     spec::covered_bits(level_of(to.kind)), prefix_bits(level_of(to.kind)));
        prove_easy();
        claim(apart, same_word(data_, *role, expected_, to, changed, any_word()),
              "a frame with a new use holds what is specified");
    }
}

} // namespace pepin::proof
