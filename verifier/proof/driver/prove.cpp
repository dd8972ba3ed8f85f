// pepin-prove: proves that the specification's state machine keeps its invariants, that these isolate
// partitions, and that the core's code does what the state machine does.
#include <CLI/CLI.hpp>

#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cstdio>
#include <mutex>
#include <thread>

#include "proof/driver/cache.hpp"
#include "proof/driver/image.hpp"
#include "proof/driver/summary.hpp"

using namespace pepin;
using namespace pepin::proof;

namespace {

struct Options {
    std::string core, image, service, cache, changed_since, report, replays;
    unsigned jobs = 2;
};

class Progress {
public:
    explicit Progress(std::size_t tasks) : tasks_{tasks} {}
    ~Progress() {
        if (shown_) std::fprintf(stderr, "\r\x1b[K");
    }
    Progress(const Progress&) = delete;
    Progress& operator=(const Progress&) = delete;
    void finished(const Task& task) {
        ++done_;
        if (isatty(STDERR_FILENO) == 0) return;
        std::fprintf(stderr, "\r\x1b[K%zu of %zu: %s", done_, tasks_, task.row.c_str());
        shown_ = true;
    }

private:
    std::size_t tasks_, done_ = 0;
    bool shown_ = false;
};

// A thread of its own for each task, so that what threads count and keep does not depend on what ran before:
// questions, and with them verdicts, are the same in every run.
[[nodiscard]] TaskResult run_alone(const Task& task) {
    TaskResult result;
    std::thread{[&] {
        try {
            result = task.run();
        } catch (const std::exception& error) {
            result.add({error.what(), task.row, smt::Verdict::error});
        }
    }}.join();
    return result;
}

// The longest first, as far as it is known how long they take: code before the specification otherwise. Where
// the first failure ends it all, the shortest first.
[[nodiscard]] std::vector<std::size_t> order(const std::vector<Task>& work, const Cache& cache) {
    constexpr double of_code = 10, of_specification = 1;
    std::vector<double> seconds;
    for (const Task& task : work)
        seconds.push_back(
            cache.last_seconds(task).value_or(task.symbol.empty() ? of_specification : of_code));
    std::vector<std::size_t> order(work.size());
    for (std::size_t i = 0; i < work.size(); ++i) order[i] = i;
    std::ranges::sort(order, [&](std::size_t a, std::size_t b) {
        return seconds[a] != seconds[b] ? seconds[a] > seconds[b] : a < b;
    });
    if (UnitReport::until_first_failure) std::ranges::reverse(order);
    return order;
}

[[nodiscard]] std::vector<TaskResult> run(const std::vector<Task>& work, const Cache& cache,
                                          const Options& options) {
    std::vector<TaskResult> results(work.size());
    const std::vector<std::size_t> sequence = order(work, cache);
    std::atomic<std::size_t> next = 0;
    std::atomic<bool> failed = false;
    std::mutex mutex; // of what follows
    Progress progress{work.size()};
    const auto work_on = [&] {
        for (std::size_t i = next++; i < sequence.size() && !(failed && UnitReport::until_first_failure);
             i = next++) {
            const Task& task = work[sequence[i]];
            auto known = [&] {
                const std::scoped_lock lock{mutex};
                return cache.find(task);
            }();
            TaskResult result = known ? std::move(*known) : run_alone(task);
            if (std::ranges::any_of(result.open, &Finding::is_failure)) failed = true;
            const std::scoped_lock lock{mutex};
            if (!known && result.is_proved() && options.changed_since.empty()) cache.store(task, result);
            progress.finished(task);
            if (asking.verbose)
                std::fprintf(stderr, "%.2f s %s: %s%s\n", result.seconds, task.row.c_str(), task.part.c_str(),
                             known ? ", known" : "");
            results[sequence[i]] = std::move(result);
        }
    };
    std::vector<std::thread> threads;
    for (unsigned i = 0; i < options.jobs; ++i) threads.emplace_back(work_on);
    for (auto& thread : threads) thread.join();
    return results;
}

// As errors of the core as a whole.
void write_objections(const std::vector<std::string>& list, const Options& options) {
    TaskResult result;
    for (const std::string& objection : list) result.add({objection, "the core", smt::Verdict::error});
    Summary{{{"the core", "as a whole", {}, {}}}, {result}}.write(options.report, options.core);
}

int prove(const Options& options) {
    std::vector<Task> work = tasks(options.core);
    std::vector<std::string> rows;
    for (const Task& task : work)
        if (std::ranges::find(rows, task.row) == rows.end()) rows.push_back(task.row);
    std::erase_if(work, [&](const Task& task) { return !is_meant(task.row, options.service); });
    if (work.empty()) {
        std::fprintf(stderr, "pepin-prove: nothing to prove is called '%s'; there are:\n",
                     options.service.c_str());
        for (const std::string& row : rows) std::fprintf(stderr, "  %s\n", row.c_str());
        return 2;
    }
    std::optional<ir::Module> core;
    if (!options.core.empty()) core.emplace(options.core);
    if (core) {
        const auto list = objections(*core);
        for (const std::string& objection : list)
            std::fprintf(stderr, "pepin-prove: %s: %s\n", options.core.c_str(), objection.c_str());
        if (!list.empty() && !options.report.empty()) write_objections(list, options);
        if (!list.empty()) return 1;
    }
    if (core && !options.image.empty()) {
        const auto list = objections(options.image, options.core, *core);
        for (const std::string& objection : list)
            std::fprintf(stderr, "pepin-prove: %s: %s\n", options.image.c_str(), objection.c_str());
        if (!list.empty()) return 1;
    }
    const Cache cache{options.changed_since.empty() ? options.cache : options.changed_since,
                      core ? &*core : nullptr};
    if (!options.changed_since.empty()) {
        const auto unknown = std::erase_if(work, [&](const Task& task) { return !cache.last_seconds(task); });
        std::erase_if(work, [&](const Task& task) { return cache.find(task).has_value(); });
        if (work.empty() && unknown != 0)
            std::printf("nothing that was proved has changed, and %zu pieces never were proved\n",
                        static_cast<std::size_t>(unknown));
        else if (work.empty())
            std::printf("nothing has changed\n");
        if (work.empty()) return unknown == 0 ? 0 : 1;
    }
    const Summary summary{work, run(work, cache, options)};
    if (!options.report.empty()) summary.write(options.report, options.core);
    if (summary.obligations() == 0) {
        if (UnitReport::wanted.empty())
            std::fprintf(stderr,
                         "pepin-prove: '%s' is no function of its own: it is part of the code of its "
                         "callers, and proved with that\n",
                         options.service.c_str());
        else
            std::fprintf(
                stderr,
                "pepin-prove: no obligation has '%s' in its name (the report of --report FILE lists all)\n",
                UnitReport::wanted.c_str());
        return 2;
    }
    summary.print(UnitReport::explained, options.replays);
    return summary.is_proved() ? 0 : 1;
}

} // namespace

