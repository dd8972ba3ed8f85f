#include "proof/counterexample/explain.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <set>

#include "proof/counterexample/call.hpp"
#include "proof/counterexample/counterexample.hpp"

namespace pepin::proof {

namespace {

// As the core's enumeration has them.
constexpr std::array kinds{
    "reserved",         "memory",           "device",    "descriptor",        "private frame",    "MMU root",
    "root of shadow 1", "root of shadow 2", "MMU table", "table of shadow 1", "table of shadow 2"};

// Of what matters, who maps what; who stands above whom is looked up in all that is mentioned.
class Tree {
public:
    explicit Tree(const Counterexample& counterexample)
        : points_{counterexample.relevant()}, mentioned_{counterexample.mentioned()} {
        for (const auto& [key, kind] : points_.of("kind"))
            if (kind == spec::kind::descriptor) partitions_.insert(key[0]);
        for (const char* const name : {"root", "current"})
            if (const auto partition = mentioned_.constant(name)) partitions_.insert(*partition);
        for (const auto& [key, frame] : points_.of("frame"))
            if (partitions_.contains(key[0])) mapped_[key[0]].insert(key[1]);
        for (const char* const function : {"child", "origin"})
            for (const auto& [key, value] : points_.of(function))
                if (value != 0 && partitions_.contains(key[0])) mapped_[key[0]].insert(key[1]);
    }

    [[nodiscard]] std::string text() const {
        std::string result;
        std::set<Number> written;
        for (const Number partition : partitions_)
            if (!above(partition)) write(partition, 1, result, written);
        // Only a model that is no tree leaves some over.
        for (const Number partition : partitions_) write(partition, 1, result, written);
        for (const auto& [key, word] : points_.of("memory"))
            result += "  memory: word " + hexadecimal(key[1]) + " of frame " + hexadecimal(key[0]) + " is " +
                      hexadecimal(word) + "\n";
        return result;
    }

private:
    [[nodiscard]] std::optional<Number> above(Number partition) const {
        const auto parent = mentioned_.at("parent", {partition});
        return parent && *parent != partition && partitions_.contains(*parent) ? parent
                                                                               : std::optional<Number>{};
    }

    void write(Number partition, unsigned level, std::string& result, std::set<Number>& written) const {
        if (!written.insert(partition).second) return;
        const std::string margin(2UL * level, ' ');
        result += margin + "partition " + hexadecimal(partition);
        for (const char* const name : {"root", "current"})
            if (mentioned_.constant(name) == partition) result += std::string{", "} + name;
        if (const auto depth = points_.at("depth", {partition}))
            result += ", depth " + std::to_string(*depth);
        if (const auto dying = points_.at("dying", {partition}); dying && *dying != 0) result += ", dying";
        if (const auto state = points_.at("interrupt_state", {partition}))
            result += ", interrupt state " + hexadecimal(*state);
        if (const auto mmu = points_.at("mmu", {partition}))
            if (const auto tables = points_.at("used", {*mmu}))
                result += ", " + std::to_string(*tables) + " tables";
        result += "\n";
        for (const auto& [key, count] : points_.of("port_count"))
            if (key[0] == partition && count != 0) {
                const Number first = points_.at("port_first", key).value_or(0);
                result +=
                    margin + "  ports " + hexadecimal(first) + " to " + hexadecimal(first + count - 1) + "\n";
            }
        for (const auto& [key, table] : points_.of(table_name("mmu", 1)))
            if (key[0] == partition && table == 0)
                result += margin + "  entry " + hexadecimal(key[1]) + " of the root tables: nothing\n";
        if (const auto pages = mapped_.find(partition); pages != mapped_.end())
            for (const Number page : pages->second) result += margin + "  " + mapping(partition, page) + "\n";
        for (const Number child : partitions_)
            if (above(child) == partition) write(child, level + 1, result, written);
    }

    [[nodiscard]] std::string mapping(Number partition, Number page) const {
        const auto frame = mentioned_.at("frame", {partition, page});
        std::string text = "page " + hexadecimal(page) + ": ";
        if (frame == 0) return text + "nothing";
        text += frame ? "frame " + hexadecimal(*frame) : "some frame";
        if (const auto kind = frame ? points_.at("kind", {*frame}) : std::nullopt)
            text +=
                *kind < kinds.size() ? std::string{", "} + kinds[*kind] : ", kind " + std::to_string(*kind);
        if (const auto writable = points_.at("writable", {partition, page}))
            text += *writable != 0 ? ", writable" : ", read only";
        if (const auto child = points_.at("child", {partition, page}))
            text +=
                *child != 0 ? ", handed to the child of page " + hexadecimal(*child) : ", handed to nobody";
        if (const auto origin = points_.at("origin", {partition, page}); origin && *origin != 0)
            text += ", from the parent's page " + hexadecimal(*origin);
        return text;
    }

    const Points& points_;
    const Points& mentioned_;
    std::set<Number> partitions_;
    std::map<Number, std::set<Number>> mapped_; // pages of which something is known
};

} // namespace

std::string explain(const Finding& finding, const std::string& row) {
    std::string text = finding.what + ", in " + finding.where + "\n";
    if (!finding.answer.counterexample)
        return text + "  (" + std::string{word_for(finding.verdict)} + ": there are no values to show)\n";
    const Counterexample counterexample{finding};
    const auto list = [&](const char* title, const Points& points, auto belongs) {
        std::string values;
        for (const auto& [name, value] : points.constants())
            if (belongs(name)) values += (values.empty() ? "" : ", ") + name + " = " + hexadecimal(value);
        if (!values.empty()) text += std::string{"  "} + title + ": " + values + "\n";
    };
    const auto is_argument = [](const std::string& name) {
        return name.starts_with("argument_") || name.starts_with("number_");
    };
    const auto is_place = [](const std::string& name) {
        return name.starts_with("any") && name != "any entry";
    };
    if (const std::string call = call_of(row, counterexample.mentioned()); !call.empty())
        text += "  the call: " + call + "\n";
    else
        list("the event or step", counterexample.mentioned(), is_argument);
    list("the place that breaks", counterexample.mentioned(), is_place);
    list("the kernel", counterexample.relevant(),
         [](const std::string& name) { return name == "floating_point_owner" || name == "interrupts_on"; });
    return text + Tree{counterexample}.text();
}

} // namespace pepin::proof
