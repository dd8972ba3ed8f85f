#include "proof/model/symbolic.hpp"

#include <algorithm>
#include <map>
#include <mutex>
#include <stdexcept>

#include "spec/geometry.hpp"

namespace pepin::proof {

namespace {

[[nodiscard]] Term number(std::uint64_t value) { return {word_width, value}; }

// What tables count: the columns of a function of the state, those with one prefix at a time.
struct Counted {
    std::string function;
    unsigned bits, shift; // of a column; of what tells those of one table apart
    std::uint32_t entries;
    // What the columns of one table have in common; where it has all of them, nothing.
    [[nodiscard]] Term covering(Term column) const {
        return bits == shift ? Term(1, 0) : smt::extract(column, shift, bits - shift);
    }
};

// Pages are counted by leaf tables, tables of each other level by those above them.
[[nodiscard]] const Counted* counted_by_tables(std::string_view function) {
    static const std::vector<Counted> all = [] {
        std::vector<Counted> made{{"frame", page_number_bits, spec::leaf_bits, spec::leaf_entries}};
        for (spec::Level level = 1; level <= spec::leaf_level; ++level)
            made.push_back({table_name("mmu", level), prefix_bits(level),
                            static_cast<unsigned>(Architecture::level_bits[level - 1]),
                            spec::entries_of(level - 1)});
        return made;
    }();
    const auto found = std::ranges::find(all, function, &Counted::function);
    return found == all.end() ? nullptr : &*found;
}

[[nodiscard]] std::string_view prefix_of(std::string_view name) {
    return name.substr(0, name.rfind('.') + 1);
}
[[nodiscard]] std::string_view without_prefix(std::string_view name) {
    return name.substr(name.rfind('.') + 1);
}

// A function applied to narrow terms, as a narrow term.
[[nodiscard]] Term applied(const std::string& name, std::span<const Term> key, unsigned bits) {
    std::vector<unsigned> domain;
    for (const Term& term : key) domain.push_back(term.width());
    return smt::Function{name, std::move(domain), bits}(key);
}

constexpr std::string_view number_of = "count_";
// Row and index are narrow; the number is a word.
[[nodiscard]] Term count_of(std::string_view prefix, const Counted& what, Term row, Term index) {
    const Term key[] = {row, index};
    return applied(std::string{prefix} + std::string{number_of} + what.function, key, word_width);
}
// Some entry in use among those that are counted, where there is one.
[[nodiscard]] Term witness(std::string_view prefix, const Counted& what, Term row, Term index) {
    const Term key[] = {row, index};
    return applied(std::string{prefix} + "some_" + what.function, key, what.bits);
}

} // namespace

Term narrowed(Term term, unsigned bits) {
    if (bits < term.width() && !smt::extract(term, bits, term.width() - bits).is_literal(0))
        throw std::logic_error("a key that may have more than " + std::to_string(bits) +
                               " bits: " + term.text(300));
    return smt::extract(term, 0, bits);
}

namespace {

// Nobody asks for it of what is not a step of the specification.
void demand(Term fits) {
    if (Evaluation::is_under_way()) Evaluation::current().demands.push_back(fits);
}

} // namespace

Key Map::narrow(const Key& key) const {
    Key result;
    for (std::size_t i = 0; i < key.size(); ++i) result.push_back(narrowed(key[i], key_bits_[i]));
    return result;
}

Term Map::read(const Key& given, std::span<const Update> updates) const {
    // The number of a word that somebody asked for may be any: what is behind a frame's end is a function of
    // its own.
    const Term last = given.back();
    const unsigned bits = key_bits_.back();
    if (bits < word_width) {
        Term fits = smt::equal(smt::extract(last, bits, word_width - bits), Term(word_width - bits, 0));
        if (!fits.is_true() && Symbolic::decide != nullptr) fits = (*Symbolic::decide)(fits);
        if (!fits.is_true()) {
            Key within = given;
            within.back() = widened(smt::extract(last, 0, bits));
            return widened(
                smt::if_then_else(fits, narrowed(read(within, updates), bits_), base(given, " beyond")));
        }
        Key within = given;
        within.back() = widened(smt::extract(last, 0, bits));
        return read_within(narrow(within), updates);
    }
    return read_within(narrow(given), updates);
}

Term Map::base(const Key& key, const char* suffix) const {
    const Term own = applied(name_ + suffix, key, bits_);
    return agreement_ == nullptr ? own
                                 : smt::if_then_else(agreement_->where(key),
                                                     applied(agreement_->name + suffix, key, bits_), own);
}

Term Map::read_within(const Key& key, std::span<const Update> updates) const {
    Term value = widened(base(key));
    for (const Update& update : updates) {
        Term here = update.guard;
        for (std::size_t i = 0; i < update.key.size(); ++i) here = here & smt::equal(update.key[i], key[i]);
        value = smt::if_then_else(here, update.value, value);
    }
    return value;
}

Term Map::read(const Key& key) const { return read(key, updates_); }

void Map::update(Term guard, Key key, Term value) {
    if (Symbolic::decide != nullptr && !guard.is_literal()) guard = (*Symbolic::decide)(guard);
    if (guard.is_false()) return;
    if (bits_ < word_width) {
        const Term fits =
            smt::equal(smt::extract(value, bits_, word_width - bits_), Term(word_width - bits_, 0));
        if (!fits.is_true()) {
            demand(smt::implies(guard, fits));
            value = widened(smt::extract(value, 0, bits_));
        }
    }
    Term& last = key.back();
    if (const unsigned bits = key_bits_.back(); key.size() == key_bits_.size() && bits < word_width) {
        const Term fits = smt::equal(smt::extract(last, bits, word_width - bits), Term(word_width - bits, 0));
        if (!fits.is_true()) demand(smt::implies(guard, fits));
        last = widened(smt::extract(last, 0, bits));
    }
    updates_.push_back({guard, narrow(key), value});
}

Term Map::count(Term wide_row, Term first) const {
    const Counted* const what = counted_by_tables(without_prefix(name_));
    if (what == nullptr) throw std::logic_error("nobody counts the columns of " + name_);
    const Term row = frame_number(wide_row), index = what->covering(narrowed(first, what->bits));
    Term value = count_of(prefix_of(name_), *what, row, index);
    for (std::size_t i = 0; i < updates_.size(); ++i) {
        const Update& update = updates_[i];
        const Term here = update.guard & smt::equal(update.key[0], row);
        if (update.key.size() == 1) {
            value = smt::if_then_else(here, number(0), value);
            continue;
        }
        const Term covered = smt::equal(what->covering(update.key[1]), index);
        const Term before =
            read({widened(update.key[0]), widened(update.key[1])}, std::span{updates_}.first(i));
        const Term more = smt::if_then_else(smt::differ(update.value, number(0)), number(1), number(0));
        const Term less = smt::if_then_else(smt::differ(before, number(0)), number(1), number(0));
        value = smt::if_then_else(here & covered, value + more - less, value);
    }
    return value;
}

Word Table::operator()(const Word& row, const Word& column) const {
    if (Counting::current == nullptr) return Word{map_.read({row.term(), column.term()})};
    Counting::current->counted_ = &map_;
    Counting::current->key_ = {row.term(), column.term()};
    return {};
}

Term Symbolic::marker() { return widened(smt::constant("any entry", number_bits)); }

Term Symbolic::decided_choice(Term condition) {
    if (condition.is_literal()) return condition;
    if (known != nullptr && known->contains(condition)) return smt::truth(true);
    if (known != nullptr && known->contains(!condition)) return smt::truth(false);
    // Checks that have passed, and whether numbers are the same, are worth asking for; other choices are
    // many.
    const bool worth =
        (condition.operation() == smt::Operation::conjunction && condition.operands().size() > 2) ||
        condition.operation() == smt::Operation::equal;
    return decide != nullptr && worth ? (*decide)(condition) : condition;
}

Bool Symbolic::predicate(const char* name, std::span<const Word> of, bool of_state_before) {
    if (!of_state_before) throw std::logic_error("a predicate by its name in a state that has changed");
    Key key{frame_number(of[0])};
    for (const Word& word : of.subspan(1)) key.push_back(word.term());
    return Bool{applied(name, key, 1)};
}

thread_local Counting* Counting::current = nullptr;

Counting::Counting() { current = this; }
Counting::~Counting() { current = nullptr; }

Word Counting::result() const {
    const Term first = smt::substitute(key_[1], [](Term term) {
        return term.width() < word_width && widened(term) == Symbolic::marker() ? Term(term.width(), 0)
                                                                                : Term{};
    });
    return Word{counted_->count(key_[0], first)};
}

thread_local Evaluation* Evaluation::innermost = nullptr;

Evaluation::Evaluation(Mode how) : mode{how}, outer_{innermost} { innermost = this; }
Evaluation::~Evaluation() { innermost = outer_; }

Evaluation& Evaluation::current() {
    if (innermost == nullptr) throw std::logic_error("the specification is evaluated for nobody");
    return *innermost;
}

std::vector<Term> count_axioms(std::string_view prefix, std::string_view function,
                               std::span<const Term> key) {
    const auto in_use = [&](const Counted& what, Term row, Term column) {
        const Term place[] = {row, column};
        return smt::differ(applied(std::string{prefix} + what.function, place, number_bits),
                           Term(number_bits, 0));
    };
    if (const Counted* const what = counted_by_tables(function); what != nullptr) {
        const Term entries = number(what->entries),
                   count = count_of(prefix, *what, key[0], what->covering(key[1]));
        return {smt::implies(in_use(*what, key[0], key[1]), smt::differ(count, number(0))),
                smt::at_most_unsigned(count, entries),
                smt::implies(smt::equal(count, entries), in_use(*what, key[0], key[1]))};
    }
    if (!function.starts_with(number_of)) return {};
    const Counted* const what = counted_by_tables(function.substr(number_of.size()));
    if (what == nullptr) return {};
    const Term some = witness(prefix, *what, key[0], key[1]);
    return {smt::implies(smt::differ(count_of(prefix, *what, key[0], key[1]), number(0)),
                         in_use(*what, key[0], some) & smt::equal(what->covering(some), key[1]))};
}

namespace {

// Functions made by nearest(), shared by all threads. What a predicate speaks of besides the partition are
// parameters of its function: what is known to be equal finds the same.
struct Nearest {
    std::vector<Term> parameters;
    Term holds, parent, root; // of the marker
};
struct NearestFunction {
    std::string form; // of its predicate
    std::vector<Nearest> uses;
};
std::mutex nearest_mutex;
std::map<std::string, NearestFunction, std::less<>> nearest_functions;

[[nodiscard]] bool mentions(Term term, Term what, std::map<std::uint64_t, bool>& known) {
    if (term == what) return true;
    if (term.is_literal()) return false;
    const auto [found, fresh] = known.try_emplace(term.identity(), false);
    if (!fresh) return found->second;
    bool any = false;
    for (const Term& operand : term.operands()) any = mentions(operand, what, known) || any;
    return known[term.identity()] = any;
}

// A predicate's form: its text, with what does not depend on the marker numbered as a parameter.
[[nodiscard]] std::string form_of(Term term, Term marker, std::vector<Term>& parameters,
                                  std::map<std::uint64_t, bool>& known) {
    if (term == marker) return "marker";
    if (term.is_literal()) return term.text();
    if (!mentions(term, marker, known)) {
        const auto place = std::ranges::find(parameters, term);
        const auto which = place - parameters.begin();
        if (place == parameters.end()) parameters.push_back(term);
        return "parameter " + std::to_string(which) + " of " + std::to_string(term.width());
    }
    std::vector<std::string> operands;
    for (const Term& operand : term.operands())
        operands.push_back(form_of(operand, marker, parameters, known));
    // The order of what commutes depends on the parameters themselves.
    using enum smt::Operation;
    for (const auto commutes : {conjunction, disjunction, exclusive, equal, sum, product})
        if (term.operation() == commutes) std::ranges::sort(operands);
    std::string text = "(" + std::to_string(static_cast<unsigned>(term.operation())) + " " +
                       std::string{term.name()} + " " + std::to_string(term.width()) + " " +
                       (term.operation() == extraction ? std::to_string(term.low()) : "");
    for (const std::string& operand : operands) text += " " + operand;
    return text + ")";
}

[[nodiscard]] Term narrow_marker() { return smt::extract(Symbolic::marker(), 0, number_bits); }

} // namespace

Word Symbolic::nearest(Term holds, Term parent, Term root, const Word& partition) {
    Nearest use{{}, holds, parent, root};
    std::map<std::uint64_t, bool> known_mentions;
    // In another state the way up is another one.
    const std::string form = form_of(holds, narrow_marker(), use.parameters, known_mentions) + " up to " +
                             root.text() + " by " + parent.text();
    const std::string name = "nearest " + std::to_string(std::hash<std::string>{}(form));
    Key key = use.parameters;
    key.push_back(frame_number(partition));
    {
        const std::scoped_lock lock{nearest_mutex};
        NearestFunction& function = nearest_functions[name];
        if (function.uses.empty()) function.form = form;
        const auto same = std::ranges::find(function.uses, use.parameters, &Nearest::parameters);
        if (function.form != form || (same != function.uses.end() && same->holds != holds))
            throw std::logic_error("two predicates of one name");
        if (same == function.uses.end()) function.uses.push_back(use);
    }
    const Term found = widened(applied(name, key, number_bits));
    if (decide != nullptr && Evaluation::is_under_way())
        for (const Term& candidate : Evaluation::current().candidates)
            if ((*decide)(smt::equal(found, candidate)).is_true()) return Word{candidate};
    return Word{found};
}

Term nearest_definition(Term application, bool of_any) {
    if (!application.name().starts_with("nearest ")) return {};
    const auto operands = application.operands();
    Key key{operands.begin(), operands.end()};
    const Term partition = key.back();
    Nearest definition;
    std::unordered_map<Term, Term> parameters;
    {
        const std::scoped_lock lock{nearest_mutex};
        const auto& uses = nearest_functions.find(application.name())->second.uses;
        const auto same = std::ranges::find_if(uses, [&](const Nearest& use) {
            return std::ranges::equal(use.parameters, operands.first(operands.size() - 1));
        });
        if (same == uses.end() && !of_any) return {};
        definition = same != uses.end() ? *same : uses.front();
        if (same == uses.end())
            for (std::size_t i = 0; i + 1 < operands.size(); ++i)
                parameters.emplace(definition.parameters[i], operands[i]);
    }
    if (!parameters.empty()) definition.holds = smt::replace(definition.holds, parameters);
    const auto at = [&](Term term) { return smt::replace(term, {{narrow_marker(), partition}}); };
    key.back() = frame_number(at(definition.parent));
    const Term further =
        smt::if_then_else(smt::equal(widened(partition), definition.root), number(0),
                          widened(applied(std::string{application.name()}, key, number_bits)));
    return smt::if_then_else(at(definition.holds), widened(partition), further);
}

Term nearest_axiom(Term application) {
    const Term definition = nearest_definition(application, false);
    return definition.exists() ? smt::equal(widened(application), definition) : Term{};
}

} // namespace pepin::proof

