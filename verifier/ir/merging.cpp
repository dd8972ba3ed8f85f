// Branches whose sides only compute and load: both are executed, each under its condition, and their results chosen between.
#include <algorithm>

#include "ir/machine.hpp"

namespace pepin::ir {

bool Machine::merged(const llvm::BranchInst& branch, Term condition) {
    if (!options_.merge || condition.is_literal()) return false;
    const auto& merges = frame().function->merges;
    const auto region = merges.find(branch.getParent());
    if (region == merges.end() || region->second.blocks.size() > options_.maximum_merged_blocks) return false;
    if (state_->conditions.contains(condition) || state_->conditions.contains(!condition)) return false;

    State before(*state_);
    const std::size_t obligations = result_.obligations.size();
    merging_ = true;
    try {
        merge(branch, condition, region->second);
        merging_ = false;
        ++result_.statistics.merged_branches;
        return true;
    } catch (const NotMergeable&) {
    } catch (const Unmodelled&) { // perhaps on a side that cannot be taken: one path for each will tell
    } catch (const PathEnd&) {
    }
    merging_ = false;
    guard_ = smt::truth(true);
    current_ = &branch;
    *state_ = std::move(before);
    result_.obligations.resize(obligations, Obligation{Kind::bounds, {}, {}, {}, {}, 0});
    return false;
}

void Machine::merge(const llvm::BranchInst& branch, Term condition, const MergeRegion& region) {
    struct Edge {
        const llvm::BasicBlock* from;
        Term condition;
    };
    llvm::DenseMap<const llvm::BasicBlock*, std::vector<Edge>> edges; // by their ends
    const auto add_edges = [&](const llvm::BranchInst& from, Term reached, Term choice) {
        edges[from.getSuccessor(0)].push_back({from.getParent(), reached & choice});
        if (from.isConditional()) edges[from.getSuccessor(1)].push_back({from.getParent(), reached & !choice});
    };
    // What the phis of a block are, over all the edges that lead there.
    const auto phis_of = [&](const llvm::BasicBlock* block) {
        std::vector<Value> values;
        for (const Edge& edge : edges[block]) {
            std::vector<Value> others = incoming(edge.from, block);
            if (values.empty()) {
                values = std::move(others);
                continue;
            }
            for (std::size_t i = 0; i < values.size(); ++i) {
                const std::optional<Value> chosen = choose(edge.condition, others[i], values[i]);
                if (!chosen) throw NotMergeable();
                values[i] = *chosen;
            }
        }
        return values;
    };
    const auto drop_impossible = [&](const llvm::BasicBlock* block) { std::erase_if(edges[block], [](const Edge& edge) { return edge.condition.is_false(); }); };

    add_edges(branch, smt::truth(true), condition);
    for (const llvm::BasicBlock* block : region.blocks) {
        drop_impossible(block);
        std::vector<Term> reached;
        for (const Edge& edge : edges[block]) reached.push_back(edge.condition);
        guard_ = smt::any_of(reached);
        if (guard_.is_false()) continue;
        const std::vector<Value> values = phis_of(block);
        auto value = values.begin();
        for (const llvm::PHINode& phi : block->phis()) frame().values[frame().function->numbers.lookup(&phi)] = *value++;
        for (const llvm::Instruction& instruction : *block) {
            if (llvm::isa<llvm::PHINode>(instruction) || instruction.isTerminator()) continue;
            current_ = &instruction;
            ++result_.statistics.instructions;
            visit(const_cast<llvm::Instruction&>(instruction));
        }
        // Both sides count, which is more than either path would execute: step bounds stay upper bounds.
        state_->instructions += block->size();
        const auto* last = llvm::cast<llvm::BranchInst>(block->getTerminator());
        current_ = last;
        Term choice = smt::truth(true);
        if (last->isConditional()) {
            const Integer decision = get_integer(last->getCondition());
            require_defined(decision, "the condition of a branch");
            choice = decision.term;
        }
        add_edges(*last, guard_, choice);
    }
    guard_ = smt::truth(true);
    current_ = &branch;
    drop_impossible(region.join);
    if (edges[region.join].empty()) throw NotMergeable();
    enter_with(branch.getParent(), region.join, phis_of(region.join));
}

} // namespace pepin::ir
