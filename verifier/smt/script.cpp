// SMT-LIB text, and the solver that reads it.
#include <array>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <map>
#include <unordered_map>

#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include "smt/node.hpp"
#include "smt/solver.hpp"

namespace pepin::smt {
namespace {

constexpr std::string_view simple_letters =
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789~!@$%^&*_-+=<>.?/";

std::string quoted(std::string_view name) {
    const bool simple = name.find_first_not_of(simple_letters) == std::string_view::npos &&
                        (name[0] < '0' || name[0] > '9') && name[0] != '@' && name[0] != '.';
    return simple ? std::string(name) : "|" + std::string(name) + "|";
}

std::string sort(unsigned width) { return width == 1 ? "Bool" : "(_ BitVec " + std::to_string(width) + ")"; }

std::string binary(Wide value, unsigned width) {
    std::string digits = "#b";
    for (unsigned bit = width; bit-- > 0;) digits += ((value >> bit) & 1) ? '1' : '0';
    return digits;
}

std::string literal_text(Term term, bool as_bits) {
    const Wide value = *literal_value(term);
    if (term.width() == 1 && !as_bits) return value ? "true" : "false";
    if (term.width() % 4 != 0) return binary(value, term.width());
    std::string digits = "#x";
    for (unsigned digit = term.width() / 4; digit-- > 0;)
        digits += "0123456789abcdef"[static_cast<unsigned>(value >> (4 * digit)) & 15];
    return digits;
}

struct Spelling {
    const char* word;
    bool truth; // of one bit, the operation works on Booleans
};
Spelling spelling(Operation operation, bool one_bit) {
    switch (operation) {
    case Operation::complement: return one_bit ? Spelling{"not", true} : Spelling{"bvnot", false};
    case Operation::conjunction: return one_bit ? Spelling{"and", true} : Spelling{"bvand", false};
    case Operation::disjunction: return one_bit ? Spelling{"or", true} : Spelling{"bvor", false};
    case Operation::exclusive: return one_bit ? Spelling{"xor", true} : Spelling{"bvxor", false};
    case Operation::equal: return {"=", true};
    case Operation::less_unsigned: return {"bvult", false};
    case Operation::less_signed: return {"bvslt", false};
    case Operation::if_then_else: return {"ite", true};
    case Operation::concatenation: return {"concat", false};
    case Operation::negation: return {"bvneg", false};
    case Operation::sum: return {"bvadd", false};
    case Operation::product: return {"bvmul", false};
    case Operation::quotient_unsigned: return {"bvudiv", false};
    case Operation::remainder_unsigned: return {"bvurem", false};
    case Operation::quotient_signed: return {"bvsdiv", false};
    case Operation::remainder_signed: return {"bvsrem", false};
    case Operation::shift_left: return {"bvshl", false};
    case Operation::shift_right: return {"bvlshr", false};
    case Operation::shift_right_signed: return {"bvashr", false};
    default: return {"", true};
    }
}
bool gives_truth(Operation operation) {
    return operation == Operation::equal || operation == Operation::less_unsigned ||
           operation == Operation::less_signed;
}

// The text of one operation, its operands' being known.
template <class Text> std::string operation_text(Term term, Text text) {
    const auto operands = term.operands();
    const bool one_bit = term.width() == 1;
    const auto as_bits = [&](Term operand) {
        if (operand.width() != 1) return text(operand);
        return operand.operation() == Operation::literal ? literal_text(operand, true)
                                                         : "(ite " + text(operand) + " #b1 #b0)";
    };
    if (term.operation() == Operation::apply) {
        std::string result = "(" + quoted(term.name());
        for (const Term& operand : operands) result += " " + text(operand);
        return result + ")";
    }
    const Spelling spelled = spelling(term.operation(), one_bit);
    std::string result;
    if (term.operation() == Operation::extraction)
        result = "((_ extract " + std::to_string(term.low() + term.width() - 1) + " " +
                 std::to_string(term.low()) + ")";
    else if (term.operation() == Operation::sign_extension)
        result = "((_ sign_extend " + std::to_string(term.width() - operands[0].width()) + ")";
    else
        result = std::string("(") + spelled.word;
    const bool bits = !spelled.truth || term.operation() == Operation::extraction ||
                      term.operation() == Operation::sign_extension;
    for (const Term& operand : operands) result += " " + (bits ? as_bits(operand) : text(operand));
    result += ")";
    return one_bit && bits && !gives_truth(term.operation()) ? "(= " + result + " #b1)" : result;
}

// Writes definitions of what is used more than once, and declarations of what is free.
class Script {
public:
    explicit Script(std::span<const Term> formulas) {
        for (const Term& formula : formulas) count(formula);
        for (const Term& formula : formulas) {
            const std::string written = text(formula);
            assertions_ += "(assert " + written + ")\n";
        }
    }

