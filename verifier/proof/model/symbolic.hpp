// The specification's domain of symbolic values: its state machine and its invariants, evaluated on these,
// are formulas.
#pragma once

#include <algorithm>
#include <bit>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <unordered_set>
#include <vector>

#include "smt/term.hpp"
#include "spec/geometry.hpp"

namespace pepin::proof {

using smt::Term;

inline constexpr unsigned word_width = spec::word_bits, word_bytes = spec::word_bytes;

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
    Word(Architecture::Word value = 0) : term_{word_width, value} {}
    explicit Word(Term term) : term_{term} {}
    [[nodiscard]] Term term() const { return term_; }

    friend Word operator+(const Word& a, const Word& b) { return Word{a.term_ + b.term_}; }
    friend Word operator-(const Word& a, const Word& b) { return Word{a.term_ - b.term_}; }
    friend Word operator*(const Word& a, const Word& b) { return Word{a.term_ * b.term_}; }
    friend Word operator&(const Word& a, const Word& b) { return Word{a.term_ & b.term_}; }
    friend Word operator|(const Word& a, const Word& b) { return Word{a.term_ | b.term_}; }
    friend Word operator~(const Word& a) { return Word{~a.term_}; }
    friend Word operator<<(const Word& a, const Word& b) { return Word{smt::shift_left(a.term_, b.term_)}; }
    friend Word operator>>(const Word& a, const Word& b) { return Word{smt::shift_right(a.term_, b.term_)}; }
    friend Bool operator==(const Word& a, const Word& b) { return Bool{smt::equal(a.term_, b.term_)}; }
    friend Bool operator!=(const Word& a, const Word& b) { return Bool{smt::differ(a.term_, b.term_)}; }
    friend Bool operator<(const Word& a, const Word& b) { return Bool{smt::less_unsigned(a.term_, b.term_)}; }
    friend Bool operator<=(const Word& a, const Word& b) {
        return Bool{smt::at_most_unsigned(a.term_, b.term_)};
    }
    friend Bool operator>(const Word& a, const Word& b) { return b < a; }
    friend Bool operator>=(const Word& a, const Word& b) { return b <= a; }

private:
    Term term_;
};

using Key = std::vector<Term>;

// A function with guarded updates on top, newest last.
class Map {
public:
    struct Update {
        Term guard;
        Key key; // of a table: with one component, all of a row
        Term value;
    };

    Map() = default;
    // The components of a key, and values, have no more bits than this. Keys are so plainly; of values it has
    // to be shown, see Symbolic::demands.
    Map(std::string_view name, std::initializer_list<unsigned> key_bits, unsigned bits)
        : name_{name}, key_bits_{key_bits}, bits_{bits} {}

    // Where `where` holds of a key, it is what another function is there.
    using Where = std::function<Term(const Key&)>;
    void agree_with(const Map& other, Where where) {
        agreement_ = std::make_shared<const Agreement>(Agreement{other.name_, std::move(where)});
    }

    [[nodiscard]] Term read(const Key& key) const;
    void update(Term guard, Key key, Term value);
    [[nodiscard]] std::span<const Update> updates() const { return updates_; }
    [[nodiscard]] const std::string& name() const { return name_; }

    // Of a table whose columns are pages, or prefixes of pages: how many columns of a row are not 0, of those
    // that one table covers, from its first column on. The number before is a function of its own, of which
    // count_axioms says what is known; a change of one entry changes it by one.
    [[nodiscard]] Term count(Term row, Term first) const;

private:
    [[nodiscard]] Term read(const Key& key, std::span<const Update> updates) const;

    [[nodiscard]] Term read_within(const Key& key, std::span<const Update> updates) const; // a narrow key
    [[nodiscard]] Key narrow(const Key& key) const;

    struct Agreement {
        std::string name;
        Where where;
    };
    [[nodiscard]] Term base(const Key& key, const char* suffix = "") const; // without updates

    std::string name_;
    std::vector<unsigned> key_bits_;
    unsigned bits_ = word_width;
    std::vector<Update> updates_;
    std::shared_ptr<const Agreement> agreement_;
};

class Field {
public:
    Field() = default;
    Field(std::string_view name, unsigned key_bits, unsigned bits) : map_{name, {key_bits}, bits} {}
    [[nodiscard]] Word operator()(const Word& key) const { return Word{map_.read({key.term()})}; }
    void update(const Bool& guard, const Word& key, const Word& value) {
        map_.update(guard.term(), {key.term()}, value.term());
    }
    void clear_row(const Bool& guard, const Word& key) { update(guard, key, Word{0}); }
    [[nodiscard]] const Map& map() const { return map_; }
    [[nodiscard]] Map& map() { return map_; }

private:
    Map map_;
};

