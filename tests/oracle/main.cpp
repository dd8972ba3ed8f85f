// The random driver: many calls from many partitions, each compared with the specification's state machine.
#include <CLI/CLI.hpp>

#include <chrono>
#include <iomanip>
#include <iostream>
#include <set>

#include "oracle/program.hpp"

using namespace pepin;
using namespace pepin::test;

namespace {

constexpr std::size_t calls_per_episode = 5000; // then the machine is booted anew
constexpr std::size_t calls_per_full_comparison = 1000;

struct Options {
    std::uint64_t seed = 1;
    std::size_t calls = 100000;
    std::size_t invariants_every = 20;
    bool verbose = false;
};

struct Totals {
    Tally tally;
    std::size_t calls = 0, claims = 0, faults = 0, interrupts = 0, deepest = 0;
};

// Throws where core and specification disagree.
void run_episode(Program& program, std::size_t calls, const Options& options) {
    std::size_t next_check = options.invariants_every, next_full = calls_per_full_comparison;
    program.kernel.compare = Compare::changes;
    while (program.kernel.calls() < calls) {
        program.step();
        if (program.kernel.calls() >= next_check) {
            program.kernel.check_invariants();
            next_check = program.kernel.calls() + options.invariants_every;
        }
        if (program.kernel.calls() >= next_full) {
            program.kernel.compare_everything();
            program.kernel.check_isolation();
            next_full = program.kernel.calls() + calls_per_full_comparison;
        }
    }
    program.kernel.compare_everything();
    program.kernel.check_isolation();
}

void print_tally(const Tally& tally) {
    for (const auto& [outcome, count] : tally) {
        std::string name;
        for (const auto& text : abi::service_texts)
            if (text.service == outcome.first) name = text.name;
        std::cout << "  " << std::left << std::setw(18) << name << std::setw(22)
                  << abi::name_of(outcome.second) << count << "\n";
    }
}

// A driver that never gets to some outcome compares less than it says.
bool reached_everything(const Tally& tally) {
    std::set<Error> errors;
    std::set<Service> succeeded;
    for (const auto& [outcome, count] : tally) {
        errors.insert(outcome.second);
        if (outcome.second == Error::none) succeeded.insert(outcome.first);
    }
    bool complete = true;
    for (const auto& text : abi::error_texts) {
        // depth 64: see tests/core
        if (text.error == Error::too_deep || errors.contains(text.error)) continue;
        std::cout << "no call was refused with " << text.name << "\n";
        complete = false;
    }
    for (const auto& text : abi::service_texts) {
        // a release kernel has none
        if (text.service == Service::check_invariants || succeeded.contains(text.service)) continue;
        std::cout << "no call of " << text.name << " succeeded\n";
        complete = false;
    }
    return complete;
}

} // namespace

int main(int argc, char** argv) {
    Options options;
    CLI::App app{"Makes random calls to the core and compares each with the specification"};
    app.add_option("--seed", options.seed, "of the random numbers; episodes count up from it")
        ->capture_default_str();
    app.add_option("--calls", options.calls, "how many calls to make")->capture_default_str();
    app.add_option("--invariants-every", options.invariants_every,
                   "calls between two checks of all invariants")
        ->capture_default_str();
    app.add_flag("--verbose", options.verbose, "print how often each service ended how");
    CLI11_PARSE(app, argc, argv);

    const auto start = std::chrono::steady_clock::now();
    Totals totals;
    for (std::uint64_t seed = options.seed; totals.calls < options.calls; ++seed) {
        RandomDice dice{seed};
        Program program{dice, totals.tally};
        const std::size_t calls = std::min(calls_per_episode, options.calls - totals.calls);
        try {
            run_episode(program, calls, options);
        } catch (const std::exception& problem) {
            std::cout << "core and specification differ at call " << program.kernel.calls()
                      << " of the episode with seed " << seed << "\n"
                      << "  " << problem.what() << "\n"
                      << "replay with --seed " << seed << " --calls " << program.kernel.calls() << "\n";
            return 1;
        }
        totals.calls += program.kernel.calls();
        totals.claims += program.kernel.claims();
        totals.faults += program.faults_taken;
        totals.interrupts += program.interrupts_taken;
        totals.deepest = std::max(totals.deepest, program.deepest);
    }
    const std::chrono::duration<double> time = std::chrono::steady_clock::now() - start;
    if (options.verbose) print_tally(totals.tally);
    std::cout << totals.calls << " calls agree with the specification; " << totals.claims << " claims hold; "
              << totals.faults << " faults and " << totals.interrupts
              << " interrupts taken; deepest caller at depth " << totals.deepest << "; " << std::fixed
              << std::setprecision(1) << time.count() << " s\n";
    return options.calls < 100000 || reached_everything(totals.tally) ? 0 : 1;
}
