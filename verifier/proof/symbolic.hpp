// The specification's domain of symbolic values: its state machine and its invariants, evaluated on these, are formulas.
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <unordered_set>
#include <vector>

#include "smt/term.hpp"
#include "spec/domain.hpp"

namespace pepin::proof {

using smt::Term;

inline constexpr unsigned word_width = 32;

class Bool {
public:
    Bool(bool value = false) : term_{smt::truth(value)} {}
    explicit Bool(Term term) : term_{term} {}
    [[nodiscard]] Term term() const { return term_; }

    friend Bool operator!(const Bool& a) { return Bool{!a.term_}; }
    friend Bool operator&&(const Bool& a, const Bool& b) { return Bool{a.term_ & b.term_}; }
    friend Bool operator||(const Bool& a, const Bool& b) { return Bool{a.term_ | b.term_}; }
    friend Bool operator==(const Bool& a, const Bool& b) { return Bool{smt::equal(a.term_, b.term_)}; }
    friend Bool operator!=(const Bool& a, const Bool& b) { return Bool{smt::differ(a.term_, b.term_)}; }

private:
    Term term_;
};

class Word {
public:
    Word(std::uint32_t value = 0) : term_{word_width, value} {}
    explicit Word(Term term) : term_{term} {}
    [[nodiscard]] Term term() const { return term_; }

    friend Word operator+(const Word& a, const Word& b) { return Word{a.term_ + b.term_}; }
    friend Word operator-(const Word& a, const Word& b) { return Word{a.term_ - b.term_}; }
    friend Word operator&(const Word& a, const Word& b) { return Word{a.term_ & b.term_}; }
    friend Word operator|(const Word& a, const Word& b) { return Word{a.term_ | b.term_}; }
    friend Word operator~(const Word& a) { return Word{~a.term_}; }
    friend Word operator<<(const Word& a, const Word& b) { return Word{smt::shift_left(a.term_, b.term_)}; }
    friend Word operator>>(const Word& a, const Word& b) { return Word{smt::shift_right(a.term_, b.term_)}; }
    friend Bool operator==(const Word& a, const Word& b) { return Bool{smt::equal(a.term_, b.term_)}; }
    friend Bool operator!=(const Word& a, const Word& b) { return Bool{smt::differ(a.term_, b.term_)}; }
    friend Bool operator<(const Word& a, const Word& b) { return Bool{smt::less_unsigned(a.term_, b.term_)}; }
    friend Bool operator<=(const Word& a, const Word& b) { return Bool{smt::at_most_unsigned(a.term_, b.term_)}; }
    friend Bool operator>(const Word& a, const Word& b) { return b < a; }
    friend Bool operator>=(const Word& a, const Word& b) { return b <= a; }

private:
    Term term_;
};

using Key = std::vector<Term>;
struct KeyHash {
    [[nodiscard]] std::size_t operator()(const Key& key) const {
        std::size_t hash = key.size();
        for (const Term& term : key) hash = hash * 31 + std::hash<Term>{}(term);
        return hash;
    }
};

// Where the functions of the state before a service were read: the terms at which invariants have something to say.
struct Reads {
    struct Read {
        std::string_view function;
        Key key;
    };
    std::vector<Read> list; // each once, in the order of first reading

    void add(std::string_view function, const Key& key);

private:
    std::unordered_set<std::string> seen_;
};

// The reads of this thread go here while it stands.
class Recording {
public:
    explicit Recording(Reads& reads);
    ~Recording();
    Recording(const Recording&) = delete;
    Recording& operator=(const Recording&) = delete;

private:
    Reads* outer_;
};

// A function with guarded updates on top, newest last.
class Map {
public:
    struct Update {
        Term guard;
        Key key; // of a table: with one component, all of a row
        Term value;
    };

    Map() = default;
    // The name has to live as long as the map.
    explicit Map(std::string_view name) : name_{name} {}