class Table {
public:
    Table() = default;
    Table(std::string_view name, unsigned row_bits, unsigned column_bits, unsigned bits)
        : map_{name, {row_bits, column_bits}, bits} {}
    [[nodiscard]] Word operator()(const Word& row, const Word& column) const;
    void update(const Bool& guard, const Word& row, const Word& column, const Word& value) {
        map_.update(guard.term(), {row.term(), column.term()}, value.term());
    }
    void clear_row(const Bool& guard, const Word& row) {
        map_.update(guard.term(), {row.term()}, Word{0}.term());
    }
    [[nodiscard]] const Map& map() const { return map_; }
    [[nodiscard]] Map& map() { return map_; }

private:
    Map map_;
};

// What is true of the numbers of entries in use before a service, at a place that was read: an entry in use
// is counted, and where the number is not 0 there is one. The function's name is without its state's prefix.
[[nodiscard]] std::vector<Term> count_axioms(std::string_view prefix, std::string_view function,
                                             std::span<const Term> key);

// Frames and partitions are numbers of so many bits, which is as many as an entry of a table has for them
// where a word has 32, and no fewer than all frames need.
inline constexpr unsigned number_bits =
    std::max<unsigned>(20, std::bit_width(static_cast<std::uint32_t>(Architecture::frame_limit - 1)));
// Pages of an address space, and prefixes of those that a table of a level covers. A word may be able to name
// more than there are.
inline constexpr unsigned page_number_bits = spec::page_number_bits;
[[nodiscard]] constexpr unsigned prefix_bits(spec::Level level) {
    return page_number_bits - spec::covered_bits(level);
}
// What a state's function of the tables of a level is called, of a tree: "mmu", "shadow1" or "shadow2".
[[nodiscard]] inline std::string table_name(std::string_view tree, spec::Level level) {
    return std::string{tree} + "_table" + (level == spec::leaf_level ? "" : "_" + std::to_string(level));
}
[[nodiscard]] inline Term widened(Term term) { return smt::extend_unsigned(term, word_width); }
// The low bits of a word of which the others are plainly 0. Throws std::logic_error where they are not.
[[nodiscard]] Term narrowed(Term term, unsigned bits);
// The number of a frame, in as many bits as it has.
[[nodiscard]] inline Term frame_number(Term word) { return narrowed(word, number_bits); }
[[nodiscard]] inline Term frame_number(const Word& word) { return frame_number(word.term()); }
[[nodiscard]] inline Term page_number(const Word& word) { return narrowed(word.term(), page_number_bits); }
[[nodiscard]] inline Term prefix_number(const Word& word, spec::Level level) {
    return narrowed(word.term(), prefix_bits(level));
}

// Of a function that nearest() made, what it is at a place where it is applied: a word, in which it is
// applied to the parent. With parameters that nearest() was not called with, too, where they may be any. No
// term where the application is none of those.
[[nodiscard]] Term nearest_definition(Term application, bool of_any = true);
// As an axiom: that this is its value.
[[nodiscard]] Term nearest_axiom(Term application);

// While it stands, tables give no values: the one that is read is noted, as what is counted.
class Counting {
public:
    Counting();
    ~Counting();
    Counting(const Counting&) = delete;
    Counting& operator=(const Counting&) = delete;
    [[nodiscard]] Word result() const;

private:
    friend class Table;
    static thread_local Counting* current;

    mutable const Map* counted_ = nullptr;
    mutable Key key_;
};

// An evaluation of the specification in symbolic values: how it takes checks, and what comes up on the way.
// Of those of a thread the innermost is the one that counts.
class Evaluation {
public:
    enum class Mode {
        // Only the successful way counts: that the checks have passed is assumed, and the guard of the
        // service's effects is true. Where one fails the specification changes nothing, since each effect has
        // that guard.
        assume,
        // The same, but that they have passed has to be shown.
        show,
        // Nothing is known: guards are formulas.
        evaluate,
    };

    explicit Evaluation(Mode mode = Mode::assume);
    ~Evaluation();
    Evaluation(const Evaluation&) = delete;
    Evaluation& operator=(const Evaluation&) = delete;

    // Throws std::logic_error where there is none.
    [[nodiscard]] static Evaluation& current();
    [[nodiscard]] static bool is_under_way() { return innermost != nullptr; }

    Mode mode;
    std::vector<Term> assumptions; // or what has to be shown
    std::vector<Term> demands;     // that values fit their functions, where it is not plain
    // Partitions, as words, that nearest() may turn out to have found.
    std::vector<Term> candidates;

private:
    static thread_local Evaluation* innermost;
    Evaluation* outer_;
};

