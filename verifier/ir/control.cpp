// Branches, and arrivals at blocks and loops.
#include <algorithm>

#include <llvm/IR/Constants.h>

#include "ir/machine.hpp"

namespace pepin::ir {

void Machine::visitBranchInst(llvm::BranchInst& instruction) {
    const llvm::BasicBlock* block = instruction.getParent();
    if (instruction.isUnconditional()) return enter(block, instruction.getSuccessor(0));
    const Integer condition = get_integer(instruction.getCondition());
    require_defined(condition, "the condition of a branch");
    if (merged(instruction, condition.term)) return;
    enter(block, instruction.getSuccessor(decide(condition.term) ? 0 : 1));
}

void Machine::visitSwitchInst(llvm::SwitchInst& instruction) {
    const Integer condition = get_integer(instruction.getCondition());
    require_defined(condition, "the condition of a switch");
    for (const auto& choice : instruction.cases())
        if (decide(smt::equal(condition.term, constant(choice.getCaseValue()).term())))
            return enter(instruction.getParent(), choice.getCaseSuccessor());
    enter(instruction.getParent(), instruction.getDefaultDest());
}

void Machine::visitUnreachableInst(llvm::UnreachableInst&) {
    require(Kind::unreachable, smt::truth(false), "this place is not reached");
    throw NotMergeable();
}

// All phis of a block read their values before any of them gets its own.
std::vector<Value> Machine::incoming(const llvm::BasicBlock* from, const llvm::BasicBlock* to) {
    std::vector<Value> values;
    for (const llvm::PHINode& phi : to->phis()) values.push_back(get(phi.getIncomingValueForBlock(from)));
    return values;
}

void Machine::enter(const llvm::BasicBlock* from, const llvm::BasicBlock* to) {
    enter_with(from, to, incoming(from, to));
}

void Machine::enter_with(const llvm::BasicBlock* from, const llvm::BasicBlock* to,
                         const std::vector<Value>& phis) {
    std::vector<Value> values = phis;
    if (const auto loop = frame().function->loop_at.find(to); loop != frame().function->loop_at.end())
        arrive(loop->second, from, values);
    Frame& top = frame();
    auto value = values.begin();
    for (const llvm::PHINode& phi : to->phis()) {
        top.values[top.function->numbers.lookup(&phi)] = std::move(*value++);
        ++state_->instructions;
    }
    top.next = &*to->getFirstNonPHIIt();
}

void Machine::arrive(unsigned loop_number, const llvm::BasicBlock* from, std::vector<Value>& phis) {
    const FunctionLayout& function = *frame().function;
    const FunctionLayout::Loop& loop = function.loops[loop_number];
    Frame::Loop& record = frame().loops[loop_number];
    if (loop.blocks.contains(from))
        ++record.arrivals;
    else
        record = {};
    if (record.arrivals > options_.maximum_unrolling)
        throw Unmodelled("more than " + std::to_string(options_.maximum_unrolling) + " iterations of loop " +
                         std::to_string(loop_number) + " of " + function.name);

    const std::size_t count = phis.size();
    LoopVisit visit{function.name, loop_number, loop.line, record.arrivals, record.cut, phis, {}};
    Step step(executor_, *state_);
    const LoopAction action = client_.loop(step, visit);
    if (phis.size() != count) throw std::logic_error("a loop's callback changed the number of phis");
    switch (action) {
    case LoopAction::unroll:
        if (record.cut) throw Unmodelled("a loop that is cut and then unrolled");
        return;
    case LoopAction::cut:
        if (record.cut) throw Unmodelled("a loop that is cut twice");
        record.cut = true;
        record.changed = visit.changed_objects;
        record.kept = std::make_shared<const Memory>(state_->memory);
        return;
    case LoopAction::stop:
        if (record.cut) require_unchanged(record);
        throw PathEnd{Ending::stopped, "loop " + std::to_string(loop_number) + " of " + function.name};
    }
}

void Machine::require_unchanged(const Frame::Loop& loop) {
    const auto same_byte = [](const Byte& a, const Byte& b) {
        return a.value == b.value && a.poison == b.poison && a.pointer == b.pointer &&
               (!a.pointer || a.part == b.part);
    };
    for (ObjectNumber number = 1; number < loop.kept->size(); ++number) {
        const Object &before = loop.kept->object(number), &after = state_->memory.object(number);
        if (before.region || std::ranges::find(loop.changed, number) != loop.changed.end()) continue;
        const bool same =
            before.alive == after.alive && (!before.alive || before.contents == after.contents ||
                                            std::ranges::equal(*before.contents, *after.contents, same_byte));
        if (!same)
            throw Unmodelled("a cut loop changes '" + before.name +
                             "', for which the cut has no unknown contents");
    }
}

} // namespace pepin::ir
