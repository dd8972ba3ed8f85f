// What is known of a module before it is executed: internal to ir/. The only header besides machine.hpp that
// sees LLVM.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <llvm/ADT/DenseMap.h>
#include <llvm/ADT/SmallPtrSet.h>
#include <llvm/IR/DataLayout.h>
#include <llvm/IR/Function.h>
#include <llvm/IR/LLVMContext.h>
#include <llvm/IR/Module.h>

#include "ir/client.hpp"
#include "ir/executor.hpp"

namespace pepin::ir {

// Blocks after a branch that can only be reached through it and only compute and load: both sides of the
// branch, in a sense.
struct MergeRegion {
    std::vector<const llvm::BasicBlock*> blocks; // predecessors first
    bool one_exit = false;                       // all ways out of the region lead to one block
};

struct FunctionLayout {
    struct Loop {
        const llvm::BasicBlock* header;
        llvm::SmallPtrSet<const llvm::BasicBlock*, 8> blocks;
        unsigned line;
    };
    const llvm::Function* function = nullptr;
    std::string name;
    // of arguments and instructions with a value, from 0
    llvm::DenseMap<const llvm::Value*, unsigned> numbers;
    unsigned values = 0;
    std::vector<Loop> loops;                                          // by the order of their headers
    llvm::DenseMap<const llvm::BasicBlock*, unsigned> loop_at;        // by header
    llvm::DenseMap<const llvm::BasicBlock*, MergeRegion> merges;      // by the block that branches
    std::optional<std::string> unknown_promise;                       // of the function's attributes
    std::map<const llvm::Instruction*, std::string> unknown_promises; // of its instructions
};

[[nodiscard]] FunctionLayout lay_out(const llvm::Function& function);
[[nodiscard]] Location location_of(const llvm::Instruction& instruction);

struct Module::Implementation {
    llvm::LLVMContext context;
    std::unique_ptr<llvm::Module> module;
    std::map<const llvm::Function*, FunctionLayout> layouts; // of all defined functions

    [[nodiscard]] const llvm::DataLayout& data() const { return module->getDataLayout(); }
    [[nodiscard]] unsigned pointer_width() const { return data().getPointerSizeInBits(); }
    // Throws std::invalid_argument where there is no such function.
    [[nodiscard]] const FunctionLayout& layout(std::string_view name) const;
};

} // namespace pepin::ir
