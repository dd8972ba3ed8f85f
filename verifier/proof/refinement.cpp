#include "proof/refinement.hpp"

#include <algorithm>
#include <chrono>
#include <map>

#include "proof/steps.hpp"
#include "proof/teardown.hpp"

namespace pepin::proof {

namespace {

namespace kind = spec::kind;
using Checks = spec::Checks<Symbolic>;

[[nodiscard]] Term number(const Word& word) { return narrowed(word.term(), number_bits); }

// The possible values of a choice between literals; empty where it is anything else.
[[nodiscard]] bool collect_leaves(Term term, std::vector<std::uint64_t>& leaves) {
    if (term.is_literal()) return leaves.push_back(term.value()), true;
    if (term.operation() != smt::Operation::if_then_else) return false;
    return collect_leaves(term.operands()[1], leaves) && collect_leaves(term.operands()[2], leaves);
}

enum class Ending { granted, refused, either };
[[nodiscard]] Ending ending_of(Term error) {
    std::vector<std::uint64_t> leaves;
    if (!collect_leaves(error, leaves)) return Ending::either;
    const auto none = std::ranges::count(leaves, 0U);
    return none == 0 ? Ending::refused : static_cast<std::size_t>(none) == leaves.size() ? Ending::granted : Ending::either;
}

[[nodiscard]] std::vector<const Map*> maps_of(const State& s) {
    std::vector<const Map*> maps;
    for (const Field* field : {&s.kind, &s.owner, &s.page_in_parent, &s.first_page, &s.used, &s.mmu, &s.shadow1, &s.shadow2, &s.private_frame, &s.parent, &s.depth,
                               &s.interrupt_state, &s.dying, &s.floating_point_used, &s.floating_point, &s.saved_thread_register})
        maps.push_back(&field->map());
    for (const Table* table : {&s.memory, &s.port_first, &s.port_count, &s.mmu_table, &s.shadow1_table, &s.shadow2_table, &s.frame, &s.writable, &s.executable, &s.child, &s.origin})
        maps.push_back(&table->map());
    return maps;
}

class ScopedMode {
public:
    explicit ScopedMode(Checks::Mode mode) : old_{Checks::mode} { Checks::mode = mode; }
    ~ScopedMode() {
        Checks::mode = old_;
    }
    ScopedMode(const ScopedMode&) = delete;
    ScopedMode& operator=(const ScopedMode&) = delete;

private:
    Checks::Mode old_;
};

// The value at a key that was last written there, where that is plain.
[[nodiscard]] Term latest(const Map& map, Term key) {
    for (std::size_t i = map.updates().size(); i-- > 0;)
        if (const auto& update = map.updates()[i]; update.key.size() == 1 && update.key[0] == key && update.guard.is_true()) return update.value;
    return map.read({widened(key)});
}

// Control passes by changes of memory, interrupt states and thread registers: their guards are decided as those of what is compared with them.
void settle(const State& before, State& s) {
    Table memory = before.memory;
    for (const auto& update : s.memory.map().updates()) memory.update(Bool{update.guard}, Word{widened(update.key[0])}, Word{widened(update.key.at(1))}, Word{update.value});
    s.memory = memory;
    for (const auto field : {&State::interrupt_state, &State::saved_thread_register}) {
        Field settled = before.*field;
        for (const auto& update : (s.*field).map().updates()) settled.update(Bool{update.guard}, Word{widened(update.key[0])}, Word{update.value});
        s.*field = settled;
    }
}

// Some architectures pass a struct of one word as an array of one.
[[nodiscard]] std::vector<ir::Value> wrapped(std::vector<ir::Value> values, const std::vector<unsigned>& widths) {
    for (std::size_t i = 0; i < std::min(values.size(), widths.size()); ++i)
        if (widths[i] == 0 && values[i].is_integer()) values[i] = ir::Value{ir::Aggregate{values[i]}};
    return values;
}

[[nodiscard]] std::vector<Term> with(std::span<const Term> some, Term more) {
    std::vector<Term> all{some.begin(), some.end()};
    all.push_back(more);
    return all;
}

} // namespace

void Refinement::claim(UnitReport& report, std::span<const Term> assumptions, Term goal, const std::string& what, const std::string& where,
                       std::span<const Term> cases) {
    if (goal.is_true() || !UnitReport::is_wanted(what)) return;
    report.add(what, where, questions_.prove(assumptions, goal, cases));
}

// What has to hold between two branches is shown at once; one by one where that fails, to say which.
void Refinement::prove_obligations(const ir::Result& result, UnitReport& report) {
    using Link = ir::PathCondition::Link;
    std::map<const Link*, std::vector<const ir::Obligation*>> segments;
    std::vector<const Link*> order;
    for (const ir::Obligation& obligation : result.obligations) {
        const Link* last = obligation.conditions.last().get();
        while (last != nullptr && last->required) last = last->previous.get();
        if (segments[last].empty()) order.push_back(last);
        segments[last].push_back(&obligation);
    }
    for (const Link* segment : order) {
        std::vector<const ir::Obligation*> obligations;
        std::vector<Term> goals;
        const auto text = [](const ir::Obligation& obligation) { return std::string{name(obligation.kind)} + ": " + obligation.text; };
        for (const auto* obligation : segments[segment]) {
            if (!UnitReport::is_wanted(text(*obligation))) continue;
            obligations.push_back(obligation);
            goals.push_back(obligation->formula);
        }
        if (obligations.empty()) continue;
        const bool all_hold = questions_.is_plain(obligations.front()->conditions.formulas(), smt::all_of(goals));
        for (const auto* obligation : obligations)
            report.add(text(*obligation), obligation->where.text(),
                       all_hold ? Answer{smt::Verdict::unsatisfiable, {}, {}} : questions_.prove(obligation->conditions.formulas(), obligation->formula));
    }
}

// A way in leads to a service with the specified arguments: either it is called as a whole, or its code is there and does what the service has
// to do, with these arguments.
void Refinement::prove_call(const Unit& unit, const std::vector<Word>& arguments, const ir::Path& path, UnitReport& report) {
    const std::vector<Term> conditions = path.state.conditions.formulas();
    const auto& data = path.state.data<KernelData>();
    const std::string where = path.where.text();
    const State before = any_state();
    // The arguments as simple as the path lets them be: what the code says of them is said of the same terms then.
    const std::vector<Unit::Call> calls = [&] {
        const Deciding deciding{questions_, conditions};
        return unit.calls(before, arguments);
    }();
    for (const Unit::Call& call : calls) {
        const std::vector<Term> made = with(conditions, call.made.term());
        if (questions_.is_plain(made, smt::truth(false))) continue;
        if (call.service.empty()) {
            const Term answer = smt::concatenate(Term(32, static_cast<std::uint64_t>(call.error)), Term(32, call.value));
            claim(report, made, smt::equal(path.result.term(), answer), "a call that leads to no service is refused as specified", where);
            KernelData expected;
            expected.state = before;
            compare(before, expected, path, data, made, report);
            continue;
        }
        const auto service = std::ranges::find(all_, call.service, &Unit::name);
        if (service == all_.end()) throw std::logic_error("no service " + call.service);
        if (!data.service_answer.exists()) {
            prove_path(*service, call.arguments, path, made, report);
            continue;
        }
        report.passes_on = true;
        claim_call(*service, call.arguments, data.calls.back(), made, where, report);
        claim(report, made, smt::equal(path.result.term(), data.service_answer), "the service's answer is passed on", where);
        claim(report, made, smt::truth(data.writes.empty() && data.records.empty() && data.calls.size() == 1), "nothing happens but the service", where);
    }
}

// If it is another call, one whose answer tells is the better counterexample.
void Refinement::claim_call(const Unit& service, std::span<const Word> arguments, const OutsideCall& called, std::span<const Term> made, const std::string& where, UnitReport& report) {
    const std::string what = "the service is called with its arguments";
    const auto is_called = [&](const Unit& unit) { return called.name == unit.symbol || called.name == "call_" + unit.name; };
    Term same = smt::truth(is_called(service) && called.arguments.size() == arguments.size());
    for (std::size_t i = 0; i < std::min(called.arguments.size(), arguments.size()); ++i) same = same & smt::equal(called.arguments[i], arguments[i].term());
    if (same.is_true() || !UnitReport::is_wanted(what)) return;
    Answer answer = questions_.prove(made, same);
    const auto actual = std::ranges::find_if(all_, is_called);
    if (UnitReport::explained && answer.verdict == smt::Verdict::satisfiable && actual != all_.end() && actual->machine) {
        const ScopedMode mode{Checks::Mode::evaluate};
        State one = any_state(), other = any_state();
        std::vector<Word> given;
        for (const Term& argument : called.arguments) given.emplace_back(argument);
        given.resize(std::max(given.size(), arguments.size()));
        const auto specified = service.machine(one, arguments), found = actual->machine(other, given);
        Answer telling = questions_.prove(with(made, (specified.error != found.error || specified.value != found.value).term()), same);
        if (telling.verdict == smt::Verdict::satisfiable) answer = std::move(telling);
    }
    report.add(what, where, answer);
}

// What the code has done since it began a step of a portion is a step that the specification allows, or nothing; and what is answered fits.
void Refinement::prove_step(const Unit& unit, const std::vector<Word>& arguments, const ir::Path& path, UnitReport& report) {
    const std::vector<Term> conditions = path.state.conditions.formulas();
    const auto& data = path.state.data<KernelData>();
    const std::string where = path.where.text();
    Symbolic::demands.clear();
    const Deciding deciding{questions_, conditions};
    const MadeStep step = step_of(data);
    constexpr std::uint64_t granted = 1; // no error, and the value 1
    claim(report, conditions, step.allowed.term(), "the step is one that the specification allows", where);
    if (path.ending == ir::Ending::returned) {
        if (path.result.term().is_literal(granted) && report.path == smt::Verdict::satisfiable) ++report.granted;
        if (unit.contract == nullptr)
            claim(report, conditions, smt::equal(path.result.term(), answer_of_portion(step.after, *data.deleted)), "the answer says whether the child is gone", where);
        else
            for (std::vector<Term> known = conditions; const Term& result : unit.contract->results(path, step.after, arguments)) {
                claim(report, known, result, "the function leaves what its contract says", where);
                known.push_back(result);
            }
    }
    KernelData expected;
    expected.state = step.after;
    compare(data.state, expected, path, data, conditions, report);
}

namespace {

// The number of steps where it is greatest: at the greatest depth, in a whole portion. It has no other unknowns.
[[nodiscard]] Term at_most(Term steps) {
    return smt::substitute(steps, [](Term part) {
        const bool is_depth = part.operation() == smt::Operation::apply && part.name().substr(part.name().rfind('.') + 1) == "depth";
        return is_depth ? Term(word_width, spec::greatest_depth) : part == work_so_far().term() ? Term(word_width, greatest_portion) : Term{};
    });
}

} // namespace

// A path is no longer than what its contract declares; of what has none, no longer than any entry may be.
void Refinement::prove_length(const Unit& unit, const std::vector<Word>& arguments, const ir::Path& path, UnitReport& report) {
    const Word taken = steps::taken(path.state);
    const std::string where = path.where.text();
    if (unit.contract != nullptr)
        return claim(report, path.state.conditions.formulas(), (taken <= unit.contract->steps(path, any_state(), arguments)).term(), "it ends within the steps that are declared", where);
    const Term most = at_most(taken.term());
    const std::uint32_t limit = path.state.data<KernelData>().service_answer.exists() ? steps::of_way_in : steps::of_service;
    if (!most.is_literal() || most.value() > limit) return report.add_error("it may take " + most.text(100) + " steps, more than " + std::to_string(limit), where);
    report.steps = std::max(report.steps, most.value());
    report.add("it ends within " + std::to_string(limit) + " steps", where, {smt::Verdict::unsatisfiable, {}, {}});
}

Kernel kernel_of(const Unit& unit) {
    Kernel kernel{unit.contract};
    if (unit.calls) kernel.note_services();
    return kernel;
}

UnitReport Refinement::prove(const Unit& unit, std::span<const Unit> all) {
    all_ = all;
    const auto start = std::chrono::steady_clock::now();
    UnitReport report;
    report.name = unit.name;
    questions_.set_subject(unit.name);
    const auto defined = module_.defined_functions();
    // A service that is part of the code of its ways in is proved with those.
    if (std::ranges::find(defined, unit.symbol) == defined.end()) return report;
    if (unit.contract != nullptr && !unit.contract->fits(module_.parameter_widths(unit.symbol).size())) return report;
    if (!unit.machine && !unit.calls) {
        report.add_error("there is no specification to prove it against", unit.symbol);
        return report;
    }
    Kernel kernel = kernel_of(unit);
    if (unit.loop) kernel.set_loop(unit.loop);
    kernel.set_questions(questions_);
    PhysicalMemory physical_memory;
    FrameTable frame_table;
    ir::Options options;
    options.merge = unit.merge;
    ir::Executor executor{module_, kernel, options};
    executor.add_region("physical_memory", physical_memory, spec::words_per_page * 4);
    executor.add_region("frame_table", frame_table, sizeof(FrameRecord));
    auto data = std::make_unique<KernelData>();
    data->state = any_state();
    data->walked = number(data->state.mmu(data->state.current));
    data->registers = data->state.floating_point_registers.term();
    const State before = data->state;
    ir::State state = executor.initial_state(std::move(data));
    set_variables(state.memory, before);
    state.assume(smt::at_most_unsigned(before.frames.term(), Term(word_width, Architecture::frame_limit)));
    std::vector<Word> arguments;
    std::vector<ir::Value> values;
    if (unit.contract != nullptr) {
        values = wrapped(unit.contract->arguments(state.memory, arguments), module_.parameter_widths(unit.symbol));
    } else {
        for (const unsigned width : module_.parameter_widths(unit.symbol)) {
            const std::string argument = "argument_" + std::to_string(arguments.size());
            const unsigned bits = unit.argument_bits.empty() ? width : unit.argument_bits[arguments.size()];
            arguments.emplace_back(smt::extend_unsigned(smt::constant(bits == width ? argument : argument + " of " + std::to_string(bits) + " bits", bits), width));
            values.emplace_back(arguments.back().term());
        }
    }
    kernel.set_arguments(arguments);
    if (unit.contract != nullptr)
        for (const Bool& need : unit.contract->needs(before, arguments)) state.assume(need.term());
    const ir::Result result = executor.run(unit.symbol, values, std::move(state));
    prove_obligations(result, report);
    for (const ir::Path& path : result.paths) {
        // At the end of a cut loop's iteration all that matters has been required, unless it was a step of a portion.
        const bool portion = path.state.data<KernelData>().deleted.has_value();
        if (path.ending == ir::Ending::stopped && !portion) continue;
        report.path = questions_.possible(path.state.conditions.formulas());
        if (report.path != smt::Verdict::unsatisfiable) {
            ++report.paths;
            if (path.ending == ir::Ending::returned) prove_length(unit, arguments, path, report);
            if (report.path == smt::Verdict::satisfiable) ++report.satisfiable;
            if (portion && (path.ending == ir::Ending::stopped || path.ending == ir::Ending::returned))
                prove_step(unit, arguments, path, report);
            else if (path.ending == ir::Ending::returned && unit.calls)
                prove_call(unit, arguments, path, report);
            else if (path.ending == ir::Ending::returned)
                prove_path(unit, arguments, path, path.state.conditions.formulas(), report);
            else
                report.add_error(std::string{ir::name(path.ending)} + ": " + path.reason, path.where.text());
        } else {
            ++report.infeasible;
        }
    }
    report.queries = questions_.asked();
    report.second_opinions = questions_.second_opinions();
    report.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    return report;
}

void Refinement::prove_refusal(const Unit& unit, const std::vector<Word>& arguments, const ir::Path& path, const std::vector<Term>& conditions, Term value, Term error,
                               UnitReport& report) {
    const State before = any_state();
    KernelData expected;
    expected.state = before;
    const std::string where = path.where.text();
    const ScopedMode mode{Checks::Mode::evaluate};
    const auto outcome = unit.machine(expected.state, arguments);
    claim(report, conditions, smt::equal(error, outcome.error.term()) & smt::equal(value, outcome.value.term()), "a refusal's error and value are the specification's", where);
    // The specification changes nothing where it refuses.
    std::vector<Term> guards;
    for (const Map* map : maps_of(expected.state))
        for (const auto& update : map->updates()) guards.push_back(update.guard);
    claim(report, with(conditions, smt::equal(error, outcome.error.term())), !smt::any_of(guards), "a refused call changes nothing", where);
    const Word width = expected.state.port_width;
    expected.state = before;
    expected.state.port_width = width;
    compare(before, expected, path, path.state.data<KernelData>(), conditions, report);
}

void Refinement::prove_path(const Unit& unit, const std::vector<Word>& arguments, const ir::Path& path, std::vector<Term> conditions, UnitReport& report) {
    // Whether an event was taken makes two paths of one where the code only passes it on.
    for (const auto& delivery : path.state.data<KernelData>().deliveries) {
        if (questions_.is_plain(conditions, delivery.taken) || questions_.is_plain(conditions, !delivery.taken)) continue;
        prove_path(unit, arguments, path, with(conditions, delivery.taken), report);
        return prove_path(unit, arguments, path, with(conditions, !delivery.taken), report);
    }
    const State before = any_state();
    KernelData expected;
    expected.state = before;
    const Term zero{word_width, 0};
    const Term answer = path.result.is_void() || unit.answer == Unit::Answer::nothing ? Term(64, 0) : smt::extend_unsigned(path.result.term(), 64);
    const Term value = smt::extract(answer, 0, 32), error = smt::extract(answer, 32, 32);
    const std::string where = path.where.text();

    Ending ending = ending_of(error);
    if (ending == Ending::either) {
        // One after the other.
        conditions.push_back(smt::differ(error, zero));
        if (!questions_.is_plain(conditions, smt::truth(false))) prove_refusal(unit, arguments, path, conditions, value, error, report);
        conditions.back() = smt::equal(error, zero);
        report.path = questions_.possible(conditions);
        if (report.path == smt::Verdict::unsatisfiable) return;
        ending = Ending::granted;
    }
    if (ending == Ending::refused) return prove_refusal(unit, arguments, path, conditions, value, error, report);
    if (report.path == smt::Verdict::satisfiable) ++report.granted;

    Symbolic::demands.clear();
    Checks::assumptions.clear();
    std::vector<Term> assumptions = conditions;
    const ScopedMode mode{Checks::Mode::show};
    Deciding deciding{questions_, conditions};
    Symbolic::candidates.clear();
    if (!path.state.data<KernelData>().deliveries.empty()) {
        Symbolic::candidates.push_back(zero);
        for (const auto& [frame, role] : path.state.data<KernelData>().roles)
            if (role.kind == kind::descriptor) Symbolic::candidates.push_back(widened(frame));
    }
    const auto outcome = unit.machine(expected.state, arguments);
    if (unit.contract != nullptr) expected.writes = unit.contract->leaves(expected.state, arguments);
    claim(report, conditions, smt::all_of(Checks::assumptions), "what is granted passes the specification's checks", where);
    assumptions.insert(assumptions.end(), Checks::assumptions.begin(), Checks::assumptions.end());
    if (unit.answer != Unit::Answer::nothing) claim(report, assumptions, smt::equal(value, outcome.value.term()), "the value is the specification's", where);
    if (unit.contract != nullptr && unit.contract->results)
        for (const Term& result : unit.contract->results(path, before, arguments)) claim(report, assumptions, result, "the function leaves what its contract says", where);
    // Events that the code has delivered: what that changes.
    const auto& data = path.state.data<KernelData>();
    KernelData delivered = data;
    for (const auto& delivery : data.deliveries) {
        const Term taken = deciding.decide(delivery.taken);
        if (taken.is_false()) continue;
        claim(report, assumptions, taken, "it is known whether an event was taken", where);
        delivery.change(delivered.state);
        delivered.walked = number(delivered.state.mmu(delivered.state.current));
    }
    settle(before, delivered.state);
    compare(before, expected, path, delivered, assumptions, report);
}

namespace {

// A word of a frame, as the code has left it and as is expected.
[[nodiscard]] Term same_word(const KernelData& actual, const Role& before, const KernelData& expected, const Role& after, Term frame, Term index) {
    const Term noted{word_width, 0};
    Term same = smt::equal(meaning_of(after.kind, actual.word(before, frame, index, noted, actual.writes.size())),
                           meaning_of(after.kind, expected.word(after, frame, index, noted, expected.writes.size())));
    // Where a partition's teardown has come to is the kernel's affair.
    if (after.kind == kind::private_data) same = same | smt::equal(index, Term(word_bits, private_teardown_cursor));
    return same;
}

} // namespace

void Refinement::compare(const State& before, const KernelData& expected, const ir::Path& path, const KernelData& data, const std::vector<Term>& assumptions, UnitReport& report) {
    const State& after = expected.state;
    const std::string where = path.where.text();
    // Goals that are easy each are shown together: what they need is nearly the same.
    std::vector<std::pair<Term, std::string>> easy;
    const auto check = [&](Term goal, const std::string& what) {
        if (!goal.is_true() && UnitReport::is_wanted(what)) easy.emplace_back(goal, what);
    };
    const auto claim_easy = [&] {
        std::vector<Term> goals;
        for (const auto& [goal, what] : easy) goals.push_back(goal);
        if (easy.size() > 1 && questions_.is_plain(assumptions, smt::all_of(goals))) {
            for (const auto& [goal, what] : easy) report.add(what, where, {smt::Verdict::unsatisfiable, {}, {}});
        } else {
            for (const auto& [goal, what] : easy) claim(report, assumptions, goal, what, where);
        }
        easy.clear();
    };

    // The kernel's variables, and what it did outside of memory.
    ir::Memory memory = path.state.memory;
    if (!data.deliveries.empty()) set_variables(memory, data.state);
    const auto same = [&](std::string_view name, std::size_t word, const Word& wanted) { return smt::equal(variable(memory, name, word), wanted.term()); };
    std::vector<Term> variables{same("kernel_state", 0, after.root), same("kernel_state", 1, after.current), same("kernel_state", 2, after.floating_point_owner),
                                same("kernel_state", 3, after.frames), same("kernel_state", 4, after.interrupts_on), same("kernel_state", 5, after.event_sequence)};
    check(smt::all_of(variables), "the kernel's variables are as specified");
    for (std::size_t i = 0; i < after.context.size(); ++i)
        check(same("processor_context", i, after.context[i]), "word " + std::to_string(i) + " of the context is as specified");
    check(smt::equal(data.registers, after.floating_point_registers.term()), "the floating-point registers are as specified");
    check(smt::equal(data.state.thread_register.term(), after.thread_register.term()), "the thread register is as specified");
    Term synchronised = after.synchronised.term() == before.synchronised.term() ? before.synchronised.term() : Term(word_width, 0);
    Term width = after.port_width.term() == before.port_width.term() ? before.port_width.term() : Term(word_width, 0);
    for (const OutsideCall& call : data.calls) {
        if (call.name == "architecture_synchronise_instructions") synchronised = call.arguments[0];
        const bool writes = call.name == "architecture_port_write";
        if (!writes && call.name != "architecture_port_read") continue;
        width = call.arguments[1];
        check(smt::equal(call.arguments[0], after.port.term()), "the port is the one that is specified");
        if (writes) check(smt::equal(call.arguments[2], after.port_output.term()), "what is written to the port is as specified");
    }
    check(smt::equal(data.walked, number(after.mmu(after.current))), "the processor walks the current partition's tables");
    check(smt::equal(synchronised, after.synchronised.term()), "the code that is made visible is that which is specified");
    check(smt::equal(width, after.port_width.term()), "as many bytes of ports are accessed as specified");

    // Access is what set_access_upwards changes.
    for (const Write& write : data.writes) {
        if (write.kind == Write::Kind::access) continue;
        const Role& role = data.roles.at(write.frame);
        if (role.kind != kind::mmu_root && role.kind != kind::mmu_leaf) continue;
        Term forgotten = smt::truth(false);
        for (const OutsideCall& call : data.calls)
            if (call.name == "architecture_forget_translation" && role.kind == kind::mmu_leaf && write.kind == Write::Kind::word)
                forgotten = forgotten | smt::equal(call.arguments[0], widened(smt::concatenate(role.index, smt::extract(write.index, 0, spec::leaf_bits))));
        check(smt::differ(role.owner, number(before.current)) | forgotten, "tables that the processor walks do not change behind its back");
    }

    std::vector<Term> changes; // frames whose kind changes
    const auto is_changed = [&](Term which) { return std::ranges::find(changes, which) != changes.end(); };
    for (const auto& update : after.kind.map().updates())
        if (!is_changed(update.key[0])) changes.push_back(update.key[0]);
    std::vector<Term> differences;
    for (std::size_t i = 0; i < changes.size(); ++i)
        for (std::size_t j = 0; j < i; ++j) differences.push_back(smt::differ(changes[i], changes[j]));
    check(smt::all_of(differences), "frames whose use changes differ");
    claim_easy();
    const std::vector<Term> apart = with(assumptions, smt::all_of(differences));
    const Term frame = smt::constant("any frame", number_bits), index = smt::constant("any word", word_bits);
    const Word f{widened(frame)};

    // The frame table.
    const auto field = [&](RecordField which, const Word& wanted, const char* name) {
        const Term actual = data.record(which, frame);
        check(smt::implies(smt::less_unsigned(f.term(), before.frames.term()), smt::equal(actual, smt::extract(wanted.term(), 0, actual.width()))), std::string{"the frame table's "} + name);
    };
    if (!data.records.empty() || !after.kind.map().updates().empty() || !after.used.map().updates().empty()) {
        field(RecordField::kind, after.kind(f), "kinds");
        field(RecordField::used, after.used(f), "numbers of entries");
        field(RecordField::owner, after.owner(f), "owners");
        field(RecordField::page_in_parent, after.page_in_parent(f), "pages in parents");
        field(RecordField::first_page, after.first_page(f), "first pages");
    }

    // Memory: frames that keep their kind, of each kind, and frames that change it.
    static constexpr std::pair<std::uint32_t, const char*> kinds[] = {
        {kind::user, "memory of partitions"}, {kind::descriptor, "descriptors"}, {kind::private_data, "private frames"}, {kind::mmu_root, "MMU roots"},
        {kind::shadow1_root, "roots of shadow 1"}, {kind::shadow2_root, "roots of shadow 2"}, {kind::mmu_leaf, "MMU tables"},
        {kind::shadow1_leaf, "tables of shadow 1"}, {kind::shadow2_leaf, "tables of shadow 2"}};
    claim_easy();
    // That words are written at different places helps with all that follows.
    std::vector<Term> places = assumptions;
    for (const Write& one : data.writes)
        for (const Write* other = data.writes.data(); other != &one; ++other) {
            if (one.kind != Write::Kind::word || other->kind != Write::Kind::word || data.roles.at(one.frame).kind != data.roles.at(other->frame).kind) continue;
            const Term apart_by = !(smt::equal(one.frame, other->frame) & smt::equal(one.index, other->index));
            if (!apart_by.is_literal() && questions_.is_plain(places, apart_by)) places.push_back(apart_by);
        }
    // Where the code has written a word, and everywhere else.
    for (const auto& [of_kind, name] : kinds) {
        const std::string what = std::string{name} + " hold what is specified";
        std::vector<Term> elsewhere;
        KernelData other = data;
        other.writes.clear();
        for (const Write& write : data.writes) {
            const auto role = write.frame.exists() ? data.roles.find(write.frame) : data.roles.end();
            if (write.kind == Write::Kind::access || role == data.roles.end() || role->second.kind != of_kind || is_changed(write.frame)) {
                other.writes.push_back(write);
                continue;
            }
            if (write.kind != Write::Kind::word) {
                elsewhere.push_back(smt::differ(frame, write.frame));
                const Term goal = same_word(data, role->second, expected, role->second, write.frame, index);
                check(goal, what);
                continue;
            }
            elsewhere.push_back(!(smt::equal(frame, write.frame) & smt::equal(index, write.index)));
            claim(report, places, same_word(data, role->second, expected, role->second, write.frame, write.index), what, where);
        }
        claim_easy();
        const Term goal = same_word(other, role_by_table(before, of_kind, frame), expected, role_by_table(after, of_kind, frame), frame, index);
        if (goal.is_true()) continue;
        for (const Term& changed : changes) elsewhere.push_back(smt::differ(frame, changed));
        elsewhere.push_back((before.kind(f) == of_kind).term());
        std::vector<Term> cases; // at each place that the specification changes
        if (of_kind >= kind::mmu_leaf) {
            const Role role = role_by_table(before, of_kind, frame);
            const Term page = smt::concatenate(role.index, smt::extract(index, 0, spec::leaf_bits));
            for (const Table* table : {&after.frame, &after.child, &after.origin})
                for (const auto& update : table->map().updates())
                    if (update.key.size() == 2) cases.push_back(smt::equal(role.owner, update.key[0]) & smt::equal(page, update.key[1]));
        }
        claim(report, with(places, smt::all_of(elsewhere)), goal, what, where, cases);
    }
    for (const Term& changed : changes) {
        const Term new_kind = latest(after.kind.map(), changed);
        const auto known = data.roles.find(changed);
        const std::optional<Role> role = known != data.roles.end() ? known->second : role_by_place(changed);
        if (!new_kind.is_literal() || !role) {
            report.add_error("it is not plain what a frame was and what it becomes", where);
            continue;
        }
        if (known == data.roles.end()) check(has_role(before, changed, *role), "a frame that changes its use had the use that it is expected to have had");
        Role to{static_cast<std::uint32_t>(new_kind.value()), {}, {}};
        if (to.kind == kind::descriptor) to.owner = changed;
        else if (spec::is_configuration(to.kind)) to.owner = narrowed(latest(after.owner.map(), changed), number_bits);
        if (to.kind >= kind::mmu_leaf) to.index = smt::extract(latest(after.first_page.map(), changed), spec::leaf_bits, index_bits);
        claim_easy();
        claim(report, apart, same_word(data, *role, expected, to, changed, index), "a frame with a new use holds what is specified", where);
    }
}

} // namespace pepin::proof
