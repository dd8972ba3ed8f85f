// pepin-prove: proves that the specification's state machine keeps its invariants, that these isolate partitions, and that the core's
// code does what the state machine does.
#include <CLI/CLI.hpp>

#include <unistd.h>

#include <atomic>
#include <cstdio>
#include <map>
#include <mutex>
#include <thread>

#include "proof/theorems.hpp"
#include "proof/units.hpp"

using namespace pepin;
using namespace pepin::proof;

namespace {

// Instances are tried one round deep first, which is enough for nearly all; then two.
constexpr unsigned deepest = 2;
constexpr unsigned patience[deepest + 1] = {0, 3000, 60000}; // milliseconds a query, by rounds

// What one thread does at a time: claims of one group about one step, or one function of the core.
struct Task {
    std::string step;
    std::string group;
    std::function<std::vector<Obligation>(unsigned rounds, Instances&)> obligations = {};
    const Unit* unit = nullptr;
};

struct Row {
    unsigned proved = 0, total = 0, queries = 0;
    double seconds = 0;
    std::vector<std::string> open; // claims without a proof, with their verdicts
};

[[nodiscard]] std::vector<Task> tasks(const std::string& wanted, bool with_code) {
    std::vector<Task> all;
    const auto is_wanted = [&](const std::string& name) { return wanted.empty() || name.starts_with(wanted); };
    for (const Step& step : steps())
        if (is_wanted(step.name))
            for (const Group& group : groups)
                all.push_back({step.name, group.name, [&step, &group](unsigned rounds, Instances& instances) { return preservation(step, group, rounds, instances); }});
    if (with_code)
        for (const Unit& unit : units())
            if (is_wanted(unit.name)) all.push_back({"code of " + unit.name, {}, {}, &unit});
    if (is_wanted("isolation")) all.push_back({"isolation", "theorem", [](unsigned rounds, Instances& instances) { return isolation(rounds, instances); }});
    return all;
}

// Findings that are no obligations: a path that could not be executed to its end.
[[nodiscard]] std::size_t open_errors(const UnitReport& report) {
    return report.open.size() - (report.obligations - report.proved);
}

[[nodiscard]] Row prove(const Unit& unit, Refinement& refinement) {
    const UnitReport report = refinement.prove(unit, units());
    Row row{report.proved, report.obligations, 0, report.seconds, {}};
    for (const Finding& open : report.open) row.open.push_back(open.where + ": " + open.what + " (" + std::string{smt::name(open.verdict)} + ")");
    row.total += static_cast<unsigned>(open_errors(report));
    return row;
}

[[nodiscard]] Row prove(const Task& unit, Instances& instances) {
    Row row;
    std::map<std::string, smt::Verdict> open;
    std::vector<std::string> names;
    for (unsigned rounds = 1; rounds <= deepest; ++rounds) {
        const auto obligations = unit.obligations(rounds, instances);
        if (obligations.empty()) break;
        if (rounds == 1) row.total = static_cast<unsigned>(obligations.size());
        Prover prover{obligations.front()};
        std::map<std::string, smt::Verdict> still_open;
        for (std::size_t i = 0; i < obligations.size(); ++i) {
            const std::string name = obligations[i].claim + " #" + std::to_string(i);
            if (rounds > 1 && !open.contains(name)) continue;
            const proof::Result result = prover.prove(obligations[i], patience[rounds]);
            row.seconds += result.seconds;
            row.queries += result.queries;
            if (!result.proved()) still_open.emplace(name, result.verdict);
        }
        open = std::move(still_open);
        if (open.empty()) break;
    }
    row.proved = row.total - static_cast<unsigned>(open.size());
    for (const auto& [name, verdict] : open) row.open.push_back(unit.group + ": " + name + " (" + std::string{smt::name(verdict)} + ")");
    return row;
}

} // namespace

int main(int argc, char** argv) {
    CLI::App app{"Proves that every step of the specification's state machine keeps the invariants, and that the invariants isolate partitions"};
    std::string wanted;
    unsigned jobs = 2;
    std::string core;
    app.add_option("--core", core, "the core's bitcode; without it only the specification is proved")->check(CLI::ExistingFile);
    app.add_option("--service", wanted, "only the steps whose names begin so; 'isolation' for the theorems");
    app.add_option("--jobs", jobs, "queries at the same time")->check(CLI::Range(1U, 64U));
    app.add_option("--forget-check", spec::Checks<Symbolic>::forgotten, "leave out the check of this number, from 0: the proof has to fail where it matters");
    CLI11_PARSE(app, argc, argv);

    const auto work = tasks(wanted, !core.empty());
    if (work.empty()) {
        std::fprintf(stderr, "pepin-prove: no step is called '%s'; there are:", wanted.c_str());
        for (const Step& step : steps()) std::fprintf(stderr, " '%s'", step.name.c_str());
        std::fprintf(stderr, " 'isolation'\n");
        return 2;
    }

    std::atomic<std::size_t> next = 0;
    std::mutex mutex; // of what follows
    std::size_t done = 0;
    std::vector<std::string> order;
    std::map<std::string, Row> rows;
    for (const Task& unit : work)
        if (!rows.contains(unit.step)) {
            rows[unit.step];
            order.push_back(unit.step);
        }
    const auto run = [&] {
        Instances instances;
        std::optional<Refinement> refinement;
        for (std::size_t i = next++; i < work.size(); i = next++) {
            if (work[i].unit != nullptr && !refinement) refinement.emplace(core);
            const Row row = work[i].unit != nullptr ? prove(*work[i].unit, *refinement) : prove(work[i], instances);
            const std::scoped_lock lock{mutex};
            Row& sum = rows[work[i].step];
            sum.proved += row.proved;
            sum.total += row.total;
            sum.queries += row.queries;
            sum.seconds += row.seconds;
            sum.open.insert(sum.open.end(), row.open.begin(), row.open.end());
            if (isatty(STDERR_FILENO)) std::fprintf(stderr, "\r%zu of %zu", ++done, work.size());
        }
    };
    std::vector<std::thread> threads;
    for (unsigned i = 0; i < jobs; ++i) threads.emplace_back(run);
    for (auto& thread : threads) thread.join();
    if (isatty(STDERR_FILENO)) std::fprintf(stderr, "\r               \r");

    std::printf("%-28s %8s %8s %8s %9s\n", "step", "claims", "proved", "queries", "seconds");
    Row all;
    for (const auto& name : order) {
        const Row& row = rows[name];
        std::printf("%-28s %8u %8u %8u %9.2f\n", name.c_str(), row.total, row.proved, row.queries, row.seconds);
        for (const auto& open : row.open) std::printf("    not proved: %s\n", open.c_str());
        all.proved += row.proved;
        all.total += row.total;
        all.queries += row.queries;
        all.seconds += row.seconds;
    }
    std::printf("%u of %u claims proved, %u queries, %.1f s of work\n", all.proved, all.total, all.queries, all.seconds);
    return all.proved == all.total ? 0 : 1;
}
