#include "proof/obligations/units.hpp"

#include <deque>

#include "proof/contracts/steps.hpp"
#include "proof/contracts/teardown.hpp"
#include "proof/contracts/vidt.hpp"
#include "spec/entries.hpp"
#include "spec/services_control.hpp"
#include "spec/services_ports.hpp"
#include "spec/services_supervision.hpp"
#include "spec/teardown.hpp"

namespace pepin::proof {

namespace {

using Arguments = std::span<const Word>;
using Outcome = spec::Outcome<Symbolic>;

// What the entry code passes: interrupt lines and vectors.
constexpr unsigned line_bits = 8;

// What gives pages to a child or takes them back changes access to so many frames in each ancestor.
[[nodiscard]] constexpr std::uint32_t with_walks(std::uint32_t limit, std::uint32_t frames) {
    return limit + frames * steps::of_walk * (spec::greatest_depth + 2);
}

struct Service {
    std::string name;
    std::uint32_t number; // in the ABI
    unsigned arguments;
    std::uint32_t limit; // of steps
    std::function<Outcome(State&, Arguments)> machine;
    Architecture::Word refused = 0; // what a gate gives where there are no arguments
};

[[nodiscard]] const std::vector<Service>& services() {
    static const std::vector<Service> all{
        {"add_vaddr", PIP_SERVICE_ADD_VADDR, 6, 500,
         [](State& s, Arguments a) {
             return spec::add_vaddr<Symbolic>(s, a[0], a[1], a[2], a[3], a[4], a[5]);
         }},
        {"remove_vaddr", PIP_SERVICE_REMOVE_VADDR, 2, 500,
         [](State& s, Arguments a) { return spec::remove_vaddr<Symbolic>(s, a[0], a[1]); }},
        {"mapped_in_child", PIP_SERVICE_MAPPED_IN_CHILD, 1, 200,
         [](State& s, Arguments a) { return spec::mapped_in_child<Symbolic>(s, a[0]); }},
        {"count_to_map", PIP_SERVICE_COUNT_TO_MAP, 2, 200,
         [](State& s, Arguments a) { return spec::count_to_map<Symbolic>(s, a[0], a[1]); }},
        {"create_partition", PIP_SERVICE_CREATE_PARTITION, 5, with_walks(25'000, 5),
         [](State& s, Arguments a) {
             return spec::create_partition<Symbolic>(s, a[0], a[1], a[2], a[3], a[4]);
         }},
        {"prepare", PIP_SERVICE_PREPARE, 3, with_walks(15'000, 3),
         [](State& s, Arguments a) { return spec::prepare<Symbolic>(s, a[0], a[1], a[2]); }},
        {"collect", PIP_SERVICE_COLLECT, 2, with_walks(15'000, 3),
         [](State& s, Arguments a) { return spec::collect<Symbolic>(s, a[0], a[1]); }},
        {"get_int_state", PIP_SERVICE_GET_INT_STATE, 1, 200,
         [](State& s, Arguments a) { return spec::get_int_state<Symbolic>(s, a[0]); },
         ~Architecture::Word{0}},
        {"set_int_state", PIP_SERVICE_SET_INT_STATE, 1, 200,
         [](State& s, Arguments a) { return spec::set_int_state<Symbolic>(s, a[0]); }},
        {"wait", PIP_SERVICE_WAIT, 0, 200, [](State& s, Arguments) { return spec::wait<Symbolic>(s); }},
        {"set_line", PIP_SERVICE_SET_LINE, 2, 200,
         [](State& s, Arguments a) { return spec::set_line<Symbolic>(s, a[0], a[1]); }},
        {"set_timer", PIP_SERVICE_SET_TIMER, 2, 200,
         [](State& s, Arguments a) { return spec::set_timer<Symbolic>(s, a[0], a[1]); }},
        {"set_ports", PIP_SERVICE_SET_PORTS, 4, 500,
         [](State& s, Arguments a) { return spec::set_ports<Symbolic>(s, a[0], a[1], a[2], a[3]); }},
        {"yield", PIP_SERVICE_YIELD, 5, 5'000,
         [](State& s, Arguments a) { return spec::yield<Symbolic>(s, a[0], a[1], a[2], a[3], a[4]); }, 7},
        {"in_byte", PIP_SERVICE_IN_BYTE, 1, 9'000,
         [](State& s, Arguments a) { return spec::port_in<Symbolic>(s, a[0], 1); }},
        {"in_word", PIP_SERVICE_IN_WORD, 1, 18'000,
         [](State& s, Arguments a) { return spec::port_in<Symbolic>(s, a[0], 2); }},
        {"in_long", PIP_SERVICE_IN_LONG, 1, 36'000,
         [](State& s, Arguments a) { return spec::port_in<Symbolic>(s, a[0], 4); }},
        {"out_byte", PIP_SERVICE_OUT_BYTE, 2, 9'000,
         [](State& s, Arguments a) { return spec::port_out<Symbolic>(s, a[0], 1, a[1]); }},
        {"out_word", PIP_SERVICE_OUT_WORD, 2, 18'000,
         [](State& s, Arguments a) { return spec::port_out<Symbolic>(s, a[0], 2, a[1]); }},
        {"out_long", PIP_SERVICE_OUT_LONG, 2, 36'000,
         [](State& s, Arguments a) { return spec::port_out<Symbolic>(s, a[0], 4, a[1]); }},
        {"out_address", PIP_SERVICE_OUT_ADDRESS, 2, 80'000,
         [](State& s, Arguments a) { return spec::out_address<Symbolic>(s, a[0], a[1]); }},
        {"delete_partition", PIP_SERVICE_DELETE_PARTITION, 1, steps::of_portion,
         [](State& s, Arguments a) {
             return spec::delete_partition<Symbolic>(s, a[0], std::array<spec::TeardownStep<Symbolic>, 0>{});
         }},
        {"check_invariants", PIP_SERVICE_CHECK_INVARIANTS, 0, 200,
         [](State&, Arguments) {
             return spec::check_invariants<Symbolic>(Word{smt::constant("checked", word_width)});
         }},
    };
    return all;
}

// The function of a service, where the compiler has left one.
[[nodiscard]] Unit unit_of(const Service& service) {
    Unit unit{service.name, "core_service_" + service.name, Unit::Answer::outcome, service.machine};
    unit.limit = service.limit;
    return unit;
}

// A call gate: its one argument is the caller's stack pointer.
[[nodiscard]] Unit gate_of(const Service& service) {
    Unit unit{"gate_" + service.name, "gate_" + service.name, Unit::Answer::outcome, {}};
    unit.merge = ir::Merge::nothing;
    unit.limit = service.limit + steps::of_way_in;
    unit.calls = [&service](const State& s, Arguments a) -> std::vector<Unit::Call> {
        const Bool readable = spec::has_arguments<Symbolic>(s, a[0], service.arguments);
        std::vector<Word> words;
        for (unsigned i = 0; i < service.arguments; ++i)
            words.push_back(spec::argument<Symbolic>(s, a[0], service.arguments, i));
        return {{readable, service.name, words}, {!readable, {}, {}, abi::Error::bad_stack, service.refused}};
    };
    return unit;
}

// Arguments passed as C does.
[[nodiscard]] Unit call_of(const Service& service) {
    Unit unit{"call_" + service.name, "call_" + service.name, Unit::Answer::outcome, service.machine};
    unit.limit = service.limit + steps::of_way_in;
    unit.calls = [&service](const State&, Arguments a) {
        return std::vector<Unit::Call>{{true, service.name, {a.begin(), a.end()}}};
    };
    return unit;
}

// Arguments in the fast entry's registers, of a service that has too many of them.
[[nodiscard]] Unit fast_of(const Service& service) {
    Unit unit{"fast_" + service.name, "fast_" + service.name, Unit::Answer::outcome, {}};
    unit.limit = service.limit + steps::of_way_in;
    unit.calls = [&service](const State&, Arguments a) -> std::vector<Unit::Call> {
        const auto call = spec::decode_fast_call<Symbolic>(a.size() > 4 ? a[4] : Word{service.number}, a[0],
                                                           a[1], a[2], a[3]);
        return {{call.service == service.number,
                 service.name,
                 {call.arguments.begin(), call.arguments.begin() + service.arguments}}};
    };
    return unit;
}

[[nodiscard]] Unit contract(const std::string& name, const std::string& symbol, std::size_t parameters = 0) {
    return {name, symbol, Unit::Answer::nothing, [](State&, Arguments) { return Outcome{Word{0}, Word{0}}; },
            contract_of(symbol, parameters)};
}

[[nodiscard]] std::vector<Unit> make_units() {
    std::vector<Unit> all{
        contract("set_access_upwards", "core_set_access_upwards"),
        contract("vidt_of", "core_vidt_of", 3),
        contract("vidt_of_in_registers", "core_vidt_of", 2),
        contract("rules_of", "core_rules_of"),
        contract("context_of", "core_context_of", 3 + parameters_of_rules),
        contract("context_of_in_registers", "core_context_of", 2 + parameters_of_rules),
        contract("context_range", "core_context_range"),
        contract("context_to_enter", "core_context_to_enter"),
        contract("enter", "core_enter"),
        contract("deliver", "core_deliver", 3),
        contract("deliver_by_kernel", "core_deliver", 2),
        contract("has_right", "core_has_right"),
        contract("take_pages", "core_take_pages"),
        contract("search_root", "core_search_root"),
        contract("search_leaf", "core_search_leaf"),
        {"forward_interrupt",
         "forward_interrupt",
         Unit::Answer::word,
         [](State& s, Arguments a) { return Outcome{spec::forward_interrupt<Symbolic>(s, a[0]), Word{0}}; },
         nullptr,
         {line_bits}},
        {"forward_fault",
         "forward_fault",
         Unit::Answer::word,
         [](State& s, Arguments a) {
             return Outcome{spec::forward_fault<Symbolic>(s, a[0], a[1], a[2]), Word{0}};
         },
         nullptr,
         {line_bits, word_width, word_width},
         ancestors_loop},
        {"forward_software_interrupt",
         "forward_software_interrupt",
         Unit::Answer::word,
         [](State& s, Arguments a) {
             return Outcome{spec::forward_software_interrupt<Symbolic>(s, a[0]), Word{0}};
         },
         nullptr,
         {line_bits},
         ancestors_loop},
        {"floating_point_unavailable", "floating_point_unavailable", Unit::Answer::nothing,
         [](State& s, Arguments) {
             spec::floating_point_unavailable<Symbolic>(s);
             return Outcome{Word{0}, Word{0}};
         }},
    };
    if (spec::leaf_level > 1) all.push_back(contract("search_inner", "core_search_inner"));
    if (Architecture::foreign_call != 0)
        all.push_back(
            {"forward_call",
             "forward_call",
             Unit::Answer::word,
             [](State& s, Arguments a) { return Outcome{spec::forward_call<Symbolic>(s, a[0]), Word{0}}; },
             nullptr,
             {word_width},
             ancestors_loop});
    static const std::deque<std::pair<std::string, Contract>> of_words = [] {
        std::deque<std::pair<std::string, Contract>> made;
        for (const auto count : counts_of_words())
            made.emplace_back("load_by_words of " + std::to_string(count),
                              load_by_words_contract(static_cast<unsigned>(count)));
        for (const auto count : counts_of_contexts()) {
            const std::string words = " of " + std::to_string(count);
            made.emplace_back("load a context" + words, load_context_contract(count));
            made.emplace_back("store a context" + words, store_context_contract(count));
        }
        return made;
    }();
    for (const auto& [name, of] : of_words) {
        all.push_back(contract(name, of.symbol, of.parameters));
        all.back().contract = &of;
    }
    for (Unit& unit : all)
        if (unit.contract == nullptr)
            unit.limit = unit.name == "floating_point_unavailable" ? 200
                         : unit.name == "forward_interrupt"        ? 5'000
                                                                   : steps::of_event;
    for (Unit& unit : all)
        if (unit.name == "deliver" || unit.name == "deliver_by_kernel" || unit.name == "take_pages")
            unit.merge = ir::Merge::nothing;
    for (const Service& service : services()) {
        for (auto* const of : {unit_of, call_of}) {
            all.push_back(of(service));
            // Which level a page's last table has, too, is better known by paths of their own.
            const bool chooses_level =
                spec::leaf_level > 1 && (service.name == "prepare" || service.name == "collect");
            if (service.name == "yield" || chooses_level) all.back().merge = ir::Merge::nothing;
            if (service.name == "delete_partition") all.back().loop = portion_loop;
        }
        all.push_back(gate_of(service));
        all.push_back(fast_of(service));
    }
    return all;
}

} // namespace

const std::vector<Unit>& units() {
    static const std::vector<Unit> all = make_units();
    return all;
}

} // namespace pepin::proof
