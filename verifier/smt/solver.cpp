// Solver and Model, by Z3.
#include "smt/solver.hpp"

#include <stdexcept>
#include <unordered_map>

#pragma clang diagnostic push
#pragma clang diagnostic ignored "-Weverything"
#include <z3++.h>
#pragma clang diagnostic pop

namespace pepin::smt {

std::string_view name(Verdict verdict) {
    switch (verdict) {
    case Verdict::unsatisfiable: return "unsatisfiable";
    case Verdict::satisfiable: return "satisfiable";
    case Verdict::unknown: return "unknown";
    case Verdict::timeout: return "timeout";
    case Verdict::error: return "error";
    }
    return "error";
}

std::string z3_version() { return Z3_get_full_version(); }

namespace {

// Terms in a Z3 context. Terms of one bit become Booleans, and bit-vectors again where an operation wants
// those.
class Translation {
public:
    z3::context context;

    z3::expr operator()(Term term) {
        if (const auto found = known_.find(term); found != known_.end()) return found->second;
        z3::expr result = term.operation() == Operation::literal ? literal(term)
                          : term.width() == 1                    ? of_one_bit(term)
                                                                 : of_many_bits(term);
        known_.emplace(term, result);
        return result;
    }

private:
    z3::expr literal(Term term) {
        if (term.width() == 1) return context.bool_val(term.is_true());
        if (term.is_literal()) return context.bv_val(term.value(), term.width());
        return z3::concat(bits(extract(term, 64, term.width() - 64)), bits(extract(term, 0, 64)));
    }

    z3::sort sort(unsigned width) { return width == 1 ? context.bool_sort() : context.bv_sort(width); }

    z3::expr bits(Term term) {
        const z3::expr value = (*this)(term);
        return value.is_bool() ? z3::ite(value, context.bv_val(1, 1), context.bv_val(0, 1)) : value;
    }

    z3::expr named(Term term) {
        const std::string name(term.name());
        if (term.operation() == Operation::constant)
            return context.constant(name.c_str(), sort(term.width()));
        z3::sort_vector domain(context);
        z3::expr_vector arguments(context);
        for (const Term& argument : term.operands()) {
            domain.push_back(sort(argument.width()));
            arguments.push_back((*this)(argument));
        }
        return context.function(name.c_str(), domain, sort(term.width()))(arguments);
    }

    z3::expr of_one_bit(Term term) {
        const auto operands = term.operands();
        const auto junction = [&](auto make) {
            z3::expr_vector list(context);
            for (const Term& operand : operands) list.push_back((*this)(operand));
            return make(list);
        };
        switch (term.operation()) {
        case Operation::constant:
        case Operation::apply: return named(term);
        case Operation::complement: return !(*this)(operands[0]);
        case Operation::conjunction:
            return junction([](const z3::expr_vector& list) { return z3::mk_and(list); });
        case Operation::disjunction:
            return junction([](const z3::expr_vector& list) { return z3::mk_or(list); });
        case Operation::equal: return (*this)(operands[0]) == (*this)(operands[1]);
        case Operation::less_unsigned: return z3::ult(bits(operands[0]), bits(operands[1]));
        case Operation::less_signed: return bits(operands[0]) < bits(operands[1]);
        case Operation::if_then_else:
            return z3::ite((*this)(operands[0]), (*this)(operands[1]), (*this)(operands[2]));
        default: return of_many_bits(term) == context.bv_val(1, 1);
        }
    }

    z3::expr of_many_bits(Term term) {
        const auto operands = term.operands();
        const auto at = [&](std::size_t i) { return bits(operands[i]); };
        switch (term.operation()) {
        case Operation::constant:
        case Operation::apply: return named(term);
        case Operation::complement: return ~at(0);
        case Operation::conjunction: return at(0) & at(1);
        case Operation::disjunction: return at(0) | at(1);
        case Operation::exclusive: return at(0) ^ at(1);
        case Operation::if_then_else: return z3::ite((*this)(operands[0]), at(1), at(2));
        case Operation::concatenation: {
            z3::expr_vector list(context);
            for (const Term& operand : operands) list.push_back(bits(operand));
            return z3::concat(list);
        }
        case Operation::extraction: return at(0).extract(term.low() + term.width() - 1, term.low());
        case Operation::sign_extension: return z3::sext(at(0), term.width() - operands[0].width());
        case Operation::negation: return -at(0);
        case Operation::sum: return at(0) + at(1);
        case Operation::product: return at(0) * at(1);
        case Operation::quotient_unsigned: return z3::udiv(at(0), at(1));
        case Operation::remainder_unsigned: return z3::urem(at(0), at(1));
        case Operation::quotient_signed: return at(0) / at(1);
        case Operation::remainder_signed: return z3::srem(at(0), at(1));
        case Operation::shift_left: return z3::shl(at(0), at(1));
        case Operation::shift_right: return z3::lshr(at(0), at(1));
        case Operation::shift_right_signed: return z3::ashr(at(0), at(1));
        case Operation::literal:
        case Operation::equal:
        case Operation::less_unsigned:
        case Operation::less_signed: break;
        }
        throw std::logic_error("a term that is no bit-vector");
    }

