// Makes up what partitions do: calls whose arguments are half plausible, half not, and what user mode writes
// in between.
#pragma once

#include <map>
#include <vector>

#include "core/lockstep.hpp"
#include "oracle/dice.hpp"

namespace pepin::test {

// How often each service ended in each way.
using Tally = std::map<std::pair<Service, Error>, std::size_t>;

class Program {
public:
    // Dice and tally have to outlive the program. `frames` is the size of the machine's memory.
    Program(Dice& dice, Tally& tally, Word frames = 512) : kernel{frames}, dice_{dice}, tally_{tally} {}

    // Some calls, by whoever is current; at least one.
    void step();

    Lockstep kernel;
    std::size_t faults_taken = 0, interrupts_taken = 0, deepest = 0;

private:
    // --- dice ---
    [[nodiscard]] Word below(Word limit) { return dice_.below(limit); }
    [[nodiscard]] Word any() { return dice_.any(); }
    [[nodiscard]] bool chance(Word percent) { return below(100) < percent; }
    template <class Values> [[nodiscard]] auto pick(const Values& values) {
        return *std::next(std::begin(values), static_cast<std::ptrdiff_t>(below(std::size(values))));
    }

    // --- arguments ---
    [[nodiscard]] Word junk();
    [[nodiscard]] Word or_junk(Word plausible) { return chance(8) ? junk() : plausible; }
    [[nodiscard]] Word own_page();   // an address of the current partition's
    [[nodiscard]] Word spare_page(); // that it could give up, if there is one
    [[nodiscard]] std::vector<Word> children(Word partition) const;
    [[nodiscard]] Word descriptor(); // of one of its children, if there is one
    [[nodiscard]] Word enterable_child(Word otherwise);
    [[nodiscard]] Word child_page(Word descriptor_address, bool mapped);
    [[nodiscard]] Word port();
    [[nodiscard]] Arguments arguments_of(Service service);

    // --- actions ---
    Result call(Service service, const Arguments& arguments);
    void furnish_child();
    void sprawl();
    void lend_vidt();
    void give_pages(Word descriptor_address, Word pages);
    bool link_list(Arguments& prepare);
    void write_vidt(Word partition);
    void scribble();
    [[nodiscard]] Word memory_address(Word partition, bool aligned);
    [[nodiscard]] bool is_user_memory(Word partition, Word address) const;
    void poke(Word partition, Word address, Word value);

    [[nodiscard]] const SpecState& state() const { return kernel.state(); }

    Dice& dice_;
    Tally& tally_;
};

} // namespace pepin::test