int main(int argc, char** argv) {
    CLI::App app{"Proves that every step of the specification's state machine keeps the invariants, that the "
                 "invariants isolate "
                 "partitions, and that the core's code "
                 "does what the state machine does"};
    Options options;
    app.add_option("--core", options.core, "the core's bitcode; without it only the specification is proved")
        ->check(CLI::ExistingFile);
    app.add_option("--kernel", options.image,
                   "the image that the core was linked into: has to have been made from that bitcode, and be "
                   "laid out as assumed")
        ->check(CLI::ExistingFile);
    app.add_option("--service", options.service,
                   "only what has a name that begins so; 'isolation' for the theorems");
    app.add_option("--obligation", UnitReport::wanted, "only obligations with this in their names");
    app.add_option("--jobs", options.jobs, "queries at the same time")->check(CLI::Range(1U, 64U));
    const std::map<std::string, Asking::Solvers> solvers{
        {"z3", Asking::Solvers::z3}, {"cvc5", Asking::Solvers::cvc5}, {"both", Asking::Solvers::both}};
    app.add_option("--solver", asking.solvers,
                   "z3, cvc5, or both, which have to agree; unless told, Z3, and cvc5 where Z3 gives up")
        ->transform(CLI::CheckedTransformer(solvers));
    app.add_option("--cache", options.cache,
                   "a directory that keeps what is proved; what depends on nothing new is not proved again");
    app.add_option("--changed-since", options.changed_since,
                   "only what is kept in this directory as proved, and depends on something that is "
                   "different now; keeps nothing")
        ->check(CLI::ExistingDirectory);
    app.add_option("--report", options.report, "writes a file in JSON with the verdict on every obligation");
    app.add_option("--smt-lib", asking.smt_lib, "writes every question to this directory, in SMT-LIB")
        ->check(CLI::ExistingDirectory);
    app.add_flag("--fail-fast", UnitReport::until_first_failure,
                 "stop at the first obligation that does not hold");
    app.add_flag("--explain", UnitReport::explained,
                 "shows the partitions, the call and the place of each counterexample");
    app.add_option("--replay", options.replays, "a directory for tests that replay what --explain shows");
    app.add_flag("--verbose", asking.verbose,
                 "a line on stderr for each piece of work, and each question that takes long");
    app.add_option("--forget-check", spec::Checks<Symbolic>::forgotten,
                   "leave out the check of this number, from 0: the proof has to fail where it matters");
    CLI11_PARSE(app, argc, argv);
    // What is kept are results of whole proofs.
    if (!UnitReport::wanted.empty() || !asking.smt_lib.empty() ||
        spec::Checks<Symbolic>::forgotten != static_cast<std::size_t>(-1))
        options.cache.clear();
    try {
        return prove(options);
    } catch (const std::exception& error) {
        std::fprintf(stderr, "pepin-prove: %s\n", error.what());
        return 1;
    }
}
