#include "proof/obligations/refinement.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <map>

#include "proof/contracts/steps.hpp"
#include "proof/contracts/teardown.hpp"
#include "proof/obligations/comparison.hpp"

namespace pepin::proof {

namespace {

namespace kind = spec::kind;

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
    return none == 0                                         ? Ending::refused
           : static_cast<std::size_t>(none) == leaves.size() ? Ending::granted
                                                             : Ending::either;
}

[[nodiscard]] std::vector<const Map*> maps_of(const State& s) {
    std::vector<const Map*> maps;
    for (const Field* field :
         {&s.kind, &s.owner, &s.page_in_parent, &s.first_page, &s.used, &s.mmu, &s.shadow1, &s.shadow2,
          &s.private_frame, &s.parent, &s.depth, &s.interrupt_state, &s.dying, &s.floating_point_used,
          &s.floating_point, &s.saved_thread_register, &s.reach, &s.chain})
        maps.push_back(&field->map());
    for (const Table* table : {&s.memory, &s.port_first, &s.port_count, &s.frame, &s.writable, &s.executable,
                               &s.child, &s.origin, &s.page_at, &s.holder})
        maps.push_back(&table->map());
    for (const auto* tables : {&s.mmu_tables, &s.shadow1_tables, &s.shadow2_tables})
        for (const Table& table : *tables) maps.push_back(&table.map());
    return maps;
}
// The words that no step changes but those that are granted; what is said of the call itself, such as the
// port accessed, is not among them.
[[nodiscard]] std::vector<Term> words_of(const State& s) {
    std::vector<Term> words = variables(s);
    for (const Word* word :
         {&s.floating_point_registers, &s.thread_register, &s.port_input, &s.output_denied})
        words.push_back(word->term());
    return words;
}

// Control passes by changes of memory, interrupt states and thread registers: their guards are decided as
// those of what is compared with them.
void settle(const State& before, State& s) {
    Table memory = before.memory;
    for (const auto& update : s.memory.map().updates())
        memory.update(Bool{update.guard}, Word{widened(update.key[0])}, Word{widened(update.key.at(1))},
                      Word{update.value});
    s.memory = memory;
    for (const auto field : {&State::interrupt_state, &State::saved_thread_register}) {
        Field settled = before.*field;
        for (const auto& update : (s.*field).map().updates())
            settled.update(Bool{update.guard}, Word{widened(update.key[0])}, Word{update.value});
        s.*field = settled;
    }
}

// Some architectures pass a struct of one word as an array of one; and numbers of an enumeration may have
// fewer bits than a word.
[[nodiscard]] std::vector<ir::Value> passed(std::vector<ir::Value> values,
                                            const std::vector<unsigned>& widths) {
    for (std::size_t i = 0; i < std::min(values.size(), widths.size()); ++i) {
        if (!values[i].is_integer()) continue;
        if (widths[i] == 0)
            values[i] = ir::Value{ir::Aggregate{values[i]}};
        else if (widths[i] < values[i].term().width())
            values[i] = narrowed(values[i].term(), widths[i]);
    }
    return values;
}

} // namespace

void claim(Questions& questions, UnitReport& report, std::span<const Term> assumptions, Term goal,
           const std::string& what, const std::string& where, std::span<const Term> cases) {
    if (goal.is_true() || !UnitReport::is_wanted(what)) return;
    report.add(what, where, questions.prove(assumptions, goal, cases));
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
        const auto text = [](const ir::Obligation& obligation) {
            return std::string{name(obligation.kind)} + ": " + obligation.text;
        };
        for (const auto* obligation : segments[segment]) {
            if (!UnitReport::is_wanted(text(*obligation))) continue;
            obligations.push_back(obligation);
            goals.push_back(obligation->formula);
        }
        if (obligations.empty()) continue;
        const bool all_hold =
            questions_.is_plain(obligations.front()->conditions.formulas(), smt::all_of(goals));
        for (const auto* obligation : obligations)
            report.add(text(*obligation), obligation->where.text(),
                       all_hold ? Answer{smt::Verdict::unsatisfiable, {}, {}}
                                : questions_.prove(obligation->conditions.formulas(), obligation->formula));
    }
}

