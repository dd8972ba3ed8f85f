// The call that a counterexample makes, with the names that the ABI has for its arguments.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "abi.hpp"
#include "proof/counterexample/counterexample.hpp"

namespace pepin::proof {

// The service of that name; none where there is no such service.
[[nodiscard]] const abi::ServiceText* service_called(std::string_view name);

// The model's value of an argument; none where it does not matter.
[[nodiscard]] std::optional<Number> argument(const Points& points, std::size_t which);

// `add_vaddr(page=0x808000, descriptor=any, ...)`, of a row of the proof. Empty where it is about no call, or
// where no argument matters.
[[nodiscard]] std::string call_of(const std::string& row, const Points& points);

} // namespace pepin::proof
