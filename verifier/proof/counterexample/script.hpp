// The making of a state, done and written down: what StateBuilder is told, as lines of C++.
#pragma once

#include <array>
#include <map>
#include <span>
#include <string>
#include <vector>

#include "proof/counterexample/counterexample.hpp"
#include "spec/state_builder.hpp"

namespace pepin::proof {

// Frames, and the partitions that are named by them, have the numbers of a solver's model; here, where they
// come from the builder, others.
class Script {
public:
    using Word = spec::StateBuilder::Word;

    Script();

    void spare_entry(Word entry);
    void frame(Number frame, bool device);
    void child(Number child, Number parent, std::span<const Number> frames);
    void descendant(Number descendant, Number partition, Word levels);
    void tables(Number partition, Word entry, std::span<const Number> frames);
    void map(Number partition, Word page, Number frame, bool writable, bool executable);
    void map_somewhere(Number partition, Number frame);
    void map_more(Number partition, Word page); // memory of which nothing is known
    void more_tables(Number partition, Word in_use);
    void run(Number partition);
    // Fields and variables of the state: `what` is its name.
    void set(const char* what, spec::ConcreteField& field, Number frame, Word value);
    void set(const char* what, spec::ConcreteTable& table, Number frame, Word column, Word value);
    void set(const std::string& what, Word& variable, Word value);
    void set_to_frame(const std::string& what, Word& variable, Number frame);

    void close_port(Word port);

    // A frame that the builder has made, or knows anyhow, is this one of the model. The names of partitions
    // are `root` and the like.
    void bind(Number frame, Word made);
    [[nodiscard]] bool is_bound(Number frame) const { return bound_.contains(frame); }
    [[nodiscard]] Word bound(Number frame) const;  // throws std::logic_error where it is not
    [[nodiscard]] Number unbound(Word made) const; // the model's number; of none, the same
    [[nodiscard]] Number number_of(Word made);     // the model's number; of none, one that it gets

    [[nodiscard]] spec::StateBuilder& builder() { return builder_; }
    [[nodiscard]] const spec::StateBuilder::State& state() const { return builder_.state; }
    [[nodiscard]] const std::vector<std::string>& lines() const { return lines_; }

private:
    [[nodiscard]] std::string name(Number frame) const;
    // Frames of configuration that are given; empty where none is.
    template <std::size_t count>
    std::string given(std::span<const Number> frames, std::array<Word, count>& made) const;

    spec::StateBuilder builder_;
    std::map<Number, Word> bound_;
    std::map<Number, std::string> names_; // of variables
    std::vector<std::string> lines_;
};

} // namespace pepin::proof
