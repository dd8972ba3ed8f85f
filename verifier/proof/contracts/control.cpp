// The contracts of the functions that pass control, and of the walk up the ancestors that a port access
// takes.
#include <algorithm>

#include "proof/contracts/steps.hpp"
#include "proof/contracts/vidt.hpp"
#include "spec/services_control.hpp"
#include "spec/services_ports.hpp"

namespace pepin::proof {

namespace {

namespace kind = spec::kind;
using Event = spec::Event<Symbolic>;
using Arguments = std::span<const Word>;

constexpr std::size_t event_words = 7;

[[nodiscard]] Event event_of(Arguments words) {
    return {words[0], words[1], words[2], words[3], words[4], words[5], words[6]};
}

// Its first word is an enumeration, which may have fewer bytes; what is behind them is anything.
[[nodiscard]] unsigned bytes_of(std::uint64_t word) {
    return word == 0 ? static_cast<unsigned>(sizeof(abi::Cause)) : word_bytes;
}
[[nodiscard]] Term event_word(const ir::Memory& memory, const ir::Pointer& pointer, std::uint64_t word) {
    return widened(word_at(memory, pointer, word, bytes_of(word)));
}
[[nodiscard]] Event event_at(const ir::Memory& memory, const ir::Pointer& pointer) {
    std::vector<Word> words;
    for (std::size_t i = 0; i < event_words; ++i) words.emplace_back(event_word(memory, pointer, i));
    return event_of(words);
}

[[nodiscard]] ir::Pointer event_object(ir::Memory& memory, std::vector<Word>& words) {
    const ir::Pointer pointer{memory.allocate({.name = "event",
                                               .kind = ir::Object::Kind::argument,
                                               .size = word_bytes * event_words,
                                               .alignment = word_bytes}),
                              ir::Offset(word_width)};
    for (std::size_t i = 0; i < event_words; ++i) {
        const Term word = smt::constant("event " + std::to_string(i), 8 * bytes_of(i));
        words.emplace_back(widened(word));
        memory.store(pointer.object, word_bytes * i, bytes_of(i), word);
    }
    return pointer;
}

// --- enter: arguments are the partition, the frame of its VIDT, its rules where there are several, the range
// of the context, the event ---

// A context that does not fit into a frame lies in two; what is plain is aligned besides.
[[nodiscard]] Bool is_range(const Word& first, const Word& second, const Word& offset, const Bool& plain) {
    constexpr std::uint32_t bytes = spec::page_bytes;
    const Bool fits = offset <= bytes - spec::context_bytes;
    return offset < bytes && (!(first == second) || fits) &&
           (!plain || (first == second && fits && (offset & (word_bytes - 1)) == 0));
}

// A partition that has asked for something can write its VIDT; so can one that is entered with a context that
// has to be spent.
[[nodiscard]] spec::Entrance<Symbolic> entrance_by(const spec::Range<Symbolic>& range, const Word& rules) {
    return {range, !is(rules, Rules::pip), is(rules, Rules::guarded)};
}

[[nodiscard]] Word any_rules() {
    if constexpr (Architecture::always_guarded) return Word{static_cast<std::uint32_t>(Rules::guarded)};
    return Word{smt::extend_unsigned(smt::constant("rules", 2), word_width)};
}

[[nodiscard]] Contract enter() {
    Contract contract;
    contract.symbol = "core_enter";
    contract.takes_variables = true;
    contract.follows_saving = true;
    contract.apply = [](ir::Step& step, std::span<const ir::Value> arguments) -> std::optional<ir::Value> {
        auto& data = step.state.data<KernelData>();
        const Word target = partition_argument(step, arguments[0]);
        const Word rules = parameters_of_rules == 0 ? any_rules() : Word{arguments[2].term()};
        const auto pointers = arguments.last(2);
        const ir::Pointer context = pointers[0].pointer();
        const auto range = range_at(step, context);
        step.require(ir::Kind::assertion,
                     is_range(range.first, range.second, range.offset, is_plain_at(step, context)).term(),
                     "a context lies where its range says");
        step.require(ir::Kind::assertion,
                     (!is(rules, Rules::guarded) || (range.offset & (word_bytes - 1)) == 0).term(),
                     "the context of a guarded partition is aligned");
        step.require(ir::Kind::assertion, (rules <= static_cast<std::uint32_t>(Rules::guarded)).term(),
                     "the rules are some");
        require_vidt(step, data.state, target, arguments[1]);
        read_variables(step, data.state);
        spec::enter(data.state, Bool{true}, target, entrance_by(range, rules),
                    event_at(step.state.memory, pointers[1].pointer()));
        set_variables(step.state.memory, data.state);
        data.walked = frame_number(data.state.mmu(target));
        steps::add(step, steps::enter);
        return ir::Value{};
    };
    contract.steps = [](const ir::Path&, const State&, Arguments) { return Word{steps::enter}; };
    contract.arguments = [](ir::Memory& memory, std::vector<Word>& words) {
        words = {any_number("number_0")};
        const Word vidt = vidt_frame(any_state(), words[0]);
        words.push_back(any_rules());
        const Word rules = words.back();
        const ir::Pointer range = range_object(memory, words), event = event_object(memory, words);
        std::vector<ir::Value> values{words[0].term(), vidt.term(), range, event};
        if (parameters_of_rules != 0) values.insert(values.begin() + 2, rules.term());
        return values;
    };
    contract.needs = [](const State& s, Arguments a) {
        return std::vector<Bool>{s.kind(a[0]) == kind::descriptor,
                                 spec::has_vidt(s, a[0]),
                                 s.kind(a[2]) == kind::user,
                                 s.kind(a[3]) == kind::user,
                                 is_range(a[2], a[3], a[4], a[5] != 0),
                                 !is(a[1], Rules::guarded) || (a[4] & (word_bytes - 1)) == 0};
    };
    contract.leaves = [](State& s, Arguments a) {
        spec::enter(s, Bool{true}, a[0], entrance_by({a[2], a[3], a[4]}, a[1]), event_of(a.subspan(6)));
        return std::vector<Write>{};
    };
    return contract;
}

// --- deliver: arguments are the partition, the event, who names its entry ---

constexpr std::size_t entry_of_event = 5;

[[nodiscard]] Bool takes(const State& s, const Word& target, const Event& event, const Word& opener) {
    return spec::can_be_entered(s, target, event.entry, opener);
}

// Nobody delivers an event for the parent.
[[nodiscard]] Bool is_opener_of_events(const Word& opener) {
    return is_opener(opener) && opener != spec::named_by::parent;
}

// Where no architecture's child can name an entry by `int n`, the compiler has seen that it is always the
// kernel.
[[nodiscard]] Contract deliver(bool has_opener) {
    Contract contract;
    contract.parameters = has_opener ? 3 : 2;
    contract.symbol = "core_deliver";
    contract.takes_variables = true; // its application asks for more than that: see require_nothing_done
    contract.apply = [](ir::Step& step, std::span<const ir::Value> arguments) -> std::optional<ir::Value> {
        auto& data = step.state.data<KernelData>();
        if (!data.writes.empty() || !data.records.empty())
            throw ir::Unmodelled("an event after something was written");
        require_nothing_done(step);
        const Word target = partition_argument(step, arguments[0]);
        const Event event = event_at(step.state.memory, arguments[1].pointer());
        step.require(ir::Kind::assertion, (event.entry < spec::words_per_page).term(),
                     "the entry is within the VIDT");
        if (arguments.size() > 2)
            step.require(ir::Kind::assertion, is_opener_of_events(Word{arguments[2].term()}).term(),
                         "the kernel, a child or root itself names the entry");
        const Bool taken =
            takes(data.state, target, event, arguments.size() > 2 ? Word{arguments[2].term()} : Word{0});
        data.deliveries.push_back(
            {taken.term(), [=](State& s) { spec::interrupt(s, Bool{true}, target, event); }});
        forget_variables(step, taken.term());
        data.walked = data.walked_then =
            smt::if_then_else(taken.term(), unknown("walked", number_bits), data.walked);
        steps::add(step, steps::deliver);
        return ir::Value{taken.term()};
    };
    contract.steps = [](const ir::Path&, const State&, Arguments) { return Word{steps::deliver}; };
    contract.arguments = [has_opener](ir::Memory& memory, std::vector<Word>& words) {
        words = {any_number("number_0"),
                 has_opener ? Word{smt::extend_unsigned(smt::constant("opener", opener_bits), word_width)}
                            : Word{0}};
        const ir::Pointer event = event_object(memory, words);
        std::vector<ir::Value> values{words[0].term(), event};
        if (has_opener) values.emplace_back(words[1].term());
        return values;
    };
    contract.needs = [](const State& s, Arguments a) {
        return std::vector<Bool>{s.kind(a[0]) == kind::descriptor, is_opener_of_events(a[1]),
                                 a[2 + entry_of_event] < spec::words_per_page};
    };
    contract.leaves = [](State& s, Arguments a) {
        const Event event = event_of(a.subspan(2));
        spec::interrupt(s, takes(s, a[0], event, a[1]), a[0], event);
        return std::vector<Write>{};
    };
    contract.results = [](const ir::Path& path, const State& s, Arguments a) {
        return std::vector<Term>{
            smt::equal(path.result.term(), takes(s, a[0], event_of(a.subspan(2)), a[1]).term())};
    };
    return contract;
}

// --- has_right: its argument is the port ---

[[nodiscard]] Word without_port(const State& s, const Word& partition, const Word& port) {
    return spec::nearest(s, partition,
                         [&](const Word& p) { return p != s.root && !spec::lists_port(s, p, port); });
}

constexpr std::uint32_t port_steps = steps::has_right + steps::of_port_level * (spec::greatest_depth + 1);

ir::LoopAction port_loop(ir::Step& step, ir::LoopVisit& visit, Arguments arguments) {
    const State& s = step.state.data<KernelData>().state;
    if (visit.phis.size() != 2)
        throw ir::Unmodelled("the loop of has_right carries something else than partition and levels");
    const Word any = any_number("partition");
    const auto invariant = [&](const Word& partition, const Word& levels) {
        // The compiler has put the test for root at the end of a round.
        return s.kind(partition) == kind::descriptor && levels == s.depth(partition) && levels != 0 &&
               levels <= s.depth(s.current) && (levels != 1 || s.parent(partition) == s.root) &&
               without_port(s, s.root, arguments[0]) == 0 &&
               without_port(s, s.current, arguments[0]) == without_port(s, partition, arguments[0]);
    };
    const Word going_on = visit.cut ? s.parent(any) : s.current;
    const std::size_t partition = visit.phis[0].term() == going_on.term() ? 0 : 1;
    step.require(ir::Kind::assertion,
                 invariant(Word{visit.phis[partition].term()}, Word{visit.phis[1 - partition].term()}).term(),
                 "so far every ancestor has a right to the port");
    if (visit.cut) {
        step.require(ir::Kind::assertion, (Word{visit.phis[1 - partition].term()} < s.depth(any)).term(),
                     "the loop comes nearer to root");
        steps::end_iteration(step, steps::of_port_level);
        return ir::LoopAction::stop;
    }
    steps::begin_iteration(step, steps::of_port_level, spec::greatest_depth + 1);
    visit.phis[partition] = any.term();
    visit.phis[1 - partition] = s.depth(any).term();
    step.assume(invariant(any, s.depth(any)).term());
    return ir::LoopAction::cut;
}

[[nodiscard]] Contract has_right() {
    Contract contract;
    contract.symbol = "core_has_right";
    contract.apply = [](ir::Step& step, std::span<const ir::Value> arguments) -> std::optional<ir::Value> {
        const auto& data = step.state.data<KernelData>();
        const State& s = data.state;
        if (!data.writes.empty() || !data.records.empty())
            throw ir::Unmodelled("a right is looked up after something was written");
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
        return std::vector<Term>{
            smt::equal(path.result.term(), (without_port(s, s.current, a[0]) == 0).term())};
    };
    contract.steps = [](const ir::Path&, const State&, Arguments) { return Word{port_steps}; };
    contract.loop = port_loop;
    return contract;
}

} // namespace

// The loop carries the partition below the next one that is asked, its depth, and the level of who was
// current, as who was asked last sees it.
ir::LoopAction ancestors_loop(ir::Step& step, ir::LoopVisit& visit, Arguments) {
    auto& data = step.state.data<KernelData>();
    const State& s = data.state;
    const auto taker = [&](const Word& p) {
        return spec::nearest(s, p, [&](const Word& below) { return spec::takes_double_fault_of(s, below); });
    };
    const auto level_of = [&](const Word& below) { return s.depth(s.current) - s.depth(below) + 1; };
    if (visit.phis.size() != 3 ||
        std::ranges::any_of(visit.phis, [](const ir::Value& phi) { return !phi.is_integer(); }))
        throw ir::Unmodelled(
            "the loop up the ancestors carries something else than a partition, its depth and a level");
    // Events were delivered before, which nobody took.
    const auto taken = data.not_taken();
    for (ir::Value& phi : visit.phis) {
        const Term known = smt::replace(phi.term(), taken);
        if (known != phi.term())
            step.require(ir::Kind::assertion, smt::equal(phi.term(), known), "nobody took the events so far");
        phi = known;
    }
    const Word any = any_number("partition");
    const Word expected = visit.cut ? s.parent(any) : s.current,
               expected_level = visit.cut ? level_of(any) + 1 : Word{1};
    const auto place_of = [&](const Word& value) {
        return std::ranges::find(visit.phis, value.term(), [](const ir::Value& phi) { return phi.term(); }) -
               visit.phis.begin();
    };
    const auto partition = static_cast<std::size_t>(place_of(expected)),
               level = static_cast<std::size_t>(place_of(expected_level));
    if (partition > 2 || level > 2 || partition == level)
        throw ir::Unmodelled("the loop up the ancestors carries no partition, or no level");
    const std::size_t depth = 3 - partition - level;
    const auto invariant = [&](const Word& below, const Word& at_depth, const Word& seen) {
        return s.kind(below) == kind::descriptor && s.depth(below) != 0 &&
               s.depth(below) <= s.depth(s.current) && at_depth == s.depth(below) &&
               seen == level_of(below) && taker(s.parent(s.current)) == taker(s.parent(below));
    };
    const FrameUse used =
        PhysicalMemory::use(step, PhysicalMemory::number(step, visit.phis[partition].term()),
                            Term(word_index_bits, descriptor_parent));
    step.require(
        ir::Kind::assertion,
        invariant(Word{widened(used.frame)}, Word{visit.phis[depth].term()}, Word{visit.phis[level].term()})
            .term(),
        "nobody so far takes the event");
    if (visit.cut) {
        step.require(ir::Kind::assertion, (Word{visit.phis[depth].term()} < s.depth(any)).term(),
                     "the loop comes nearer to root");
        for (const auto& [number, word, kept] : data.kept_words)
            step.require(
                ir::Kind::assertion,
                smt::equal(event_word(step.state.memory, {number, ir::Offset(word_width)}, word), kept),
                "an event says the same to every ancestor, but for sender and level");
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
        if (object.region || !object.alive || object.size != word_bytes * event_words) continue;
        for (std::uint64_t word = 0; word < event_words; ++word)
            if (word != sender_of_event && word != level_of_event)
                data.kept_words.emplace_back(
                    number, word, event_word(step.state.memory, {number, ir::Offset(word_width)}, word));
        step.state.memory.store(number, word_bytes * sender_of_event, word_bytes,
                                unknown("sender", word_width));
        step.state.memory.store(number, word_bytes * level_of_event, word_bytes,
                                unknown("level", word_width));
        visit.changed_objects.push_back(number);
    }
    return ir::LoopAction::cut;
}

Contract enter_contract() { return enter(); }
Contract deliver_contract() { return deliver(true); }
Contract deliver_by_kernel_contract() { return deliver(false); }
Contract has_right_contract() { return has_right(); }

} // namespace pepin::proof
