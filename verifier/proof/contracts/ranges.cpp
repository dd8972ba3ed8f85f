// The contracts of UserRange's slow ways: words of a range that begins at any address, or lies in two frames.
#include <algorithm>
#include <bit>

#include "proof/contracts/contracts.hpp"
#include "proof/contracts/steps.hpp"
#include "spec/user_memory.hpp"

namespace pepin::proof {

namespace {

namespace kind = spec::kind;
using Range = spec::Range<Symbolic>;

} // namespace

Term word_at(const ir::Memory& memory, const ir::Pointer& pointer, std::uint64_t word, unsigned bytes) {
    if (!pointer.offset.is_constant()) throw ir::Unmodelled("a range at an unknown place");
    const auto value =
        memory.load(pointer.object, pointer.offset.constant() + word_bytes * word, bytes, word_width);
    if (!value || !value->is_integer() || !value->poison().is_false())
        throw ir::Unmodelled("a range that is not initialised");
    return value->term();
}

[[nodiscard]] static Term defined(ir::Step& step, const ir::Pointer& pointer, std::uint64_t offset,
                                  unsigned bytes) {
    if (!pointer.offset.is_constant()) throw ir::Unmodelled("a range at an unknown place");
    const auto value =
        step.state.memory.load(pointer.object, pointer.offset.constant() + offset, bytes, word_width);
    if (!value || !value->is_integer()) throw ir::Unmodelled("a range that is none");
    if (!value->poison().is_false())
        step.require(ir::Kind::poison, !value->poison(), "a range is one that was found");
    return value->term();
}

Range range_at(ir::Step& step, const ir::Pointer& pointer) {
    const auto frame = [&](std::uint64_t word) {
        const FrameUse used = PhysicalMemory::use(
            step, PhysicalMemory::number(step, defined(step, pointer, word_bytes * word, word_bytes)),
            Term(word_index_bits, 0));
        if (used.role.kind != kind::user) throw ir::Unmodelled("a range of something else than memory");
        Term chosen = used.frame;
        while (chosen.operation() == smt::Operation::if_then_else) {
            const Term decided = Symbolic::decided_choice(chosen.operands()[0]);
            if (!decided.is_literal()) break;
            chosen = chosen.operands()[decided.is_true() ? 1 : 2];
        }
        return Word{widened(chosen)};
    };
    const Range range{frame(0), frame(1), Word{defined(step, pointer, 2 * word_bytes, word_bytes)}};
    step.require(ir::Kind::assertion, (range.offset < spec::page_bytes).term(),
                 "a range begins in its first frame");
    step.state.data<KernelData>().absorb_writes();
    return range;
}

namespace {

// Contexts of guarded partitions begin at a word; where there are no others, nothing else is a range.
[[nodiscard]] Range any_range() {
    const Term offset = Architecture::always_guarded
                            ? widened(smt::concatenate(smt::constant("offset in words", word_index_bits),
                                                       Term(spec::word_shift, 0)))
                            : smt::constant("offset", word_width);
    return {any_number("first frame"), any_number("second frame"), Word{offset}};
}
// ... which is required of the range of a context.
void require_word(ir::Step& step, const Range& range) {
    if constexpr (Architecture::always_guarded)
        step.require(ir::Kind::assertion, ((range.offset & (word_bytes - 1)) == 0).term(),
                     "a context begins at a word");
}

constexpr std::uint64_t offset_of_plain = 3 * word_bytes; // a byte

} // namespace

Bool is_plain_at(ir::Step& step, const ir::Pointer& pointer) {
    return Bool{smt::differ(defined(step, pointer, offset_of_plain, 1), Term(8, 0))};
}

ir::Pointer range_object(ir::Memory& memory, std::vector<Word>& words) {
    const Range range = any_range();
    const Term plain = smt::constant("plain", 1);
    const std::size_t first = words.size();
    words.insert(words.end(),
                 {range.first, range.second, range.offset, Word{smt::extend_unsigned(plain, word_width)}});
    const ir::Pointer pointer{memory.allocate({.name = "range",
                                               .kind = ir::Object::Kind::argument,
                                               .size = 4 * word_bytes,
                                               .alignment = word_bytes}),
                              ir::Offset(word_width)};
    for (std::size_t i = 0; i < 3; ++i)
        memory.store(pointer.object, word_bytes * i, word_bytes, words[first + i].term());
    memory.store(pointer.object, offset_of_plain, 1, smt::extend_unsigned(plain, 8));
    return pointer;
}

namespace {

[[nodiscard]] std::vector<Bool> needs(const State& s, std::span<const Word> a) {
    return {s.kind(a[0]) == kind::user, s.kind(a[1]) == kind::user, a[2] < spec::page_bytes};
}

} // namespace

const std::vector<std::uint64_t>& counts_of_words() {
    static const std::vector<std::uint64_t> counts{1, 2, 3, 4, 5, 6, Architecture::context_words};
    return counts;
}

namespace {

std::optional<ir::Value> load_all(ir::Step& step, std::span<const ir::Value> arguments) {
    const Range range = range_at(step, arguments[0].pointer());
    const ir::Pointer to = arguments[1].pointer();
    if (!arguments[2].term().is_literal() || !to.offset.is_constant())
        throw ir::Unmodelled("as many words of a range as nobody knows");
    if (std::ranges::find(counts_of_words(), arguments[2].term().value()) == counts_of_words().end())
        throw ir::Unmodelled("as many words of a range as are proved of nobody");
    for (std::uint32_t i = 0; i < arguments[2].term().value(); ++i)
        step.state.memory.store(to.object, to.offset.constant() + word_bytes * i, word_bytes,
                                spec::load(step.state.data<KernelData>().state, range, Word{i}).term());
    steps::add(step, static_cast<std::uint32_t>(arguments[2].term().value()) * steps::of_word);
    return ir::Value{};
}

// As many words of a context are loaded or stored at once: of one that waits, or of any other. Where both
// have the same words, the number is no parameter.
constexpr bool has_lengths = Architecture::waiting_words != Architecture::context_words;

[[nodiscard]] std::uint32_t context_count(std::span<const ir::Value> arguments) {
    if (!has_lengths) return Architecture::context_words;
    const Term count = arguments.back().term();
    if (!count.is_literal() ||
        (count.value() != Architecture::waiting_words && count.value() != Architecture::context_words))
        throw ir::Unmodelled("as many words of a context as are proved of nobody");
    return static_cast<std::uint32_t>(count.value());
}

// The arguments of a function that loads or stores a context, in its own proof.
[[nodiscard]] auto context_arguments(std::uint32_t count) {
    return [count](ir::Memory& memory, std::vector<Word>& words) {
        std::vector<ir::Value> values{range_object(memory, words)};
        if (has_lengths) values.emplace_back(Term(word_width, count));
        return values;
    };
}

[[nodiscard]] Word context_word(const State& s, const Word& index) {
    Word word = s.context.back();
    for (std::uint32_t i = 0; i + 1 < s.context.size(); ++i)
        word = Symbolic::choose(index == i, s.context[i], word);
    return word;
}

std::optional<ir::Value> store_all(ir::Step& step, std::span<const ir::Value> arguments) {
    const Range range = range_at(step, arguments[0].pointer());
    require_word(step, range);
    const std::uint32_t count = context_count(arguments);
    for (std::uint32_t i = 0; i < count; ++i)
        spec::store(step.state.data<KernelData>().state, Bool{true}, range, Word{i},
                    Word{variable(step.state.memory, "processor_context", i)});
    steps::add(step, steps::of_word * (count + 2));
    return ir::Value{};
}

// Any one word is stored as specified, whatever memory held before it: so all are.
const Word stored{smt::extend_unsigned(
    smt::constant("word of the context", std::bit_width(Architecture::context_words - 1)), word_width)};

[[nodiscard]] State with_word_stored(const State& s, std::span<const Word> a) {
    State after = s;
    spec::store(after, Bool{true}, Range{a[0], a[1], a[2]}, stored, context_word(s, stored));
    return after;
}

ir::LoopAction store_loop(ir::Step& step, ir::LoopVisit& visit, std::span<const Word> arguments,
                          std::uint32_t count) {
    auto& data = step.state.data<KernelData>();
    if (visit.phis.size() != 1)
        throw ir::Unmodelled("the loop of store_by_words carries something else than an index");
    if (!visit.cut) {
        step.require(ir::Kind::assertion, smt::equal(visit.phis[0].term(), Term(word_width, 0)),
                     "the loop begins with the first word");
        visit.phis[0] = stored.term();
        step.assume((stored < count).term());
        steps::begin_iteration(step, steps::of_word, count);
        return ir::LoopAction::cut;
    }
    step.require(ir::Kind::assertion, smt::equal(visit.phis[0].term(), (stored + 1).term()),
                 "the loop goes on with the next word");
    step.require(ir::Kind::assertion, (stored + 1 < count).term(), "the loop ends with the last word");
    steps::end_iteration(step, steps::of_word);
    const Term frame = smt::constant("any frame", number_bits),
               index = smt::constant("any word", word_index_bits), noted{word_width, 0};
    const Role role{kind::user, {}, {}};
    const Term now = data.word(role, frame, index, noted, data.writes.size());
    step.require(ir::Kind::assertion,
                 smt::equal(now, with_word_stored(data.state, arguments)
                                     .memory(Word{widened(frame)}, Word{widened(index)})
                                     .term()),
                 "a word is stored as specified");
    for (const Write& write : data.writes)
        if (data.roles.at(write.frame).kind != kind::user)
            throw ir::Unmodelled("the loop of store_by_words writes to other memory");
    data.writes.clear();
    return ir::LoopAction::stop;
}

} // namespace

Contract load_by_words_contract(unsigned count) {
    Contract contract{"core_load_by_words",
                      load_all,
                      [count](ir::Memory& memory, std::vector<Word>& words) {
                          const ir::Pointer range = range_object(memory, words);
                          const ir::Pointer to{memory.allocate({.name = "words",
                                                                .kind = ir::Object::Kind::argument,
                                                                .size = word_bytes * count,
                                                                .alignment = word_bytes}),
                                               ir::Offset(word_width)};
                          return std::vector<ir::Value>{range, to, Term(word_width, count)};
                      },
                      needs,
                      [](State&, std::span<const Word>) { return std::vector<Write>{}; },
                      [count](const ir::Path& path, const State& s, std::span<const Word> a) {
                          std::vector<Term> results;
                          for (std::uint32_t i = 0; i < count; ++i)
                              results.push_back(
                                  smt::equal(variable(path.state.memory, "words", i),
                                             spec::load(s, Range{a[0], a[1], a[2]}, Word{i}).term()));
                          return results;
                      },
                      [count](const ir::Path&, const State&, std::span<const Word>) {
                          return Word{steps::of_word * count};
                      },
                      {},
                      3};
    contract.fills = "words";
    contract.follows_saving = true;
    return contract;
}

const std::vector<std::uint32_t>& counts_of_contexts() {
    static const std::vector<std::uint32_t> counts =
        has_lengths ? std::vector<std::uint32_t>{Architecture::waiting_words, Architecture::context_words}
                    : std::vector<std::uint32_t>{Architecture::context_words};
    return counts;
}

// Where the compiler has seen that nothing but contexts is loaded, or is told.
Contract load_context_contract(std::uint32_t own_count) {
    const auto load_context = [](State& s, const Range& range, std::uint32_t count) {
        for (std::uint32_t i = 0; i < count; ++i) s.context[i] = spec::load(s, range, Word{i});
    };
    Contract contract{
        Architecture::always_guarded ? "core_load_aligned" : "core_load_by_words",
        [load_context](ir::Step& step, std::span<const ir::Value> arguments) -> std::optional<ir::Value> {
            const Range range = range_at(step, arguments[0].pointer());
            require_word(step, range);
            State& s = step.state.data<KernelData>().state;
            read_variables(step, s);
            const std::uint32_t count = context_count(arguments);
            load_context(s, range, count);
            set_variables(step.state.memory, s);
            steps::add(step, steps::of_word * count);
            return ir::Value{};
        },
        context_arguments(own_count),
        needs,
        [load_context, own_count](State& s, std::span<const Word> a) {
            load_context(s, Range{a[0], a[1], a[2]}, own_count);
            return std::vector<Write>{};
        },
        {},
        [own_count](const ir::Path&, const State&, std::span<const Word>) {
            return Word{steps::of_word * own_count};
        },
        {},
        has_lengths ? 2U : 1U};
    contract.takes_variables = true;
    contract.follows_saving = true;
    return contract;
}

Contract store_context_contract(std::uint32_t own_count) {
    Contract contract{
        Architecture::always_guarded ? "core_store_aligned" : "core_store_by_words", store_all,
        context_arguments(own_count), needs,
        [](State& s, std::span<const Word> a) {
            s = with_word_stored(s, a);
            return std::vector<Write>{};
        },
        // It ends with the last word, and each round goes on with the next one: so all are stored.
        [own_count](const ir::Path&, const State&, std::span<const Word>) {
            return std::vector<Term>{(stored == own_count - 1).term()};
        },
        [own_count](const ir::Path&, const State&, std::span<const Word>) {
            return Word{steps::of_word * (own_count + 2)};
        },
        [own_count](ir::Step& step, ir::LoopVisit& visit, std::span<const Word> arguments) {
            return store_loop(step, visit, arguments, own_count);
        }};
    contract.takes_context = true;
    contract.follows_saving = true;
    return contract;
}

} // namespace pepin::proof
