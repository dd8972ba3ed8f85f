#include "proof/counterexample/counterexample.hpp"

#include <algorithm>

namespace pepin::proof {

const Points::Keys& Points::of(const std::string& function) const {
    static const Keys none;
    const auto found = functions_.find(function);
    return found == functions_.end() ? none : found->second;
}

std::optional<Number> Points::at(const std::string& function, const std::vector<Number>& key) const {
    const Keys& keys = of(function);
    const auto found = keys.find(key);
    if (found == keys.end()) return {};
    return found->second;
}

std::optional<Number> Points::constant(const std::string& name) const {
    const auto found = constants_.find(name);
    if (found == constants_.end()) return {};
    return found->second;
}

namespace {

[[nodiscard]] std::string_view prefix_of(Term term) {
    return term.name().substr(0, term.name().rfind('.') + 1);
}

// Of the states that formulas speak of, the one in which something happens last: its functions' prefix.
[[nodiscard]] std::string state_of(Term term, std::unordered_set<Term>& seen) {
    if (term.is_literal() || !seen.insert(term).second) return {};
    if (term.operation() == smt::Operation::apply && !prefix_of(term).empty())
        return std::string{prefix_of(term)};
    for (const Term& operand : term.operands())
        if (std::string prefix = state_of(operand, seen); !prefix.empty()) return prefix;
    return {};
}

} // namespace

Counterexample::Counterexample(const Finding& finding)
    : model_{*finding.answer.counterexample}, evaluate_{[this](Term term) {
          return term.width() > 64 ? Term{} : Term(term.width(), model_.evaluate(term));
      }},
      formulas_{finding.answer.about}, where_{finding.where} {
    std::unordered_set<Term> seen;
    for (const Term& formula : formulas_)
        if (prefix_.empty()) prefix_ = state_of(formula, seen);
    seen.clear();
    for (const Term& formula : formulas_) visit(formula, seen, relevant_, false);
    seen.clear();
    for (const Term& formula : formulas_) visit(formula, seen, mentioned_, true);
    for (const Term& fact : finding.answer.facts) visit(fact, seen, mentioned_, true);
}

void Counterexample::visit(Term term, std::unordered_set<Term>& seen, Points& points, bool all) {
    if (term.is_literal() || !seen.insert(term).second) return;
    const auto operands = term.operands();
    if (!all && term.operation() == smt::Operation::if_then_else) {
        visit(operands[0], seen, points, all);
        return visit(evaluate_(operands[0]).is_true() ? operands[1] : operands[2], seen, points, all);
    }
    const bool conjunction = term.operation() == smt::Operation::conjunction,
               disjunction = term.operation() == smt::Operation::disjunction;
    if (!all && term.width() == 1 && (conjunction || disjunction)) {
        // What decides: an operand that is false, or true.
        const auto decides = [&](Term operand) { return evaluate_(operand).is_literal(conjunction ? 0 : 1); };
        if (std::ranges::any_of(operands,
                                [&](Term operand) { return seen.contains(operand) && decides(operand); }))
            return;
        if (const auto one = std::ranges::find_if(operands, decides); one != operands.end())
            return visit(*one, seen, points, all);
    }
    for (const Term& operand : operands) visit(operand, seen, points, all);
    // What is known of ancestors, as far as the model goes by it.
    if (const Term definition = all || levels_ > spec::greatest_depth ? Term{} : nearest_definition(term);
        definition.exists() && evaluate_(definition) == evaluate_(widened(term))) {
        ++levels_;
        visit(definition, seen, points, all);
        --levels_;
    }
    if (!term.name().empty() && term.width() <= 64) note(term, points);
}

void Counterexample::note(Term term, Points& points) {
    const std::string_view prefix = prefix_of(term);
    const std::string name{term.name().substr(prefix.size())};
    const Number value = evaluate_(term).value();
    if (term.operation() == smt::Operation::constant) {
        if (prefix == prefix_ || !points.constant(name)) points.add(name, value);
        return;
    }
    if (prefix != prefix_) return;
    std::vector<Number> key;
    for (const Term& operand : term.operands()) {
        if (operand.width() > 64) return;
        key.push_back(evaluate_(operand).value());
    }
    points.add(name, key, value);
}

namespace {

// Who has never computed has no state: not an invariant, but of the form that memory has.
[[nodiscard]] std::vector<Term> unused_states(const State& s, const Points& points) {
    std::vector<Term> formulas;
    for (const auto& [key, value] : points.of("floating_point")) {
        const Word partition{widened(Term(number_bits, key[0]))};
        formulas.push_back(
            (s.floating_point_used(partition) != 0 || s.floating_point(partition) == 0).term());
    }
    return formulas;
}

} // namespace

std::vector<Finding> closer_to_root(const Finding& finding) {
    constexpr unsigned rounds = 2, milliseconds = 60'000;
    const Counterexample counterexample{finding};
    const State s = any_state(counterexample.prefix());
    const std::vector<Term> form = unused_states(s, counterexample.relevant());
    std::vector<Finding> found;
    for (const Bool& wanted :
         {Bool{true}, s.current == s.root, s.current != s.root && s.parent(s.current) == s.root}) {
        if (wanted.term().is_true() && form.empty()) continue;
        Finding closer{finding.what,
                       finding.where,
                       finding.verdict,
                       {smt::Verdict::satisfiable, {}, finding.answer.about, {}}};
        closer.answer.about.push_back(wanted.term());
        closer.answer.about.insert(closer.answer.about.end(), form.begin(), form.end());
        closer.answer.facts = Instances{}.about(closer.answer.about, rounds);
        smt::Solver solver;
        for (const Term& formula : closer.answer.about) solver.add(formula);
        for (const Term& fact : closer.answer.facts) solver.add_fact(fact);
        if (solver.check({milliseconds, effort::ordinary.resources}) != smt::Verdict::satisfiable) continue;
        closer.answer.counterexample = solver.model();
        found.push_back(std::move(closer));
    }
    return found;
}

} // namespace pepin::proof
