// What there is to prove, in pieces that one thread does at a time, and what becomes of a piece.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "proof/obligations/report.hpp"

namespace llvm::json {
class Value;
}

namespace pepin::proof {

// What has become of a task, as reports and the cache keep it.
struct TaskResult {
    struct Obligation {
        std::string what, where, verdict;
    };
    bool is_code = false;
    unsigned paths = 0, possible = 0, excluded = 0; // see UnitReport
    std::uint64_t steps = 0;
    std::vector<Obligation> obligations; // and paths that could not be executed, as errors
    std::uint64_t queries = 0;
    SecondOpinions second_opinions;
    double seconds = 0;
    std::vector<Finding> open; // with counterexamples; not kept

    [[nodiscard]] std::size_t proved() const;
    [[nodiscard]] bool is_proved() const { return proved() == obligations.size(); }
    void add(const Finding& finding);
};
[[nodiscard]] llvm::json::Value to_json(const TaskResult& result);
// Throws std::runtime_error where the value is not one that to_json() made.
[[nodiscard]] TaskResult from_json(const llvm::json::Value& value);

struct Task {
    std::string row;    // of the table
    std::string part;   // within the row
    std::string symbol; // of the core's function; empty for the specification
    std::function<TaskResult()> run;
    // functions whose code does not matter: they stand for what they are proved to do
    std::function<bool(std::string_view)> is_replaced = {};
};

// Everything about the specification, and, where there is a file with the core's bitcode, about each function
// of the core.
[[nodiscard]] std::vector<Task> tasks(const std::string& bitcode);

// Whether a row is meant by a name on the command line: `add_vaddr` means the step, the function and its
// gate.
[[nodiscard]] bool is_meant(const std::string& row, const std::string& name);

} // namespace pepin::proof
