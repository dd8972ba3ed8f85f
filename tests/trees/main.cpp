// Cycles of making and taking down trees of partitions, of all shapes.
#include <CLI/CLI.hpp>

#include <chrono>
#include <iomanip>
#include <iostream>

#include "trees/forest.hpp"

using namespace pepin;
using namespace pepin::test;

namespace {

struct Options {
    std::uint64_t seed = 1;
    std::size_t cycles = 10000;
};

// Most trees are small, so that there can be many; some are as deep or as large as they get.
void run_cycle(Forest& forest, std::size_t cycle) {
    if (cycle % 500 == 250)
        forest.grow(1000, forest.below(80));
    else if (cycle % 100 == 50)
        forest.grow(PIP_LIMITS_DEPTH + forest.below(40), 100 - forest.below(4));
    else
        forest.grow(1 + forest.below(30), forest.below(101));
    if (cycle % 250 == 0) forest.check_invariants();
    forest.take_down();
    forest.check_nothing_is_left();
    if (cycle % 250 == 0) forest.check_invariants();
}

} // namespace

int main(int argc, char** argv) {
    Options options;
    CLI::App app{"Makes trees of partitions and takes them down again"};
    app.add_option("--seed", options.seed, "of the random numbers")->capture_default_str();
    app.add_option("--cycles", options.cycles, "how many trees")->capture_default_str();
    CLI11_PARSE(app, argc, argv);

    const auto start = std::chrono::steady_clock::now();
    Forest forest{options.seed};
    for (std::size_t cycle = 0; cycle < options.cycles; ++cycle) {
        try {
            run_cycle(forest, cycle);
        } catch (const std::exception& problem) {
            std::cout << "cycle " << cycle << ": " << problem.what() << "\nreplay with --seed "
                      << options.seed << " --cycles " << cycle + 1 << "\n";
            return 1;
        }
    }
    const std::chrono::duration<double> time = std::chrono::steady_clock::now() - start;
    const Totals& totals = forest.totals();
    std::cout << options.cycles << " trees came and went: " << totals.partitions << " partitions, up to "
              << totals.largest << " at a time and depth " << totals.deepest << "; " << totals.portions
              << " portions of deletePartition, " << totals.again << " of them to be repeated; "
              << totals.refused_entries << " attempts on dying children refused; " << totals.events
              << " faults and interrupts; " << totals.pages_returned << " pages returned as zeros; "
              << std::fixed << std::setprecision(1) << time.count() << " s\n";
    const bool complete = totals.deepest == PIP_LIMITS_DEPTH && totals.largest >= 1000 && totals.again > 1000;
    if (options.cycles >= 10000 && !complete) std::cout << "the trees were smaller than they should be\n";
    return options.cycles < 10000 || complete ? 0 : 1;
}
