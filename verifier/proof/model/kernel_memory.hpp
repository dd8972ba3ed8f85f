// The kernel's memory while its code is executed: what a state of the specification says of it, and what was
// written since.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <tuple>
#include <unordered_map>

#include "ir/executor.hpp"
#include "proof/model/representation.hpp"

namespace pepin::proof {

// Terms of frames and indices are narrow, of number_bits and word_index_bits; values are words.
struct Write {
    enum class Kind {
        word,           // one word
        zero,           // words [first, end)
        copy,           // words [first, end) from the same ones of another frame, as they were
        floating_point, // what the processor saved, `value` standing for it
        access,         // user mode's access to a frame, wherever it is mapped; `value` has one bit
    } kind;
    Term frame;
    Term index{};
    unsigned first = 0, end = 0;
    Term value{};
    Term source{};
    std::size_t before = 0; // of a copy: how many writes had been made
    Term below{};           // of access: only in partitions deeper than this, if there is such a term
};

// One field of a record of the frame table.
enum class RecordField { kind, used, owner, page_in_parent, first_page };
struct RecordWrite {
    Term frame;
    RecordField field;
    Term value; // as wide as the field
};

// What happens outside of memory, in order.
struct OutsideCall {
    std::string name;
    std::vector<Term> arguments;
    std::size_t after = 0; // so many writes
};

// What a path of the execution has done so far.
struct KernelData : ir::ClientData {
    State state; // that memory was in before `writes` and `records`
    std::vector<Write> writes;
    std::vector<RecordWrite> records;
    std::vector<OutsideCall> calls;
    // of a service that was called as a whole; nothing may be read or written after that
    Term service_answer{};
    // the variables as the service, or the last delivery of an event, has left them: nothing may change them
    // after that
    std::vector<Term> left;
    Term walked_then{}; // the root table that the processor walks since the last delivery
    Term walked;        // the root table that the processor walks, narrow
    // Deliveries of events: where the condition holds, what a delivery changes has still to be done to the
    // state.
    struct Delivery {
        Term taken;
        std::function<void(State&)> change;
    };
    std::vector<Delivery> deliveries;
    // In a portion of deletePartition: the child that goes, from when `state` is one between two steps.
    std::optional<Word> deleted;
    // Steps that stand for what was not executed: functions with contracts, and a cut loop's other iterations
    // (see steps.hpp).
    Word steps{0};
    std::uint64_t counted = 0; // instructions that were executed and that `steps` has in it
    Word iteration{0};         // steps before the iteration that stands for all
    // Where a step of a portion began.
    std::optional<State> begun;
    std::optional<Word> pages_work; // of the function that takes pages, if it was called in it
    // What the code may read, in a contract's own proof (Contract::reads).
    std::function<void(ir::Step&, const Role*)> examine_read;
    // Of a cut loop: what the other words of an event hold in every round, by object and word.
    std::vector<std::tuple<ir::ObjectNumber, std::uint64_t, Term>> kept_words;
    Term registers;                       // of the floating-point unit: a word that stands for them
    std::unordered_map<Term, Role> roles; // of frames in that state, as the path has shown
    [[nodiscard]] std::unique_ptr<ir::ClientData> clone() const override {
        return std::make_unique<KernelData>(*this);
    }

    // The value of a record's field.
    [[nodiscard]] Term record(RecordField field, Term frame) const;
    // Word `index` of a frame that had a role in the state, after the first `count` writes.
    [[nodiscard]] Term word(const Role& role, Term frame, Term index, Term noted, std::size_t count) const;
    // That nobody took an event so far, as what a term's parts are replaced by: where require_not_taken has
    // been asked.
    [[nodiscard]] std::unordered_map<Term, Term> not_taken() const;
    // Nothing may happen once an event was taken, but to variables, which are compared at the end.
    void require_not_taken(ir::Step& step) const;
    // Makes the words written to memory of partitions, and interrupt states, part of the state. Throws
    // ir::Unmodelled where there are others.
    void absorb_writes();
};

// The frame that a word names, when it is used as one: of a choice the side that is meant, if the conditions
// say which.
struct FrameUse {
    Term frame;
    Role role;
};

// What a frame is used for if its number comes from the tree of partitions, or is a partition's; to be shown.
[[nodiscard]] std::optional<Role> role_by_place(Term frame);

// physical_memory, word by word. Each access shows that the frame exists and what it is used for.
class PhysicalMemory : public ir::Region {
public:
    [[nodiscard]] unsigned widest_access() const override { return word_bytes; }
    [[nodiscard]] Term in_bounds(const ir::State& state, const ir::Offset& offset) const override;
    [[nodiscard]] Term load(ir::Step& step, const ir::Offset& offset, unsigned bytes) override;
    void store(ir::Step& step, const ir::Offset& offset, unsigned bytes, Term value) override;
    void fill(ir::Step& step, const ir::Offset& offset, Term length, Term byte) override;
    void copy(ir::Step& step, const ir::Offset& to, ir::Region& source, const ir::Offset& from,
              Term length) override;

    // The frame that a word of the code is the number of, as simple as the path knows it.
    [[nodiscard]] static Term number(ir::Step& step, Term word);
    // Requires that the frame is used for something that the kernel may touch, and says for what.
    [[nodiscard]] static FrameUse use(ir::Step& step, Term frame, Term index);

private:
    struct Place {
        Term frame; // narrow
        Term index;
    };
    [[nodiscard]] static Place place(ir::Step& step, const ir::Offset& offset);
};

// frame_table, field by field.
class FrameTable : public ir::Region {
public:
    [[nodiscard]] Term in_bounds(const ir::State& state, const ir::Offset& offset) const override;
    [[nodiscard]] Term load(ir::Step& step, const ir::Offset& offset, unsigned bytes) override;
    void store(ir::Step& step, const ir::Offset& offset, unsigned bytes, Term value) override;
};

// The frame whose number a word of the code is made of, as far as that is plain. That the two are the same is
// still to be shown.
[[nodiscard]] Word likely_number(Term word);

// What a function returns, as one number: the words of a struct, the first one lowest.
[[nodiscard]] Term packed(const ir::Value& result);

// A constant that nothing is known of, another one at each call of a thread.
[[nodiscard]] Term unknown(const std::string& name, unsigned width);

} // namespace pepin::proof
