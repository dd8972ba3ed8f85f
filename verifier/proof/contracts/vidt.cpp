// The contracts of the functions that look VIDTs and contexts up: they change nothing, and answer by the
// specification's terms.
#include "proof/contracts/vidt.hpp"

#include "proof/contracts/steps.hpp"

namespace pepin::proof {

namespace {

namespace kind = spec::kind;
using Arguments = std::span<const Word>;

// A Result: its words, which are there where there is no error, and the error behind them.
struct Answer {
    Bool found;
    Word error;
    std::vector<Word> words;
    std::optional<Bool> plain = {}; // of a range

    [[nodiscard]] std::uint64_t error_offset() const { return word_bytes * (words.size() + (plain ? 1 : 0)); }
    [[nodiscard]] Word error_word() const { return Symbolic::choose(found, Word{0}, error); }
    [[nodiscard]] Term where_found(Term claim) const { return smt::implies(found.term(), claim); }
};

// A Result of one word is returned in registers on some architectures, in memory on others: as the first
// parameter then.
enum class Returned { in_memory, in_registers };

constexpr const char* result_name = "result";
constexpr unsigned error_bytes = sizeof(abi::Error);
constexpr std::uint64_t size_of_word = word_bytes, size_of_range = 4 * word_bytes;

[[nodiscard]] ir::Pointer result_object(ir::Memory& memory, std::uint64_t size) {
    return {memory.allocate({.name = result_name,
                             .kind = ir::Object::Kind::argument,
                             .size = size + word_bytes,
                             .alignment = word_bytes}),
            ir::Offset(word_width)};
}

// What was not found must not be used: it is poison.
void give(ir::Step& step, const ir::Value& to, const Answer& answer) {
    const ir::Pointer pointer = to.pointer();
    if (!pointer.offset.is_constant()) throw ir::Unmodelled("a result at an unknown place");
    const auto put = [&](std::uint64_t offset, unsigned bytes, const ir::Value& value) {
        step.state.memory.store(pointer.object, pointer.offset.constant() + offset, bytes, value);
    };
    const Term lost = !answer.found.term();
    for (std::size_t i = 0; i < answer.words.size(); ++i)
        put(word_bytes * i, word_bytes, ir::Integer{answer.words[i].term(), lost});
    if (answer.plain)
        put(word_bytes * answer.words.size(), 1,
            ir::Integer{smt::extend_unsigned(answer.plain->term(), 8), lost});
    put(answer.error_offset(), error_bytes, smt::extract(answer.error_word().term(), 0, 8 * error_bytes));
}

[[nodiscard]] ir::Value in_registers(const Answer& answer) {
    const Term word =
        smt::if_then_else(answer.found.term(), answer.words[0].term(), unknown("no result", word_width));
    return smt::concatenate(answer.error_word().term(), word);
}

[[nodiscard]] std::vector<Term> is_given(const ir::Path& path, const Answer& answer,
                                         Returned returned = Returned::in_memory) {
    if (returned == Returned::in_registers)
        return {
            smt::equal(smt::extract(packed(path.result), word_width, word_width), answer.error_word().term()),
            answer.where_found(
                smt::equal(smt::extract(packed(path.result), 0, word_width), answer.words[0].term()))};
    const auto number = path.state.memory.find(result_name);
    if (!number) throw std::logic_error("a function without the place for its result");
    const auto is = [&](std::uint64_t offset, unsigned bytes, Term expected) {
        const auto value = path.state.memory.load(*number, offset, bytes, word_width);
        return value && value->is_integer()
                   ? smt::equal(value->term(), smt::extend_unsigned(expected, 8 * bytes)) & !value->poison()
                   : smt::truth(false);
    };
    std::vector<Term> claims{
        is(answer.error_offset(), error_bytes, smt::extract(answer.error_word().term(), 0, 8 * error_bytes))};
    for (std::size_t i = 0; i < answer.words.size(); ++i)
        claims.push_back(answer.where_found(is(word_bytes * i, word_bytes, answer.words[i].term())));
    if (answer.plain)
        claims.push_back(answer.where_found(is(word_bytes * answer.words.size(), 1, answer.plain->term())));
    return claims;
}

// What a choice comes to, as far as the path says which it is.
[[nodiscard]] Word chosen(Term term) {
    while (Symbolic::decide != nullptr && term.operation() == smt::Operation::if_then_else) {
        const Term decided = (*Symbolic::decide)(term.operands()[0]);
        if (!decided.is_literal()) break;
        term = term.operands()[decided.is_true() ? 1 : 2];
    }
    return Word{term};
}

[[nodiscard]] Word any_error(unsigned bits = error_bits) {
    return Word{
        smt::extend_unsigned(smt::constant("error of " + std::to_string(bits) + " bits", bits), word_width)};
}
// What own proofs take for granted of the error that a function is given.
void require_error(ir::Step& step, const Word& error, unsigned bits = error_bits) {
    step.require(ir::Kind::assertion, (error != 0 && error < (1U << bits)).term(), "the error is one");
}
[[nodiscard]] Word any_index() { return Word{widened(smt::constant("word_0", word_index_bits))}; }

// A function that changes nothing. What its own proof gives it begins with a partition.
[[nodiscard]] Contract lookup(const std::string& symbol, std::uint32_t most_steps) {
    Contract contract;
    contract.symbol = symbol;
    contract.fills = result_name;
    contract.leaves = [](State&, Arguments) { return std::vector<Write>{}; };
    contract.steps = [most_steps](const ir::Path&, const State&, Arguments) { return Word{most_steps}; };
    return contract;
}

// What is looked up is looked up in the state before.
[[nodiscard]] const State& begin_lookup(ir::Step& step, std::uint32_t most_steps) {
    const auto& data = step.state.data<KernelData>();
    if (!data.writes.empty() || !data.records.empty())
        throw ir::Unmodelled("a VIDT that is looked up after something was written");
    steps::add(step, most_steps);
    return data.state;
}

// --- vidt_of: of a partition, with an error ---

constexpr unsigned bits_of_vidt_error = 5;

[[nodiscard]] Answer vidt_answer(const State& s, const Word& partition, const Word& error) {
    return {spec::has_vidt(s, partition), error, {vidt_frame(s, partition)}};
}

[[nodiscard]] Contract vidt_of(Returned returned) {
    const bool in_memory = returned == Returned::in_memory;
    Contract contract = lookup("core_vidt_of", steps::vidt_of);
    contract.parameters = in_memory ? 3 : 2;
    contract.apply = [in_memory](ir::Step& step,
                                 std::span<const ir::Value> arguments) -> std::optional<ir::Value> {
        const State& s = begin_lookup(step, steps::vidt_of);
        const auto given = arguments.subspan(in_memory ? 1 : 0);
        require_error(step, Word{given[1].term()}, bits_of_vidt_error);
        const Word partition = partition_argument(step, given[0]);
        const Answer answer = vidt_answer(s, partition, Word{given[1].term()});
        if (!in_memory) return in_registers(answer);
        give(step, arguments[0], answer);
        return ir::Value{};
    };
    contract.arguments = [in_memory](ir::Memory& memory, std::vector<Word>& words) {
        words = {any_number("number_0"), any_error(bits_of_vidt_error)};
        std::vector<ir::Value> values{words[0].term(), words[1].term()};
        if (in_memory) values.insert(values.begin(), result_object(memory, size_of_word));
        return values;
    };
    contract.needs = [](const State& s, Arguments a) {
        return std::vector<Bool>{s.kind(a[0]) == kind::descriptor, a[1] != 0};
    };
    contract.results = [returned](const ir::Path& path, const State& s, Arguments a) {
        return is_given(path, vidt_answer(s, a[0], a[1]), returned);
    };
    return contract;
}

// --- rules_of: of a partition, with the frame of its VIDT ---

[[nodiscard]] Contract rules_of() {
    Contract contract = lookup("core_rules_of", steps::rules_of);
    contract.apply = [](ir::Step& step, std::span<const ir::Value> arguments) -> std::optional<ir::Value> {
        const State& s = begin_lookup(step, steps::rules_of);
        const Word partition = partition_argument(step, arguments[0]);
        require_vidt(step, s, partition, arguments[1]);
        return ir::Value{proof::rules_of(s, partition).term()};
    };
    contract.arguments = [](ir::Memory&, std::vector<Word>& words) {
        words = {any_number("number_0")};
        return std::vector<ir::Value>{words[0].term(), vidt_frame(any_state(), words[0]).term()};
    };
    contract.needs = [](const State& s, Arguments a) {
        return std::vector<Bool>{s.kind(a[0]) == kind::descriptor, spec::has_vidt(s, a[0])};
    };
    contract.results = [](const ir::Path& path, const State& s, Arguments a) {
        return std::vector<Term>{smt::equal(path.result.term(), proof::rules_of(s, a[0]).term())};
    };
    return contract;
}

// --- context_of: of a partition, with the frame of its VIDT and an index ---

[[nodiscard]] Answer address_answer(const State& s, const Word& partition, const Word& index) {
    return {index < spec::vidt_limit(s, partition),
            Word{static_cast<std::uint32_t>(abi::Error::save_context)},
            {spec::context_of(s, partition, index)}};
}
// Where every partition is guarded: of a frame, whose VIDT it may be, and an index.
[[nodiscard]] Answer guarded_address_answer(const State& s, const Word& vidt, const Word& index) {
    return {index < spec::record_index::entry,
            Word{static_cast<std::uint32_t>(abi::Error::save_context)},
            {s.memory(vidt, index) & ~Word{word_bytes - 1}}};
}
constexpr auto* address_answer_of = Architecture::always_guarded ? guarded_address_answer : address_answer;

[[nodiscard]] Contract context_of(Returned returned) {
    const bool in_memory = returned == Returned::in_memory;
    Contract contract = lookup("core_context_of", steps::context_of);
    contract.parameters = 2 + parameters_of_rules + (in_memory ? 1 : 0);
    contract.apply = [in_memory](ir::Step& step,
                                 std::span<const ir::Value> arguments) -> std::optional<ir::Value> {
        const State& s = begin_lookup(step, steps::context_of);
        const auto given = arguments.subspan(in_memory ? 1 : 0);
        const Word index{given.back().term()};
        const Word subject =
            Architecture::always_guarded ? chosen(given[0].term()) : partition_argument(step, given[0]);
        if constexpr (Architecture::always_guarded)
            step.require(ir::Kind::assertion, (s.kind(subject) == kind::user).term(),
                         "a VIDT is memory of a partition");
        else
            require_vidt(step, s, subject, given[1]);
        step.require(ir::Kind::assertion, (index < spec::words_per_page).term(),
                     "the entry is within the VIDT");
        const Answer answer = address_answer_of(s, subject, index);
        if (!in_memory) return in_registers(answer);
        give(step, arguments[0], answer);
        return ir::Value{};
    };
    contract.arguments = [in_memory](ir::Memory& memory, std::vector<Word>& words) {
        words = {any_number(Architecture::always_guarded ? "first frame" : "number_0"), any_index()};
        std::vector<ir::Value> values{words[0].term(), words[1].term()};
        if constexpr (!Architecture::always_guarded)
            values.insert(values.begin() + 1, vidt_frame(any_state(), words[0]).term());
        if (in_memory) values.insert(values.begin(), result_object(memory, size_of_word));
        return values;
    };
    contract.needs = [](const State& s, Arguments a) {
        if constexpr (Architecture::always_guarded) return std::vector<Bool>{s.kind(a[0]) == kind::user};
        return std::vector<Bool>{s.kind(a[0]) == kind::descriptor, spec::has_vidt(s, a[0])};
    };
    contract.results = [returned](const ir::Path& path, const State& s, Arguments a) {
        return is_given(path, address_answer_of(s, a[0], a[1]), returned);
    };
    return contract;
}

// --- context_range: of a partition, with the frame of its VIDT where that saves looking it up, an address,
// the access and an error ---

[[nodiscard]] Answer range_answer(const Bool& found, const spec::Range<Symbolic>& range, const Word& address,
                                  const Word& error) {
    const Bool plain = spec::page_of(Word{address + (spec::context_bytes - 1)}) == spec::page_of(address) &&
                       (address & (word_bytes - 1)) == 0;
    return {found, error, {range.first, range.second, range.offset}, plain};
}

[[nodiscard]] Answer context_answer(const State& s, const Word& partition, const Word& address,
                                    const Word& access, const Word& error) {
    const auto usable = [&](bool write) {
        return spec::is_memory_range(s, partition, address, spec::context_bytes, write);
    };
    const Bool writes = access == static_cast<std::uint32_t>(Access::write);
    const Bool found = writes.term().is_literal() ? usable(writes.term().is_true())
                                                  : (writes && usable(true)) || (!writes && usable(false));
    return range_answer(found, spec::context_at(s, partition, address), address, error);
}

// What there is where it is no parameter: to write.
[[nodiscard]] Word any_access() {
    if constexpr (Architecture::always_guarded) return Word{static_cast<std::uint32_t>(Access::write)};
    return Word{smt::extend_unsigned(smt::constant("writes", 1), word_width)};
}

[[nodiscard]] Contract context_range() {
    Contract contract = lookup("core_context_range", steps::context_range);
    contract.apply = [](ir::Step& step, std::span<const ir::Value> arguments) -> std::optional<ir::Value> {
        const State& s = begin_lookup(step, steps::context_range);
        const Word partition = partition_argument(step, arguments[1]);
        if constexpr (Architecture::always_guarded) require_vidt(step, s, partition, arguments[2]);
        const std::size_t address = Architecture::always_guarded ? 3 : 2;
        const Word access = parameters_of_rules == 0 ? any_access() : Word{arguments[address + 1].term()},
                   error{arguments.back().term()};
        require_error(step, error);
        step.require(ir::Kind::assertion, (access <= 1).term(), "the access is one");
        give(step, arguments[0],
             context_answer(s, partition, chosen(arguments[address].term()), access, error));
        return ir::Value{};
    };
    contract.arguments = [](ir::Memory& memory, std::vector<Word>& words) {
        words = {any_number("number_0"), Word{smt::constant("address", word_width)}, any_access(),
                 any_error()};
        std::vector<ir::Value> values{result_object(memory, size_of_range), words[0].term(), words[1].term(),
                                      words[3].term()};
        if constexpr (Architecture::always_guarded)
            values.insert(values.begin() + 2, vidt_frame(any_state(), words[0]).term());
        if (parameters_of_rules != 0) values.insert(values.begin() + 3, words[2].term());
        return values;
    };
    contract.needs = [](const State& s, Arguments a) {
        std::vector<Bool> needed{s.kind(a[0]) == kind::descriptor, a[3] != 0};
        if constexpr (Architecture::always_guarded) needed.push_back(spec::has_vidt(s, a[0]));
        return needed;
    };
    contract.results = [](const ir::Path& path, const State& s, Arguments a) {
        return is_given(path, context_answer(s, a[0], a[1], a[2], a[3]));
    };
    return contract;
}

// --- context_to_enter: of a partition, with frame and rules of its VIDT, an index, and who names the entry
// ---

[[nodiscard]] Answer entrance_answer(const State& s, const Word& partition, const Word& index,
                                     const Word& opener) {
    const Word address = spec::context_of(s, partition, index);
    return range_answer(spec::can_be_entered(s, partition, index, opener),
                        spec::context_at(s, partition, address), address,
                        Word{static_cast<std::uint32_t>(abi::Error::target_context)});
}

[[nodiscard]] Contract context_to_enter() {
    Contract contract = lookup("core_context_to_enter", steps::context_to_enter);
    contract.apply = [](ir::Step& step, std::span<const ir::Value> arguments) -> std::optional<ir::Value> {
        const State& s = begin_lookup(step, steps::context_to_enter);
        const Word partition = partition_argument(step, arguments[1]);
        const auto names = arguments.last(2);
        const Word index{names[0].term()}, opener{names[1].term()};
        require_vidt(step, s, partition, arguments[2]);
        if (parameters_of_rules != 0) require_rules(step, s, partition, arguments[3]);
        step.require(ir::Kind::assertion, (index < spec::words_per_page).term(),
                     "the entry is within the VIDT");
        step.require(ir::Kind::assertion, is_opener(opener).term(), "who names an entry is somebody");
        give(step, arguments[0], entrance_answer(s, partition, index, opener));
        return ir::Value{};
    };
    contract.arguments = [](ir::Memory& memory, std::vector<Word>& words) {
        words = {any_number("number_0"), any_index(),
                 Word{smt::extend_unsigned(smt::constant("opener", opener_bits), word_width)}};
        const State s = any_state();
        std::vector<ir::Value> values{result_object(memory, size_of_range), words[0].term(),
                                      vidt_frame(s, words[0]).term(), words[1].term(), words[2].term()};
        if (parameters_of_rules != 0) values.insert(values.begin() + 3, proof::rules_of(s, words[0]).term());
        return values;
    };
    contract.needs = [](const State& s, Arguments a) {
        return std::vector<Bool>{s.kind(a[0]) == kind::descriptor, spec::has_vidt(s, a[0]), is_opener(a[2])};
    };
    contract.results = [](const ir::Path& path, const State& s, Arguments a) {
        return is_given(path, entrance_answer(s, a[0], a[1], a[2]));
    };
    return contract;
}

} // namespace

Word partition_argument(ir::Step& step, const ir::Value& value) {
    const FrameUse used = PhysicalMemory::use(step, PhysicalMemory::number(step, value.term()),
                                              Term(word_index_bits, descriptor_depth));
    if (used.role.kind != kind::descriptor) throw ir::Unmodelled("a partition that is none");
    return Word{widened(used.frame)};
}

Bool is_opener(const Word& opener) {
    return opener == spec::named_by::kernel || opener == spec::named_by::child ||
           opener == spec::named_by::parent || opener == spec::named_by::itself;
}

Word rules_of(const State& s, const Word& partition) {
    const auto word = [](Rules rules) { return Word{static_cast<std::uint32_t>(rules)}; };
    return Symbolic::choose(
        spec::is_guarded(s, partition), word(Rules::guarded),
        Symbolic::choose(spec::has_record(s, partition), word(Rules::record), word(Rules::pip)));
}

void require_vidt(ir::Step& step, const State& s, const Word& partition, const ir::Value& frame) {
    step.require(ir::Kind::assertion, spec::has_vidt(s, partition).term(),
                 "who is entered or saved has a VIDT");
    step.require(ir::Kind::assertion, (chosen(frame.term()) == vidt_frame(s, partition)).term(),
                 "the VIDT is that of who is entered or saved");
}

void require_rules(ir::Step& step, const State& s, const Word& partition, const ir::Value& rules) {
    step.require(ir::Kind::assertion, (Word{rules.term()} == rules_of(s, partition)).term(),
                 "the rules are those that it has asked for");
}

std::vector<Contract> lookup_contracts() {
    return {vidt_of(Returned::in_memory),
            vidt_of(Returned::in_registers),
            rules_of(),
            context_of(Returned::in_memory),
            context_of(Returned::in_registers),
            context_range(),
            context_to_enter()};
}

} // namespace pepin::proof