namespace pepin::spec {

proof::Bool Checks<proof::Symbolic>::passed() const {
    std::vector<proof::Term> conditions;
    for (std::size_t i = 0; i < checks_.size(); ++i)
        if (i != forgotten) conditions.push_back(checks_[i].condition);
    auto& evaluation = proof::Evaluation::current();
    if (evaluation.mode == proof::Evaluation::Mode::evaluate) return proof::Bool{smt::all_of(conditions)};
    evaluation.assumptions.insert(evaluation.assumptions.end(), conditions.begin(), conditions.end());
    return true;
}

Outcome<proof::Symbolic> Checks<proof::Symbolic>::outcome(const proof::Word& granted,
                                                          const proof::Word& refused) const {
    if (proof::Evaluation::current().mode != proof::Evaluation::Mode::evaluate) {
        static_cast<void>(passed()); // a service that changes nothing has not asked
        return {granted, proof::Word{0}};
    }
    proof::Word error{0};
    for (std::size_t i = checks_.size(); i-- > 0;)
        error = proof::Symbolic::choose(proof::Bool{checks_[i].condition}, error,
                                        proof::Word{static_cast<std::uint32_t>(checks_[i].error)});
    return {proof::Symbolic::choose(error == 0, granted, refused), error};
}

} // namespace pepin::spec