    [[nodiscard]] std::string take() const {
        std::string result = "(set-logic QF_UFBV)\n";
        for (const auto& [name, declaration] : declarations_) result += declaration;
        return result + definitions_ + assertions_ + "(check-sat)\n";
    }

private:
    void count(Term term) {
        if (term.operation() == Operation::literal || ++uses_[term] > 1) return;
        for (const Term& operand : term.operands()) count(operand);
        if (term.name().empty()) return;
        std::string domain;
        for (const Term& operand : term.operands())
            domain += (domain.empty() ? "" : " ") + sort(operand.width());
        declarations_.emplace(std::string(term.name()), "(declare-fun " + quoted(term.name()) + " (" +
                                                            domain + ") " + sort(term.width()) + ")\n");
    }

    std::string text(Term term) {
        if (term.operation() == Operation::literal) return literal_text(term, false);
        if (term.operation() == Operation::constant) return quoted(term.name());
        if (const auto found = defined_.find(term); found != defined_.end()) return found->second;
        std::string written = operation_text(term, [this](Term operand) { return text(operand); });
        if (uses_[term] == 1) return written;
        const std::string label = "?" + std::to_string(defined_.size());
        definitions_ += "(define-fun " + label + " () " + sort(term.width()) + " " + written + ")\n";
        defined_.emplace(term, label);
        return label;
    }

    std::unordered_map<Term, unsigned> uses_;
    std::unordered_map<Term, std::string> defined_;
    std::map<std::string, std::string> declarations_;
    std::string definitions_, assertions_;
};

void append_text(Term term, std::string& result, std::size_t limit) {
    if (result.size() >= limit) {
        result += "...";
    } else if (term.operation() == Operation::literal) {
        result += literal_text(term, false);
    } else if (term.operation() == Operation::constant) {
        result += quoted(term.name());
    } else {
        result += operation_text(term, [&](Term operand) {
            std::string inner;
            append_text(operand, inner,
                        limit > result.size() ? (limit - result.size()) / term.operands().size() : 0);
            return inner;
        });
    }
}

struct FileCloser {
    void operator()(std::FILE* file) const { std::fclose(file); }
};
using File = std::unique_ptr<std::FILE, FileCloser>;

} // namespace

std::string Term::text(std::size_t limit) const {
    if (!exists()) return "(no term)";
    std::string result;
    append_text(*this, result, limit);
    return result;
}

std::string smt_lib(std::span<const Term> formulas) { return Script(formulas).take(); }

Verdict check_with_cvc5(std::string_view script, Limits limits, std::string* reason) {
    const auto failed = [&](const std::string& why) {
        if (reason) *reason = why;
        return Verdict::error;
    };
    // Files rather than pipes: neither side can wait for the other.
    const File input(std::tmpfile()), output(std::tmpfile());
    if (!input || !output) return failed(std::string("no temporary file: ") + std::strerror(errno));
    if (std::fwrite(script.data(), 1, script.size(), input.get()) != script.size() ||
        std::fflush(input.get()) != 0)
        return failed(std::string("cannot write a temporary file: ") + std::strerror(errno));
    std::rewind(input.get());

    std::string limit = "--tlimit=" + std::to_string(limits.milliseconds);
    std::string resources = "--rlimit=" + std::to_string(limits.resources);
    std::string program = "cvc5", language = "--lang=smt2", quiet = "--quiet", standard_input = "-";
    std::array<char*, 7> arguments = {program.data(),   language.data(),       quiet.data(), limit.data(),
                                      resources.data(), standard_input.data(), nullptr};
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, fileno(input.get()), STDIN_FILENO);
    posix_spawn_file_actions_adddup2(&actions, fileno(output.get()), STDOUT_FILENO);
    posix_spawn_file_actions_adddup2(&actions, fileno(output.get()), STDERR_FILENO);
    pid_t child = 0;
    const int error = posix_spawnp(&child, program.c_str(), &actions, nullptr, arguments.data(), environ);
    posix_spawn_file_actions_destroy(&actions);
    if (error != 0) return failed(std::string("cannot run cvc5: ") + std::strerror(error));
    int status = 0;
    while (waitpid(child, &status, 0) < 0)
        if (errno != EINTR) return failed(std::string("cannot wait for cvc5: ") + std::strerror(errno));

    std::string answer;
    std::array<char, 4096> buffer{};
    std::rewind(output.get());
    while (const std::size_t count = std::fread(buffer.data(), 1, buffer.size(), output.get()))
        answer.append(buffer.data(), count);
    if (answer.starts_with("unsat")) return Verdict::unsatisfiable;
    if (answer.starts_with("sat")) return Verdict::satisfiable;
    if (reason) *reason = answer;
    if (answer.find("timeout") != std::string::npos || answer.find("resourceout") != std::string::npos)
        return Verdict::timeout;
    return answer.starts_with("unknown") ? Verdict::unknown : Verdict::error;
}

} // namespace pepin::smt
