#include <algorithm>
#include <set>
#include <stdexcept>

#include <llvm/Analysis/LoopInfo.h>
#include <llvm/IR/CFG.h>
#include <llvm/IR/DebugInfoMetadata.h>
#include <llvm/IR/Dominators.h>
#include <llvm/IR/InstIterator.h>
#include <llvm/IR/IntrinsicInst.h>
#include <llvm/IR/Verifier.h>
#include <llvm/IRReader/IRReader.h>
#include <llvm/Support/SourceMgr.h>
#include <llvm/Support/raw_ostream.h>

#include "ir/layout.hpp"
#include "ir/promises.hpp"

namespace pepin::ir {
namespace {

unsigned line_of(const llvm::Loop& loop) {
    const llvm::DebugLoc start = loop.getStartLoc();
    return start ? start.getLine() : 0;
}

// An instruction that may be executed although the program would not: its obligations are weakened by a
// condition.
bool only_computes(const llvm::Instruction& instruction) {
    if (llvm::isa<llvm::BinaryOperator, llvm::CastInst, llvm::CmpInst, llvm::SelectInst, llvm::PHINode,
                  llvm::GetElementPtrInst, llvm::LoadInst, llvm::FreezeInst, llvm::ExtractValueInst,
                  llvm::InsertValueInst, llvm::BranchInst>(instruction))
        return true;
    const auto* call = llvm::dyn_cast<llvm::IntrinsicInst>(&instruction);
    return call && (call->doesNotAccessMemory() || call->isAssumeLikeIntrinsic());
}

constexpr std::size_t maximum_region = 32; // blocks

// The largest region behind a branch; none where nothing meets at its end, so that merging would gain
// nothing.
std::optional<MergeRegion> region_of(const llvm::BasicBlock& block, const llvm::LoopInfo& loops) {
    const auto* branch = llvm::dyn_cast<llvm::BranchInst>(block.getTerminator());
    if (!branch || branch->isUnconditional() || branch->getSuccessor(0) == branch->getSuccessor(1))
        return std::nullopt;
    MergeRegion region;
    std::set<const llvm::BasicBlock*> inside{&block};
    const auto belongs = [&](const llvm::BasicBlock* candidate) {
        return !inside.contains(candidate) && !loops.isLoopHeader(candidate) &&
               loops.getLoopFor(candidate) == loops.getLoopFor(&block) &&
               llvm::all_of(
                   llvm::predecessors(candidate),
                   [&](const llvm::BasicBlock* predecessor) { return inside.contains(predecessor); }) &&
               std::ranges::all_of(*candidate, only_computes);
    };
    // Blocks join behind their predecessors, so the order is one in which they can be executed.
    std::vector<const llvm::BasicBlock*> waiting{&block};
    for (std::size_t next = 0; next < waiting.size(); ++next)
        for (const llvm::BasicBlock* successor : llvm::successors(waiting[next]))
            if (region.blocks.size() < maximum_region && belongs(successor)) {
                inside.insert(successor);
                region.blocks.push_back(successor);
                waiting.push_back(successor);
            }
    std::map<const llvm::BasicBlock*, unsigned> exits;
    for (const llvm::BasicBlock* member : inside)
        for (const llvm::BasicBlock* successor : llvm::successors(member))
            if (!inside.contains(successor)) ++exits[successor];
    region.one_exit = exits.size() == 1 && !loops.isLoopHeader(exits.begin()->first);
    const bool gains = std::ranges::any_of(
        exits, [&](const auto& exit) { return exit.second > 1 && !loops.isLoopHeader(exit.first); });
    return gains ? std::optional(region) : std::nullopt;
}

} // namespace

Location location_of(const llvm::Instruction& instruction) {
    Location result;
    if (instruction.getFunction()) result.function = instruction.getFunction()->getName().str();
    if (const llvm::DebugLoc& place = instruction.getDebugLoc()) {
        result.line = place.getLine();
        if (const auto* scope = llvm::dyn_cast_or_null<llvm::DIScope>(place.getScope()))
            result.file = scope->getFilename().str();
    }
    return result;
}

std::string Location::text() const {
    std::string result = function.empty() ? "?" : function;
    if (line != 0) result += " (" + (file.empty() ? "line" : file) + ":" + std::to_string(line) + ")";
    return result;
}

FunctionLayout lay_out(const llvm::Function& function) {
    FunctionLayout layout;
    layout.function = &function;
    layout.name = function.getName().str();
    for (const llvm::Argument& argument : function.args()) layout.numbers[&argument] = layout.values++;
    layout.unknown_promise = unknown_promise(function);
    for (const llvm::Instruction& instruction : llvm::instructions(function)) {
        if (!instruction.getType()->isVoidTy()) layout.numbers[&instruction] = layout.values++;
        if (auto unknown = unknown_promise(instruction))
            layout.unknown_promises.emplace(&instruction, std::move(*unknown));
    }

    // The analyses want a function that they might change; they do not.
    auto& changeable = const_cast<llvm::Function&>(function);
    const llvm::DominatorTree dominators(changeable);
    const llvm::LoopInfo loops(dominators);
    for (const llvm::BasicBlock& block : function) {
        if (loops.isLoopHeader(&block)) {
            const llvm::Loop* loop = loops.getLoopFor(&block);
            layout.loop_at[&block] = static_cast<unsigned>(layout.loops.size());
            layout.loops.push_back({&block, {loop->block_begin(), loop->block_end()}, line_of(*loop)});
        }
        if (auto region = region_of(block, loops)) layout.merges[&block] = std::move(*region);
    }
    return layout;
}

const FunctionLayout& Module::Implementation::layout(std::string_view name) const {
    const llvm::Function* function = module->getFunction(name);
    const auto found = layouts.find(function);
    if (found == layouts.end())
        throw std::invalid_argument("the module defines no function '" + std::string(name) + "'");
    return found->second;
}

Module::Module(const std::string& path) : implementation_(std::make_unique<Implementation>()) {
    llvm::SMDiagnostic problem;
    implementation_->module = llvm::parseIRFile(path, problem, implementation_->context);
    std::string text;
    llvm::raw_string_ostream stream(text);
    if (!implementation_->module) {
        problem.print("", stream, false);
        throw std::runtime_error("cannot read LLVM IR: " + text);
    }
    if (llvm::verifyModule(*implementation_->module, &stream))
        throw std::runtime_error(path + " is not well-formed: " + text);
    if (!implementation_->data().isLittleEndian())
        throw std::runtime_error(path + " is for a big-endian machine, which is not modelled");
    for (const llvm::Function& function : *implementation_->module)
        if (!function.isDeclaration()) implementation_->layouts.emplace(&function, lay_out(function));
}

Module::~Module() = default;
Module::Module(Module&&) noexcept = default;
Module& Module::operator=(Module&&) noexcept = default;

unsigned Module::pointer_width() const { return implementation_->pointer_width(); }

std::vector<std::string> Module::defined_functions() const {
    std::vector<std::string> result;
    for (const llvm::Function& function : *implementation_->module)
        if (!function.isDeclaration()) result.push_back(function.getName().str());
    return result;
}

std::vector<std::string> Module::indirect_symbols() const {
    std::vector<std::string> result;
    for (const llvm::GlobalAlias& alias : implementation_->module->aliases())
        result.push_back(alias.getName().str());
    for (const llvm::GlobalIFunc& chosen : implementation_->module->ifuncs())
        result.push_back(chosen.getName().str());
    return result;
}

std::vector<std::string> Module::variables() const {
    std::vector<std::string> result;
    for (const llvm::GlobalVariable& variable : implementation_->module->globals())
        if (!variable.isDeclaration() && !variable.isConstant()) result.push_back(variable.getName().str());
    return result;
}

std::vector<std::string> Module::exported_functions() const {
    std::vector<std::string> result;
    for (const llvm::Function& function : *implementation_->module)
        if (!function.isDeclaration() && !function.hasLocalLinkage())
            result.push_back(function.getName().str());
    return result;
}

std::string Module::target() const { return implementation_->module->getTargetTriple(); }

std::vector<unsigned> Module::parameter_widths(std::string_view name) const {
    std::vector<unsigned> result;
    for (const llvm::Argument& argument : implementation_->layout(name).function->args())
        result.push_back(argument.getType()->isIntegerTy() ? argument.getType()->getIntegerBitWidth() : 0);
    return result;
}

Module::Global Module::global(std::string_view name) const {
    const llvm::GlobalVariable* variable = implementation_->module->getGlobalVariable(name, true);
    if (!variable) throw std::invalid_argument("the module has no variable '" + std::string(name) + "'");
    const llvm::DataLayout& data = implementation_->data();
    return {data.getTypeAllocSize(variable->getValueType()),
            data.getValueOrABITypeAlignment(variable->getAlign(), variable->getValueType()).value(),
            variable->isConstant()};
}

} // namespace pepin::ir
