// What a path of the code has left, compared with what the specification makes of the state before.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "ir/executor.hpp"
#include "proof/model/kernel_memory.hpp"
#include "proof/obligations/report.hpp"

namespace pepin::proof {

[[nodiscard]] inline std::vector<Term> with(std::span<const Term> some, Term more) {
    std::vector<Term> all{some.begin(), some.end()};
    all.push_back(more);
    return all;
}

// Asks whether the goal follows from the assumptions, and reports what the answer is. What is not wanted, or
// plain, is no obligation.
void claim(Questions& questions, UnitReport& report, std::span<const Term> assumptions, Term goal,
           const std::string& what, const std::string& where, std::span<const Term> cases = {});

class Comparison {
public:
    // A path that began in the state `before` and has left `data` ought to have left what `expected` holds,
    // given the assumptions.
    Comparison(Questions& questions, UnitReport& report, const State& before, const KernelData& expected,
               const ir::Path& path, const KernelData& data, std::vector<Term> assumptions);
    void prove();

private:
    // Goals that are easy each are collected, and shown together.
    void check(Term goal, const std::string& what);
    void prove_easy();
    void claim(std::span<const Term> assumptions, Term goal, const std::string& what,
               std::span<const Term> cases = {});

    void check_variables();
    void check_requests();
    void check_tables_in_use();
    void find_changes();
    void check_frame_table();
    void claim_words();
    void claim_changed_frames();
    [[nodiscard]] bool is_changed(Term frame) const;
    [[nodiscard]] std::vector<Term> with_places_apart() const;
    [[nodiscard]] std::vector<Term> places_of_changes(std::uint32_t of_kind) const;

    Questions& questions_;
    UnitReport& report_;
    const State& before_;
    const KernelData& expected_;
    const State& after_; // that is expected
    const ir::Path& path_;
    const KernelData& data_;
    std::vector<Term> assumptions_;
    std::string where_;
    std::vector<std::pair<Term, std::string>> easy_;
    std::vector<Term> changes_; // frames whose kind changes
    Term changes_differ_;
};

} // namespace pepin::proof
