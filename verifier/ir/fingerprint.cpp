// What the execution of a function depends on, as text: two modules in which it is the same execute the
// function in the same way.
#include <llvm/IR/DebugInfo.h>
#include <llvm/IR/InstIterator.h>
#include <llvm/Support/raw_ostream.h>
#include <llvm/Transforms/Utils/Cloning.h>

#include "ir/layout.hpp"

namespace pepin::ir {
namespace {

using Needed = llvm::SmallPtrSet<const llvm::GlobalValue*, 32>;

// Adds what a function or a variable refers to, directly or through constants and other functions. What is
// replaced remains a declaration.
void add(const llvm::Value* value, const Module::Replaced& is_replaced, Needed& needed,
         llvm::SmallPtrSetImpl<const llvm::Value*>& seen) {
    if (!llvm::isa<llvm::Constant>(value) || !seen.insert(value).second) return;
    const auto* function = llvm::dyn_cast<llvm::Function>(value);
    if (function != nullptr && !needed.empty() && is_replaced &&
        is_replaced(std::string_view{function->getName()}))
        return;
    if (const auto* global = llvm::dyn_cast<llvm::GlobalValue>(value)) needed.insert(global);
    for (const llvm::Use& operand : llvm::cast<llvm::User>(value)->operands())
        add(operand, is_replaced, needed, seen);
    if (function == nullptr) return;
    for (const llvm::Instruction& instruction : llvm::instructions(function))
        for (const llvm::Use& operand : instruction.operands()) add(operand, is_replaced, needed, seen);
}

template <class List>
bool drop_unused(List&& list, const Needed& needed, const llvm::ValueToValueMapTy& copies) {
    bool dropped = false;
    Needed kept;
    for (const llvm::GlobalValue* original : needed)
        if (const llvm::Value* copy = copies.lookup(original))
            kept.insert(llvm::cast<llvm::GlobalValue>(copy));
    for (auto& global : llvm::make_early_inc_range(list))
        if (global.use_empty() && !kept.contains(&global)) {
            global.eraseFromParent();
            dropped = true;
        }
    return dropped;
}

} // namespace

std::string Module::fingerprint(std::string_view name, const Replaced& is_replaced) const {
    const llvm::Module& module = *implementation_->module;
    const llvm::Function* function = module.getFunction(name);
    if (function == nullptr || function->isDeclaration()) return "absent";
    Needed needed;
    llvm::SmallPtrSet<const llvm::Value*, 32> seen;
    add(function, is_replaced, needed, seen); // the function itself is the first, and never replaced

    std::string text;
    llvm::raw_string_ostream stream{text};
    // Debug information speaks of the whole program; of it only the lines matter, as reports name them.
    for (const llvm::Function& candidate : module)
        if (needed.contains(&candidate))
            for (const llvm::Instruction& instruction : llvm::instructions(candidate))
                stream << location_of(instruction).text() << '\n';
    llvm::ValueToValueMapTy copies;
    const auto copy = llvm::CloneModule(
        module, copies, [&](const llvm::GlobalValue* global) { return needed.contains(global); });
    llvm::StripDebugInfo(*copy);
    copy->setModuleIdentifier(""); // it is the file's path
    // What only something unused used is unused then, too.
    while (drop_unused(copy->functions(), needed, copies) || drop_unused(copy->globals(), needed, copies))
        continue;
    copy->print(stream, nullptr);
    return text;
}

} // namespace pepin::ir
