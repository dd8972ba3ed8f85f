// The executor's outside, and the loop that explores paths.
#include "ir/machine.hpp"

#include <algorithm>
#include <stdexcept>
#include <utility>

#include <llvm/Support/raw_ostream.h>

namespace pepin::ir {

Machine::Machine(const Module::Implementation& module, Client& client, Executor& executor,
                 const Options& options)
    : module_(module), client_(client), executor_(executor), options_(options),
      feasibility_(options.feasibility) {
    add_globals();
}

void Machine::add_region(std::string_view global, Region& region, std::uint64_t alignment) {
    const llvm::GlobalVariable* variable = module_.module->getGlobalVariable(global, true);
    if (!variable)
        throw std::invalid_argument("the module has no variable '" + std::string(global) +
                                    "' to be a region");
    Object& object = globals_.change(objects_.lookup(variable));
    object.region = &region;
    object.contents.reset();
    object.writable = true;
    object.alignment = std::max(object.alignment, alignment);
}

State Machine::initial_state(std::unique_ptr<ClientData> data) const {
    State state(std::move(data));
    state.memory = globals_;
    return state;
}

namespace {

bool fits(const llvm::Type& type, const Value& value) {
    if (type.isIntegerTy()) return value.is_integer() && value.term().width() == type.getIntegerBitWidth();
    if (const auto* array = llvm::dyn_cast<llvm::ArrayType>(&type))
        return value.is_aggregate() && value.members().size() == array->getNumElements() &&
               std::ranges::all_of(value.members(), [&](const Value& member) {
                   return fits(*array->getElementType(), member);
               });
    return type.isPointerTy() && value.is_pointer();
}

} // namespace

Result Machine::run(const FunctionLayout& function, std::span<const Value> arguments, State state) {
    if (arguments.size() != function.function->arg_size())
        throw std::invalid_argument("'" + function.name + "' takes " +
                                    std::to_string(function.function->arg_size()) + " arguments, not " +
                                    std::to_string(arguments.size()));
    for (const llvm::Argument& parameter : function.function->args()) {
        const Value& argument = arguments[parameter.getArgNo()];
        if (!fits(*parameter.getType(), argument))
            throw std::invalid_argument("argument " + std::to_string(parameter.getArgNo()) +
                                        " does not fit parameter of '" + function.name + "'");
    }
    result_ = {};
    const std::uint64_t checks_before = feasibility_.checks();
    pending_.push_back(std::move(state));
    state_ = &pending_.back();
    begin_call(function, {arguments.begin(), arguments.end()});
    while (!pending_.empty()) {
        State path = std::move(pending_.back());
        pending_.pop_back();
        state_ = &path;
        guard_ = smt::truth(true);
        run_path();
        if (result_.paths.size() > options_.maximum_paths) {
            result_.paths.back().ending = Ending::error;
            result_.paths.back().reason = "more than " + std::to_string(options_.maximum_paths) + " paths";
            pending_.clear();
        }
    }
    result_.statistics.feasibility_checks = feasibility_.checks() - checks_before;
    return std::move(result_);
}

void Machine::run_path() {
    try {
        if (const std::optional<Frame::Arrival> arrival = std::exchange(frame().arriving, std::nullopt))
            enter_with(arrival->from, arrival->to, arrival->phis);
        while (true) {
            current_ = frame().next;
            ++result_.statistics.instructions;
            if (++state_->instructions > options_.maximum_instructions)
                throw Unmodelled("more than " + std::to_string(options_.maximum_instructions) +
                                 " instructions on one path");
            // InstVisitor's methods take what they might change; these do not.
            execute(const_cast<llvm::Instruction&>(*current_));
        }
    } catch (const PathEnd& end) {
        end_path(end.ending, end.reason);
    } catch (const Unmodelled& error) {
        end_path(Ending::error, error.what());
    } catch (const Infeasible&) {}
}

void Machine::execute(llvm::Instruction& instruction) {
    const auto& unknown = frame().function->unknown_promises;
    if (!unknown.empty())
        if (const auto found = unknown.find(&instruction); found != unknown.end())
            throw Unmodelled("not modelled: " + found->second);
    visit(instruction);
}

void Machine::end_path(Ending ending, std::string reason) {
    Value value;
    if (ending == Ending::returned) {
        const auto* instruction = llvm::cast<llvm::ReturnInst>(current_);
        if (const llvm::Value* returned = instruction->getReturnValue()) value = get(returned);
    }
    state_->frames.clear();
    result_.paths.push_back({ending, std::move(value), std::move(*state_), where(), std::move(reason)});
}

bool Machine::possible(Term condition) {
    if (const std::optional<bool> answer = client_.feasible(*state_, condition)) return *answer;
    return feasibility_.possible(state_->conditions, condition);
}

bool Machine::decide(Term condition) {
    if (condition.is_literal()) return condition.is_true();
    const Term opposite = !condition;
    if (state_->conditions.contains(condition)) return true;
    if (state_->conditions.contains(opposite)) return false;
    if (merging_) throw NotMergeable();
    const bool can_hold = possible(condition), can_fail = possible(opposite);
    if (!can_hold && !can_fail) throw Infeasible();
    if (can_hold && can_fail) {
        State other(*state_);
        other.assume(opposite);
        --other.instructions; // the current one begins again there
        pending_.push_back(std::move(other));
    }
    // Where the opposite is impossible, this follows from the conditions before; it saves asking again.
    state_->conditions.add(can_hold ? condition : opposite, !(can_hold && can_fail));
    return can_hold;
}

void Machine::require(Kind kind, Term formula, std::string_view text) {
    formula = smt::implies(guard_, formula);
    if (formula.is_true() || state_->conditions.contains(formula)) return;
    result_.obligations.push_back(
        {kind, where(), state_->conditions, formula, std::string(text), state_->instructions});
    if (formula.is_false()) throw PathEnd{Ending::violated, std::string(text)};
    state_->conditions.add(formula, true);
}

void Machine::assume(Term formula) {
    if (merging_) throw std::logic_error("an assumption while branches are being merged");
    if (formula.is_false()) throw Infeasible();
    state_->assume(formula);
}

Location Machine::where() const { return current_ ? location_of(*current_) : Location{}; }

void Machine::require_defined(const Value& value, std::string_view use) {
    const Term poison = value.poison();
    if (poison.is_false()) return;
    const auto require_one = [&](Term condition) {
        const auto origin = origins_.find(condition);
        const bool known = origin != origins_.end();
        require(known ? origin->second.kind : Kind::poison, !condition,
                (known ? origin->second.text : "undefined value") + ", used as " + std::string(use));
    };
    if (poison.operation() != smt::Operation::disjunction) return require_one(poison);
    for (const Term& condition : poison.operands()) require_one(condition);
}

Term Machine::broken(Term promise, Kind kind, const char* what) {
    const Term condition = !promise;
    if (!condition.is_false())
        origins_.try_emplace(condition, Origin{kind, std::string(what) + " of " + where().text()});
    return condition;
}

Value Machine::get(const llvm::Value* value) {
    if (const auto* known = llvm::dyn_cast<llvm::Constant>(value)) return constant(known);
    const Frame& top = frame();
    const auto number = top.function->numbers.find(value);
    if (number == top.function->numbers.end())
        throw Unmodelled("an operand that is neither a constant nor a local value");
    return top.values[number->second];
}

Integer Machine::get_integer(const llvm::Value* value) {
    Value result = get(value);
    if (!result.is_integer()) throw Unmodelled("an operand that is no integer");
    return result.integer();
}

Pointer Machine::get_pointer(const llvm::Value* value) {
    Value result = get(value);
    if (!result.is_pointer()) throw Unmodelled("an operand that is no pointer");
    return result.pointer();
}

void Machine::set(const llvm::Instruction& instruction, Value value) {
    Frame& top = frame();
    if (const auto number = top.function->numbers.find(&instruction); number != top.function->numbers.end())
        top.values[number->second] = std::move(value);
    go_on(instruction);
}

void Machine::visitInstruction(llvm::Instruction& instruction) {
    std::string text;
    llvm::raw_string_ostream stream(text);
    instruction.print(stream);
    throw Unmodelled("not modelled:" + text);
}

// --- the executor, as its users see it ---

struct Executor::Implementation {
    Options options;
    const Module::Implementation& module;
    Machine machine;

    Implementation(const Module::Implementation& own_module, Client& client, Executor& executor,
                   const Options& own_options)
        : options(own_options), module(own_module), machine(own_module, client, executor, options) {}
};

Executor::Executor(const Module& module, Client& client, Options options)
    : implementation_(std::make_unique<Implementation>(module.implementation(), client, *this, options)) {}

Executor::~Executor() = default;

void Executor::add_region(std::string_view global, Region& region, std::uint64_t alignment) {
    implementation_->machine.add_region(global, region, alignment);
}

State Executor::initial_state(std::unique_ptr<ClientData> data) const {
    return implementation_->machine.initial_state(std::move(data));
}

Result Executor::run(std::string_view function, std::span<const Value> arguments, State state) {
    return implementation_->machine.run(implementation_->module.layout(function), arguments,
                                        std::move(state));
}

void Step::require(Kind kind, Term formula, std::string_view text) {
    executor_.implementation_->machine.require(kind, formula, text);
}
void Step::assume(Term formula) { executor_.implementation_->machine.assume(formula); }
Term Step::guard() const { return executor_.implementation_->machine.guard(); }
Location Step::where() const { return executor_.implementation_->machine.where(); }

} // namespace pepin::ir
