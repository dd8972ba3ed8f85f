// The contracts of the functions that pass control, and of the walk up the ancestors that a port access takes.
#include <algorithm>

#include "core/vidt.hpp"
#include "proof/contracts.hpp"
#include "proof/steps.hpp"
#include "spec/services_control.hpp"
#include "spec/services_ports.hpp"

namespace pepin::proof {

namespace {

namespace kind = spec::kind;
using Event = spec::Event<Symbolic>;
using Arguments = std::span<const Word>;

constexpr std::size_t event_words = 7;

[[nodiscard]] Event event_of(Arguments words) { return {words[0], words[1], words[2], words[3], words[4], words[5], words[6]}; }

[[nodiscard]] Event event_at(const ir::Memory& memory, const ir::Pointer& pointer) {
    std::vector<Word> words;
    for (std::size_t i = 0; i < event_words; ++i) words.emplace_back(word_at(memory, pointer, i));
    return event_of(words);
}

[[nodiscard]] ir::Pointer event_object(ir::Memory& memory, std::vector<Word>& words) {
    const ir::Pointer pointer{memory.allocate({.name = "event", .kind = ir::Object::Kind::argument, .size = 4 * event_words, .alignment = 4}), ir::Offset(word_width)};
    for (std::size_t i = 0; i < event_words; ++i) {
        words.emplace_back(smt::constant("event " + std::to_string(i), word_width));
        memory.store(pointer.object, 4 * i, 4, words.back().term());
    }
    return pointer;
}

[[nodiscard]] Word partition_argument(ir::Step& step, const ir::Value& value) {
    const FrameUse used = PhysicalMemory::use(step, frame_number(value.term()), Term(word_bits, descriptor_depth));
    if (used.role.kind != kind::descriptor) throw ir::Unmodelled("a partition that is none");
    return Word{widened(used.frame)};
}

// --- VIDTs and the contexts that they lead to ---

[[nodiscard]] Word vidt_frame(const State& s, const Word& partition) { return s.frame(partition, Word{spec::vidt_page}); }

[[nodiscard]] Word rules_of(const State& s, const Word& partition) {
    const auto is = [](Rules rules) { return Word{static_cast<std::uint32_t>(rules)}; };
    return Symbolic::choose(spec::is_guarded(s, partition), is(Rules::guarded), Symbolic::choose(spec::has_record(s, partition), is(Rules::record), is(Rules::pip)));
}
[[nodiscard]] Bool is(const Word& rules, Rules which) { return rules == static_cast<std::uint32_t>(which); }

// A Result: its words, which are there where there is no error, and the error behind them.
struct Answer {
    Bool found;
    Word error;
    std::vector<Word> words;
    std::optional<Bool> plain; // of a range