    [[nodiscard]] Term read(const Key& key) const;
    void update(Term guard, Key key, Term value) { updates_.push_back({guard, std::move(key), value}); }
    [[nodiscard]] std::span<const Update> updates() const { return updates_; }

    // Of a table: how many columns c of a row with c >> shift == index are not 0, if `shift` is not word_width; otherwise of all. The
    // number before is a function of its own, of which count_axioms says what is known; a change of one entry changes it by one.
    [[nodiscard]] Term count(Term row, Term index, unsigned shift) const;

private:
    [[nodiscard]] Term read(const Key& key, std::span<const Update> updates) const;

    std::string_view name_;
    std::vector<Update> updates_;
};

class Field {
public:
    Field() = default;
    explicit Field(std::string_view name) : map_{name} {}
    [[nodiscard]] Word operator()(const Word& key) const { return Word{map_.read({key.term()})}; }
    void update(const Bool& guard, const Word& key, const Word& value) { map_.update(guard.term(), {key.term()}, value.term()); }
    void clear_row(const Bool& guard, const Word& key) { update(guard, key, Word{0}); }
    [[nodiscard]] const Map& map() const { return map_; }

private:
    Map map_;
};

class Table {
public:
    Table() = default;
    explicit Table(std::string_view name) : map_{name} {}
    [[nodiscard]] Word operator()(const Word& row, const Word& column) const;
    void update(const Bool& guard, const Word& row, const Word& column, const Word& value) {
        map_.update(guard.term(), {row.term(), column.term()}, value.term());
    }
    void clear_row(const Bool& guard, const Word& row) { map_.update(guard.term(), {row.term()}, Word{0}.term()); }
    [[nodiscard]] const Map& map() const { return map_; }

private:
    Map map_;
};

// What is true of the numbers of entries in use before a service, at a place that was read: an entry in use is counted, and where the
// number is not 0 there is one.
[[nodiscard]] std::vector<Term> count_axioms(std::string_view function, const Key& key);

struct Symbolic {
    using Word = proof::Word;
    using Bool = proof::Bool;
    using Field = proof::Field;
    using Table = proof::Table;

    [[nodiscard]] static Word choose(const Bool& condition, const Word& then, const Word& otherwise) {
        return Word{smt::if_then_else(condition.term(), then.term(), otherwise.term())};
    }
    // The predicate has to be 'this entry of a table is not 0', of all entries of a row or of those that an index covers.
    template <std::uint32_t limit, class Predicate> [[nodiscard]] static Word count(Predicate predicate) {
        begin_counting();
        static_cast<void>(predicate(Word{marker()}));
        return end_counting();
    }

private:
    friend class proof::Table;
    [[nodiscard]] static Term marker();
    static void begin_counting();
    [[nodiscard]] static Word end_counting();
};

} // namespace pepin::proof

namespace pepin::spec {

// Along a service's successful way every check has passed: they become what is assumed, and the guard of its effects is true. Where one
// fails the specification changes nothing, since each effect has that guard.
template <> class Checks<proof::Symbolic> {
public:
    void require(const proof::Bool& condition, abi::Error) { conditions_.push_back(condition.term()); }
    void require_when(const proof::Bool& condition, const Checks& others) {
        for (const auto& other : others.conditions_) conditions_.push_back(smt::implies(condition.term(), other));
    }
    [[nodiscard]] proof::Bool passed() const {
        for (std::size_t i = 0; i < conditions_.size(); ++i)
            if (i != forgotten) assumptions.push_back(conditions_[i]);
        return true;
    }
    [[nodiscard]] Outcome<proof::Symbolic> outcome(const proof::Word& granted, const proof::Word& = {}) const { return {granted, proof::Word{0}}; }

    // What the services that ran in this thread have assumed.
    static inline thread_local std::vector<proof::Term> assumptions;
    // The number of a check that services forget, to see the proof fail; none at first.
    static inline std::size_t forgotten = static_cast<std::size_t>(-1);

private:
    std::vector<proof::Term> conditions_;
};

} // namespace pepin::spec
