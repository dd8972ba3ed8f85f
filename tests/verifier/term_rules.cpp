#include "term_rules.hpp"

namespace rules {
namespace {

using namespace pairs;

Pair x(unsigned width) { return variable("x", width); }
Pair y(unsigned width) { return variable("y", width); }
Pair z(unsigned width) { return variable("z", width); }
Pair p() { return variable("p", 1); }
Pair q() { return variable("q", 1); }
Pair r() { return variable("r", 1); }
Pair truth(bool value) { return literal(1, pepin::smt::Wide{value}); }
Pair number(unsigned width, std::uint64_t value) { return literal(width, pepin::smt::Wide{value}); }
Pair all_of(std::vector<Pair> list) { return make(Operation::conjunction, std::move(list)); }
Pair any_of(std::vector<Pair> list) { return make(Operation::disjunction, std::move(list)); }
// Halves of a width, the upper one being larger where it is odd.
unsigned low_half(unsigned width) { return width / 2; }
unsigned high_half(unsigned width) { return width - width / 2; }
Pair join_halves(Pair (*high)(unsigned), Pair (*low)(unsigned), unsigned width) {
    return join(high(high_half(width)), low(low_half(width)));
}
// Half as wide, with as many zeros above.
Pair small(Pair (*of)(unsigned), unsigned width) { return zero_extended(of(low_half(width)), width); }

std::vector<Instance> made() {
    std::vector<Instance> list;
    const auto add = [&](const char* rule, unsigned smallest, std::function<Pair(unsigned)> instance) {
        list.push_back({rule, smallest, std::move(instance)});
    };
    // One instance for each corner, and for each pair of corners.
    const auto for_corners = [&](const char* rule, unsigned smallest, const auto& instance) {
        for (unsigned i = 0; i < corner_count; ++i)
            add(rule, smallest, [=](unsigned w) { return instance(w, literal(w, static_cast<Corner>(i))); });
    };
    const auto for_two = [&](const char* rule, unsigned smallest, const auto& instance) {
        for (unsigned i = 0; i < corner_count; ++i)
            for_corners(rule, smallest, [=](unsigned w, Pair b) {
                return instance(w, literal(w, static_cast<Corner>(i)), b);
            });
    };
    const auto for_operation = [&](const char* rule, Operation operation) {
        for_two(rule, 1, [=](unsigned, Pair a, Pair b) { return make(operation, {a, b}); });
    };

    // --- truth values ---
    add("junction: flat", 1, [](unsigned) { return all_of({p() & q(), r() & p(), r()}); });
    add("junction: flat", 1, [](unsigned) { return any_of({p() | q(), r() | p(), q() & r()}); });
    for (const bool value : {false, true}) {
        add("junction: literals", 1, [=](unsigned) { return all_of({p(), truth(value), q()}); });
        add("junction: literals", 1, [=](unsigned) { return any_of({p(), truth(value), q()}); });
        add("junction: literals", 1, [=](unsigned) { return all_of({truth(value), truth(true)}); });
        add("junction: literals", 1, [=](unsigned) { return any_of({truth(value), truth(false)}); });
        add("equation: one bit with a literal", 1, [=](unsigned) { return equal(p(), truth(value)); });
        add("equation: one bit with a literal", 1,
            [=](unsigned w) { return equal(equal(x(w), y(w)), truth(value)); });
        add("choice: by a literal", 1, [=](unsigned w) { return choose(truth(value), x(w), y(w)); });
    }
    add("junction: each once", 1, [](unsigned) { return all_of({p(), q(), p()}); });
    add("junction: each once", 1, [](unsigned) { return any_of({q(), q(), p()}); });
    add("junction: opposites", 1, [](unsigned) { return all_of({p(), q(), ~p()}); });
    add("junction: opposites", 1, [](unsigned) { return any_of({~q(), p(), q()}); });

    // --- equations ---
    add("equation: itself", 1, [](unsigned w) { return equal(x(w), x(w)); });
    for_operation("equation: literals", Operation::equal);
    add("equation: complement of one bit", 1, [](unsigned) { return equal(~p(), q()); });
    add("equation: complement of one bit", 1, [](unsigned) { return equal(p(), ~q()); });
    add("equation: complement of one bit", 1, [](unsigned) { return equal(~p(), ~q()); });
    add("equation: by parts", 2,
        [](unsigned w) { return equal(join_halves(x, y, w), join_halves(z, x, w)); });
    add("equation: by parts", 4,
        [](unsigned w) { return equal(join(x(w - 1), y(1)), join(join(z(1), y(w - 2)), x(1))); });
    for_corners("equation: by parts", 2, [](unsigned w, Pair b) { return equal(join_halves(x, y, w), b); });
    for_corners("equation: complement", 1, [](unsigned w, Pair b) { return equal(~x(w), b); });
    for_corners("equation: negation", 1, [](unsigned w, Pair b) { return equal(-x(w), b); });
    for_corners("equation: sum", 2, [](unsigned w, Pair b) { return equal(x(w) + number(w, 5), b); });
    for_corners("equation: exclusive", 16,
                [](unsigned w, Pair b) { return equal(x(w) ^ literal(w, Corner::many_runs), b); });
    for_corners("equation: sign extension", 3,
                [](unsigned w, Pair b) { return equal(sign_extended(x(low_half(w) + 1), w), b); });
    for_corners("equation: choice", 2,
                [](unsigned w, Pair b) { return equal(choose(p(), number(w, 1), x(w)), b); });
    for_corners("equation: choice", 2,
                [](unsigned w, Pair b) { return equal(choose(p(), x(w), ~number(w, 0)), b); });
    add("equation: one base", 2, [](unsigned w) { return equal(x(w) + number(w, 5), x(w) + number(w, 3)); });
    add("equation: one base", 2, [](unsigned w) { return equal(x(w), x(w) + number(w, 1)); });
    add("equation: one literal", 2,
        [](unsigned w) { return equal(x(w) + number(w, 3), y(w) + number(w, 3)); });
    add("equation: one literal", 2,
        [](unsigned w) { return equal(x(w) + number(w, 1), y(w) + number(w, 3)); });

    // --- choices ---
    add("choice: of equals", 1, [](unsigned w) { return choose(p(), x(w), x(w)); });
    add("choice: negated condition", 1, [](unsigned w) { return choose(~p(), x(w), y(w)); });
    add("choice: within a choice", 1, [](unsigned w) { return choose(p(), choose(p(), x(w), y(w)), z(w)); });
    add("choice: within a choice", 1, [](unsigned w) { return choose(p(), z(w), choose(p(), x(w), y(w))); });
    add("choice: within a choice", 1,
        [](unsigned w) { return choose(p(), choose(p(), x(w), y(w)), choose(p(), z(w), x(w))); });
    add("choice: within a choice", 2,
        [](unsigned w) { return choose(p(), choose(q(), x(w), y(w)), choose(r(), z(w), x(w))); });
    add("choice: between equals", 2, [](unsigned w) { return choose(equal(x(w), y(w)), x(w), y(w)); });
    add("choice: between equals", 2, [](unsigned w) { return choose(equal(x(w), y(w)), y(w), x(w)); });
    add("choice: between equals", 2, [](unsigned w) { return choose(equal(x(w), y(w)), x(w), z(w)); });
    for_corners("choice: between equals", 2,
                [](unsigned w, Pair b) { return choose(equal(x(w), b), b, x(w)); });
    for (const Pair& value : {truth(false), truth(true), p()}) {
        add("choice: of truth values", 1, [=](unsigned) { return choose(p(), value, q()); });
        add("choice: of truth values", 1, [=](unsigned) { return choose(p(), q(), value); });
    }

    // --- comparisons ---
    for_operation("less: literals", Operation::less_unsigned);
    add("less: itself", 1, [](unsigned w) { return less_unsigned(x(w), x(w)); });
    for_corners("less: at a limit", 1, [](unsigned w, Pair b) { return less_unsigned(x(w), b); });
    for_corners("less: at a limit", 1, [](unsigned w, Pair a) { return less_unsigned(a, x(w)); });
    add("less: one bit", 1, [](unsigned) { return less_unsigned(p(), q()); });
    add("less: common zeros", 2, [](unsigned w) { return less_unsigned(small(x, w), small(y, w)); });
    add("less: common zeros", 4,
        [](unsigned w) { return less_unsigned(small(x, w), zero_extended(y(w - 1), w)); });
    for_corners("less: zeros and a literal", 2,
                [](unsigned w, Pair b) { return less_unsigned(small(x, w), b); });
    for_corners("less: zeros and a literal", 2,
                [](unsigned w, Pair a) { return less_unsigned(a, small(x, w)); });
    add("less: common low bits", 2,
        [](unsigned w) { return less_unsigned(join_halves(x, z, w), join_halves(y, z, w)); });
    for_corners("less: common low bits", 2,
                [](unsigned, Pair b) { return less_unsigned(join(x(1), b), join(y(1), b)); });
    add("less: common low bits", 4, [](unsigned w) {
        return less_unsigned(join(x(2), join(y(1), z(w - 3))), join(y(2), join(x(1), z(w - 3))));
    });
    for_corners("less: choice", 2, [](unsigned w, Pair b) {
        return less_unsigned(choose(p(), literal(w, Corner::three), x(w)), b);
    });
    for_corners("less: choice", 2, [](unsigned w, Pair b) {
        return less_unsigned(choose(p(), x(w), literal(w, Corner::top)), b);
    });
    for_corners("less: choice", 2, [](unsigned w, Pair a) {
        return less_unsigned(a, choose(p(), literal(w, Corner::below_top), x(w)));
    });
    for_corners("less: choice", 2, [](unsigned w, Pair a) {
        return less_unsigned(a, choose(p(), x(w), literal(w, Corner::minus_two)));
    });
    for_operation("signed less: literals", Operation::less_signed);
    add("signed less: itself", 1, [](unsigned w) { return less_signed(x(w), x(w)); });
    add("signed less: one bit", 1, [](unsigned) { return less_signed(p(), q()); });
    add("signed less: not negative", 2, [](unsigned w) { return less_signed(small(x, w), small(y, w)); });
    for_corners("signed less: not negative", 2,
                [](unsigned w, Pair b) { return less_signed(small(x, w), b); });
    for_corners("signed less: negative literal", 2,
                [](unsigned w, Pair a) { return less_signed(a, small(x, w)); });
    for_corners("signed less: negative literal", 2, [](unsigned w, Pair b) { return less_signed(x(w), b); });
    add("signed less: extensions", 3,
        [](unsigned w) { return less_signed(sign_extended(x(2), w), sign_extended(y(2), w)); });
    add("signed less: extensions", 4,
        [](unsigned w) { return less_signed(sign_extended(x(2), w), sign_extended(y(3), w)); });

    // --- arithmetic ---
    for_corners("negation: literal", 1, [](unsigned, Pair a) { return -a; });
    add("negation: one bit", 1, [](unsigned) { return -p(); });
    add("negation: twice", 1, [](unsigned w) { return -(-x(w)); });
    for_operation("sum: literals", Operation::sum);
    add("sum: one bit", 1, [](unsigned) { return p() + q(); });
    for_corners("sum: zero", 1, [](unsigned w, Pair b) { return x(w) + b; });
    for_two("sum: literals outside", 1, [](unsigned w, Pair a, Pair b) { return (x(w) + a) + b; });
    for_corners("sum: literals outside", 2, [](unsigned w, Pair a) { return (x(w) + a) + y(w); });
    for_corners("sum: literals outside", 2, [](unsigned w, Pair a) { return y(w) + (a + x(w)); });
    for_corners("sum: literals outside", 2,
                [](unsigned w, Pair a) { return (x(w) + a) + (y(w) + literal(w, Corner::three)); });
    add("sum: opposites", 2, [](unsigned w) { return x(w) + -x(w); });
    add("sum: opposites", 2, [](unsigned w) { return -x(w) + x(w); });
    add("sum: opposites", 2, [](unsigned w) { return -x(w) + y(w); });
    for (const bool first : {false, true})
        for (const bool negated : {false, true}) {
            const auto summand = [=](unsigned w) { return negated ? -x(w) : x(w); };
            const auto other = [=](unsigned w) { return negated ? x(w) : -x(w); };
            add("sum: opposite in a sum", 2,
                [=](unsigned w) { return (first ? summand(w) + y(w) : y(w) + summand(w)) + other(w); });
            add("sum: opposite in a sum", 2,
                [=](unsigned w) { return other(w) + (first ? summand(w) + z(w) : z(w) + summand(w)); });
        }
    add("sum: disjoint", 2,
        [](unsigned w) { return join(x(high_half(w)), number(low_half(w), 0)) + small(y, w); });
    add("sum: disjoint", 2,
        [](unsigned w) { return join(x(high_half(w)), number(low_half(w), 1)) + small(y, w); });
    for_corners("sum: disjoint", 2,
                [](unsigned w, Pair b) { return join(x(high_half(w)), number(low_half(w), 0)) + b; });
    add("difference: itself", 1, [](unsigned w) {
        const Pair a = x(w);
        return Pair{a.simplified - a.simplified, (a + -a).plain};
    });
    add("difference: itself", 1,
        [](unsigned w) { return Pair{x(w).simplified - y(w).simplified, (x(w) + -y(w)).plain}; });
    for_operation("product: literals", Operation::product);
    add("product: one bit", 1, [](unsigned) { return p() * q(); });
    for_corners("product: by a literal", 1, [](unsigned w, Pair b) { return x(w) * b; });
    for_two("product: literals outside", 1, [](unsigned w, Pair a, Pair b) { return (x(w) * a) * b; });
    for (const auto& [literals, by, operation] :
         {std::tuple{"unsigned quotient: literals", "unsigned quotient: by a literal",
                     Operation::quotient_unsigned},
          std::tuple{"unsigned remainder: literals", "unsigned remainder: by a literal",
                     Operation::remainder_unsigned},
          std::tuple{"signed quotient: literals", "signed quotient: by a literal",
                     Operation::quotient_signed},
          std::tuple{"signed remainder: literals", "signed remainder: by a literal",
                     Operation::remainder_signed}}) {
        for_operation(literals, operation);
        for_corners(by, 1, [operation](unsigned w, Pair b) { return make(operation, {x(w), b}); });
    }

    // --- bits: concatenation and extraction ---
    for_two("concatenation: literals", 1, [](unsigned, Pair a, Pair b) { return join(a, b); });
    for_corners("concatenation: literal and choice", 1,
                [](unsigned w, Pair a) { return join(a, choose(p(), number(w, 1), number(w, 0))); });
    for_corners("concatenation: literal and choice", 1,
                [](unsigned w, Pair a) { return join(choose(p(), number(w, 0), ~number(w, 0)), a); });
    add("concatenation: neighbours", 2,
        [](unsigned w) { return join(bits(x(w), low_half(w), high_half(w)), bits(x(w), 0, low_half(w))); });
    add("concatenation: neighbours", 4,
        [](unsigned w) { return join(bits(x(w), 2, w - 2), bits(x(w), 1, 1)); });
    add("concatenation: neighbours", 4,
        [](unsigned w) { return join(bits(x(w), 1, 1), bits(x(w), 2, w - 2)); });
    add("concatenation: neighbours", 4, [](unsigned w) { return join(bits(x(w), 2, 1), bits(y(w), 0, 2)); });
    add("concatenation: neighbours", 4,
        [](unsigned w) { return join(bits(x(w), 3, w - 3), bits(x(w), 0, 2)); });
    add("concatenation: neighbours", 4,
        [](unsigned w) { return join(bits(x(w), 1, w - 1), bits(x(w), 0, 2)); });
    add("concatenation: choices", 1,
        [](unsigned w) { return join(choose(p(), x(w), y(w)), choose(p(), z(w), x(w))); });
    add("concatenation: choices", 2,
        [](unsigned w) { return join(choose(p(), x(w), y(w)), choose(q(), z(w), x(w))); });
    add("concatenation: complements", 2,
        [](unsigned w) { return join(~bits(x(w), 1, w - 1), ~bits(x(w), 0, 1)); });
    add("concatenation: complements", 2, [](unsigned w) { return join(~x(w), ~y(w)); });
    add("concatenation: flat", 1,
        [](unsigned w) { return join(join(x(w), y(w)), join(z(1), join(x(2), y(w)))); });
    add("concatenation: flat", 2,
        [](unsigned w) { return join(join(x(w), bits(z(w), 1, w - 1)), join(bits(z(w), 0, 1), y(w))); });
    for_corners("extraction: literal", 3, [](unsigned w, Pair a) { return bits(a, 1, w - 2); });
    for_corners("extraction: literal", 3, [](unsigned w, Pair a) { return bits(a, w / 2, w - w / 2); });
    add("extraction: everything", 1, [](unsigned w) { return bits(x(w), 0, w); });
    add("extraction: of an extraction", 4, [](unsigned w) { return bits(bits(x(w), 1, w - 2), 1, w - 3); });
    add("extraction: of a concatenation", 4,
        [](unsigned w) { return bits(join(x(w), join(y(w), z(w))), w - 2, w + 3); });
    add("extraction: of a concatenation", 2, [](unsigned w) { return bits(join(x(w), y(w)), w, w); });
    add("extraction: of a concatenation", 2, [](unsigned w) { return bits(join(x(w), y(w)), 1, w); });
    add("extraction: of a sign extension", 3,
        [](unsigned w) { return bits(sign_extended(x(w), 2 * w), 1, w - 1); });
    add("extraction: of a sign extension", 3,
        [](unsigned w) { return bits(sign_extended(x(w), 2 * w), 1, w); });
    add("extraction: of a complement", 3, [](unsigned w) { return bits(~x(w), 1, w - 2); });
    add("extraction: of a choice", 3,
        [](unsigned w) { return bits(choose(p(), join(x(1), y(w - 1)), z(w)), 1, w - 2); });
    for_corners("extraction: of a choice", 3,
                [](unsigned w, Pair a) { return bits(choose(p(), x(w), a), 1, w - 2); });
    for_corners("sign extension: literal", 1, [](unsigned w, Pair a) { return sign_extended(a, w + 5); });
    for_corners("sign extension: literal", 1, [](unsigned w, Pair a) { return sign_extended(a, 2 * w); });
    add("sign extension: not negative", 2, [](unsigned w) { return sign_extended(small(x, w), w + 3); });
    add("sign extension: not negative", 2,
        [](unsigned w) { return sign_extended(choose(p(), small(x, w), number(w, 1)), w + 3); });
    add("sign extension: one bit", 1, [](unsigned w) { return sign_extended(p(), w); });
    add("sign extension: twice", 2,
        [](unsigned w) { return sign_extended(sign_extended(x(w), w + 2), w + 5); });
    add("zero extension", 1, [](unsigned w) {
        return Pair{pepin::smt::extend_unsigned(small(x, w + 1).simplified, w + 3),
                    zero_extended(small(x, w + 1), w + 3).plain};
    });
    add("zero extension", 3, [](unsigned w) {
        return Pair{pepin::smt::resize_unsigned(small(x, w).simplified, w - 1),
                    bits(small(x, w), 0, w - 1).plain};
    });
    add("zero extension", 2, [](unsigned w) {
        return Pair{pepin::smt::resize_unsigned(small(x, w).simplified, w + 2),
                    zero_extended(small(x, w), w + 2).plain};
    });

    // --- bits: logic ---
    for_corners("complement: literal", 1, [](unsigned, Pair a) { return ~a; });
    add("complement: twice", 1, [](unsigned w) { return ~~x(w); });
    add("complement: concatenation", 2, [](unsigned w) { return ~join_halves(x, y, w); });
    for (const auto& [rule, literals, operation] :
         {std::tuple{"conjunction", "conjunction: literals", Operation::conjunction},
          std::tuple{"disjunction", "disjunction: literals", Operation::disjunction},
          std::tuple{"exclusive", "exclusive: literals", Operation::exclusive}}) {
        for_operation(literals, operation);
        const std::string name = rule;
        for_corners((name + ": with a literal").c_str(), 1,
                    [operation](unsigned w, Pair b) { return make(operation, {x(w), b}); });
        for_corners((name + ": with a literal").c_str(), 2,
                    [operation](unsigned w, Pair b) { return make(operation, {b, join_halves(x, y, w)}); });
        add((name + ": with itself").c_str(), 1,
            [operation](unsigned w) { return make(operation, {x(w), x(w)}); });
        add((name + ": by parts").c_str(), 4, [operation](unsigned w) {
            return make(operation, {join(x(w - 1), y(1)), join(z(2), x(w - 2))});
        });
    }
    add("exclusive: one bit", 1, [](unsigned) { return p() ^ q(); });

    // --- shifts ---
    for (const auto& [rule, zero, operation] :
         {std::tuple{"shift left", "shift left: zero", Operation::shift_left},
          std::tuple{"shift right", "shift right: zero", Operation::shift_right},
          std::tuple{"signed shift right", "signed shift right: zero", Operation::shift_right_signed}}) {
        for_corners(rule, 1, [operation](unsigned w, Pair b) { return make(operation, {x(w), b}); });
        for (const int beyond : {-2, -1, 0, 1})
            add(rule, 4, [=](unsigned w) {
                return make(operation, {x(w), number(w, w + static_cast<unsigned>(beyond))});
            });
        add(rule, 8, [=](unsigned w) { return make(operation, {small(x, w), number(w, 3)}); });
        add(zero, 1, [=](unsigned w) { return make(operation, {number(w, 0), x(w)}); });
        for_operation(zero, operation);
    }
    return list;
}

} // namespace

const std::vector<Instance>& instances() {
    static const std::vector<Instance> list = made();
    return list;
}

} // namespace rules
