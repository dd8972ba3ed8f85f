// The values that the specification computes with. It is written once, over a domain: with concrete values it
// is the oracle of the tests and the debug kernel's check, with a solver's terms it is what is proved.
//
// So nothing in it branches on a domain value: both sides of a choice are computed, updates carry a guard,
// loops have constant bounds.
#pragma once

#include <concepts>
#include <cstdint>
#include <initializer_list>

#include "abi.hpp"

namespace pepin::spec {

// What invariants need: words with C++'s unsigned operators, truth values, choice and counting.
template <class D>
concept ValueDomain = requires (typename D::Word word, typename D::Bool truth) {
    typename D::Word;
    typename D::Bool;
    // Constants of the specification are constants of the domain; none has more than 32 bits.
    requires std::constructible_from<typename D::Word, std::uint32_t>;
    { D::choose(truth, word, word) } -> std::same_as<typename D::Word>;
    // How many indices from 0 to limit - 1 satisfy a predicate. (A solver's domain expresses it by a ghost
    // permutation that lists those first.)
    {
        D::template count<1024>([](typename D::Word index) { return index == index; })
    } -> std::same_as<typename D::Word>;
    { word + word } -> std::convertible_to<typename D::Word>;
    { word << word } -> std::convertible_to<typename D::Word>;
    { word == word } -> std::convertible_to<typename D::Bool>;
    { word < word } -> std::convertible_to<typename D::Bool>;
    { !truth && (truth || truth) } -> std::convertible_to<typename D::Bool>;
};

// What the state machine needs besides: functions from one or two keys to words, which can be changed at a
// key.
template <class D>
concept Domain = ValueDomain<D> && requires (typename D::Word word, typename D::Bool guard,
                                             typename D::Field by_one, typename D::Table by_two) {
    { by_one(word) } -> std::same_as<typename D::Word>;
    { by_two(word, word) } -> std::same_as<typename D::Word>;
    // Where the guard holds, the function has a new value at the key.
    by_one.update(guard, word, word);
    by_two.update(guard, word, word, word);
    // Where the guard holds, it is 0 from now on for this first key and all second ones.
    by_two.clear_row(guard, word);
};

template <class D> using Word = typename D::Word;
template <class D> using Bool = typename D::Bool;
// What a word numbers: a page of physical memory; the same, of a partition's descriptor; a page of an address
// space; an address. Number 0 is no frame, no partition and no page that anybody may use.
template <class D> using Frame = typename D::Word;
template <class D> using Partition = typename D::Word;
template <class D> using Page = typename D::Word;
template <class D> using Address = typename D::Word;

// The same truth, or a simpler one that the domain knows to be the same here.
template <class D> Bool<D> settled(const Bool<D>& truth) {
    if constexpr (requires { D::settled(truth); }) return D::settled(truth);
    return truth;
}

// What a predicate of a state says; or no more than its name and what it is of, where a domain proves what is
// true of any predicate.
template <class D, class State, class Formula>
Bool<D> named(const State& s, const char* name, std::initializer_list<Word<D>> of, Formula formula) {
    if constexpr (requires { D::named(s, name, of, formula); })
        return D::named(s, name, of, formula);
    else
        return formula();
}

// What a service answers.
template <class D> struct Outcome {
    Word<D> value;
    Word<D> error; // an abi::Error
};

// The checks of a service, in the order in which they are made: the first that fails names the error.
template <class D> class Checks {
public:
    void require(const Bool<D>& condition, abi::Error error) {
        error_ = D::choose(passed() && !condition, Word<D>(static_cast<std::uint32_t>(error)), error_);
    }
    // Makes other checks where a condition holds.
    void require_when(const Bool<D>& condition, const Checks& others) {
        error_ = D::choose(passed() && condition, others.error_, error_);
    }

    [[nodiscard]] Bool<D> passed() const { return error_ == 0; }
    [[nodiscard]] Outcome<D> outcome(const Word<D>& granted, const Word<D>& refused = Word<D>(0)) const {
        return {D::choose(passed(), granted, refused), error_};
    }

private:
    Word<D> error_ = Word<D>(0);
};

} // namespace pepin::spec
