// What became of what was to be proved.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "proof/solving/questions.hpp"

namespace pepin::proof {

// What the rows of functions of the core begin with.
inline constexpr std::string_view code_of = "code of ";

// A number, as C++ and people read it.
[[nodiscard]] std::string hexadecimal(std::uint64_t number);

// How people call a verdict on an obligation: proved, counterexample, unknown, timeout, error.
[[nodiscard]] std::string_view word_for(smt::Verdict verdict);

// Of one obligation, or of a path that could not be executed to its end.
struct Finding {
    std::string what;
    std::string where; // in the code
    smt::Verdict verdict = smt::Verdict::unknown;
    Answer answer = {}; // of one that is not proved

    // Whether it is known not to hold; a question that was too hard may still hold.
    [[nodiscard]] bool is_failure() const {
        return verdict == smt::Verdict::satisfiable || verdict == smt::Verdict::error;
    }
};

// Ends a proof at the first obligation that does not hold, where that is wanted.
struct FirstFailure {
    Finding finding;
};

struct UnitReport {
    std::string name;
    unsigned paths = 0;       // that can be taken, as far as is known
    unsigned satisfiable = 0; // of those: shown to be possible, by values for all that they assume
    unsigned granted = 0;     // of these: ways on which a service is granted
    bool passes_on = false;   // calls a service as a whole, which is proved by itself
    unsigned infeasible = 0;  // that the invariants exclude
    unsigned obligations = 0, proved = 0;
    std::uint64_t steps = 0; // instructions of the IR at most; of a way in, without the service
    std::uint64_t queries = 0;
    SecondOpinions second_opinions;
    double seconds = 0;
    std::vector<Finding> open, shown;
    smt::Verdict path = smt::Verdict::unknown; // whether the one that is being compared can be taken

    // What is to be proved at all: obligations whose text has this in it.
    static inline std::string wanted;
    static inline bool until_first_failure = false;
    // Counterexamples are for people: those that show more are worth looking for.
    static inline bool explained = false;
    [[nodiscard]] static bool is_wanted(const std::string& what) {
        return what.find(wanted) != std::string::npos;
    }

    void add(const std::string& what, const std::string& where, const Answer& answer);
    void add_error(const std::string& what, const std::string& where);
};

} // namespace pepin::proof