    [[nodiscard]] std::uint64_t error_offset() const { return 4 * words.size() + (plain ? 4 : 0); }
    [[nodiscard]] Word error_word() const { return Symbolic::choose(found, Word{0}, error); }
};

constexpr const char* result_name = "result";
constexpr std::uint64_t size_of_range = 16, size_of_vidt = 8;

[[nodiscard]] ir::Pointer result_object(ir::Memory& memory, std::uint64_t size) {
    return {memory.allocate({.name = result_name, .kind = ir::Object::Kind::argument, .size = size + 4, .alignment = 4}), ir::Offset(word_width)};
}

// What was not found must not be used: it is poison.
void give(ir::Step& step, const ir::Value& to, const Answer& answer) {
    const ir::Pointer pointer = to.pointer();
    if (!pointer.offset.is_constant()) throw ir::Unmodelled("a result at an unknown place");
    const auto put = [&](std::uint64_t offset, unsigned bytes, const ir::Value& value) { step.state.memory.store(pointer.object, pointer.offset.constant() + offset, bytes, value); };
    const Term lost = !answer.found.term();
    for (std::size_t i = 0; i < answer.words.size(); ++i) put(4 * i, 4, ir::Integer{answer.words[i].term(), lost});
    if (answer.plain) put(4 * answer.words.size(), 1, ir::Integer{smt::extend_unsigned(answer.plain->term(), 8), lost});
    put(answer.error_offset(), 4, answer.error_word().term());
}

[[nodiscard]] std::vector<Term> is_given(const ir::Path& path, const Answer& answer) {
    const auto number = path.state.memory.find(result_name);
    if (!number) throw std::logic_error("a function without the place for its result");
    const auto is = [&](std::uint64_t offset, unsigned bytes, Term expected) {
        const auto value = path.state.memory.load(*number, offset, bytes, word_width);
        return value && value->is_integer() ? smt::equal(value->term(), smt::extend_unsigned(expected, 8 * bytes)) & !value->poison() : smt::truth(false);
    };
    const auto where_found = [&](Term claim) { return smt::implies(answer.found.term(), claim); };
    std::vector<Term> claims{is(answer.error_offset(), 4, answer.error_word().term())};
    for (std::size_t i = 0; i < answer.words.size(); ++i) claims.push_back(where_found(is(4 * i, 4, answer.words[i].term())));
    if (answer.plain) claims.push_back(where_found(is(4 * answer.words.size(), 1, answer.plain->term())));
    return claims;
}

// --- vidt_of: its arguments are where the result goes, the partition, the error ---

[[nodiscard]] Answer vidt_answer(const State& s, const Word& partition, const Word& error) {
    return {spec::has_vidt(s, partition), error, {vidt_frame(s, partition), rules_of(s, partition)}, {}};
}

void begin_lookup(ir::Step& step) {
    const auto& data = step.state.data<KernelData>();
    if (!data.writes.empty() || !data.records.empty()) throw ir::Unmodelled("a VIDT that is looked up after something was written");
}

std::vector<Write> leaves_nothing(State&, Arguments) { return {}; }

[[nodiscard]] Word any_error() { return Word{smt::constant("error", word_width)}; }

[[nodiscard]] Contract vidt_of() {
    Contract contract;
    contract.symbol = "_ZN5pepin7vidt_ofE";
    contract.apply = [](ir::Step& step, std::span<const ir::Value> arguments) -> std::optional<ir::Value> {
        begin_lookup(step);
        const Word partition = partition_argument(step, arguments[1]);
        give(step, arguments[0], vidt_answer(step.state.data<KernelData>().state, partition, Word{arguments[2].term()}));
        steps::add(step, steps::vidt_of);
        return ir::Value{};
    };
    contract.arguments = [](ir::Memory& memory, std::vector<Word>& words) {
        words = {any_number("number_0"), any_error()};
        return std::vector<ir::Value>{result_object(memory, size_of_vidt), words[0].term(), words[1].term()};
    };
    contract.needs = [](const State& s, Arguments a) { return std::vector<Bool>{s.kind(a[0]) == kind::descriptor, a[1] != 0}; };
    contract.leaves = leaves_nothing;
    contract.results = [](const ir::Path& path, const State& s, Arguments a) { return is_given(path, vidt_answer(s, a[0], a[1])); };
    contract.steps = [](const ir::Path&, const State&, Arguments) { return Word{steps::vidt_of}; };
    return contract;
}

// --- context_range: its arguments are where the result goes, the partition, the address, the access, the error ---

[[nodiscard]] Answer range_answer(const Bool& found, const spec::Range<Symbolic>& range, const Word& address, const Word& error) {
    const Bool plain = spec::page_of(Word{address + (spec::context_bytes - 1)}) == spec::page_of(address) && (address & 3) == 0;
    return {found, error, {range.first, range.second, range.offset}, plain};
}

[[nodiscard]] Answer context_answer(const State& s, const Word& partition, const Word& address, const Word& access, const Word& error) {
    const auto usable = [&](bool write) { return spec::is_memory_range(s, partition, address, spec::context_bytes, write); };
    const Bool writes = access == static_cast<std::uint32_t>(Access::write);
    const Bool found = writes.term().is_literal() ? usable(writes.term().is_true()) : (writes && usable(true)) || (!writes && usable(false));
    return range_answer(found, spec::context_at(s, partition, address), address, error);
}

[[nodiscard]] Contract context_range() {
    Contract contract;
    contract.symbol = "_ZN5pepin13context_rangeE";
    contract.apply = [](ir::Step& step, std::span<const ir::Value> arguments) -> std::optional<ir::Value> {
        begin_lookup(step);
        const Word partition = partition_argument(step, arguments[1]);
        give(step, arguments[0], context_answer(step.state.data<KernelData>().state, partition, Word{arguments[2].term()}, Word{arguments[3].term()}, Word{arguments[4].term()}));
        steps::add(step, steps::context_range);
        return ir::Value{};
    };
    contract.arguments = [](ir::Memory& memory, std::vector<Word>& words) {
        words = {any_number("number_0"), Word{smt::constant("address", word_width)}, Word{smt::extend_unsigned(smt::constant("writes", 1), word_width)}, any_error()};
        return std::vector<ir::Value>{result_object(memory, size_of_range), words[0].term(), words[1].term(), words[2].term(), words[3].term()};
    };
    contract.needs = [](const State& s, Arguments a) { return std::vector<Bool>{s.kind(a[0]) == kind::descriptor, a[3] != 0}; };
    contract.leaves = leaves_nothing;
    contract.results = [](const ir::Path& path, const State& s, Arguments a) { return is_given(path, context_answer(s, a[0], a[1], a[2], a[3])); };
    contract.steps = [](const ir::Path&, const State&, Arguments) { return Word{steps::context_range}; };
    return contract;
}

// --- context_to_enter: its arguments are where the result goes, the partition, frame and rules of its VIDT, the index, who names the entry ---

[[nodiscard]] Answer entrance_answer(const State& s, const Word& partition, const Word& index, const Word& opener) {
    const Word address = spec::context_of(s, partition, index);
    return range_answer(spec::can_be_entered(s, partition, index, opener), spec::context_at(s, partition, address), address, Word{static_cast<std::uint32_t>(abi::Error::target_context)});
}

void require_vidt(ir::Step& step, const State& s, const Word& partition, const ir::Value& frame, const ir::Value& rules) {
    step.require(ir::Kind::assertion, spec::has_vidt(s, partition).term(), "who is entered has a VIDT");
    step.require(ir::Kind::assertion, (Word{frame.term()} == vidt_frame(s, partition)).term(), "the VIDT is that of who is entered");
    step.require(ir::Kind::assertion, (Word{rules.term()} == rules_of(s, partition)).term(), "the rules are those that it has asked for");
}

[[nodiscard]] Contract context_to_enter() {
    Contract contract;
    contract.symbol = "_ZN5pepin16context_to_enterE";
    contract.apply = [](ir::Step& step, std::span<const ir::Value> arguments) -> std::optional<ir::Value> {
        begin_lookup(step);
        const State& s = step.state.data<KernelData>().state;
        const Word partition = partition_argument(step, arguments[1]);
        const Word index{arguments[4].term()};
        require_vidt(step, s, partition, arguments[2], arguments[3]);
        step.require(ir::Kind::assertion, (index < spec::words_per_page).term(), "the entry is within the VIDT");
        give(step, arguments[0], entrance_answer(s, partition, index, Word{arguments[5].term()}));
        steps::add(step, steps::context_to_enter);
        return ir::Value{};
    };
    contract.arguments = [](ir::Memory& memory, std::vector<Word>& words) {
        words = {any_number("number_0"), Word{widened(smt::constant("word_0", word_bits))}, Word{smt::extend_unsigned(smt::constant("opener", 2), word_width)}};
        const State s = any_state();
        return std::vector<ir::Value>{result_object(memory, size_of_range), words[0].term(), vidt_frame(s, words[0]).term(), rules_of(s, words[0]).term(), words[1].term(), words[2].term()};
    };
    contract.needs = [](const State& s, Arguments a) { return std::vector<Bool>{s.kind(a[0]) == kind::descriptor, spec::has_vidt(s, a[0])}; };
    contract.leaves = leaves_nothing;
    contract.results = [](const ir::Path& path, const State& s, Arguments a) { return is_given(path, entrance_answer(s, a[0], a[1], a[2])); };
    contract.steps = [](const ir::Path&, const State&, Arguments) { return Word{steps::context_to_enter}; };
    return contract;
}

// --- enter: arguments are the partition, the frame of its VIDT, its rules, the range of the context, the event ---

// A context that does not fit into a frame lies in two; what is plain is aligned besides.
[[nodiscard]] Bool is_range(const Word& first, const Word& second, const Word& offset, const Bool& plain) {
    constexpr std::uint32_t bytes = spec::words_per_page * 4;
    const Bool fits = offset <= bytes - spec::context_bytes;
    return offset < bytes && (!(first == second) || fits) && (!plain || (first == second && fits && (offset & 3) == 0));
}

// A partition that has asked for something can write its VIDT; so can one that is entered with a context that has to be spent.
[[nodiscard]] spec::Entrance<Symbolic> entrance_by(const spec::Range<Symbolic>& range, const Word& rules) { return {range, !is(rules, Rules::pip), is(rules, Rules::guarded)}; }

[[nodiscard]] Contract enter() {
    Contract contract;
    contract.symbol = "_ZN5pepin5enterE";
    contract.apply = [](ir::Step& step, std::span<const ir::Value> arguments) -> std::optional<ir::Value> {
        auto& data = step.state.data<KernelData>();
        const Word target = partition_argument(step, arguments[0]);
        const Word rules{arguments[2].term()};
        const auto range = range_at(step, arguments[3].pointer());
        step.require(ir::Kind::assertion, is_range(range.first, range.second, range.offset, is_plain_at(step, arguments[3].pointer())).term(),
                     "a context lies where its range says");
        step.require(ir::Kind::assertion, (!is(rules, Rules::guarded) || (range.offset & 3) == 0).term(), "the context of a guarded partition is aligned");
        step.require(ir::Kind::assertion, spec::has_vidt(data.state, target).term(), "who is entered has a VIDT");
        step.require(ir::Kind::assertion, (Word{arguments[1].term()} == vidt_frame(data.state, target)).term(), "the VIDT is that of who is entered");
        read_variables(step.state.memory, data.state);
        spec::enter(data.state, Bool{true}, target, entrance_by(range, rules), event_at(step.state.memory, arguments[4].pointer()));
        set_variables(step.state.memory, data.state);
        data.walked = frame_number(data.state.mmu(target));
        steps::add(step, steps::enter);
        return ir::Value{};
    };
    contract.steps = [](const ir::Path&, const State&, Arguments) { return Word{steps::enter}; };
    contract.arguments = [](ir::Memory& memory, std::vector<Word>& words) {
        words = {any_number("number_0")};
        const Word vidt = vidt_frame(any_state(), words[0]);
        words.emplace_back(smt::extend_unsigned(smt::constant("rules", 2), word_width));
        const Word rules = words.back();
        const ir::Pointer range = range_object(memory, words), event = event_object(memory, words);
        return std::vector<ir::Value>{words[0].term(), vidt.term(), rules.term(), range, event};
    };
    contract.needs = [](const State& s, Arguments a) {
        return std::vector<Bool>{s.kind(a[0]) == kind::descriptor, spec::has_vidt(s, a[0]), s.kind(a[2]) == kind::user, s.kind(a[3]) == kind::user,
                                 is_range(a[2], a[3], a[4], a[5] != 0), !is(a[1], Rules::guarded) || (a[4] & 3) == 0};
    };
    contract.leaves = [](State& s, Arguments a) {
        spec::enter(s, Bool{true}, a[0], entrance_by({a[2], a[3], a[4]}, a[1]), event_of(a.subspan(6)));
        return std::vector<Write>{};
    };
    return contract;
}

// --- deliver: arguments are the partition, the event, who names its entry ---

constexpr std::size_t entry_of_event = 5;

[[nodiscard]] Bool takes(const State& s, const Word& target, const Event& event, const Word& opener) { return spec::can_be_entered(s, target, event.entry, opener); }

// Where no architecture's child can name an entry by `int n`, the compiler has seen that it is always the kernel.
[[nodiscard]] Contract deliver(bool has_opener) {
    Contract contract;
    contract.parameters = has_opener ? 3 : 2;
    contract.symbol = "_ZN5pepin12_GLOBAL__N_17deliverE";
    contract.apply = [](ir::Step& step, std::span<const ir::Value> arguments) -> std::optional<ir::Value> {
        auto& data = step.state.data<KernelData>();
        if (!data.writes.empty() || !data.records.empty()) throw ir::Unmodelled("an event after something was written");
        const Word target = partition_argument(step, arguments[0]);
        const Event event = event_at(step.state.memory, arguments[1].pointer());
        step.require(ir::Kind::assertion, (event.entry < spec::words_per_page).term(), "the entry is within the VIDT");
        const Bool taken = takes(data.state, target, event, arguments.size() > 2 ? Word{arguments[2].term()} : Word{0});
        data.deliveries.push_back({taken.term(), [=](State& s) { spec::interrupt(s, Bool{true}, target, event); }});
        steps::add(step, steps::deliver);
        return ir::Value{taken.term()};
    };
    contract.steps = [](const ir::Path&, const State&, Arguments) { return Word{steps::deliver}; };
    contract.arguments = [has_opener](ir::Memory& memory, std::vector<Word>& words) {
        words = {any_number("number_0"), has_opener ? Word{smt::extend_unsigned(smt::constant("by a child", 1), word_width)} : Word{0}};
        const ir::Pointer event = event_object(memory, words);
        std::vector<ir::Value> values{words[0].term(), event};
        if (has_opener) values.emplace_back(words[1].term());
        return values;
    };
    contract.needs = [](const State& s, Arguments a) { return std::vector<Bool>{s.kind(a[0]) == kind::descriptor, a[2 + entry_of_event] < spec::words_per_page}; };
    contract.leaves = [](State& s, Arguments a) {
        const Event event = event_of(a.subspan(2));
        spec::interrupt(s, takes(s, a[0], event, a[1]), a[0], event);
        return std::vector<Write>{};
    };
    contract.results = [](const ir::Path& path, const State& s, Arguments a) {
        return std::vector<Term>{smt::equal(path.result.term(), takes(s, a[0], event_of(a.subspan(2)), a[1]).term())};
    };
    return contract;
}

// --- may_use_port: its argument is the port ---

[[nodiscard]] Word without_port(const State& s, const Word& partition, const Word& port) {
    return spec::nearest(s, partition, [&](const Word& p) { return !spec::lists_port(s, p, port); });
}

constexpr std::uint32_t port_steps = steps::may_use_port + steps::of_port_level * (spec::greatest_depth + 1);

ir::LoopAction port_loop(ir::Step& step, ir::LoopVisit& visit, Arguments arguments) {
    const State& s = step.state.data<KernelData>().state;
    if (visit.phis.size() != 2) throw ir::Unmodelled("the loop of may_use_port carries something else than partition and levels");
    const Word any = any_number("partition");
    const auto invariant = [&](const Word& partition, const Word& levels) {
        return s.kind(partition) == kind::descriptor && levels == s.depth(partition) && levels <= s.depth(s.current) &&
               without_port(s, s.current, arguments[0]) == without_port(s, partition, arguments[0]);
    };
    const Word going_on = visit.cut ? s.parent(any) : s.current;
    const std::size_t partition = visit.phis[0].term() == going_on.term() ? 0 : 1;
    step.require(ir::Kind::assertion, invariant(Word{visit.phis[partition].term()}, Word{visit.phis[1 - partition].term()}).term(),
                 "so far every ancestor has a right to the port");
    if (visit.cut) {
        step.require(ir::Kind::assertion, (Word{visit.phis[1 - partition].term()} < s.depth(any)).term(), "the loop comes nearer to root");
        steps::end_iteration(step, steps::of_port_level);
        return ir::LoopAction::stop;
    }
    steps::begin_iteration(step, steps::of_port_level, spec::greatest_depth + 1);
    visit.phis[partition] = any.term();
    visit.phis[1 - partition] = s.depth(any).term();
    step.assume(invariant(any, s.depth(any)).term());
    return ir::LoopAction::cut;
}

[[nodiscard]] Contract may_use_port() {
    Contract contract;
    contract.symbol = "_ZN5pepin8services12_GLOBAL__N_112may_use_portE";
    contract.apply = [](ir::Step& step, std::span<const ir::Value> arguments) -> std::optional<ir::Value> {
        const State& s = step.state.data<KernelData>().state;
        const Word port{arguments[0].term()};
        step.require(ir::Kind::assertion, (port < spec::port_limit).term(), "the port is one");
        steps::add(step, port_steps);
        return ir::Value{(without_port(s, s.current, port) == 0).term()};
    };
    contract.arguments = [](ir::Memory&, std::vector<Word>& words) {
        words = {Word{smt::extend_unsigned(smt::constant("port_0", 16), word_width)}};
        return std::vector<ir::Value>{words[0].term()};
    };
    contract.needs = [](const State&, Arguments) { return std::vector<Bool>{}; };
    contract.leaves = [](State&, Arguments) { return std::vector<Write>{}; };
    contract.results = [](const ir::Path& path, const State& s, Arguments a) {
        return std::vector<Term>{smt::equal(path.result.term(), (without_port(s, s.current, a[0]) == 0).term())};
    };
    contract.steps = [](const ir::Path&, const State&, Arguments) { return Word{port_steps}; };
    contract.loop = port_loop;
    return contract;
}

} // namespace

// The loop carries the partition below the next one that is asked, its depth, and the level of who was current, as who was asked last sees it.
ir::LoopAction ancestors_loop(ir::Step& step, ir::LoopVisit& visit, Arguments) {
    auto& data = step.state.data<KernelData>();
    const State& s = data.state;
    const auto taker = [&](const Word& p) { return spec::nearest(s, p, [&](const Word& below) { return spec::takes_double_fault_of(s, below); }); };
    const auto level_of = [&](const Word& below) { return s.depth(s.current) - s.depth(below) + 1; };
    if (visit.phis.size() != 3 || std::ranges::any_of(visit.phis, [](const ir::Value& phi) { return !phi.is_integer(); }))
        throw ir::Unmodelled("the loop up the ancestors carries something else than a partition, its depth and a level");
    const Word any = any_number("partition");
    const Word expected = visit.cut ? s.parent(any) : s.current, expected_level = visit.cut ? level_of(any) + 1 : Word{1};
    const auto place_of = [&](const Word& value) { return std::ranges::find(visit.phis, value.term(), [](const ir::Value& phi) { return phi.term(); }) - visit.phis.begin(); };
    const auto partition = static_cast<std::size_t>(place_of(expected)), level = static_cast<std::size_t>(place_of(expected_level));
    if (partition > 2 || level > 2 || partition == level) throw ir::Unmodelled("the loop up the ancestors carries no partition, or no level");
    const std::size_t depth = 3 - partition - level;
    const auto invariant = [&](const Word& below, const Word& at_depth, const Word& seen) {
        return s.kind(below) == kind::descriptor && s.depth(below) != 0 && s.depth(below) <= s.depth(s.current) && at_depth == s.depth(below) && seen == level_of(below) &&
               taker(s.parent(s.current)) == taker(s.parent(below));
    };
    const FrameUse used = PhysicalMemory::use(step, frame_number(visit.phis[partition].term()), Term(word_bits, descriptor_parent));
    step.require(ir::Kind::assertion, invariant(Word{widened(used.frame)}, Word{visit.phis[depth].term()}, Word{visit.phis[level].term()}).term(), "nobody so far takes the event");
    if (visit.cut) {
        step.require(ir::Kind::assertion, (Word{visit.phis[depth].term()} < s.depth(any)).term(), "the loop comes nearer to root");
        steps::end_iteration(step, steps::of_ancestor);
        return ir::LoopAction::stop;
    }
    steps::begin_iteration(step, steps::of_ancestor, spec::greatest_depth);
    visit.phis[partition] = any.term();
    visit.phis[depth] = s.depth(any).term();
    visit.phis[level] = level_of(any).term();
    step.assume(invariant(any, s.depth(any), level_of(any)).term());
    // The event names another sender at another level each time.
    constexpr std::size_t sender_of_event = 2, level_of_event = 6;
    for (ir::ObjectNumber number = 1; number < step.state.memory.size(); ++number) {
        const ir::Object& object = step.state.memory.object(number);
        if (object.region || !object.alive || object.size != 4 * event_words) continue;
        step.state.memory.store(number, 4 * sender_of_event, 4, unknown("sender", word_width));
        step.state.memory.store(number, 4 * level_of_event, 4, unknown("level", word_width));
        visit.changed_objects.push_back(number);
    }
    return ir::LoopAction::cut;
}

Contract vidt_of_contract() { return vidt_of(); }
Contract context_range_contract() { return context_range(); }
Contract context_to_enter_contract() { return context_to_enter(); }
Contract enter_contract() { return enter(); }
Contract deliver_contract() { return deliver(true); }
Contract deliver_by_kernel_contract() { return deliver(false); }
Contract may_use_port_contract() { return may_use_port(); }

} // namespace pepin::proof
