#include "proof/driver/tasks.hpp"

#include <algorithm>
#include <chrono>
#include <stdexcept>
#include <unordered_map>

#include <llvm/Support/JSON.h>

#include "proof/obligations/theorems.hpp"
#include "proof/obligations/units.hpp"

namespace pepin::proof {

namespace {

namespace json = llvm::json;

// Theorems need few facts and some work.
constexpr std::string_view theorem_group = "theorem";
// Instances are tried one round deep first, which is enough for nearly all; then two.
constexpr unsigned deepest = 2;

using Obligations = std::function<std::vector<Obligation>(unsigned rounds, Instances&)>;

// What is assumed must not exclude everything, or what a claim is about: such a claim says nothing.
void add_impossible(std::vector<Finding>& findings, Prover& prover, std::span<const Obligation> obligations,
                    const std::string& group) {
    std::unordered_map<Term, smt::Verdict> known; // of each hypothesis
    for (const Obligation& obligation : obligations) {
        auto found = known.find(obligation.hypothesis);
        if (found == known.end())
            found = known
                        .emplace(obligation.hypothesis, obligation.hypothesis.is_false()
                                                            ? smt::Verdict::unsatisfiable
                                                            : prover.possibility(obligation))
                        .first;
        const smt::Verdict verdict = found->second;
        if (verdict == (obligation.is_void ? smt::Verdict::unsatisfiable : smt::Verdict::satisfiable))
            continue;
        const char* const text = obligation.is_void ? "said to say nothing, and says something: "
                                 : verdict == smt::Verdict::unsatisfiable
                                     ? "says nothing, since what it is said of is impossible: "
                                     : "not shown to say anything: ";
        findings.push_back({text + obligation.claim, group, smt::Verdict::error});
    }
}

[[nodiscard]] TaskResult prove(const Obligations& make, const std::string& group) {
    const auto start = std::chrono::steady_clock::now();
    Instances instances;
    std::vector<Finding> findings, impossible;
    TaskResult result;
    for (unsigned rounds = 1; rounds <= deepest; ++rounds) {
        const auto obligations = make(rounds, instances);
        if (obligations.empty()) break;
        if (rounds == 1)
            for (const Obligation& obligation : obligations) findings.push_back({obligation.claim, group});
        Prover prover{obligations.front(),
                      rounds == 1 && group != theorem_group ? effort::ordinary : effort::great};
        if (rounds == 1) add_impossible(impossible, prover, obligations, group);
        const bool all_hold = rounds == 1 && prover.are_plain(obligations);
        for (std::size_t i = 0; i < obligations.size(); ++i)
            if (all_hold)
                findings[i].verdict = smt::Verdict::unsatisfiable;
            else if (findings[i].verdict != smt::Verdict::unsatisfiable &&
                     UnitReport::is_wanted(findings[i].what)) {
                findings[i].answer = prover.prove(obligations[i]);
                findings[i].verdict = findings[i].answer.verdict;
            }
        result.queries += prover.asker().asked();
        result.second_opinions += prover.asker().second_opinions();
        if (std::ranges::all_of(findings, [](const Finding& one) {
                return one.verdict == smt::Verdict::unsatisfiable || !UnitReport::is_wanted(one.what);
            }))
            break;
    }
    for (const Finding& finding : findings)
        if (UnitReport::is_wanted(finding.what)) result.add(finding);
    for (const Finding& finding : impossible) result.add(finding);
    result.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    return result;
}

[[nodiscard]] TaskResult prove(const Unit& unit, const std::string& bitcode) {
    Refinement refinement{bitcode};
    TaskResult result;
    result.is_code = true;
    try {
        const UnitReport report = refinement.prove(unit, units());
        result.paths = report.paths;
        result.possible = report.satisfiable;
        result.excluded = report.infeasible;
        result.steps = report.steps;
        result.queries = report.queries;
        result.second_opinions = report.second_opinions;
        result.seconds = report.seconds;
        for (const Finding& finding : report.shown) result.add(finding);
        for (const Finding& finding : report.open) result.add(finding);
        // What is assumed must not exclude everything, or all that was shown says nothing.
        const bool is_executed = report.paths + report.infeasible != 0;
        if (is_executed && report.satisfiable == 0)
            result.add({"no path is shown to be possible", unit.symbol, smt::Verdict::error});
        if (is_executed && unit.machine && unit.contract == nullptr && unit.answer == Unit::Answer::outcome &&
            report.granted == 0 && !report.passes_on)
            result.add({"no path on which the call is granted is shown to be possible", unit.symbol,
                        smt::Verdict::error});
    } catch (const FirstFailure& failure) {
        result.add(failure.finding);
    }
    return result;
}

} // namespace

std::size_t TaskResult::proved() const {
    return static_cast<std::size_t>(
        std::ranges::count(obligations, word_for(smt::Verdict::unsatisfiable), &Obligation::verdict));
}

void TaskResult::add(const Finding& finding) {
    obligations.push_back({finding.what, finding.where, std::string{word_for(finding.verdict)}});
    if (finding.verdict != smt::Verdict::unsatisfiable) open.push_back(finding);
}

json::Value to_json(const TaskResult& result) {
    json::Array obligations;
    for (const auto& one : result.obligations)
        obligations.push_back(
            json::Object{{"what", one.what}, {"where", one.where}, {"verdict", one.verdict}});
    const auto& second = result.second_opinions;
    return json::Object{{"code", result.is_code},
                        {"paths", result.paths},
                        {"possible", result.possible},
                        {"excluded", result.excluded},
                        {"steps", static_cast<std::int64_t>(result.steps)},
                        {"queries", static_cast<std::int64_t>(result.queries)},
                        {"seconds", result.seconds},
                        {"cvc5", json::Object{{"agreed", second.agreed},
                                              {"disagreed", second.disagreed},
                                              {"without answer", second.without_answer}}},
                        {"obligations", std::move(obligations)}};
}

namespace {

// A member of an object. Throws where there is none of that kind.
template <class T>
[[nodiscard]] T member(const json::Object* object, llvm::StringRef name,
                       T (*read)(const json::Object&, llvm::StringRef)) {
    if (object == nullptr || object->get(name) == nullptr)
        throw std::runtime_error("a result without '" + name.str() + "'");
    return read(*object, name);
}
[[nodiscard]] unsigned count(const json::Object* object, llvm::StringRef name) {
    return static_cast<unsigned>(member<std::int64_t>(
        object, name, [](const json::Object& o, llvm::StringRef n) { return o.getInteger(n).value_or(0); }));
}
[[nodiscard]] std::string text(const json::Object* object, llvm::StringRef name) {
    return member<std::string>(object, name, [](const json::Object& o, llvm::StringRef n) {
        return o.getString(n).value_or("").str();
    });
}

} // namespace

TaskResult from_json(const json::Value& value) {
    const json::Object* const object = value.getAsObject();
    TaskResult result;
    result.is_code = member<bool>(object, "code", [](const json::Object& o, llvm::StringRef n) {
        return o.getBoolean(n).value_or(false);
    });
    result.paths = count(object, "paths");
    result.possible = count(object, "possible");
    result.excluded = count(object, "excluded");
    result.steps = count(object, "steps");
    result.queries = count(object, "queries");
    result.seconds = member<double>(object, "seconds", [](const json::Object& o, llvm::StringRef n) {
        return o.getNumber(n).value_or(0);
    });
    const json::Object* const cvc5 = object->getObject("cvc5");
    result.second_opinions = {count(cvc5, "agreed"), count(cvc5, "disagreed"), count(cvc5, "without answer")};
    const json::Array* const list = object->getArray("obligations");
    if (list == nullptr) throw std::runtime_error("a result without 'obligations'");
    for (const json::Value& one : *list)
        result.obligations.push_back({text(one.getAsObject(), "what"), text(one.getAsObject(), "where"),
                                      text(one.getAsObject(), "verdict")});
    return result;
}

std::vector<Task> tasks(const std::string& bitcode) {
    std::vector<Task> all;
    for (const Step& step : steps())
        for (const Group& group : groups())
            all.push_back({step.name, group.name, {}, [&step, &group] {
                               return prove(
                                   [&](unsigned rounds, Instances& instances) {
                                       return preservation(step, group, rounds, instances);
                                   },
                                   group.name);
                           }});
    all.push_back({"isolation", std::string{theorem_group}, {}, [] {
                       return prove(isolation, std::string{theorem_group});
                   }});
    for (const auto* theorems : {&control_theorems(), &integrity_theorems(), &confidentiality_theorems()})
        for (const Theorem& theorem : *theorems)
            all.push_back({theorem.name, std::string{theorem_group}, {}, [&theorem] {
                               return prove(
                                   [&](unsigned rounds, Instances& instances) {
                                       return obligations_of(theorem, rounds, instances);
                                   },
                                   std::string{theorem_group});
                           }});
    if (!bitcode.empty())
        for (const Unit& unit : units())
            all.push_back({std::string{code_of} + unit.name, "code", unit.symbol,
                           [&unit, bitcode] { return prove(unit, bitcode); },
                           [&unit](std::string_view name) { return kernel_of(unit).replaces(name); }});
    return all;
}

bool is_meant(const std::string& row, const std::string& name) {
    if (row.starts_with(name)) return true;
    if (!row.starts_with(code_of)) return false;
    const std::string function = row.substr(code_of.size());
    return function.starts_with(name) || function == "gate_" + name || function == "call_" + name ||
           function == "fast_" + name;
}

} // namespace pepin::proof
