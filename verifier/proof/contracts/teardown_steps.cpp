#include "proof/contracts/teardown_steps.hpp"

#include <algorithm>

#include "proof/contracts/steps.hpp"

namespace pepin::proof::teardown {

Word deleted_child() { return any_number("deleted"); }

Bool goes_on(const State& s, const Word& deleted, const Word& next) {
    return s.kind(next) == kind::descriptor && s.kind(deleted) == kind::descriptor &&
           s.parent(deleted) == s.current && s.depth(s.current) < s.depth(deleted) &&
           spec::is_within(s, next, deleted);
}

void require(ir::Step& step, const Bool& condition, const char* what) {
    step.require(ir::Kind::assertion, condition.term(), what);
}

void require_represented(ir::Step& step) {
    auto& data = step.state.data<KernelData>();
    if (!data.writes.empty()) throw ir::Unmodelled("something was written before a portion goes on");
    if (!data.records.empty()) throw ir::Unmodelled("a record was written before a portion goes on");
    require_nothing_done(step);
}

Moved moved_cursor(const KernelData& data) {
    Moved moved;
    for (const Write& write : data.writes) {
        if (write.kind != Write::Kind::word || data.roles.at(write.frame).kind != kind::private_data ||
            !write.index.is_literal(private_teardown_cursor))
            continue;
        if (moved.to.exists()) throw ir::Unmodelled("more than one cursor is moved");
        moved = {write.frame, write.value};
    }
    return moved;
}
Bool is_of(const Moved& moved, const State& s, const Word& partition) {
    return Bool{smt::equal(moved.frame, frame_number(s.private_frame(partition)))};
}

const State& renew(ir::Step& step, std::string_view prefix) {
    auto& data = step.state.data<KernelData>();
    const State first = any_state();
    State s = any_state(prefix);
    // No step changes these.
    s.context = data.state.context;
    s.interrupts_on = data.state.interrupts_on;
    s.floating_point_registers = data.state.floating_point_registers;
    s.port_input = data.state.port_input;
    s.output_denied = data.state.output_denied;
    s.judged_width = data.state.judged_width;
    s.judged_port = data.state.judged_port;
    s.judged_output = data.state.judged_output;
    s.port_width = data.state.port_width;
    s.port = data.state.port;
    s.port_output = data.state.port_output;
    s.request = data.state.request;
    s.request_first = data.state.request_first;
    s.request_second = data.state.request_second;
    data.state = s;
    data.writes.clear();
    data.records.clear();
    data.calls.clear();
    data.roles.clear();
    data.walked = frame_number(s.mmu(s.current));
    data.deleted = deleted_child();
    data.begun = s;
    data.pages_work.reset();
    set_variables(step.state.memory, s);
    step.assume((s.root == first.root && s.current == first.current && s.frames == first.frames).term());
    step.assume((s.frames <= Architecture::frame_limit).term());
    return data.state;
}

ir::ObjectNumber kernel_variables(const ir::Memory& memory) { return memory.find("kernel_state").value(); }

Word low(Term pair) { return Word{smt::extract(pair, 0, word_width)}; }
Word high(Term pair) { return Word{smt::extract(pair, word_width, word_width)}; }

std::pair<std::size_t, std::size_t> in_order(const ir::LoopVisit& visit, Term counter) {
    if (visit.phis.size() != 2)
        throw ir::Unmodelled("a loop of deletePartition carries other values than two");
    const auto is_first = [&](Term term) {
        if (!visit.cut) return term.is_literal(0);
        return smt::substitute(
                   term, [&](Term part) { return part == counter ? Term(part.width(), 0) : Term{}; }) != term;
    };
    const bool first = is_first(visit.phis[0].term());
    if (first == is_first(visit.phis[1].term()))
        throw ir::Unmodelled("it is not plain which value of a loop is which");
    return first ? std::pair{0, 1} : std::pair{1, 0};
}

std::optional<TeardownStep> made(const KernelData& data) {
    std::optional<TeardownStep> step;
    const auto role_of = [&](Term frame) {
        const auto known = data.roles.find(frame);
        return known != data.roles.end() ? std::optional{known->second} : role_by_place(frame);
    };
    for (const RecordWrite& write : data.records) {
        if (write.field != RecordField::kind) continue;
        const auto role = role_of(write.frame);
        if (!role) continue;
        if (role->kind == kind::descriptor)
            step = TeardownStep{Action::retire, Word{widened(write.frame)}, Word{0}};
        if (is_table(role->kind) && is_mmu_table(role->kind)) {
            const spec::Level level = level_of(role->kind);
            step = TeardownStep{
                Action::take_tables_back, Word{widened(role->owner)},
                Word{widened(smt::concatenate(role->prefix, Term(spec::covered_bits(level), 0)))}, level};
        }
    }
    if (step) return step;
    for (const Write& write : data.writes) {
        if (write.kind != Write::Kind::word) continue;
        const Role& role = data.roles.at(write.frame);
        if (role.kind == kind::mmu_leaf)
            step = TeardownStep{Action::take_back, Word{widened(role.owner)},
                                Word{widened(prefix_of_entry(role, write.index))}};
    }
    return step;
}

Word any_passed(spec::Level level) {
    const std::string name = level == 0                  ? "passed entry of a root table"
                             : level == spec::leaf_level ? "passed entry"
                                                         : "passed entry of level " + std::to_string(level);
    return Word{smt::extend_unsigned(
        smt::constant(name, static_cast<unsigned>(Architecture::level_bits[level])), word_width)};
}
Bool is_in_use(const State& s, const SearchedTable& table, const Word& entry) {
    const Word prefix =
        table.level == 0 ? entry : (table.prefix << Word{Architecture::level_bits[table.level]}) | entry;
    return table.level == spec::leaf_level ? s.is_present(table.partition, prefix)
                                           : s.mmu_table(table.level + 1, table.partition, prefix) != 0;
}

} // namespace pepin::proof::teardown
