// Makes up what partitions do: calls whose arguments are half plausible, half not, and what user mode writes in between.
#pragma once

#include <map>
#include <random>
#include <vector>

#include "core/lockstep.hpp"

namespace pepin::test {

// How often each service ended in each way.
using Tally = std::map<std::pair<Service, Error>, std::size_t>;

class Program {
public:
    Program(std::uint64_t seed, Tally& tally) : random_{seed}, tally_{tally} {}

    // Some calls, by whoever is current; at least one.
    void step();

    Lockstep kernel{frames};
    std::size_t faults_taken = 0, interrupts_taken = 0, deepest = 0;

private:
    static constexpr Word frames = 512;

    // --- dice ---
    [[nodiscard]] Word below(Word limit) { return static_cast<Word>(random_() % limit); }
    [[nodiscard]] bool chance(Word percent) { return below(100) < percent; }
    template <class Values> [[nodiscard]] auto pick(const Values& values) { return *std::next(std::begin(values), below(static_cast<Word>(std::size(values)))); }

    // --- arguments ---
    [[nodiscard]] Word junk();
    [[nodiscard]] Word or_junk(Word plausible) { return chance(8) ? junk() : plausible; }
    [[nodiscard]] Word own_page();      // an address of the current partition's
    [[nodiscard]] Word spare_page();    // that it could give up, if there is one
    [[nodiscard]] std::vector<Word> children(Word partition) const;
    [[nodiscard]] Word descriptor();    // of one of its children, if there is one
    [[nodiscard]] Word enterable_child(Word otherwise);
    [[nodiscard]] Word child_page(Word descriptor_address, bool mapped);
    [[nodiscard]] Word port();
    [[nodiscard]] Arguments arguments_of(Service service);

    // --- actions ---
    Result call(Service service, const Arguments& arguments);
    void furnish_child();
    void sprawl();
    void give_pages(Word descriptor_address, Word pages);
    bool link_list(Arguments& prepare);
    void write_vidt(Word partition);
    void scribble();
    [[nodiscard]] Word memory_address(Word partition, bool aligned);
    [[nodiscard]] bool is_user_memory(Word partition, Word address) const;
    void poke(Word partition, Word address, Word value);

    [[nodiscard]] const SpecState& state() const { return kernel.state(); }

    std::mt19937_64 random_;
    Tally& tally_;
};

} // namespace pepin::test
