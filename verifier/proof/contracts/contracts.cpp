#include "proof/contracts/contracts.hpp"

#include <algorithm>
#include <stdexcept>

#include "proof/contracts/steps.hpp"
#include "spec/services_ports.hpp"

namespace pepin::proof {

Contract set_access_upwards_contract();
std::vector<Contract> lookup_contracts();
Contract enter_contract();
Contract deliver_contract();
Contract deliver_by_kernel_contract();
Contract has_right_contract();
Contract take_pages_contract();
Contract search_contract(spec::Level level);

const std::vector<Contract>& contracts() {
    static const std::vector<Contract> all = [] {
        std::vector<Contract> made{set_access_upwards_contract(),
                                   load_by_words_contract(Architecture::context_words),
                                   load_context_contract(Architecture::context_words),
                                   store_context_contract(Architecture::context_words),
                                   enter_contract(),
                                   deliver_contract(),
                                   deliver_by_kernel_contract(),
                                   has_right_contract(),
                                   take_pages_contract()};
        for (spec::Level level = 0; level <= spec::leaf_level; ++level)
            made.push_back(search_contract(level));
        std::ranges::move(lookup_contracts(), std::back_inserter(made));
        return made;
    }();
    return all;
}

namespace {

// The compiler may make copies of a function for some of its callers; their names go on with a dot.
[[nodiscard]] bool is_symbol_of(std::string_view symbol, const Contract& contract) {
    return symbol.starts_with(contract.symbol) &&
           (symbol.size() == contract.symbol.size() || symbol[contract.symbol.size()] == '.');
}

} // namespace

const Contract* contract_of(std::string_view symbol, std::size_t parameters) {
    for (const Contract& contract : contracts())
        if (is_symbol_of(symbol, contract) && (parameters == 0 || contract.fits(parameters)))
            return &contract;
    return nullptr;
}

bool is_service(std::string_view symbol) {
    return symbol.starts_with("call_") || symbol.starts_with("core_service_");
}

std::uint32_t request_of(std::string_view symbol) {
    if (symbol == "architecture_set_line") return spec::request::set_line;
    if (symbol == "architecture_set_timer") return spec::request::set_timer;
    return spec::request::none;
}

namespace {

constexpr std::size_t kernel_words = 5, word_of_owner = 2; // of kernel_state

// What the processor may be asked at any time: it tells, or forgets what it could find again.
[[nodiscard]] bool is_harmless(std::string_view name) {
    return name == "architecture_forget_translation" || name == "architecture_closes_port";
}

// Where the processor saves floating-point registers, and loads them from.
[[nodiscard]] FrameUse private_frame(ir::Step& step, Term frame) {
    const FrameUse used =
        PhysicalMemory::use(step, PhysicalMemory::number(step, frame), Term(word_index_bits, 0));
    if (used.role.kind != spec::kind::private_data)
        throw ir::Unmodelled("floating-point registers in something else than a private frame");
    return used;
}
// Whether something may have been written where registers lie.
[[nodiscard]] bool is_among_registers(const Write& write) {
    if (write.kind != Write::Kind::word) return write.kind != Write::Kind::access;
    return !write.index.is_literal() || (write.index.value() >= private_floating_point &&
                                         write.index.value() < private_floating_point_used);
}

// An argument as contracts see it. Some architectures pass a struct of one word as an array of one; and
// numbers of an enumeration may have fewer bits than a word.
[[nodiscard]] ir::Value as_given(const ir::Value& value) {
    if (value.is_aggregate() && value.members().size() == 1) return value.members().front();
    if (!value.is_integer() || value.term().width() == 1 || value.term().width() >= word_width) return value;
    return ir::Value{ir::Integer{widened(value.term()), value.poison()}};
}

} // namespace

std::size_t Kernel::parameters_of(const Contract& contract, ir::Memory memory) {
    const auto [count, fresh] = parameters_.try_emplace(&contract, 0);
    std::vector<Word> words;
    if (fresh) count->second = contract.arguments(memory, words).size();
    return count->second;
}

std::optional<ir::Value> Kernel::call(ir::Step& step, std::string_view name,
                                      std::span<const ir::Value> arguments) {
    auto& data = step.state.data<KernelData>();
    if (data.service_answer.exists()) throw ir::Unmodelled("something happens after a service");
    if (!is_harmless(name)) data.require_not_taken(step);
    if (const Contract* contract = contract_of(name, arguments.size())) {
        const Deciding deciding{*questions_, step.state.conditions.formulas()};
        std::vector<ir::Value> words;
        for (const ir::Value& argument : arguments) words.push_back(as_given(argument));
        if (const std::size_t expected = parameters_of(*contract, step.state.memory);
            words.size() != expected)
            throw ir::Unmodelled(std::string{name} + " with " + std::to_string(words.size()) +
                                 " arguments, of which its contract has " + std::to_string(expected));
        if (!contract->takes_variables) require_variables(step, *contract);
        return contract->apply(step, words);
    }
    std::vector<Term> terms;
    for (const ir::Value& argument : arguments) terms.push_back(argument.term());
    if (is_service(name)) {
        require_nothing_done(step);
        if (!data.writes.empty() || !data.records.empty())
            throw ir::Unmodelled("a service is called after something was written");
        forget_variables(step, smt::truth(true));
    }
    data.calls.push_back({std::string{name}, terms, data.writes.size()});
    if (!is_service(name)) data.steps = data.steps + Word{steps::of_call};
    if (is_service(name)) {
        data.service_answer = smt::extend_unsigned(
            smt::constant("answer of the service", word_width + error_bits), 2 * word_width);
        return ir::Value{data.service_answer};
    }
    if (name == "architecture_port_read") return data.state.port_input.term();
    if (name == "architecture_denies_output") return smt::extract(data.state.output_denied.term(), 0, 1);
    if (name == "architecture_closes_port") {
        step.require(ir::Kind::assertion, (Word{terms[0]} < spec::port_limit).term(), "the port is one");
        return (data.state.closed_port(Word{terms[0]}) != 0).term();
    }
    if (name == "architecture_save_floating_point") {
        const FrameUse used = private_frame(step, terms[0]);
        data.writes.push_back({.kind = Write::Kind::floating_point,
                               .frame = used.frame,
                               .first = private_floating_point,
                               .end = private_floating_point_used,
                               .value = data.registers});
        return ir::Value{};
    }
    if (name == "architecture_load_floating_point") {
        const FrameUse used = private_frame(step, terms[0]);
        for (const Write& write : data.writes)
            if (write.kind != Write::Kind::floating_point && is_among_registers(write))
                throw ir::Unmodelled("floating-point registers are loaded from what was written as words");
        data.registers = data.state.floating_point(Word{widened(used.role.owner)}).term();
        for (const Write& write : data.writes)
            if (write.kind == Write::Kind::floating_point)
                data.registers =
                    smt::if_then_else(smt::equal(write.frame, used.frame), write.value, data.registers);
        return ir::Value{};
    }
    if (name == "architecture_switch_thread_register") {
        const Term found = data.state.thread_register.term();
        data.state.thread_register = Word{terms[0]};
        return ir::Value{found};
    }
    if (name == "architecture_activate") {
        data.walked = PhysicalMemory::number(step, terms[0]);
        const Word current{
            widened(PhysicalMemory::number(step, variable(step.state.memory, "kernel_state", 1)))};
        step.require(ir::Kind::assertion, (Word{terms[0]} == data.state.mmu(current)).term(),
                     "the processor walks nobody's tables but the current partition's");
        return ir::Value{};
    }
    if (name == "architecture_reset_floating_point") {
        data.registers = Term(word_width, 0);
        return ir::Value{};
    }
    if (is_harmless(name) || name == "architecture_port_write" ||
        name == "architecture_synchronise_instructions" || request_of(name) != spec::request::none)
        return ir::Value{};
    if (name == "debug_check_invariants") return smt::constant("checked", word_width);
    return std::nullopt;
}

bool Kernel::replaces(std::string_view name) const {
    const Contract* contract = contract_of(name);
    if (notes_services_ && is_service(name)) return true;
    return contract != nullptr && (own_ == nullptr || contract->symbol != own_->symbol);
}

ir::LoopAction Kernel::loop(ir::Step& step, ir::LoopVisit& visit) {
    const bool is_own = own_ != nullptr && own_->loop && is_symbol_of(visit.function, *own_);
    if (!is_own && !loop_) return ir::LoopAction::unroll;
    const auto& data = step.state.data<KernelData>();
    // What an invariant is about is one loop.
    if (visit.index != 0 && !(is_own && own_->loops > visit.index)) throw ir::Unmodelled("a loop too many");
    // The steps of a portion are compared as a whole, where each ends.
    if (!visit.cut) {
        require_nothing_done(step);
        // What a loop of a portion begins with, its callback has looked at.
        if (!(is_own ? own_->begins_portion : static_cast<bool>(loop_)) &&
            (!data.writes.empty() || !data.records.empty()))
            throw ir::Unmodelled("something was written before a loop");
    }
    const auto action = is_own ? own_->loop(step, visit, arguments_) : loop_(step, visit, arguments_);
    if (action == ir::LoopAction::stop && !data.deleted) {
        // What the callback has examined it has taken away.
        require_nothing_done(step);
        if (!data.writes.empty() || !data.records.empty())
            throw ir::Unmodelled("an iteration of a loop writes what nobody looks at");
    }
    return action;
}

namespace {

constexpr std::size_t word_of_frames = 3; // in kernel_state

[[nodiscard]] ir::ObjectNumber object(const ir::Memory& memory, std::string_view name) {
    const auto number = memory.find(name);
    if (!number) throw std::runtime_error("the core has no variable " + std::string{name});
    return *number;
}

} // namespace

void set_variables(ir::Memory& memory, const State& s) {
    const ir::ObjectNumber kernel = object(memory, "kernel_state"),
                           processor = object(memory, "processor_context");
    const Word words[] = {s.root, s.current, s.floating_point_owner, s.frames, s.interrupts_on};
    for (std::size_t i = 0; i < std::size(words); ++i)
        memory.store(kernel, word_bytes * i, word_bytes, words[i].term());
    for (std::size_t i = 0; i < s.context.size(); ++i)
        memory.store(processor, word_bytes * i, word_bytes, s.context[i].term());
}

void read_variables(ir::Step& step, State& s) {
    const ir::Memory& memory = step.state.memory;
    const auto word = [&](std::size_t i) { return Word{variable(memory, "kernel_state", i)}; };
    step.require(ir::Kind::assertion, (word(word_of_frames) == s.frames).term(),
                 "the number of frames is what it was");
    const auto frame = [&](std::size_t i) {
        return Word{widened(PhysicalMemory::number(step, variable(memory, "kernel_state", i)))};
    };
    s.root = frame(0);
    s.current = frame(1);
    s.floating_point_owner = frame(2);
    s.interrupts_on = word(4);
    for (std::size_t i = 0; i < s.context.size(); ++i)
        s.context[i] = Word{variable(memory, "processor_context", i)};
}

std::vector<Term> variables(const ir::Memory& memory) {
    std::vector<Term> all;
    for (std::size_t i = 0; i < kernel_words; ++i) all.push_back(variable(memory, "kernel_state", i));
    for (std::size_t i = 0; i < Architecture::context_words; ++i)
        all.push_back(variable(memory, "processor_context", i));
    return all;
}

std::vector<Term> variables(const State& s) {
    std::vector<Term> all{s.root.term(), s.current.term(), s.floating_point_owner.term(), s.frames.term(),
                          s.interrupts_on.term()};
    for (const Word& word : s.context) all.push_back(word.term());
    return all;
}

void forget_variables(ir::Step& step, Term condition) {
    auto& data = step.state.data<KernelData>();
    data.left = variables(step.state.memory);
    for (std::size_t i = 0; i < data.left.size(); ++i) {
        const bool in_kernel = i < kernel_words;
        data.left[i] = smt::if_then_else(condition, unknown("left", word_width), data.left[i]);
        step.state.memory.store(object(step.state.memory, in_kernel ? "kernel_state" : "processor_context"),
                                word_bytes * (in_kernel ? i : i - kernel_words), word_bytes, data.left[i]);
    }
}

void require_variables(ir::Step& step, const Contract& contract) {
    const auto& data = step.state.data<KernelData>();
    const std::vector<Term> now = variables(step.state.memory), then = variables(data.state);
    const auto replaced = data.not_taken();
    std::vector<Term> same;
    for (std::size_t i = 0; i < (contract.takes_context ? kernel_words : now.size()); ++i)
        if (i != word_of_owner || !contract.follows_retiring)
            same.push_back(smt::equal(replaced.empty() ? now[i] : smt::replace(now[i], replaced), then[i]));
    if (const Term all = smt::all_of(same); !all.is_true())
        step.require(ir::Kind::assertion, all,
                     "a function is called with the variables that its contract takes for granted");
}

void require_nothing_done(ir::Step& step) {
    const auto& data = step.state.data<KernelData>();
    data.require_not_taken(step);
    for (const OutsideCall& call : data.calls)
        if (!is_harmless(call.name)) throw ir::Unmodelled("nobody looks at what " + call.name + " does");
    const State& s = data.state;
    const std::vector<Term> now = variables(step.state.memory), then = variables(s);
    std::vector<Term> same{smt::equal(data.registers, s.floating_point_registers.term()),
                           smt::equal(data.walked, frame_number(s.mmu(s.current)))};
    for (std::size_t i = 0; i < now.size(); ++i) same.push_back(smt::equal(now[i], then[i]));
    if (const Term all = smt::all_of(same); !all.is_true())
        step.require(ir::Kind::assertion, all,
                     "the kernel's variables, context and address space are as they were");
    set_variables(step.state.memory, s); // in the same words
}

Term variable(const ir::Memory& memory, std::string_view name, std::size_t word) {
    const auto value = memory.load(object(memory, name), word_bytes * word, word_bytes, word_width);
    if (!value || !value->is_integer()) throw std::runtime_error("a variable of the core holds a pointer");
    return value->term();
}

} // namespace pepin::proof
