// That the kernel's code does what the state machine does: each function of the core is executed on all its
// paths, from memory that represents any state with the invariants, and what it leaves is compared with what
// the specification makes of that state.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "ir/executor.hpp"
#include "proof/contracts/contracts.hpp"
#include "proof/obligations/report.hpp"

namespace pepin::proof {

// A function of the core, and what the state machine says about it.
struct Unit {
    std::string name;   // as users know it: of a gate the service's, with "gate_" before it
    std::string symbol; // in the core's bitcode
    enum class Answer { outcome, word, nothing } answer = Answer::outcome;
    std::function<spec::Outcome<Symbolic>(State&, std::span<const Word>)> machine;
    const Contract* contract = nullptr;       // that is proved
    std::vector<unsigned> argument_bits = {}; // where the entry code passes no more
    Kernel::Loop loop = {};
    std::uint32_t limit = 0; // of steps, of what has no contract
    // Where ranges of memory are found out by branches, paths of their own keep formulas simple.
    ir::Merge merge = ir::Merge::exits;
    // Of a way in: the call that it stands for, in a path of which these conditions hold; there may be
    // several.
    struct Call {
        Bool made;           // whether this is the one
        std::string service; // empty: none, and the call is refused with this error and value
        std::vector<Word> arguments;
        abi::Error error = abi::Error::none;
        Architecture::Word value = 0;
    };
    std::function<std::vector<Call>(const State&, std::span<const Word>)> calls = {};
};

// The state that a unit's proof begins with.
[[nodiscard]] State first_state(const Unit& unit);
// What the executor is told about a unit's surroundings.
[[nodiscard]] Kernel kernel_of(const Unit& unit);

class Refinement {
public:
    explicit Refinement(const std::string& bitcode) : module_{bitcode} {}
    [[nodiscard]] const ir::Module& module() const { return module_; }
    [[nodiscard]] UnitReport prove(const Unit& unit, std::span<const Unit> all);

private:
    void prove_obligations(const ir::Result& result, UnitReport& report);
    void prove_path(const Unit& unit, const std::vector<Word>& arguments, const ir::Path& path,
                    std::vector<Term> conditions, UnitReport& report);
    void prove_length(const Unit& unit, const std::vector<Word>& arguments, const ir::Path& path,
                      UnitReport& report);
    void prove_step(const Unit& unit, const std::vector<Word>& arguments, const ir::Path& path,
                    UnitReport& report);
    void prove_call(const Unit& unit, const std::vector<Word>& arguments, const ir::Path& path,
                    UnitReport& report);
    void claim_arguments(const Contract& contract, const ir::Memory& given, const ir::Path& path,
                         UnitReport& report);
    void claim_left(const ir::Path& path, std::span<const Term> conditions, UnitReport& report);
    void claim_call(const Unit& service, std::span<const Word> arguments, const OutsideCall& called,
                    std::span<const Term> made, const std::string& where, UnitReport& report);
    void prove_refusal(const Unit& unit, const std::vector<Word>& arguments, const ir::Path& path,
                       const std::vector<Term>& conditions, Term value, Term error, UnitReport& report);

    ir::Module module_;
    Questions questions_;
    std::span<const Unit> all_; // functions that others may call
};

} // namespace pepin::proof
