#include "proof/counterexample/call.hpp"

#include <algorithm>
#include <array>
#include <span>

#include "service_arguments.hpp"

namespace pepin::proof {

namespace {

// Ways in that are no services (kernel/core/events.hpp).
struct Event {
    std::string_view name;
    abi::Names arguments;
};
constexpr std::array events{Event{"forward_fault", {"vector", "error_code", "address"}},
                            Event{"forward_software_interrupt", {"vector"}},
                            Event{"forward_call", {"number"}}, Event{"forward_interrupt", {"line"}}};
constexpr abi::Names of_gates{"stack"};

struct Called {
    std::string_view name;
    std::span<const std::string_view> arguments;
};

// What a row is about: the code of a function, or what its name ends with.
[[nodiscard]] std::optional<Called> called_by(std::string_view row) {
    for (const Event& event : events)
        if (row == std::string{code_of} + std::string{event.name})
            return Called{event.name, event.arguments.all()};
    for (const auto& service : abi::service_arguments) {
        if (!row.ends_with(service.name)) continue;
        const std::string_view before = row.substr(0, row.size() - service.name.size());
        const std::string_view function = row.substr(std::min(row.size(), code_of.size()));
        if (before.ends_with("gate_")) return Called{function, of_gates.all()};
        if (before.ends_with("fast_")) return Called{function, service.packed.all()};
        if (before.ends_with("call_")) return Called{function, service.arguments.all()};
        if (before.empty() || before.ends_with(" ")) return Called{service.name, service.arguments.all()};
    }
    return std::nullopt;
}

} // namespace

const abi::ServiceText* service_called(std::string_view name) {
    const auto found = std::ranges::find(abi::service_texts, name, &abi::ServiceText::name);
    return found == abi::service_texts.end() ? nullptr : &*found;
}

std::optional<Number> argument(const Points& points, std::size_t which) {
    const std::string name = "argument_" + std::to_string(which);
    for (const auto& [constant, value] : points.constants())
        if (constant == name || constant.starts_with(name + " ")) return value;
    return std::nullopt;
}

std::string call_of(const std::string& row, const Points& points) {
    const auto called = called_by(row);
    if (!called) return {};
    std::string text;
    bool any = called->arguments.empty();
    for (std::size_t i = 0; i < called->arguments.size(); ++i) {
        const auto value = argument(points, i);
        any = any || value.has_value();
        text += (i == 0 ? "" : ", ") + std::string{called->arguments[i]} + "=" +
                (value ? hexadecimal(*value) : "any");
    }
    return any ? std::string{called->name} + "(" + text + ")" : "";
}

} // namespace pepin::proof
