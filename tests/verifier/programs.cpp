// programs [--programs N] [--seed S] [--compiler CLANG]: whole programs that csmith makes up print the same
// checksum natively and in the verifier, compiled at -O0, -O1 and -O2.
//
// Csmith's programs have no undefined behaviour, so an obligation that is violated is a mismatch like another
// checksum. (Structs are not packed: pointers to their members would be misaligned, which is undefined.)
// Programs that do not end within a limit, natively or here, are replaced by others and not counted; so are
// those that do what is not modelled, of which there may be one in twenty: unions let them look at addresses
// as numbers.
#include <cstdio>
#include <cstring>

#include "agreement.hpp"
#include "ir/executor.hpp"

namespace {

using namespace pepin;

// Catches what main prints at its end.
class Printing : public ir::Client {
public:
    std::optional<ir::Value> call(ir::Step& step, std::string_view name,
                                  std::span<const ir::Value> arguments) override {
        if (name != "printf" || arguments.size() != 2) return std::nullopt;
        const ir::Pointer& format = arguments[0].pointer();
        std::string text;
        for (std::uint64_t at = format.offset.constant(); at < step.state.memory.object(format.object).size;
             ++at)
            text += static_cast<char>(step.state.memory.load(format.object, at, 1, 64)->term().value());
        if (std::strcmp(text.c_str(), "checksum = %X\n") != 0) return std::nullopt;
        char line[40];
        std::snprintf(line, sizeof line, "checksum = %X\n",
                      static_cast<unsigned>(arguments[1].term().value()));
        output += line;
        return ir::Value(smt::Term(32, std::strlen(line)));
    }
    std::string output;
};

enum class Outcome { same, different, endless, unmodelled };

Outcome compare(const std::string& bitcode, const std::string& native, std::uint64_t limit,
                const std::string& what, std::uint64_t& instructions) {
    const ir::Module module(bitcode);
    Printing client;
    ir::Executor executor(module, client,
                          {.maximum_instructions = limit,
                           .maximum_unrolling = ~0u,
                           .globals_are_initial = true,
                           .ordinary_program = true});
    ir::State state = executor.initial_state();
    const ir::Value arguments[] = {smt::Term(32, 1),
                                   ir::Pointer{ir::no_object, ir::Offset(64), smt::truth(false)}};
    const ir::Result result = executor.run(
        "main", std::span(arguments).first(module.parameter_widths("main").size()), std::move(state));
    const ir::Path& path = result.paths.front();
    instructions += result.statistics.instructions;
    if (path.ending == ir::Ending::error && path.state.instructions > limit) return Outcome::endless;
    if (path.ending == ir::Ending::error) {
        std::printf("%s: not modelled: %s: %s\n", what.c_str(), path.where.text().c_str(),
                    path.reason.c_str());
        return Outcome::unmodelled;
    }
    if (result.paths.size() == 1 && path.ending == ir::Ending::returned && client.output == native)
        return Outcome::same;
    std::printf("%s: natively %s%s: here %s(%s %s: %s; %zu paths)\n", what.c_str(), native.c_str(),
                what.c_str(), client.output.c_str(), std::string(name(path.ending)).c_str(),
                path.where.text().c_str(), path.reason.c_str(), result.paths.size());
    return Outcome::different;
}

} // namespace

int main(int count, char** words) {
    unsigned programs = 50;
    unsigned long seed = 1;
    std::string compiler = "clang-19";
    for (int i = 1; i + 1 < count; i += 2) {
        const std::string word = words[i];
        if (word == "--programs")
            programs = static_cast<unsigned>(std::stoul(words[i + 1]));
        else if (word == "--seed")
            seed = std::stoul(words[i + 1]);
        else if (word == "--compiler")
            compiler = words[i + 1];
        else
            return std::fprintf(stderr, "usage: programs [--programs N] [--seed S] [--compiler CLANG]\n"), 2;
    }
    constexpr std::uint64_t limit = 3'000'000;
    unsigned compared = 0, replaced = 0, unmodelled = 0, mismatches = 0;
    std::uint64_t instructions = 0;
    try {
        const agreement::Workplace work;
        const std::string source = work / "program.c", binary = work / "program", output = work / "output";
        for (; compared < programs; ++seed) {
            if (replaced > programs + 20)
                throw std::runtime_error("most programs do not end: " + std::to_string(replaced) + " of " +
                                         std::to_string(replaced + compared));
            agreement::require("cd " + (work / "") +
                               " && csmith --no-float --no-volatiles --no-volatile-pointers "
                               "--no-packed-struct --max-funcs 5 "
                               "--max-block-depth 3 --max-expr-complexity 6 --seed " +
                               std::to_string(seed) + " -o " + source);
            const std::string compile = compiler + " -I/usr/include/csmith -w " + source;
            agreement::require(compile + " -O1 -o " + binary);
            const int status = agreement::run("timeout 2 " + binary + " >" + output + " 2>/dev/null");
            bool endless = status != 0;
            const std::string native = agreement::contents(output);
            bool different = false, unknown = false;
            for (const std::string level : {"-O0", "-O1", "-O2"}) {
                if (endless || unknown) break;
                const std::string bitcode = work / ("program" + level + ".bc");
                agreement::require(compile + " " + level + agreement::to_ir + " -c -o " + bitcode);
                const Outcome outcome = compare(bitcode, native, limit,
                                                "seed " + std::to_string(seed) + " " + level, instructions);
                endless = outcome == Outcome::endless;
                unknown = outcome == Outcome::unmodelled;
                different = different || outcome == Outcome::different;
            }
            // A mismatch counts whether or not the program would end.
            mismatches += different;
            if (different || (!endless && !unknown))
                ++compared;
            else
                ++(endless ? replaced : unmodelled);
            std::fflush(stdout);
        }
    } catch (const std::exception& problem) {
        return std::fprintf(stderr, "programs: %s\n", problem.what()), 2;
    }
    std::printf("%u programs compared at three levels (%.1f million instructions), %u without end and %u not "
                "modelled replaced, "
                "%u mismatches; seeds up to %lu\n",
                compared, static_cast<double>(instructions) / 1e6, replaced, unmodelled, mismatches,
                seed - 1);
    if (20 * unmodelled > compared + 20)
        return std::fprintf(stderr, "programs: too many are not modelled\n"), 1;
    return mismatches == 0 ? 0 : 1;
}
