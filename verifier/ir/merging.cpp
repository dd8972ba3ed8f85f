// Branches whose sides only compute and load: both are executed, each under its condition, and their results
// chosen between.
#include <algorithm>
#include <map>

#include "ir/machine.hpp"

namespace pepin::ir {

bool Machine::merged(const llvm::BranchInst& branch, Term condition) {
    if (options_.merge == Merge::nothing || condition.is_literal()) return false;
    const auto& merges = frame().function->merges;
    const auto region = merges.find(branch.getParent());
    if (region == merges.end() || (options_.merge == Merge::joins && !region->second.one_exit)) return false;
    if (state_->conditions.contains(condition) || state_->conditions.contains(!condition)) return false;

    State before(*state_);
    const std::size_t obligations = result_.obligations.size();
    std::vector<Exit> exits;
    merging_ = true;
    try {
        exits = merge(branch, condition, region->second);
    } catch (const NotMergeable&) {
    } catch (const Unmodelled&) { // perhaps on a side that cannot be taken: one path for each will tell
    } catch (const PathEnd&) {}
    merging_ = false;
    guard_ = smt::truth(true);
    current_ = &branch;
    if (exits.empty()) {
        *state_ = std::move(before);
        result_.obligations.resize(obligations, Obligation{Kind::bounds, {}, {}, {}, {}, 0});
        return false;
    }
    ++result_.statistics.merged_branches;
    leave_by(std::move(exits));
    return true;
}

std::optional<std::vector<Value>> Machine::merged_phis(const llvm::BasicBlock* block,
                                                       const std::vector<Edge>& edges) {
    std::vector<Value> values = incoming(edges.front().from, block);
    for (std::size_t edge = 1; edge < edges.size(); ++edge) {
        const std::vector<Value> others = incoming(edges[edge].from, block);
        for (std::size_t i = 0; i < values.size(); ++i) {
            const std::optional<Value> chosen = choose(edges[edge].condition, others[i], values[i]);
            if (!chosen) return std::nullopt;
            values[i] = *chosen;
        }
    }
    return values;
}

void Machine::execute_side(const llvm::BasicBlock& block) {
    for (const llvm::Instruction& instruction : block) {
        current_ = &instruction;
        // Both sides count, which is more than either path would execute: step bounds stay upper bounds.
        ++result_.statistics.instructions;
        ++state_->instructions;
        if (!llvm::isa<llvm::PHINode>(instruction) && !instruction.isTerminator())
            execute(const_cast<llvm::Instruction&>(instruction));
    }
}

std::vector<Machine::Exit> Machine::merge(const llvm::BranchInst& branch, Term condition,
                                          const MergeRegion& region) {
    std::vector<const llvm::BasicBlock*> targets; // in the order in which they are met
    std::map<const llvm::BasicBlock*, std::vector<Edge>> edges;
    const auto add_edge = [&](const llvm::BasicBlock* from, const llvm::BasicBlock* to, Term taken) {
        if (taken.is_false()) return;
        if (edges[to].empty()) targets.push_back(to);
        edges[to].push_back({from, taken});
    };
    const auto add_edges = [&](const llvm::BranchInst& from, Term reached, Term choice) {
        add_edge(from.getParent(), from.getSuccessor(0), reached & choice);
        if (from.isConditional()) add_edge(from.getParent(), from.getSuccessor(1), reached & !choice);
    };

    add_edges(branch, smt::truth(true), condition);
    for (const llvm::BasicBlock* block : region.blocks) {
        const std::vector<Edge>& into = edges[block];
        if (into.empty()) continue;
        std::vector<Term> reached;
        for (const Edge& edge : into) reached.push_back(edge.condition);
        guard_ = smt::any_of(reached);
        std::optional<std::vector<Value>> phis = merged_phis(block, into);
        if (!phis) throw NotMergeable();
        auto value = phis->begin();
        for (const llvm::PHINode& phi : block->phis())
            frame().values[frame().function->numbers.lookup(&phi)] = std::move(*value++);
        execute_side(*block);
        const auto* last = llvm::cast<llvm::BranchInst>(block->getTerminator());
        Term choice = smt::truth(true);
        if (last->isConditional()) {
            const Integer decision = get_integer(last->getCondition());
            require_defined(decision, "the condition of a branch");
            choice = decision.term;
        }
        add_edges(*last, guard_, choice);
    }

    std::vector<Exit> exits;
    for (const llvm::BasicBlock* target : targets) {
        if (std::ranges::find(region.blocks, target) != region.blocks.end()) continue;
        const std::vector<Edge>& into = edges[target];
        std::optional<std::vector<Value>> phis;
        // Loops count arrivals by where control comes from.
        if (!frame().function->loop_at.contains(target)) phis = merged_phis(target, into);
        if (phis) {
            std::vector<Term> reached;
            for (const Edge& edge : into) reached.push_back(edge.condition);
            exits.push_back({smt::any_of(reached), {into.front().from, target, std::move(*phis)}});
        } else {
            for (const Edge& edge : into)
                exits.push_back({edge.condition, {edge.from, target, incoming(edge.from, target)}});
        }
    }
    return exits;
}

void Machine::leave_by(std::vector<Exit> exits) {
    if (exits.size() > 1) std::erase_if(exits, [&](const Exit& exit) { return !possible(exit.condition); });
    if (exits.empty()) throw Infeasible();
    for (std::size_t last = exits.size() - 1; last > 0; --last) {
        State other(*state_);
        other.assume(exits[last].condition);
        other.frames.back().arriving = std::move(exits[last].arrival);
        pending_.push_back(std::move(other));
    }
    // The only possible exit's condition follows from those before.
    if (!exits[0].condition.is_true()) state_->conditions.add(exits[0].condition, exits.size() == 1);
    enter_with(exits[0].arrival.from, exits[0].arrival.to, exits[0].arrival.phis);
}

} // namespace pepin::ir
