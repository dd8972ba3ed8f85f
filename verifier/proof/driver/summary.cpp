#include "proof/driver/summary.hpp"

#include <algorithm>
#include <cstdio>
#include <fstream>
#include <stdexcept>

#include <llvm/Support/JSON.h>

#include "proof/counterexample/explain.hpp"
#include "proof/counterexample/replay.hpp"
#include "proof/driver/cache.hpp"

namespace pepin::proof {

namespace json = llvm::json;

namespace {

void add(TaskResult& sum, const TaskResult& one) {
    sum.is_code = sum.is_code || one.is_code;
    sum.paths += one.paths;
    sum.possible += one.possible;
    sum.excluded += one.excluded;
    sum.steps = std::max(sum.steps, one.steps);
    sum.queries += one.queries;
    sum.second_opinions += one.second_opinions;
    sum.seconds += one.seconds;
    sum.obligations.insert(sum.obligations.end(), one.obligations.begin(), one.obligations.end());
    sum.open.insert(sum.open.end(), one.open.begin(), one.open.end());
}

void print_row(const std::string& name, const TaskResult& row) {
    const std::string paths = row.is_code ? std::to_string(row.paths) : "-",
                      possible = row.is_code ? std::to_string(row.possible) : "-",
                      excluded = row.is_code ? std::to_string(row.excluded) : "-",
                      steps = row.steps != 0 ? std::to_string(row.steps) : "-";
    std::printf("%-36s %6s %8s %8s %7s %11zu %7zu %7llu %8.2f\n", name.c_str(), paths.c_str(),
                possible.c_str(), excluded.c_str(), steps.c_str(), row.obligations.size(), row.proved(),
                static_cast<unsigned long long>(row.queries), row.seconds);
}

} // namespace

Summary::Summary(const std::vector<Task>& work, const std::vector<TaskResult>& results) {
    for (std::size_t i = 0; i < work.size(); ++i) {
        add(all_, results[i]);
        if (rows_.empty() || rows_.back().name != work[i].row) rows_.push_back({work[i].row, {}});
        add(rows_.back().sum, results[i]);
    }
}

void Summary::print(bool explained, const std::filesystem::path& replays) const {
    std::printf("%-36s %6s %8s %8s %7s %11s %7s %7s %8s\n", "", "paths", "possible", "excluded", "steps",
                "obligations", "proved", "queries", "seconds");
    for (const Row& row : rows_) {
        // A function that is part of the code of those that call it has nothing of its own.
        if (row.sum.obligations.empty()) continue;
        print_row(row.name, row.sum);
        for (const Finding& open : row.sum.open)
            std::printf("    %s: %s, in %s\n", std::string{word_for(open.verdict)}.c_str(), open.what.c_str(),
                        open.where.c_str());
    }
    print_row("all", all_);
    if (explained)
        for (const Row& row : rows_) {
            ReplayFile replay{replays, row.name};
            for (const Finding& open : row.sum.open) {
                const Finding shown = replay.settle(open);
                std::printf("\n%s", explain(shown, row.name).c_str());
                if (const std::string line = replay.add(shown); !line.empty())
                    std::printf("  %s\n", line.c_str());
            }
        }
    const SecondOpinions& second = all_.second_opinions;
    if (second.agreed + second.disagreed + second.without_answer != 0)
        std::printf("cvc5: %u answers that agree or that Z3 did not have, %u that contradict Z3, %u "
                    "questions without an answer\n",
                    second.agreed, second.disagreed, second.without_answer);
    std::printf("%s: %zu of %zu obligations\n", is_proved() ? "proved" : "NOT PROVED", all_.proved(),
                all_.obligations.size());
}

void Summary::write(const std::filesystem::path& file, const std::filesystem::path& bitcode) const {
    json::Array rows;
    for (const Row& row : rows_) {
        json::Value value = to_json(row.sum);
        (*value.getAsObject())["name"] = row.name;
        rows.push_back(std::move(value));
    }
    json::Object report{{"proved", is_proved()}, {"z3", smt::z3_version()}, {"rows", std::move(rows)}};
    if (!bitcode.empty()) report["core"] = sha256(contents(bitcode));
    std::string text;
    llvm::raw_string_ostream stream{text};
    stream << llvm::formatv("{0:2}\n", json::Value(std::move(report)));
    std::ofstream output{file};
    output << text;
    output.close();
    if (!output) throw std::runtime_error("cannot write " + file.string());
}

} // namespace pepin::proof
