// What the executor is told about the core: its memory, the functions outside of it, and contracts and
// invariants for its loops.
#pragma once

#include <unordered_map>

#include "proof/model/kernel_memory.hpp"
#include "proof/solving/questions.hpp"
#include "spec/user_memory.hpp"

namespace pepin::proof {

// A function of the core that callers are proved with by what it does, and that is proved by itself.
struct Contract {
    std::string symbol;
    // At a call: requires what the function needs, and does what it does.
    std::function<std::optional<ir::Value>(ir::Step&, std::span<const ir::Value> arguments)> apply;
    // The arguments of its own proof, and what they point to: adds the words that the others speak of.
    std::function<std::vector<ir::Value>(ir::Memory&, std::vector<Word>& arguments)> arguments;
    // What it needs, as assumptions of its own proof.
    std::function<std::vector<Bool>(const State&, std::span<const Word> arguments)> needs;
    // What it leaves, in its own proof: the state, and writes on top of it.
    std::function<std::vector<Write>(State&, std::span<const Word> arguments)> leaves;
    // What else it leaves: formulas that hold at its end.
    std::function<std::vector<Term>(const ir::Path&, const State&, std::span<const Word> arguments)> results =
        {};
    // How many steps it takes at most.
    std::function<Word(const ir::Path&, const State&, std::span<const Word> arguments)> steps = {};
    // What its loop keeps: answers a visit of the loop's header.
    std::function<ir::LoopAction(ir::Step&, ir::LoopVisit&, std::span<const Word> arguments)> loop = {};
    // How many parameters the function has, where the compiler may have taken some away that have one value
    // in all calls; 0: it does not.
    std::size_t parameters = 0;
    [[nodiscard]] bool fits(std::size_t count) const { return parameters == 0 || parameters == count; }
    // Whether it takes the kernel's variables, or the context, as they are at a call; otherwise they have to
    // be as the path's state says.
    bool takes_variables = false, takes_context = false;
    // Whether it is used where the floating-point registers have become nobody's: its own proof begins with
    // any owner.
    bool follows_retiring = false;
    // Whether it is used where the current partition has already been saved and has another interrupt state:
    // its own proof begins with any.
    bool follows_saving = false;
    // What its own proof lets it read, as it is used where other things have been written already; all, if
    // this is empty. `role` is that of a frame, or nothing where it is the frame table. Throws
    // ir::Unmodelled, or requires something of the step.
    std::function<void(ir::Step&, const Role*, std::span<const Word> arguments)> reads = {};
    // How many loops it has that are cut; and whether they begin with something written, which the invariant
    // looks at itself.
    std::size_t loops = 1;
    bool begins_portion = false;
    // The argument that it fills; all others are as they were when it ends.
    std::string fills = {};
};
[[nodiscard]] const std::vector<Contract>& contracts();
// 0 parameters: of whichever form.
[[nodiscard]] const Contract* contract_of(std::string_view symbol, std::size_t parameters = 0);
// A service, or the way into it that passes arguments as C does: both are proved by themselves.
[[nodiscard]] bool is_service(std::string_view symbol);
// What a function of the architecture asks of the machine, of spec::request; none where it asks for nothing.
[[nodiscard]] std::uint32_t request_of(std::string_view symbol);

// As many words of a range are loaded at once: of a gate's arguments, or of a context.
[[nodiscard]] const std::vector<std::uint64_t>& counts_of_words();
[[nodiscard]] Contract load_by_words_contract(unsigned count);
// ... and of a context: as its own proof has them.
[[nodiscard]] const std::vector<std::uint32_t>& counts_of_contexts();
[[nodiscard]] Contract load_context_contract(std::uint32_t count);
[[nodiscard]] Contract store_context_contract(std::uint32_t count);

class Kernel : public ir::Client {
public:
    // `own` is the contract that is being proved, so that it is not used.
    explicit Kernel(const Contract* own = nullptr) : own_{own} {}
    // Services are not executed: that one is called, with which arguments, is noted, and its answer is
    // unknown.
    void note_services() { notes_services_ = true; }
    // Contracts decide what follows from the path.
    void set_questions(Questions& questions) { questions_ = &questions; }
    using Loop = std::function<ir::LoopAction(ir::Step&, ir::LoopVisit&, std::span<const Word> arguments)>;
    void set_loop(Loop loop) { loop_ = std::move(loop); }
    void set_arguments(std::vector<Word> arguments) { arguments_ = std::move(arguments); }
    [[nodiscard]] std::optional<ir::Value> call(ir::Step& step, std::string_view name,
                                                std::span<const ir::Value> arguments) override;
    [[nodiscard]] bool replaces(std::string_view name) const override;
    // Whether a path can be taken is asked at its end, with the invariants.
    [[nodiscard]] std::optional<bool> feasible(const ir::State&, Term) override { return true; }
    [[nodiscard]] ir::LoopAction loop(ir::Step& step, ir::LoopVisit& visit) override;

private:
    // How many parameters a function with this contract has.
    [[nodiscard]] std::size_t parameters_of(const Contract& contract, ir::Memory memory);

