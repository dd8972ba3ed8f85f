// Calls and returns.
#include <algorithm>

#include <llvm/IR/ConstantRange.h>

#include "ir/machine.hpp"
#include "ir/promises.hpp"

namespace pepin::ir {
namespace {

constexpr std::size_t maximum_depth = 1000; // of calls

} // namespace

Value Machine::within_range(Value value, const llvm::ConstantRange& range) {
    if (!value.is_integer() || range.isFullSet()) return value;
    const Term lower = literal(range.getLower()), size = literal(range.getUpper() - range.getLower());
    return value.poisoned(broken(smt::less_unsigned(value.term() - lower, size), Kind::assumption, "range"));
}

// An address within an object, or just behind it, is not 0. Of others of that object nothing is known.
Term Machine::is_not_null(const Pointer& pointer) const {
    return pointer.object == no_object ? smt::differ(pointer.offset.value(), Term(pointer.offset.width(), 0))
                                       : in_bounds(pointer);
}

void Machine::require_dereferenceable(const Pointer& pointer, std::uint64_t bytes, std::string_view text) {
    const Object& object = state_->memory.object(pointer.object);
    require(Kind::assumption,
            in_bounds(pointer) & in_bounds(moved(pointer, bytes)) &
                smt::truth(pointer.object != no_object && object.alive && !is_out_of_reach(pointer.object)),
            text);
}

bool Machine::is_out_of_reach(ObjectNumber object) const {
    const Object::Kind kind = state_->memory.object(object).kind;
    if (kind != Object::Kind::stack && kind != Object::Kind::argument) return false;
    for (const Frame& caller : state_->frames) {
        // The innermost one calls nothing but intrinsics; what is copied for a callee (byval) may be read.
        const bool innermost = &caller == &state_->frames.back();
        const llvm::Instruction* under_way = innermost ? current_ : caller.next;
        const auto* call = llvm::dyn_cast_or_null<llvm::CallInst>(under_way);
        if (call && call->isTailCall() && (!innermost || llvm::isa<llvm::IntrinsicInst>(call)) &&
            std::ranges::find(caller.locals, object) != caller.locals.end())
            return true;
    }
    return false;
}

void Machine::require_in_reach(const Value& argument, const std::string& callee) const {
    if (argument.is_aggregate())
        for (const Value& member : argument.members()) require_in_reach(member, callee);
    if (!argument.is_pointer()) return;
    const ObjectNumber object = argument.pointer().object;
    const auto* call = llvm::cast<llvm::CallInst>(current_);
    const std::vector<ObjectNumber>& own = state_->frames.back().locals;
    if (is_out_of_reach(object) || (call->isTailCall() && std::ranges::find(own, object) != own.end()))
        throw Unmodelled("a call marked tail lets " + callee + " see '" + state_->memory.object(object).name +
                         "'");
}

void Machine::require_to_return(const llvm::Function& function, const llvm::CallBase* call) {
    if (function.doesNotReturn() || (call && call->doesNotReturn()))
        require(Kind::unreachable, smt::truth(false),
                function.getName().str() + ", which does not return, returns");
}

// The argument that a function is marked to return.
void Machine::require_returned(const llvm::Function& function, const Value& value) {
    for (const llvm::Argument& parameter : function.args()) {
        if (!parameter.hasReturnedAttr()) continue;
        const Value& argument = frame().values[parameter.getArgNo()];
        Term same = smt::truth(false);
        if (value.is_integer() && argument.is_integer() && value.term().width() == argument.term().width())
            same = smt::equal(value.term(), argument.term());
        if (value.is_pointer() && argument.is_pointer() &&
            value.pointer().object == argument.pointer().object)
            same = smt::equal(value.pointer().offset.value(), argument.pointer().offset.value());
        require(Kind::assumption, same, "what is returned is the argument that is marked so");
    }
}

Value Machine::checked_by_attributes(const llvm::AttributeSet& attributes, Value value,
                                     std::string_view use) {
    value = promised_by_attributes(attributes, std::move(value), use);
    if (!options_.ordinary_program) require_defined(value, use);
    return value;
}

// Of intrinsics' arguments. A promise that is not kept would make poison of them, which is not let in.
void Machine::require_promised_arguments(const llvm::CallBase& call, std::uint64_t accessed) {
    for (unsigned i = 0; i < call.arg_size(); ++i) {
        llvm::AttributeSet promises = call.getAttributes().getParamAttrs(i);
        // Shown by the access, and by a region more exactly than by its in_bounds().
        if (promises.getDereferenceableBytes() <= accessed)
            promises =
                promises.removeAttribute(module_.module->getContext(), llvm::Attribute::Dereferenceable);
        if (!promises.hasAttributes() || call.getArgOperand(i)->getType()->isMetadataTy()) continue;
        const Value given = get(call.getArgOperand(i)),
                    promised = promised_by_attributes(promises, given, "an argument");
        if (promised.poison() != given.poison()) require_defined(promised, "an argument");
    }
}

Value Machine::promised_by_attributes(const llvm::AttributeSet& attributes, Value value,
                                      std::string_view use) {
    if (attributes.hasAttribute(llvm::Attribute::Range))
        value = within_range(std::move(value), attributes.getAttribute(llvm::Attribute::Range).getRange());
    if (value.is_pointer()) {
        const Pointer pointer = value.pointer();
        if (attributes.hasAttribute(llvm::Attribute::NonNull))
            value = value.poisoned(broken(is_not_null(pointer), Kind::assumption, "nonnull"));
        if (const llvm::MaybeAlign alignment = attributes.getAlignment())
            value =
                value.poisoned(broken(is_aligned(pointer, alignment->value()), Kind::assumption, "align"));
        if (const std::uint64_t bytes = attributes.getDereferenceableBytes(); bytes > 0)
            require_dereferenceable(pointer, bytes, "dereferenceable");
        if (const std::uint64_t bytes = attributes.getDereferenceableOrNullBytes();
            bytes > 0 && !is_null(pointer))
            require_dereferenceable(pointer, bytes, "dereferenceable_or_null");
    }
    if (attributes.hasAttribute(llvm::Attribute::NoUndef)) require_defined(value, use);
    return value;
}

void Machine::begin_call(const FunctionLayout& function, std::vector<Value> arguments) {
    if (state_->frames.size() >= maximum_depth)
        throw Unmodelled("more than " + std::to_string(maximum_depth) + " calls deep");
    if (function.unknown_promise)
        throw Unmodelled("a call of " + function.name + ", not modelled: " + *function.unknown_promise);
    Frame callee;
    callee.function = &function;
    callee.values.resize(function.values);
    for (std::size_t i = 0; i < arguments.size(); ++i) callee.values[i] = std::move(arguments[i]);
    callee.next = &function.function->getEntryBlock().front();
    for (const llvm::Argument& parameter : function.function->args()) {
        if (!parameter.hasByValAttr()) continue;
        // The callee has a copy of its own.
        Object copy{.name = function.name + "." + std::to_string(parameter.getArgNo()),
                    .kind = Object::Kind::argument};
        copy.size = module_.data().getTypeAllocSize(parameter.getParamByValType());
        copy.alignment = std::max(parameter.getParamAlign().valueOrOne().value(),
                                  module_.data().getABITypeAlign(parameter.getParamByValType()).value());
        const std::uint64_t size = copy.size;
        const Pointer original = callee.values[parameter.getArgNo()].pointer();
        const Pointer own{state_->memory.allocate(std::move(copy)), Offset(module_.pointer_width())};
        callee.locals.push_back(own.object);
        require_access(original, size, 1, false);
        copy_bytes(own, original, size);
        callee.values[parameter.getArgNo()] = own;
    }
    state_->frames.push_back(std::move(callee));
}

void Machine::visitReturnInst(llvm::ReturnInst& instruction) {
    const llvm::Function& function = *instruction.getFunction();
    require_to_return(function, nullptr);
    Value value;
    if (const llvm::Value* returned = instruction.getReturnValue())
        value = checked_by_attributes(function.getAttributes().getRetAttrs(), get(returned),
                                      "a function's result");
    require_returned(function, value);
    if (state_->frames.size() == 1) {
        require_defined(value, "a function's result");
        throw PathEnd{Ending::returned, ""};
    }
    for (const ObjectNumber local : frame().locals) state_->memory.end(local);
    state_->frames.pop_back();
    const auto* call = llvm::cast<llvm::CallInst>(frame().next);
    current_ = call;
    require_to_return(function, call);
    set(*call, checked_by_metadata(*call, checked_by_attributes(call->getAttributes().getRetAttrs(),
                                                                std::move(value), "a call's result")));
}

void Machine::visitCallInst(llvm::CallInst& instruction) {
    if (instruction.isInlineAsm()) throw Unmodelled("inline assembly");
    if (instruction.isMustTailCall()) throw Unmodelled("a call marked musttail");
    const Pointer target = get_pointer(instruction.getCalledOperand());
    require_defined(target, "the target of a call");
    const llvm::Function* callee = functions_.lookup(target.object);
    if (!callee || !target.offset.is_constant() || target.offset.constant() != 0)
        throw Unmodelled("a call of something that is no function");
    if (callee->getFunctionType() != instruction.getFunctionType())
        throw Unmodelled("a call of " + callee->getName().str() + " by another type");
    if (callee->isIntrinsic())
        throw Unmodelled("a call of " + callee->getName().str() + " through a pointer");

    if (const auto wrong = disagreement(instruction, *callee))
        throw Unmodelled("a call of " + callee->getName().str() + " by " + *wrong);

    std::vector<Value> arguments;
    for (unsigned i = 0; i < instruction.arg_size(); ++i) {
        Value argument = checked_by_attributes(instruction.getAttributes().getParamAttrs(i),
                                               get(instruction.getArgOperand(i)), "an argument");
        if (i < callee->arg_size())
            argument = checked_by_attributes(callee->getAttributes().getParamAttrs(i), std::move(argument),
                                             "an argument");
        arguments.push_back(std::move(argument));
    }
    if (callee->isDeclaration() || callee->isInterposable() ||
        client_.replaces({callee->getName().data(), callee->getName().size()}))
        return call_external(instruction, *callee, arguments);
    if (callee->isVarArg())
        throw Unmodelled("a call of " + callee->getName().str() + ", which takes any number of arguments");
    begin_call(module_.layouts.at(callee), std::move(arguments));
}

namespace {

// An integer as the struct whose bytes it has; anything else as it is.
Value in_members(const llvm::DataLayout& data, llvm::Type* type, const Value& value) {
    auto* structure = llvm::dyn_cast<llvm::StructType>(type);
    if (structure == nullptr || !value.is_integer()) return value;
    Aggregate members;
    for (unsigned i = 0; i < structure->getNumElements(); ++i) {
        const auto low = static_cast<unsigned>(data.getStructLayout(structure)->getElementOffsetInBits(i));
        llvm::Type* member = structure->getElementType(i);
        if (!member->isIntegerTy() || low + member->getIntegerBitWidth() > value.term().width()) return value;
        members.emplace_back(
            Integer{smt::extract(value.term(), low, member->getIntegerBitWidth()), value.poison()});
    }
    return Value(std::move(members));
}

} // namespace

void Machine::call_external(llvm::CallInst& call, const llvm::Function& callee,
                            const std::vector<Value>& arguments) {
    if (const auto unknown = unknown_promise(callee))
        throw Unmodelled("a call of " + callee.getName().str() + ", not modelled: " + *unknown);
    for (const Value& argument : arguments) {
        require_defined(argument, "an argument");
        require_in_reach(argument, callee.getName().str());
    }
    Step step(executor_, *state_);
    const std::string name = callee.getName().str();
    std::optional<Value> result = client_.call(step, name, arguments);
    if (!result) throw Unmodelled("a call of " + name + ", which the module does not define");
    require_to_return(callee, &call);
    llvm::Type* type = call.getType();
    *result = in_members(module_.data(), type, *result);
    const bool fits = type->isVoidTy() ? result->is_void()
                      : type->isIntegerTy()
                          ? result->is_integer() && result->term().width() == type->getIntegerBitWidth()
                      : type->isPointerTy() ? result->is_pointer()
                                            : result->is_aggregate();
    if (!fits) throw Unmodelled("the result of " + name + " is of another type than the client gave");
    if (!callee.isDeclaration() && !merging_) {
        // The client answers for a function whose own execution shows what its attributes promise.
        const llvm::AttributeSet promises = callee.getAttributes().getRetAttrs();
        if (promises.hasAttribute(llvm::Attribute::Range) && result->is_integer())
            assume(!within_range(*result, promises.getAttribute(llvm::Attribute::Range).getRange()).poison());
    }
    *result =
        checked_by_attributes(callee.getAttributes().getRetAttrs(), std::move(*result), "a call's result");
    set(call, checked_by_metadata(call, checked_by_attributes(call.getAttributes().getRetAttrs(),
                                                              std::move(*result), "a call's result")));
}

} // namespace pepin::ir
