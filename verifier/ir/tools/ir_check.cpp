// ir-check FILE...: proves the functions of LLVM IR files that are named test*, or says why not.
//
// Parameters are unknown integers. `void verifier_assume(i1)` restricts what follows to where a condition
// holds, `void verifier_assert(i1)` is an obligation. Verdicts: `proved`; `counterexample KIND` (of the first
// obligation that can fail); `error`; `unknown`; `timeout`. A file may say what it expects, in comments:
//     ; expect test_name: counterexample bounds
// With --expected, the exit status is 0 only where every function has such a comment and meets it.
#include <fstream>
#include <iostream>
#include <map>
#include <regex>

#include "ir/executor.hpp"

namespace {

using namespace pepin;

class Assertions : public ir::Client {
public:
    std::optional<ir::Value> call(ir::Step& step, std::string_view name,
                                  std::span<const ir::Value> arguments) override {
        if (name == "verifier_assume")
            step.assume(arguments[0].term());
        else if (name == "verifier_assert")
            step.require(ir::Kind::assertion, arguments[0].term(), "verifier_assert");
        else
            return std::nullopt;
        return ir::Value();
    }
};

// Appends the counterexample's arguments.
std::string described(const smt::Model& model, const std::vector<ir::Value>& arguments) {
    std::string result;
    for (const ir::Value& argument : arguments)
        result += (result.empty() ? "" : ", ") + std::string(argument.term().name()) + " = " +
                  std::to_string(model.evaluate(argument.term()));
    return result;
}

std::string check(const ir::Module& module, const std::string& function, std::string& detail) {
    Assertions client;
    ir::Executor executor(module, client, {.maximum_instructions = 20'000, .maximum_unrolling = 1'000});
    std::vector<ir::Value> arguments;
    for (const unsigned width : module.parameter_widths(function)) {
        if (width == 0) throw std::invalid_argument(function + " has a parameter that is no integer");
        arguments.emplace_back(smt::constant(
            "argument." + std::to_string(arguments.size()) + "." + std::to_string(width), width));
    }
    const ir::Result result = executor.run(function, arguments, executor.initial_state());
    for (const ir::Obligation& obligation : result.obligations) {
        smt::Solver solver;
        for (const smt::Term& condition : obligation.conditions.formulas()) solver.add(condition);
        solver.add(!obligation.formula);
        const smt::Verdict verdict = solver.check({.milliseconds = 10'000, .resources = 0});
        if (verdict == smt::Verdict::unsatisfiable) continue;
        detail = obligation.where.text() + ": " + obligation.text;
        if (verdict != smt::Verdict::satisfiable) return std::string(name(verdict));
        detail += " (" + described(*solver.model(), arguments) + ")";
        return "counterexample " + std::string(name(obligation.kind));
    }
    for (const ir::Path& path : result.paths)
        if (path.ending == ir::Ending::error) {
            detail = path.where.text() + ": " + path.reason;
            return "error";
        }
    detail = std::to_string(result.paths.size()) + " paths, " + std::to_string(result.obligations.size()) +
             " obligations";
    return "proved";
}

std::map<std::string, std::string> expectations(const std::string& path) {
    std::map<std::string, std::string> result;
    const std::regex comment(R"(^\s*;\s*expect\s+(\S+):\s*(.*\S)\s*$)");
    std::ifstream file(path);
    for (std::string line; std::getline(file, line);)
        if (std::smatch match; std::regex_match(line, match, comment)) result[match[1]] = match[2];
    return result;
}

bool check_file(const std::string& path, bool compare) {
    bool good = true;
    const ir::Module module(path);
    std::map<std::string, std::string> expected = expectations(path);
    for (const std::string& function : module.defined_functions()) {
        if (!function.starts_with("test")) continue;
        std::string detail;
        const std::string verdict = check(module, function, detail);
        std::cout << path << ": " << function << ": " << verdict << " [" << detail << "]\n";
        if (!compare) {
            good = good && verdict == "proved";
            continue;
        }
        const std::string wanted =
            expected.contains(function) ? expected[function] : "(no comment says what)";
        expected.erase(function);
        if (verdict == wanted) continue;
        std::cout << path << ": " << function << ": expected: " << wanted << "\n";
        good = false;
    }
    if (!compare) return good;
    for (const auto& [function, verdict] : expected) {
        std::cout << path << ": " << function << ": expected: " << verdict
                  << ", but there is no such function\n";
        good = false;
    }
    return good;
}

} // namespace

int main(int count, char** words) {
    bool compare = false, good = true, any = false;
    try {
        for (int i = 1; i < count; ++i) {
            const std::string word = words[i];
            if (word == "--expected") {
                compare = true;
                continue;
            }
            any = true;
            good = check_file(word, compare) && good;
        }
    } catch (const std::exception& problem) {
        std::cerr << "ir-check: " << problem.what() << "\n";
        return 2;
    }
    if (!any) std::cerr << "usage: ir-check [--expected] FILE.ll...\n";
    return !any ? 2 : good ? 0 : 1;
}
