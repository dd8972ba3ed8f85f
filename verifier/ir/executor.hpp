// Symbolic execution of LLVM IR, path by path.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "ir/client.hpp"
#include "smt/solver.hpp"

namespace pepin::ir {

// A file of LLVM bitcode or textual IR, prepared for execution. Each thread needs one of its own, as LLVM
// fills tables on demand; terms and results may go from thread to thread.
class Module {
public:
    // Throws std::runtime_error where the file cannot be read or is not well-formed.
    explicit Module(const std::string& path);
    ~Module();
    Module(Module&&) noexcept;
    Module& operator=(Module&&) noexcept;

    [[nodiscard]] unsigned pointer_width() const; // in bits
    [[nodiscard]] std::vector<std::string> defined_functions() const;
    // Names that stand for something else: aliases and functions that are chosen when a program is loaded.
    [[nodiscard]] std::vector<std::string> indirect_symbols() const;
    // Variables that are defined here and can be written.
    [[nodiscard]] std::vector<std::string> variables() const;
    // of these, those that code outside of the module may call
    [[nodiscard]] std::vector<std::string> exported_functions() const;
    // as clang's option --target names it; begins with the architecture
    [[nodiscard]] std::string target() const;
    // The widths in bits of a function's parameters, 0 for anything that is not an integer. Throws
    // std::invalid_argument where there is no such function.
    [[nodiscard]] std::vector<unsigned> parameter_widths(std::string_view function) const;
    // The alignment and the size in bytes of a global variable, as the module declares them.
    struct Global {
        std::uint64_t size;
        std::uint64_t alignment;
        bool constant;
    };
    [[nodiscard]] Global global(std::string_view name) const;
    // What the execution of a function depends on, as text: its code and all that it refers to, but not the
    // code of functions that a client replaces. The same in two modules means the same results, down to the
    // lines of locations. "absent" where the module does not define it.
    using Replaced = std::function<bool(std::string_view name)>;
    [[nodiscard]] std::string fingerprint(std::string_view function, const Replaced& is_replaced = {}) const;

    struct Implementation;
    [[nodiscard]] const Implementation& implementation() const { return *implementation_; }

private:
    std::unique_ptr<Implementation> implementation_;
};

// Branches whose sides only compute and load can be executed side by side, each under its condition; the
// results are chosen between by if-then-else, and there are fewer paths.
enum class Merge : std::uint8_t {
    nothing, // each way is a path
    joins,   // where the sides meet again
    // also where they go on to several places, but to some of them from several branches: a series of checks
    // that refuse
    exits,
};

struct Options {
    std::uint64_t maximum_instructions = 1'000'000; // of one path
    std::uint64_t maximum_paths = 100'000;
    unsigned maximum_unrolling = 10'000; // arrivals at one loop's header, since the loop was entered
    // of an ordinary object that is accessed at an offset that is not known
    unsigned maximum_symbolic_bytes = 4096;
    Merge merge = Merge::exits;
    // Variables have the module's initial values. Otherwise: any (constants excepted), as for code that is
    // called at any time.
    bool globals_are_initial = false;
    // For running ordinary programs, whose structs have padding that is copied along: memory that nothing has
    // been stored to holds zeros rather than poison, and storing poison or passing it to calls that are
    // executed is no obligation. Not for proofs.
    bool ordinary_program = false;
    // Of one feasibility check. A path that is not proved infeasible is explored. Resources rather than time:
    // the same on every machine.
    smt::Limits feasibility{.milliseconds = 0, .resources = 2'000'000};
};

struct Statistics {
    std::uint64_t instructions = 0;
    std::uint64_t feasibility_checks = 0;
    std::uint64_t merged_branches = 0;
};

struct Result {
    // in the order of their exploration, depth first, the true side of a branch first
    std::vector<Path> paths;
    // what is not plainly true, each once, although many paths may share it
    std::vector<Obligation> obligations;
    Statistics statistics;
};

// Executes functions of one module. Not to be shared between threads.
class Executor {
public:
    Executor(const Module& module, Client& client, Options options = {});
    ~Executor();
    Executor(const Executor&) = delete;
    Executor& operator=(const Executor&) = delete;

    // Lets a region hold the contents of a global variable. To be called before initial_state(). The
    // alignment of its address, in bytes, is the declared one unless more is promised (to be checked on the
    // linked image). Throws std::invalid_argument where the module has no such variable.
    void add_region(std::string_view global, Region& region, std::uint64_t alignment = 0);

    // The state before a call: memory holds the module's variables.
    [[nodiscard]] State initial_state(std::unique_ptr<ClientData> data = nullptr) const;

    // Executes a function on all feasible paths. Throws std::invalid_argument where the arguments do not fit
    // the function.
    [[nodiscard]] Result run(std::string_view function, std::span<const Value> arguments, State state);

    struct Implementation;

private:
    friend class Step;
    std::unique_ptr<Implementation> implementation_;
};

} // namespace pepin::ir
