// A counterexample is a part of a state: what the formulas speak of. Here it becomes a whole one.
#pragma once

#include "proof/counterexample/plan.hpp"
#include "proof/counterexample/script.hpp"

namespace pepin::proof {

class Completion {
public:
    // Throws std::logic_error, with the reason, where the specification's steps lead to no such state.
    explicit Completion(const Counterexample& counterexample);

    [[nodiscard]] const Script& script() const { return script_; }
    // Whether the formulas that are true of the counterexample are true in the whole state.
    [[nodiscard]] bool is_faithful() const;

private:
    void choose_spare_entry();
    void make(Number partition);
    void make_frame(Number frame);
    void map_pages(Number partition);
    void bind_configuration(Number partition);
    void give_pages_on();
    void fill_tables();
    void bind_others();
    void set_words();
    void set_constants();

    const Counterexample& counterexample_;
    const Points& relevant_;
    Plan plan_;
    Script script_;
    spec::StateBuilder::State& state_;
};

} // namespace pepin::proof