    const Contract* own_;
    std::unordered_map<const Contract*, std::size_t> parameters_;
    bool notes_services_ = false;
    Loop loop_;
    Questions* questions_ = nullptr;
    std::vector<Word> arguments_;
};

// Errors have small numbers, which compilers know.
inline constexpr unsigned error_bits = 6;
static_assert(std::size(abi::error_texts) <= 1U << error_bits);

// A number of a frame, or of a page of an address space, in a contract's own proof.
[[nodiscard]] inline Word any_number(const std::string& name) {
    return Word{widened(smt::constant(name, number_bits))};
}
[[nodiscard]] inline Word any_page(const std::string& name) {
    return Word{widened(smt::constant(name, page_number_bits))};
}

// The loop that looks for the ancestor who takes a fault: nobody up to where it has come to takes it as a
// double fault.
[[nodiscard]] ir::LoopAction ancestors_loop(ir::Step& step, ir::LoopVisit& visit,
                                            std::span<const Word> arguments);

// A word of an ordinary object, or its first bytes; throws ir::Unmodelled where there is none.
[[nodiscard]] Term word_at(const ir::Memory& memory, const ir::Pointer& pointer, std::uint64_t word,
                           unsigned bytes = word_bytes);
// The UserRange that a pointer leads to; its frames have to be memory of partitions. What was written before
// becomes part of the state.
[[nodiscard]] spec::Range<Symbolic> range_at(ir::Step& step, const ir::Pointer& pointer);
// Whether it is said to be plain.
[[nodiscard]] Bool is_plain_at(ir::Step& step, const ir::Pointer& pointer);
// A UserRange that may be any; its words are appended: two frames, the offset, whether it is plain.
[[nodiscard]] ir::Pointer range_object(ir::Memory& memory, std::vector<Word>& words);

// Variables of the core that are ordinary to the executor, filled with what a state says, and read back: all
// but the number of frames, which has to be what it was.
void set_variables(ir::Memory& memory, const State& state);
void read_variables(ir::Step& step, State& state);
// All of them, one after the other, and as a state says.
[[nodiscard]] std::vector<Term> variables(const ir::Memory& memory);
[[nodiscard]] std::vector<Term> variables(const State& state);
// They are as a contract takes them for granted: as the path's state says.
void require_variables(ir::Step& step, const Contract& contract);
// Nothing is known of them any more, where the condition holds.
void forget_variables(ir::Step& step, Term condition);
// Outside of memory of partitions everything is as the path's state says: what comes next overwrites it, or
// takes it for granted.
void require_nothing_done(ir::Step& step);
[[nodiscard]] Term variable(const ir::Memory& memory, std::string_view name, std::size_t word);

} // namespace pepin::proof
