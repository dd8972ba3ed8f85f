// Promises of the code that the executor does not know: internal to ir/.
#pragma once

#include <optional>
#include <string>

namespace llvm {
class CallBase;
class Function;
class Instruction;
} // namespace llvm

namespace pepin::ir {

// In words, what a function's attributes promise that is neither checked nor of no consequence.
[[nodiscard]] std::optional<std::string> unknown_promise(const llvm::Function& function);
// The same of an instruction's metadata, and of a call's attributes and bundles.
[[nodiscard]] std::optional<std::string> unknown_promise(const llvm::Instruction& instruction);
// In words, what a call says of its callee that is not so.
[[nodiscard]] std::optional<std::string> disagreement(const llvm::CallBase& call,
                                                      const llvm::Function& callee);

} // namespace pepin::ir
