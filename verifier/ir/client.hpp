// What a user of the executor supplies, and what it gets back.
#pragma once

#include <cstdint>
#include <exception>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "ir/state.hpp"

namespace pepin::ir {

class Executor;

// What has to hold wherever an obligation arises. LLVM calls most of the opposites undefined behaviour.
enum class Kind : std::uint8_t {
    bounds,    // an access or an address computation stays within its object, which is alive
    alignment, // an access is aligned as the code says
    writable,  // nothing is stored to a constant
    // what an instruction's flags promise (nsw, nuw, exact, inbounds, nneg, disjoint), and shift amounts
    flag,
    division, // no divisor is 0, no signed division overflows
    // no poison or undef is branched on, stored, passed, returned, divided by or used as an address
    poison,
    comparison,  // pointers that are compared belong to one object
    overlap,     // memcpy's areas are the same or apart
    unreachable, // `unreachable` is not reached
    assumption,  // llvm.assume's condition, the ranges that attributes and metadata promise
    assertion,   // what the client requires
};
[[nodiscard]] std::string_view name(Kind kind);

struct Location {
    std::string function;
    std::string file; // empty without debug information
    unsigned line = 0;
    [[nodiscard]] std::string text() const;
};

// `formula` has to follow from `conditions`.
struct Obligation {
    Kind kind;
    Location where;
    PathCondition conditions;
    Term formula;
    std::string text;           // what is required, in words
    std::uint64_t instructions; // executed before
};

enum class Ending : std::uint8_t {
    returned, // the function returned
    stopped,  // the client stopped the path: at the end of a cut loop's iteration, for instance
    violated, // an obligation on the path is plainly false, so there is nothing to continue with
    error,    // something is not modelled, or a limit was reached: nothing is known about this path
};
[[nodiscard]] std::string_view name(Ending ending);

struct Path {
    Ending ending;
    Value result; // of the function, where it returned one
    State state;  // at the end, with the path's conditions and its number of instructions
    Location where;
    std::string reason; // of an error, a violation or a stop
};

// Thrown by callbacks (and inside of the executor) to end the path with an error verdict.
class Unmodelled : public std::exception {
public:
    explicit Unmodelled(std::string what) : what_(std::move(what)) {}
    [[nodiscard]] const char* what() const noexcept override { return what_.c_str(); }

private:
    std::string what_;
};

// A callback's view of the execution: the state, and how to require something of it.
class Step {
public:
    Step(Executor& executor, State& state) : state(state), executor_(executor) {}
    // An obligation here: it has to follow from the path's conditions (and the condition under which a merged
    // branch runs).
    void require(Kind kind, Term formula, std::string_view text);
    // Restricts the path. Not allowed while branches are being merged, that is in Region::load: throws
    // std::logic_error.
    void assume(Term formula);
    // The condition, besides the path's, under which this instruction is executed: true but for merged
    // branches.
    [[nodiscard]] Term guard() const;
    [[nodiscard]] Location where() const;
    State& state;

private:
    Executor& executor_;
};

// A global variable whose contents the client keeps in its data.
class Region {
public:
    virtual ~Region() = default;
    // The formula that the offset is within the region or just behind it: for address computations marked
    // inbounds. The region must be smaller than half the address space.
    [[nodiscard]] virtual Term in_bounds(const State& state, const Offset& offset) const = 0;
    // In bytes, a power of two: wider accesses come as several, lowest first.
    [[nodiscard]] virtual unsigned widest_access() const { return 4; }
    // Reads or writes 1, 2, 4 ... bytes, at most widest_access(), little-endian. To require that they are
    // within the region is the client's business; alignment has been required already. The value has
    // 8 * bytes bits and is not poison.
    [[nodiscard]] virtual Term load(Step& step, const Offset& offset, unsigned bytes) = 0;
    virtual void store(Step& step, const Offset& offset, unsigned bytes, Term value) = 0;
    // memset and memcpy; the length is a number of bytes, of any width. Unless overridden: Unmodelled.
    virtual void fill(Step& step, const Offset& offset, Term length, Term byte);
    virtual void copy(Step& step, const Offset& to, Region& source, const Offset& from, Term length);
};

// An arrival at a loop's header.
struct LoopVisit {
    std::string_view function;
    // of the loop in its function: headers in the order of their blocks, from 0
    unsigned index;
    unsigned line;     // of the loop's start, 0 without debug information
    unsigned arrivals; // at the header before this one, since the loop was entered
    bool cut;          // this iteration began with LoopAction::cut
    // the header's, in order; what the callback leaves here is what they become
    std::vector<Value>& phis;
    // ordinary objects that the callback gave new contents before a cut
    std::vector<ObjectNumber> changed_objects;
};
enum class LoopAction : std::uint8_t {
    unroll, // go on with the values as they are
    cut,    // phis and data now stand for any iteration: go on, once
    stop,   // end the path: the iteration that stands for all is complete
};

class Client {
public:
    virtual ~Client() = default;
    // A function that the module only declares, or that the client replaces. The result has to have the
    // function's type; a struct of integers may be given as one integer, the bytes that the struct would have
    // in memory. Without a value: not known, so the path ends with an error.
    [[nodiscard]] virtual std::optional<Value> call(Step& step, std::string_view name,
                                                    std::span<const Value> arguments);
    // Whether call() answers for a function that the module does define: by a contract that has been proved
    // of it on its own, for instance. Unless overridden: false, so that the function is executed.
    [[nodiscard]] virtual bool replaces(std::string_view name) const;
    // An arrival at a loop header. To cut a loop: require the invariant of phis and data, replace both by
    // anything that an iteration may find, assume the invariant, and answer `cut`; on the next arrival, with
    // visit.cut, require the invariant again and answer `stop`. Ordinary objects written to by the loop's
    // body have to be given new contents as well, and listed: the executor compares, and ends the path with
    // an error where one was forgotten. Unless overridden: unroll.
    [[nodiscard]] virtual LoopAction loop(Step& step, LoopVisit& visit);
    // Whether the condition can hold in this state. `false` only where it is proved that it cannot. Unless
    // overridden: the executor asks an incremental solver of its own.
    [[nodiscard]] virtual std::optional<bool> feasible(const State& state, Term condition);
};

} // namespace pepin::ir
