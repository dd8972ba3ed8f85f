#include "proof/symbolic.hpp"

namespace pepin::proof {

namespace {

thread_local Reads* recording = nullptr;
thread_local bool counting = false;
thread_local const Map* counted = nullptr;
thread_local Key counted_key;

[[nodiscard]] Term zero() { return {word_width, 0}; }
[[nodiscard]] Term one() { return {word_width, 1}; }
[[nodiscard]] Term number(unsigned value) { return {word_width, value}; }

[[nodiscard]] Term apply(std::string_view name, const Key& key) {
    return smt::Function{name, std::vector<unsigned>(key.size(), word_width), word_width}(std::span<const Term>(key));
}

[[nodiscard]] std::string count_name(std::string_view table) { return "count_" + std::string{table}; }

// Pages are counted by the entry of the root table that covers them, tables all together.
constexpr std::string_view pages = "frame", tables = "mmu_table";
constexpr unsigned leaf_bits = 10;

} // namespace

void Reads::add(std::string_view function, const Key& key) {
    std::string text{function};
    for (const Term& term : key) text += term.is_literal() ? ' ' + std::to_string(term.value()) : '#' + std::to_string(term.identity());
    if (seen_.insert(std::move(text)).second) list.push_back({function, key});
}

Recording::Recording(Reads& reads) : outer_{recording} { recording = &reads; }
Recording::~Recording() { recording = outer_; }

Term Map::read(const Key& key, std::span<const Update> updates) const {
    if (recording != nullptr) recording->add(name_, key);
    Term value = apply(name_, key);
    for (const Update& update : updates) {
        Term here = update.guard;
        for (std::size_t i = 0; i < update.key.size(); ++i) here = here & smt::equal(update.key[i], key[i]);
        value = smt::if_then_else(here, update.value, value);
    }
    return value;
}

Term Map::read(const Key& key) const { return read(key, updates_); }

Term Map::count(Term row, Term index, unsigned shift) const {
    Term value = apply(count_name(name_), {row, index});
    for (std::size_t i = 0; i < updates_.size(); ++i) {
        const Update& update = updates_[i];
        const Term here = update.guard & smt::equal(update.key[0], row);
        if (update.key.size() == 1) {
            value = smt::if_then_else(here, zero(), value);
            continue;
        }
        const Term covered = shift == word_width ? smt::truth(true) : smt::equal(smt::shift_right(update.key[1], number(shift)), index);
        const Term before = read(update.key, std::span{updates_}.first(i));
        const Term more = smt::if_then_else(smt::differ(update.value, zero()), one(), zero());
        const Term less = smt::if_then_else(smt::differ(before, zero()), one(), zero());
        value = smt::if_then_else(here & covered, value + more - less, value);
    }
    return value;
}

Word Table::operator()(const Word& row, const Word& column) const {
    if (!counting) return Word{map_.read({row.term(), column.term()})};
    counted = &map_;
    counted_key = {row.term(), column.term()};
    return {};
}

Term Symbolic::marker() { return smt::constant("counted entry", word_width); }

void Symbolic::begin_counting() { counting = true; }

Word Symbolic::end_counting() {
    counting = false;
    const Term column = counted_key[1];
    if (column == marker()) return Word{counted->count(counted_key[0], zero(), word_width)};
    const Term first = smt::substitute(column, [](Term term) { return term == marker() ? zero() : Term{}; });
    return Word{counted->count(counted_key[0], smt::shift_right(first, number(leaf_bits)), leaf_bits)};
}

std::vector<Term> count_axioms(std::string_view function, const Key& key) {
    if (function != pages && function != tables) return {};
    const Term index = function == pages ? smt::shift_right(key[1], number(leaf_bits)) : zero();
    const Term count = apply(count_name(function), {key[0], index});
    return {smt::implies(smt::differ(apply(function, key), zero()), smt::at_most_unsigned(one(), count))};
}

} // namespace pepin::proof
