// What terms mean, computed bit by bit as the SMT-LIB standard defines it: slow, obvious, and sharing no
// arithmetic with the simplifier that is tested against it. Of terms it reads the structure alone.
#pragma once

#include <functional>
#include <string>
#include <unordered_map>
#include <vector>

#include "smt/term.hpp"

namespace naive {

using Bits = std::vector<bool>; // the least significant first; of any number of bits

[[nodiscard]] Bits literal(pepin::smt::Term term); // of a term that is one
[[nodiscard]] std::string text(const Bits& bits);  // binary digits

// What an operation makes of the values of its operands. `width` and `low` are those of the term, where the
// operation needs them. Throws std::logic_error for constants and applications.
[[nodiscard]] Bits apply(pepin::smt::Operation operation, const std::vector<Bits>& operands, unsigned width,
                         unsigned low = 0);

// Values of terms under one assignment.
class Evaluation {
public:
    // Asked for each constant, and for each application with the values of its arguments; the result has the
    // term's width.
    using Assignment = std::function<Bits(pepin::smt::Term, const std::vector<Bits>&)>;
    explicit Evaluation(Assignment assignment) : assignment_(std::move(assignment)) {}
    [[nodiscard]] const Bits& operator()(pepin::smt::Term term);

private:
    Assignment assignment_;
    std::unordered_map<pepin::smt::Term, Bits> known_;
};

} // namespace naive
