// operations COMPILER SOURCE...: for each function op_*(a, b) of the sources, the verifier agrees with the
// processor.
//
// Concretely: results for many operands are the same, unless the verifier found undefined behaviour.
// Symbolically: for each path, the operands that a solver finds lead the processor to the path's result, and
// of random operands exactly one path's conditions hold.
#include <cstdio>
#include <random>

#include <dlfcn.h>

#include "agreement.hpp"
#include "ir/executor.hpp"

namespace {

using namespace pepin;
using Native = std::uint64_t (*)(std::uint64_t, std::uint64_t);

struct Totals {
    unsigned functions = 0, compared = 0, undefined = 0, paths = 0, mismatches = 0;
};

class Comparison {
public:
    Comparison(const ir::Module& module, const std::string& function, Native native, const std::string& where,
               Totals& totals)
        : module_(module), function_(function), native_(native), where_(where), totals_(totals) {}

    void concretely(std::uint64_t a, std::uint64_t b) {
        const ir::Result result = execute(smt::Term(64, a), smt::Term(64, b));
        if (result.paths.size() != 1) return mismatch(a, b, std::to_string(result.paths.size()) + " paths");
        const ir::Path& path = result.paths.front();
        if (path.ending == ir::Ending::violated) {
            ++totals_.undefined;
            return;
        }
        if (path.ending != ir::Ending::returned)
            return mismatch(a, b, path.where.text() + ": " + path.reason);
        compare(a, b, path.result.term().value());
    }

    void symbolically(std::mt19937_64& random) {
        const smt::Term a = smt::constant("a", 64), b = smt::constant("b", 64);
        const ir::Result result = execute(a, b);
        for (const ir::Path& path : result.paths) {
            if (path.ending == ir::Ending::violated) continue;
            if (path.ending != ir::Ending::returned)
                return mismatch(0, 0, path.where.text() + ": " + path.reason);
            ++totals_.paths;
            smt::Solver solver;
            for (const smt::Term& condition : path.state.conditions.formulas()) solver.add(condition);
            const smt::Verdict verdict = solver.check({.milliseconds = 20'000, .resources = 0});
            if (verdict == smt::Verdict::unsatisfiable) continue;
            if (verdict != smt::Verdict::satisfiable)
                return mismatch(0, 0, "no answer about a path: " + solver.reason());
            const smt::Model model = *solver.model();
            compare(model.evaluate(a), model.evaluate(b), model.evaluate(path.result.term()));
        }
        // Each pair of operands belongs to one path, unless it is undefined behaviour.
        for (int i = 0; i < 20; ++i) {
            const std::uint64_t x = random() >> (random() % 64), y = random() >> (random() % 64);
            const auto with_values = [&](smt::Term term) {
                return smt::substitute(term, [&](smt::Term name) {
                    return name == a ? smt::Term(64, x) : name == b ? smt::Term(64, y) : smt::Term();
                });
            };
            unsigned matching = 0;
            for (const ir::Path& path : result.paths) {
                bool holds = true;
                for (const smt::Term& condition : path.state.conditions.formulas())
                    holds = holds && with_values(condition).is_true();
                if (!holds || path.ending != ir::Ending::returned) continue;
                ++matching;
                compare(x, y, with_values(path.result.term()).value());
            }
            if (matching > 1) mismatch(x, y, std::to_string(matching) + " paths");
        }
    }

private:
    ir::Result execute(smt::Term a, smt::Term b) {
        ir::Executor executor(module_, client_, {.globals_are_initial = true, .ordinary_program = true});
        const ir::Value arguments[] = {a, b};
        return executor.run(function_, arguments, executor.initial_state());
    }
    void compare(std::uint64_t a, std::uint64_t b, std::uint64_t result) {
        ++totals_.compared;
        if (const std::uint64_t native = native_(a, b); native != result)
            mismatch(a, b, "natively " + std::to_string(native) + ", here " + std::to_string(result));
    }
    void mismatch(std::uint64_t a, std::uint64_t b, const std::string& what) {
        ++totals_.mismatches;
        std::printf("%s: %s(%#llx, %#llx): %s\n", where_.c_str(), function_.c_str(),
                    static_cast<unsigned long long>(a), static_cast<unsigned long long>(b), what.c_str());
    }

    ir::Client client_;
    const ir::Module& module_;
    std::string function_;
    Native native_;
    std::string where_;
    Totals& totals_;
};

void compare_file(const agreement::Workplace& work, const std::string& compiler, const std::string& source,
                  const std::string& level, Totals& totals) {
    const std::string bitcode = work / ("module" + level.substr(1) + ".bc"),
                      library =
                          work / ("library" + level.substr(1) + std::to_string(totals.functions) + ".so");
    agreement::require(compiler + level + agreement::to_ir + "-c " + source + " -o " + bitcode);
    agreement::require(compiler + " -w -shared -fPIC " + level + " " + source + " -o " + library);
    void* const handle = dlopen(library.c_str(), RTLD_NOW | RTLD_LOCAL);
    if (!handle) throw std::runtime_error(dlerror());
    const ir::Module module(bitcode);
    std::mt19937_64 random(20240229);
    const std::uint64_t interesting[] = {0,
                                         1,
                                         2,
                                         7,
                                         31,
                                         63,
                                         64,
                                         255,
                                         0x7fff,
                                         0x7fffffff,
                                         0x80000000,
                                         0xffffffff,
                                         0x7fffffffffffffff,
                                         0x8000000000000000,
                                         ~0ull};
    for (const std::string& function : module.defined_functions()) {
        if (!function.starts_with("op_")) continue;
        const auto native = reinterpret_cast<Native>(dlsym(handle, function.c_str()));
        if (!native) throw std::runtime_error(library + " has no " + function);
        ++totals.functions;
        Comparison comparison(module, function, native, source + level, totals);
        for (const std::uint64_t a : interesting)
            for (const std::uint64_t b : interesting) comparison.concretely(a, b);
        for (int i = 0; i < 100; ++i)
            comparison.concretely(random() >> (random() % 64), random() >> (random() % 64));
        comparison.symbolically(random);
    }
    dlclose(handle);
}

} // namespace

int main(int count, char** words) {
    if (count < 3) return std::fprintf(stderr, "usage: operations COMPILER SOURCE...\n"), 2;
    Totals totals;
    try {
        const agreement::Workplace work;
        for (int i = 2; i < count; ++i)
            for (const std::string level : {" -O0", " -O1", " -O2"})
                compare_file(work, words[1], words[i], level, totals);
    } catch (const std::exception& problem) {
        return std::fprintf(stderr, "operations: %s\n", problem.what()), 2;
    }
    std::printf(
        "%u functions, %u results compared, %u operands undefined, %u symbolic paths, %u mismatches\n",
        totals.functions, totals.compared, totals.undefined, totals.paths, totals.mismatches);
    return totals.mismatches == 0 && totals.functions > 0 && totals.compared > 0 ? 0 : 1;
}
