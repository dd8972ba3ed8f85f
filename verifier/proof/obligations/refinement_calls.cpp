// That a way in leads to the service it is for, with the specified arguments.
#include <algorithm>

#include "proof/obligations/comparison.hpp"
#include "proof/obligations/refinement.hpp"

namespace pepin::proof {

// A way in leads to a service with the specified arguments: either it is called as a whole, or its code is
// there and does what the service has to do, with these arguments.
void Refinement::prove_call(const Unit& unit, const std::vector<Word>& arguments, const ir::Path& path,
                            UnitReport& report) {
    const std::vector<Term> conditions = path.state.conditions.formulas();
    const auto& data = path.state.data<KernelData>();
    const std::string where = path.where.text();
    const State before = any_state();
    // The arguments as simple as the path lets them be: what the code says of them is said of the same terms
    // then.
    const std::vector<Unit::Call> calls = [&] {
        const Deciding deciding{questions_, conditions};
        return unit.calls(before, arguments);
    }();
    for (const Unit::Call& call : calls) {
        const std::vector<Term> made = with(conditions, call.made.term());
        if (questions_.is_plain(made, smt::truth(false))) continue;
        if (call.service.empty()) {
            const Term answer = smt::concatenate(Term(word_width, static_cast<std::uint64_t>(call.error)),
                                                 Term(word_width, call.value));
            claim(questions_, report, made, smt::equal(packed(path.result), answer),
                  "a call that leads to no service is refused as specified", where);
            claim(questions_, report, made, smt::truth(!data.service_answer.exists()),
                  "a call that is refused leads to no service", where);
            KernelData expected;
            expected.state = before;
            Comparison{questions_, report, before, expected, path, data, made}.prove();
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
        claim(questions_, report, made, smt::equal(packed(path.result), data.service_answer),
              "the service's answer is passed on", where);
        claim(questions_, report, made,
              smt::truth(data.writes.empty() && data.records.empty() && data.calls.size() == 1),
              "nothing happens but the service", where);
        claim_left(path, made, report);
    }
}

// Once a service or an event has done what it does, nothing else is changed.
void Refinement::claim_left(const ir::Path& path, std::span<const Term> conditions, UnitReport& report) {
    const auto& data = path.state.data<KernelData>();
    const std::vector<Term> now = variables(path.state.memory);
    std::vector<Term> same;
    for (std::size_t i = 0; i < now.size(); ++i) same.push_back(smt::equal(now[i], data.left.at(i)));
    if (data.walked_then.exists()) same.push_back(smt::equal(data.walked, data.walked_then));
    claim(questions_, report, conditions, smt::all_of(same),
          "what a service or an event has left is not changed", path.where.text());
}

// If it is another call, one whose answer tells is the better counterexample.
void Refinement::claim_call(const Unit& service, std::span<const Word> arguments, const OutsideCall& called,
                            std::span<const Term> made, const std::string& where, UnitReport& report) {
    const std::string what = "the service is called with its arguments";
    const auto is_called = [&](const Unit& unit) {
        return called.name == unit.symbol || called.name == "call_" + unit.name;
    };
    Term same = smt::truth(is_called(service) && called.arguments.size() == arguments.size());
    for (std::size_t i = 0; i < std::min(called.arguments.size(), arguments.size()); ++i)
        same = same & smt::equal(called.arguments[i], arguments[i].term());
    if (same.is_true() || !UnitReport::is_wanted(what)) return;
    Answer answer = questions_.prove(made, same);
    const auto actual = std::ranges::find_if(all_, is_called);
    if (UnitReport::explained && answer.verdict == smt::Verdict::satisfiable && actual != all_.end() &&
        actual->machine) {
        Evaluation evaluation{Evaluation::Mode::evaluate};
        State one = any_state(), other = any_state();
        std::vector<Word> given;
        for (const Term& argument : called.arguments) given.emplace_back(argument);
        given.resize(std::max(given.size(), arguments.size()));
        const auto specified = service.machine(one, arguments), found = actual->machine(other, given);
        Answer telling = questions_.prove(
            with(made, (specified.error != found.error || specified.value != found.value).term()), same);
        if (telling.verdict == smt::Verdict::satisfiable) answer = std::move(telling);
    }
    report.add(what, where, answer);
}

} // namespace pepin::proof
