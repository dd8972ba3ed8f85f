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

// Some entry in use among those that are counted, where there is one.
[[nodiscard]] Term witness(std::string_view table, Term row, Term index) { return apply("some_" + std::string{table}, {row, index}); }

// Pages are counted by the entry of the root table that covers them, tables all together.
constexpr std::string_view pages = "frame", tables = "mmu_table";
constexpr std::string_view page_count = "count_frame", table_count = "count_mmu_table";
constexpr unsigned leaf_bits = 10;

[[nodiscard]] std::string_view count_name(std::string_view table) { return table == pages ? page_count : table_count; }

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
    if (recording != nullptr) {
        recording->add(count_name(name_), {row, index});
        recording->add(name_, {row, witness(name_, row, index)});
    }
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
    const auto in_use = [](std::string_view table, Term row, Term column) { return smt::differ(apply(table, {row, column}), zero()); };
    if (function == pages || function == tables) {
        const Term index = function == pages ? smt::shift_right(key[1], number(leaf_bits)) : zero();
        return {smt::implies(in_use(function, key[0], key[1]), smt::at_most_unsigned(one(), apply(count_name(function), {key[0], index})))};
    }
    if (function == page_count || function == table_count) {
        const std::string_view table = function == page_count ? pages : tables;
        const Term some = witness(table, key[0], key[1]);
        const Term covered = table == pages ? smt::equal(smt::shift_right(some, number(leaf_bits)), key[1]) : smt::truth(true);
        return {smt::implies(smt::differ(apply(function, key), zero()), in_use(table, key[0], some) & covered)};
    }
    return {};
}

} // namespace pepin::proof
