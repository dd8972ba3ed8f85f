#include "proof/units.hpp"

#include "spec/entries.hpp"
#include "spec/services_control.hpp"
#include "spec/services_ports.hpp"
#include "spec/teardown.hpp"

namespace pepin::proof {

namespace {

using Arguments = std::span<const Word>;
using Outcome = spec::Outcome<Symbolic>;

// What the entry code passes: interrupt lines and vectors.
constexpr unsigned line_bits = 8;

[[nodiscard]] Unit service(const std::string& name, std::size_t arguments, std::function<Outcome(State&, Arguments)> machine) {
    const std::string symbol = "_ZN5pepin8services" + std::to_string(name.size()) + name + "E" + std::string(arguments, 'j');
    return {name, symbol, Unit::Answer::outcome, std::move(machine)};
}

[[nodiscard]] Unit contract(const std::string& name, const std::string& symbol) {
    return {name, symbol, Unit::Answer::nothing, [](State&, Arguments) { return Outcome{Word{0}, Word{0}}; }, contract_of(symbol)};
}

} // namespace

const std::vector<Unit>& units() {
    static const std::vector<Unit> all{
        service("add_vaddr", 6, [](State& s, Arguments a) { return spec::add_vaddr<Symbolic>(s, a[0], a[1], a[2], a[3], a[4], a[5]); }),
        service("remove_vaddr", 2, [](State& s, Arguments a) { return spec::remove_vaddr<Symbolic>(s, a[0], a[1]); }),
        service("count_to_map", 2, [](State& s, Arguments a) { return spec::count_to_map<Symbolic>(s, a[0], a[1]); }),
        service("set_ports", 4, [](State& s, Arguments a) { return spec::set_ports<Symbolic>(s, a[0], a[1], a[2], a[3]); }),
        service("create_partition", 5, [](State& s, Arguments a) { return spec::create_partition<Symbolic>(s, a[0], a[1], a[2], a[3], a[4]); }),
        service("prepare", 3, [](State& s, Arguments a) { return spec::prepare<Symbolic>(s, a[0], a[1], a[2]); }),
        service("collect", 2, [](State& s, Arguments a) { return spec::collect<Symbolic>(s, a[0], a[1]); }),
        contract("set_access_upwards", "_ZN5pepin18set_access_upwardsENS_9PartitionENS_4PageEb"),
        contract("load_by_words", "_ZNK5pepin9UserRange13load_by_wordsEPjj"),
        contract("store_by_words", "_ZNK5pepin9UserRange14store_by_wordsEPKjj"),
        service("yield", 5, [](State& s, Arguments a) { return spec::yield<Symbolic>(s, a[0], a[1], a[2], a[3], a[4]); }),
        {"forward_interrupt", "forward_interrupt", Unit::Answer::word,
         [](State& s, Arguments a) { return Outcome{spec::forward_interrupt<Symbolic>(s, a[0]), Word{0}}; }, nullptr, {line_bits}},
        {"floating_point_unavailable", "floating_point_unavailable", Unit::Answer::nothing,
         [](State& s, Arguments) {
             spec::floating_point_unavailable<Symbolic>(s);
             return Outcome{Word{0}, Word{0}};
         }},
    };
    return all;
}

} // namespace pepin::proof
