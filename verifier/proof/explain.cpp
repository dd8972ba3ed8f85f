#include "proof/explain.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <unordered_set>

#include <llvm/ADT/StringExtras.h>

namespace pepin::proof {

namespace {

using Number = std::uint64_t;

[[nodiscard]] std::string hexadecimal(Number number) { return "0x" + llvm::utohexstr(number, true); }

// The points at which the formulas speak of the state before, with the model's values.
class Points {
public:
    Points(std::span<const Term> formulas, const smt::Model& model) : model_{model} {
        for (const Term& formula : formulas) visit(formula);
    }

    using Keys = std::map<std::vector<Number>, Number>;
    [[nodiscard]] const Keys& of(const std::string& function) const {
        static const Keys none;
        const auto found = functions_.find(function);
        return found == functions_.end() ? none : found->second;
    }
    [[nodiscard]] std::optional<Number> at(const std::string& function, const std::vector<Number>& key) const {
        const Keys& keys = of(function);
        const auto found = keys.find(key);
        if (found == keys.end()) return {};
        return found->second;
    }
    [[nodiscard]] const std::map<std::string, Number>& constants() const { return constants_; }

private:
    void visit(Term term) {
        if (term.is_literal() || !seen_.insert(term).second) return;
        for (const Term& operand : term.operands()) visit(operand);
        const std::string name{term.name()};
        if (name.empty() || term.width() > 64) return;
        if (term.operation() == smt::Operation::constant) {
            constants_[name] = model_.evaluate(term);
            return;
        }
        std::vector<Number> key;
        for (const Term& operand : term.operands()) {
            if (operand.width() > 64) return;
            key.push_back(model_.evaluate(operand));
        }
        functions_[name][key] = model_.evaluate(term);
    }

    const smt::Model& model_;
    std::unordered_set<Term> seen_;
    std::map<std::string, Keys> functions_;
    std::map<std::string, Number> constants_;
};

// As the core's enumeration has them.
constexpr std::array kinds{"reserved",         "memory",           "device",    "descriptor",        "private frame",    "MMU root",
                           "root of shadow 1", "root of shadow 2", "MMU table", "table of shadow 1", "table of shadow 2"};

class Tree {
public:
    explicit Tree(const Points& points) : points_{points} {
        for (const auto& [key, kind] : points.of("kind"))
            if (kind == spec::kind::descriptor) partitions_.insert(key[0]);
        for (const char* const name : {"root", "current"})
            if (const auto found = points.constants().find(name); found != points.constants().end()) partitions_.insert(found->second);
        for (const auto& [key, frame] : points.of("frame"))
            if (partitions_.contains(key[0])) mapped_[key[0]].insert(key[1]);
    }

    [[nodiscard]] std::string text() const {
        std::string result;
        std::set<Number> written;
        const auto above = [&](Number partition) {
            const auto parent = points_.at("parent", {partition});
            return parent && *parent != partition && partitions_.contains(*parent) ? parent : std::optional<Number>{};
        };
        for (const Number partition : partitions_)
            if (!above(partition)) write(partition, 1, result, written);
        // Only a model that is no tree leaves some over.
        for (const Number partition : partitions_) write(partition, 1, result, written);
        return result;
    }

private:
    void write(Number partition, unsigned level, std::string& result, std::set<Number>& written) const {
        if (!written.insert(partition).second) return;
        const std::string margin(2UL * level, ' ');
        result += margin + "partition " + hexadecimal(partition);
        for (const char* const name : {"root", "current"})
            if (const auto found = points_.constants().find(name); found != points_.constants().end() && found->second == partition)
                result += std::string{", "} + name;
        if (const auto depth = points_.at("depth", {partition})) result += ", depth " + std::to_string(*depth);
        if (const auto dying = points_.at("dying", {partition}); dying && *dying != 0) result += ", dying";
        if (const auto mmu = points_.at("mmu", {partition})) result += ", MMU root " + hexadecimal(*mmu);
        result += "\n";
        if (const auto pages = mapped_.find(partition); pages != mapped_.end())
            for (const Number page : pages->second) result += margin + "  " + mapping(partition, page) + "\n";
        for (const auto& [key, parent] : points_.of("parent"))
            if (parent == partition && partitions_.contains(key[0])) write(key[0], level + 1, result, written);
    }

    [[nodiscard]] std::string mapping(Number partition, Number page) const {
        const Number frame = *points_.at("frame", {partition, page});
        std::string text = "page " + hexadecimal(page) + ": ";
        if (frame == 0) return text + "nothing";
        text += "frame " + hexadecimal(frame);
        if (const auto kind = points_.at("kind", {frame}))
            text += *kind < kinds.size() ? std::string{", "} + kinds[*kind] : ", kind " + std::to_string(*kind);
        if (const auto writable = points_.at("writable", {partition, page})) text += *writable != 0 ? ", writable" : ", read only";
        if (const auto child = points_.at("child", {partition, page}); child && *child != 0)
            text += ", handed to the child of page " + hexadecimal(*child);
        if (const auto origin = points_.at("origin", {partition, page}); origin && *origin != 0)
            text += ", from the parent's page " + hexadecimal(*origin);
        return text;
    }

    const Points& points_;
    std::set<Number> partitions_;
    std::map<Number, std::set<Number>> mapped_; // pages of which something is known
};

} // namespace

std::string explain(const Finding& finding) {
    std::string text = finding.what + ", in " + finding.where + "\n";
    if (!finding.answer.counterexample) return text + "  (" + std::string{word_for(finding.verdict)} + ": there are no values to show)\n";
    const Points points{finding.answer.about, *finding.answer.counterexample};
    const auto list = [&](const char* title, auto belongs) {
        std::string values;
        for (const auto& [name, value] : points.constants())
            if (belongs(name)) values += (values.empty() ? "" : ", ") + name + " = " + hexadecimal(value);
        if (!values.empty()) text += std::string{"  "} + title + ": " + values + "\n";
    };
    const auto is_argument = [](const std::string& name) { return name.starts_with("argument_") || name.starts_with("number_"); };
    const auto is_place = [](const std::string& name) { return name.starts_with("any") && name != "any entry"; };
    list("the call", is_argument);
    list("the place that breaks", is_place);
    list("the kernel",
         [](const std::string& name) { return name == "frames" || name == "floating_point_owner" || name == "interrupts_on"; });
    return text + Tree{points}.text();
}

} // namespace pepin::proof