    std::unordered_map<Term, z3::expr> known_;
};

} // namespace

struct Model::Implementation {
    std::shared_ptr<Translation> translation;
    z3::model model;
};

std::uint64_t Model::evaluate(Term term) const {
    if (term.width() > 64)
        throw std::invalid_argument("the value of a term of " + std::to_string(term.width()) + " bits");
    const z3::expr value = implementation_->model.eval((*implementation_->translation)(term), true);
    if (value.is_bool()) return value.is_true() ? 1 : 0;
    return value.get_numeral_uint64();
}

struct Solver::Implementation {
    std::shared_ptr<Translation> translation = std::make_shared<Translation>();
    z3::solver solver;
    Kind kind;
    unsigned seed;
    unsigned depth = 0;
    std::uint64_t checks = 0;
    std::uint64_t facts = 0; // names for them
    std::uint64_t resources = 0;
    std::string reason;
    std::optional<Model> model;

    Implementation(Kind of, unsigned with_seed) : solver(make(of)), kind(of), seed(with_seed) {}

    z3::solver make(Kind of) {
        return of == Kind::one_shot ? z3::solver(translation->context, "QF_UFBV")
                                    : z3::solver(translation->context, z3::solver::simple());
    }

    // So far, of all solvers of the context.
    std::uint64_t spent() const {
        const z3::stats statistics = solver.statistics();
        for (unsigned i = 0; i < statistics.size(); ++i)
            if (statistics.key(i) == "rlimit count") return statistics.uint_value(i);
        return 0;
    }

    Verdict unanswered() {
        reason = solver.reason_unknown();
        const auto says = [&](const char* word) { return reason.find(word) != std::string::npos; };
        return says("timeout") || says("cancel") || says("resource") ? Verdict::timeout : Verdict::unknown;
    }
};

Solver::Solver(Kind kind, unsigned seed) : implementation_(std::make_unique<Implementation>(kind, seed)) {}
Solver::~Solver() = default;
Solver::Solver(Solver&&) noexcept = default;
Solver& Solver::operator=(Solver&&) noexcept = default;

void Solver::push() {
    implementation_->solver.push();
    ++implementation_->depth;
}

void Solver::pop() {
    if (implementation_->depth == 0) throw std::logic_error("pop of a solver's empty stack");
    implementation_->solver.pop();
    --implementation_->depth;
}

void Solver::reset() {
    // A new one rather than Z3's reset(), after which it would go on in its incremental mode.
    implementation_->solver = implementation_->make(implementation_->kind);
    implementation_->depth = 0;
}

unsigned Solver::depth() const { return implementation_->depth; }

void Solver::add(Term formula) {
    if (formula.width() != 1)
        throw std::invalid_argument("an assertion of " + std::to_string(formula.width()) + " bits");
    implementation_->solver.add((*implementation_->translation)(formula));
}

void Solver::add_fact(Term formula) {
    Implementation& own = *implementation_;
    const std::string name = "fact!" + std::to_string(own.facts++);
    own.solver.add((*own.translation)(formula), name.c_str());
}

Verdict Solver::check(Limits limits) { return check({}, limits); }

Verdict Solver::check(std::span<const Term> assumptions, Limits limits) {
    Implementation& own = *implementation_;
    own.model.reset();
    own.reason.clear();
    ++own.checks;
    try {
        z3::params parameters(own.translation->context);
        parameters.set("random_seed", own.seed);
        parameters.set("timeout", limits.milliseconds == 0 ? ~0u : limits.milliseconds);
        parameters.set("rlimit", static_cast<unsigned>(std::min<std::uint64_t>(limits.resources, ~0u)));
        own.solver.set(parameters);
        // Assumptions as assertions of their own level: as Z3's assumptions they would switch the tactic off.
        if (!assumptions.empty()) {
            own.solver.push();
            for (const Term& assumption : assumptions) own.solver.add((*own.translation)(assumption));
        }
        const std::uint64_t before = own.spent();
        const z3::check_result answer = own.solver.check();
        own.resources = own.spent() - before;
        Verdict verdict = Verdict::unsatisfiable;
        if (answer == z3::sat) {
            own.model.emplace();
            own.model->implementation_ = std::make_shared<Model::Implementation>(
                Model::Implementation{own.translation, own.solver.get_model()});
            verdict = Verdict::satisfiable;
        } else if (answer == z3::unknown) {
            verdict = own.unanswered();
        }
        if (!assumptions.empty()) own.solver.pop();
        return verdict;
    } catch (const z3::exception& failure) {
        own.reason = failure.msg();
        return Verdict::error;
    }
}

std::optional<Model> Solver::model() const { return implementation_->model; }
const std::string& Solver::reason() const { return implementation_->reason; }
std::uint64_t Solver::resources() const { return implementation_->resources; }
std::uint64_t Solver::checks() const { return implementation_->checks; }

} // namespace pepin::smt