// What the code has done since it began a step of a portion is a step that the specification allows, or
// nothing; and what is answered fits.
void Refinement::prove_step(const Unit& unit, const std::vector<Word>& arguments, const ir::Path& path,
                            UnitReport& report) {
    const std::vector<Term> conditions = path.state.conditions.formulas();
    const auto& data = path.state.data<KernelData>();
    const std::string where = path.where.text();
    const Deciding deciding{questions_, conditions};
    const MadeStep step = step_of(data);
    constexpr std::uint64_t granted = 1; // no error, and the value 1
    claim(questions_, report, conditions, step.allowed.term(),
          "the step is one that the specification allows", where);
    if (path.ending == ir::Ending::returned) {
        const bool is_granted = packed(path.result) == Term(2 * word_width, granted);
        if (is_granted && report.path == smt::Verdict::satisfiable) ++report.granted;
        if (unit.contract == nullptr) {
            claim(questions_, report, conditions,
                  smt::equal(packed(path.result), answer_of_portion(step.after, *data.deleted)),
                  "the answer says whether the child is gone", where);
            if (!is_granted) {
                claim(questions_, report, conditions, (!only_went_down()).term(),
                      "a portion does more than go down", where);
                // Whether the loop's last round goes on has been required where it ended.
                if (!data.writes.empty() || !data.records.empty() || data.pages_work)
                    report.add_error("a portion ends in the middle of a step, or after more than its steps",
                                     where);
            }
        } else
            for (std::vector<Term> known = conditions;
                 const Term& result : unit.contract->results(path, step.after, arguments)) {
                claim(questions_, report, known, result, "the function leaves what its contract says", where);
                known.push_back(result);
            }
    }
    KernelData expected;
    expected.state = step.after;
    Comparison{questions_, report, data.begun.value(), expected, path, data, conditions}.prove();
}

namespace {

// The number of steps where it is greatest: at the greatest depth, in a whole portion, after the longest
// searches. It has no other unknowns.
[[nodiscard]] Term at_most(Term steps) {
    return smt::substitute(steps, [](Term part) {
        const bool is_depth = part.operation() == smt::Operation::apply &&
                              part.name().substr(part.name().rfind('.') + 1) == "depth";
        if (is_depth) return Term(word_width, spec::greatest_depth);
        if (part == work_so_far().term()) return Term(word_width, greatest_portion);
        return is_work_of_search(part) ? Term(word_width, greatest_search_work) : Term{};
    });
}

} // namespace

// A path is no longer than what its contract declares; of what has none, no longer than any entry may be.
void Refinement::prove_length(const Unit& unit, const std::vector<Word>& arguments, const ir::Path& path,
                              UnitReport& report) {
    const Word taken = steps::taken(path.state);
    const std::string where = path.where.text();
    if (unit.contract != nullptr)
        return claim(questions_, report, path.state.conditions.formulas(),
                     (taken <= unit.contract->steps(path, any_state(), arguments)).term(),
                     "it ends within the steps that are declared", where);
    const Term most = at_most(taken.term());
    const std::uint32_t limit =
        path.state.data<KernelData>().service_answer.exists() ? steps::of_way_in : unit.limit;
    if (!most.is_literal() || most.value() > limit)
        return report.add_error(
            "it may take " + most.text(100) + " steps, more than " + std::to_string(limit), where);
    report.steps = std::max(report.steps, most.value());
    report.add("it ends within " + std::to_string(limit) + " steps", where,
               {smt::Verdict::unsatisfiable, {}, {}});
}