struct Symbolic {
    using Word = proof::Word;
    using Bool = proof::Bool;
    using Field = proof::Field;
    using Table = proof::Table;

    [[nodiscard]] static Word choose(const Bool& condition, const Word& then, const Word& otherwise) {
        const Term decided = decided_choice(condition.term());
        if (decided.is_literal()) return decided.is_true() ? then : otherwise;
        return Word{smt::if_then_else(condition.term(), then.term(), otherwise.term())};
    }
    // The condition of a choice, or a literal where it is known what is chosen.
    [[nodiscard]] static Term decided_choice(Term condition);
    [[nodiscard]] static Bool settled(const Bool& truth) {
        return decide == nullptr || truth.term().is_literal() ? truth : Bool{(*decide)(truth.term())};
    }
    // What a path says in so many words; set while it is compared.
    static inline thread_local const std::unordered_set<Term>* known = nullptr;
    // The predicate has to be 'this entry of a table is not 0', of all entries of a row or of those that an
    // index covers.
    template <std::uint32_t limit, class Predicate> [[nodiscard]] static Word count(Predicate predicate) {
        const Counting counting;
        static_cast<void>(predicate(Word{marker()}));
        return counting.result();
    }
    // The nearest of a partition and its ancestors of which a predicate holds is an uninterpreted function
    // with a recursive definition, which nearest_axiom() gives. It says something because parents have
    // smaller depths, so that there is one such function. The state must not have been changed yet.
    template <class State, class Holds>
    [[nodiscard]] static Word nearest(const State& s, const Word& partition, Holds holds) {
        return nearest(holds(Word{marker()}).term(), s.parent(Word{marker()}).term(), s.root.term(),
                       partition);
    }

    // While this is true, predicates are functions of which nothing is known: what is proved is true of
    // whatever they say. Of the state before.
    static inline thread_local bool by_name = false;
    template <class State, class Formula>
    [[nodiscard]] static Bool named(const State& s, const char* name, std::span<const Word> of,
                                    Formula formula) {
        const bool unchanged = s.memory.map().updates().empty() && s.frame.map().updates().empty() &&
                               s.kind.map().updates().empty();
        return by_name ? predicate(name, of, unchanged) : formula();
    }

    // Says of a guard whether it is true or false in what is being shown, if it is known; set while a path is
    // compared.
    static inline thread_local const std::function<Term(Term)>* decide = nullptr;
    // Stands for any entry, or any partition, in what is said of each.
    [[nodiscard]] static Term marker();

private:
    // Its first word is a partition.
    [[nodiscard]] static Bool predicate(const char* name, std::span<const Word> of, bool of_state_before);
    [[nodiscard]] static Word nearest(Term holds, Term parent, Term root, const Word& partition);
};

// While it stands, predicates are no more than their names.
class ByName {
public:
    explicit ByName(bool by_name = true) : outer_{Symbolic::by_name} { Symbolic::by_name = by_name; }
    ~ByName() { Symbolic::by_name = outer_; }
    ByName(const ByName&) = delete;
    ByName& operator=(const ByName&) = delete;

private:
    bool outer_;
};

} // namespace pepin::proof

namespace pepin::spec {

// The checks of a service are collected; what becomes of them depends on what is being shown.
template <> class Checks<proof::Symbolic> {
public:
    void require(const proof::Bool& condition, abi::Error error) {
        checks_.push_back({condition.term(), error});
    }
    void require_when(const proof::Bool& condition, const Checks& others) {
        for (const auto& other : others.checks_)
            checks_.push_back({smt::implies(condition.term(), other.condition), other.error});
    }
    [[nodiscard]] proof::Bool passed() const;
    [[nodiscard]] Outcome<proof::Symbolic> outcome(const proof::Word& granted,
                                                   const proof::Word& refused = {}) const;

    // The number of a check that services forget, to see the proof fail; none at first.
    static inline std::size_t forgotten = static_cast<std::size_t>(-1);

private:
    struct Check {
        proof::Term condition;
        abi::Error error;
    };
    std::vector<Check> checks_;
};

} // namespace pepin::spec

namespace pepin::proof {

// While it stands, the evaluation that is under way takes checks in this way.
class ScopedMode {
public:
    using Mode = Evaluation::Mode;
    explicit ScopedMode(Mode mode) : evaluation_{Evaluation::current()}, outer_{evaluation_.mode} {
        evaluation_.mode = mode;
    }
    ~ScopedMode() { evaluation_.mode = outer_; }
    ScopedMode(const ScopedMode&) = delete;
    ScopedMode& operator=(const ScopedMode&) = delete;

private:
    Evaluation& evaluation_;
    Mode outer_;
};

} // namespace pepin::proof
