// A point of a symbolic execution: what has been assumed on the way there, and what memory and registers
// hold.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "ir/memory.hpp"

namespace llvm {
class BasicBlock;
class Instruction;
} // namespace llvm

namespace pepin::ir {

struct FunctionLayout;

// The formulas that hold on a path, in the order in which they were met. Paths share what they have in
// common.
class PathCondition {
public:
    struct Link {
        std::shared_ptr<const Link> previous;
        Term formula;
        std::size_t size; // with those before
        bool
            // an obligation of its own, so that it follows from those before; otherwise assumed: a branch, an
            // invariant
            required;
    };
    void add(Term formula, bool required = false) {
        last_ = std::make_shared<const Link>(Link{last_, formula, size() + 1, required});
    }
    [[nodiscard]] std::size_t size() const { return last_ ? last_->size : 0; }
    [[nodiscard]] const std::shared_ptr<const Link>& last() const { return last_; }
    [[nodiscard]] std::vector<Term> formulas() const; // oldest first
    // Whether the formula itself is one of them (no reasoning).
    [[nodiscard]] bool contains(Term formula) const;

private:
    std::shared_ptr<const Link> last_;
};

// What a client keeps for each state: the contents of its regions, for instance. Copied where paths part.
class ClientData {
public:
    virtual ~ClientData() = default;
    [[nodiscard]] virtual std::unique_ptr<ClientData> clone() const = 0;
};

// A function call under way.
struct Frame {
    const FunctionLayout* function = nullptr;
    const llvm::Instruction* next = nullptr; // to be executed
    struct Arrival {
        const llvm::BasicBlock* from;
        const llvm::BasicBlock* to;
        std::vector<Value> phis;
    };
    std::optional<Arrival> arriving;  // at a block, before anything else
    std::vector<Value> values;        // by the layout's numbers
    std::vector<ObjectNumber> locals; // that end with the call
    struct Loop {
        unsigned arrivals = 0;              // at the header, since the loop was entered
        bool cut = false;                   // this iteration stands for all
        std::shared_ptr<const Memory> kept; // ordinary memory when the loop was cut
        std::vector<ObjectNumber> changed;  // objects that stand for any contents since then
    };
    std::map<unsigned, Loop> loops; // by the loop's number
};

class State {
public:
    explicit State(std::unique_ptr<ClientData> data = nullptr) : data_(std::move(data)) {}
    State(const State& other);
    State(State&&) noexcept = default;
    State& operator=(State&&) noexcept = default;
    State& operator=(const State&) = delete;
    ~State() = default;

    // Restricts the path. What is assumed is not checked.
    void assume(Term formula) {
        if (!formula.is_true()) conditions.add(formula);
    }
    template <class Data> [[nodiscard]] Data& data() { return dynamic_cast<Data&>(*data_); }
    template <class Data> [[nodiscard]] const Data& data() const { return dynamic_cast<const Data&>(*data_); }

    PathCondition conditions;
    Memory memory;
    std::uint64_t instructions = 0; // executed so far; intrinsics without effect count too
    std::vector<Frame> frames;      // innermost last; empty at the end of a path

private:
    std::unique_ptr<ClientData> data_;
};

} // namespace pepin::ir
