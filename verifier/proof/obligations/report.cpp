#include "proof/obligations/report.hpp"

#include <llvm/ADT/StringExtras.h>

namespace pepin::proof {

std::string hexadecimal(std::uint64_t number) { return "0x" + llvm::utohexstr(number, true); }

std::string_view word_for(smt::Verdict verdict) {
    if (verdict == smt::Verdict::unsatisfiable) return "proved";
    return verdict == smt::Verdict::satisfiable ? "counterexample" : smt::name(verdict);
}

void UnitReport::add(const std::string& what, const std::string& where, const Answer& answer) {
    ++obligations;
    if (answer.proved()) {
        ++proved;
        shown.push_back({what, where, answer.verdict});
        return;
    }
    open.push_back({what, where, answer.verdict, answer});
    if (until_first_failure && open.back().is_failure()) throw FirstFailure{open.back()};
}

void UnitReport::add_error(const std::string& what, const std::string& where) {
    open.push_back({what, where, smt::Verdict::error});
    if (until_first_failure) throw FirstFailure{open.back()};
}

} // namespace pepin::proof