// Any state with the invariants; or one in which the current partition has been saved, with another interrupt
// state.
State first_state(const Unit& unit) {
    State s = any_state();
    if (unit.contract != nullptr && unit.contract->follows_saving)
        s.interrupt_state.update(true, s.current,
                                 Word{smt::constant("interrupt state of who is left", word_width)});
    if (unit.contract != nullptr && unit.contract->follows_retiring)
        s.floating_point_owner = Word{widened(smt::constant("owner of registers then", number_bits))};
    return s;
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
    if (unit.contract != nullptr && !unit.contract->fits(module_.parameter_widths(unit.symbol).size()))
        return report;
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
    executor.add_region("physical_memory", physical_memory, spec::page_bytes);
    executor.add_region("frame_table", frame_table, sizeof(FrameRecord));
    auto data = std::make_unique<KernelData>();
    data->state = first_state(unit);
    data->walked = frame_number(data->state.mmu(data->state.current));
    data->registers = data->state.floating_point_registers.term();
    const State before = data->state;
    ir::State state = executor.initial_state(std::move(data));
    set_variables(state.memory, before);
    state.assume(smt::at_most_unsigned(before.frames.term(), Term(word_width, Architecture::frame_limit)));
    std::vector<Word> arguments;
    std::vector<ir::Value> values;
    if (unit.contract != nullptr) {
        values =
            passed(unit.contract->arguments(state.memory, arguments), module_.parameter_widths(unit.symbol));
    } else {
        for (const unsigned width : module_.parameter_widths(unit.symbol)) {
            const std::string argument = "argument_" + std::to_string(arguments.size());
            const unsigned bits = unit.argument_bits.empty() ? width : unit.argument_bits[arguments.size()];
            arguments.emplace_back(smt::extend_unsigned(
                smt::constant(bits == width ? argument : argument + " of " + std::to_string(bits) + " bits",
                              bits),
                width));
            values.emplace_back(arguments.back().term());
        }
    }
    kernel.set_arguments(arguments);
    if (unit.contract != nullptr)
        for (const Bool& need : unit.contract->needs(before, arguments)) state.assume(need.term());
    if (unit.contract != nullptr && unit.contract->reads)
        state.data<KernelData>().examine_read = [contract = unit.contract, arguments](ir::Step& step,
                                                                                      const Role* role) {
            contract->reads(step, role, arguments);
        };
    const ir::Memory given = state.memory;
    const ir::Result result = executor.run(unit.symbol, values, std::move(state));
    prove_obligations(result, report);
    for (const ir::Path& path : result.paths) {
        // At the end of a cut loop's iteration all that matters has been required, unless it was a step of a
        // portion.
        const bool portion = path.state.data<KernelData>().deleted.has_value();
        if (path.ending == ir::Ending::stopped && !portion) continue;
        report.path = questions_.possible(path.state.conditions.formulas());
        if (report.path != smt::Verdict::unsatisfiable) {
            ++report.paths;
            if (path.ending == ir::Ending::returned) prove_length(unit, arguments, path, report);
            if (path.ending == ir::Ending::returned && unit.contract != nullptr)
                claim_arguments(*unit.contract, given, path, report);
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

// What a function was given by reference is as it was, since its callers are told nothing else.
void Refinement::claim_arguments(const Contract& contract, const ir::Memory& given, const ir::Path& path,
                                 UnitReport& report) {
    std::vector<Term> same;
    for (ir::ObjectNumber number = 1; number < given.size(); ++number) {
        const ir::Object& object = given.object(number);
        if (object.kind != ir::Object::Kind::argument || object.region || object.name == contract.fills)
            continue;
        for (std::uint64_t byte = 0; byte < object.size; ++byte) {
            const auto before = given.load(number, byte, 1, word_width),
                       after = path.state.memory.load(number, byte, 1, word_width);
            // nothing was there that could be read
            if (!before || !before->is_integer() || !before->poison().is_false()) continue;
            same.push_back(after && after->is_integer()
                               ? smt::equal(before->term(), after->term()) & !after->poison()
                               : smt::truth(false));
        }
    }
    claim(questions_, report, path.state.conditions.formulas(), smt::all_of(same),
          "what the function was given is as it was", path.where.text());
}

void Refinement::prove_refusal(const Unit& unit, const std::vector<Word>& arguments, const ir::Path& path,
                               const std::vector<Term>& conditions, Term value, Term error,
                               UnitReport& report) {
    const State before = any_state();
    KernelData expected;
    expected.state = before;
    const std::string where = path.where.text();
    if (!path.state.data<KernelData>().deliveries.empty())
        return report.add_error("an event was delivered where a call is refused", where);
    Evaluation evaluation{Evaluation::Mode::evaluate};
    const auto outcome = unit.machine(expected.state, arguments);
    claim(questions_, report, conditions,
          smt::equal(error, outcome.error.term()) & smt::equal(value, outcome.value.term()),
          "a refusal's error and value are the specification's", where);
    // The specification changes nothing where it refuses, ghosts neither.
    std::vector<Term> guards;
    const std::vector<Term> words = words_of(expected.state), words_before = words_of(before);
    for (std::size_t i = 0; i < words.size(); ++i) guards.push_back(smt::differ(words[i], words_before[i]));
    for (const Map* map : maps_of(expected.state))
        for (const auto& update : map->updates()) guards.push_back(update.guard);
    claim(questions_, report, with(conditions, smt::equal(error, outcome.error.term())), !smt::any_of(guards),
          "a refused call changes nothing", where);
    // ... but what was asked before, of which the answer may be why.
    const auto [width, judged_width, judged_port, judged_output] =
        std::array{expected.state.port_width, expected.state.judged_width, expected.state.judged_port,
                   expected.state.judged_output};
    expected.state = before;
    expected.state.port_width = width;
    expected.state.judged_width = judged_width;
    expected.state.judged_port = judged_port;
    expected.state.judged_output = judged_output;
    Comparison{questions_, report, before, expected, path, path.state.data<KernelData>(), conditions}.prove();
}

void Refinement::prove_path(const Unit& unit, const std::vector<Word>& arguments, const ir::Path& path,
                            std::vector<Term> conditions, UnitReport& report) {
    // Whether an event was taken makes two paths of one where the code only passes it on.
    for (const auto& delivery : path.state.data<KernelData>().deliveries) {
        if (questions_.is_plain(conditions, delivery.taken) ||
            questions_.is_plain(conditions, !delivery.taken))
            continue;
        prove_path(unit, arguments, path, with(conditions, delivery.taken), report);
        return prove_path(unit, arguments, path, with(conditions, !delivery.taken), report);
    }
    const State before = first_state(unit);
    KernelData expected;
    expected.state = before;
    const Term zero{word_width, 0};
    const Term answer = path.result.is_void() || unit.answer == Unit::Answer::nothing
                            ? Term(2 * word_width, 0)
                            : smt::extend_unsigned(packed(path.result), 2 * word_width);
    const Term value = smt::extract(answer, 0, word_width),
               error = smt::extract(answer, word_width, word_width);
    const std::string where = path.where.text();

    Ending ending = ending_of(error);
    if (ending == Ending::either) {
        // One after the other.
        conditions.push_back(smt::differ(error, zero));
        if (!questions_.is_plain(conditions, smt::truth(false)))
            prove_refusal(unit, arguments, path, conditions, value, error, report);
        conditions.back() = smt::equal(error, zero);
        report.path = questions_.possible(conditions);
        if (report.path == smt::Verdict::unsatisfiable) return;
        ending = Ending::granted;
    }
    if (ending == Ending::refused)
        return prove_refusal(unit, arguments, path, conditions, value, error, report);
    if (report.path == smt::Verdict::satisfiable) ++report.granted;

    std::vector<Term> assumptions = conditions;
    Evaluation evaluation{Evaluation::Mode::show};
    Deciding deciding{questions_, conditions};
    if (!path.state.data<KernelData>().deliveries.empty()) {
        evaluation.candidates.push_back(zero);
        for (const auto& [frame, role] : path.state.data<KernelData>().roles)
            if (role.kind == kind::descriptor) evaluation.candidates.push_back(widened(frame));
    }
    const auto outcome = unit.machine(expected.state, arguments);
    if (unit.contract != nullptr) expected.writes = unit.contract->leaves(expected.state, arguments);
    claim(questions_, report, conditions, smt::all_of(evaluation.assumptions),
          "what is granted passes the specification's checks", where);
    assumptions.insert(assumptions.end(), evaluation.assumptions.begin(), evaluation.assumptions.end());
    if (unit.answer != Unit::Answer::nothing)
        claim(questions_, report, assumptions, smt::equal(value, outcome.value.term()),
              "the value is the specification's", where);
    if (unit.contract != nullptr && unit.contract->results)
        for (const Term& result : unit.contract->results(path, before, arguments))
            claim(questions_, report, assumptions, result, "the function leaves what its contract says",
                  where);
    // Events that the code has delivered: what that changes.
    const auto& data = path.state.data<KernelData>();
    if (!data.deliveries.empty()) claim_left(path, assumptions, report);
    KernelData delivered = data;
    for (const auto& delivery : data.deliveries) {
        const Term taken = deciding.decide(delivery.taken);
        if (taken.is_false()) continue;
        claim(questions_, report, assumptions, taken, "it is known whether an event was taken", where);
        delivery.change(delivered.state);
        delivered.walked = frame_number(delivered.state.mmu(delivered.state.current));
    }
    settle(before, delivered.state);
    if (unit.name.find("check_invariants") == unit.name.npos &&
        std::ranges::any_of(data.calls,
                            [](const OutsideCall& call) { return call.name == "debug_check_invariants"; }))
        report.add_error("the invariants are checked in the middle of something", where);
    Comparison{questions_, report, before, expected, path, delivered, assumptions}.prove();
}

} // namespace pepin::proof
