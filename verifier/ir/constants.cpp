// Constants, and the variables that memory begins with.
#include <llvm/IR/Constants.h>
#include <llvm/IR/GlobalVariable.h>

#include "ir/machine.hpp"

namespace pepin::ir {
namespace {

// The types of an aggregate's members; of anything else, none.
std::vector<llvm::Type*> member_types(llvm::Type* type) {
    std::vector<llvm::Type*> result;
    if (const auto* structure = llvm::dyn_cast<llvm::StructType>(type))
        result.assign(structure->element_begin(), structure->element_end());
    if (const auto* array = llvm::dyn_cast<llvm::ArrayType>(type))
        result.assign(array->getNumElements(), array->getElementType());
    return result;
}

} // namespace

Term literal(const llvm::APInt& value) {
    std::vector<Term> words;
    for (unsigned low = 0; low < value.getBitWidth(); low += 64) {
        const unsigned width = std::min(64u, value.getBitWidth() - low);
        words.insert(words.begin(), Term(width, value.extractBitsAsZExtValue(width, low)));
    }
    return smt::concatenate(words);
}

Value Machine::zero(llvm::Type* type) const {
    if (type->isIntegerTy()) return Term(type->getIntegerBitWidth(), 0);
    if (type->isPointerTy()) return Pointer{no_object, Offset(module_.pointer_width())};
    if (!type->isAggregateType())
        throw Unmodelled("a value of a type that is neither integer nor pointer nor made of them");
    Aggregate members;
    for (llvm::Type* member : member_types(type)) members.push_back(zero(member));
    return Value(std::move(members));
}

Value Machine::undefined(llvm::Type* type) const { return zero(type).poisoned(smt::truth(true)); }

Value Machine::constant(const llvm::Constant* constant) {
    if (const auto* integer = llvm::dyn_cast<llvm::ConstantInt>(constant);
        integer && integer->getBitWidth() <= 64)
        return Term(integer->getBitWidth(), integer->getZExtValue());
    if (const auto found = constants_.find(constant); found != constants_.end()) return found->second;
    Value value = make_constant(constant);
    constants_[constant] = value;
    return value;
}

Value Machine::make_constant(const llvm::Constant* constant) {
    if (const auto* integer = llvm::dyn_cast<llvm::ConstantInt>(constant)) {
        if (!integer->getType()->isIntegerTy()) throw Unmodelled("a vector");
        return literal(integer->getValue());
    }
    // Undef is treated as poison, which allows a program less: what is proved so holds with undef too.
    if (llvm::isa<llvm::UndefValue>(constant)) return undefined(constant->getType());
    if (llvm::isa<llvm::ConstantPointerNull, llvm::ConstantAggregateZero>(constant))
        return zero(constant->getType());
    if (const auto* global = llvm::dyn_cast<llvm::GlobalValue>(constant)) {
        const auto found = objects_.find(global);
        if (found == objects_.end() || global->hasExternalWeakLinkage() || global->isThreadLocal() ||
            global->getAddressSpace() != 0)
            throw Unmodelled("the address of " + global->getName().str());
        return Pointer{found->second, Offset(module_.pointer_width())};
    }
    if (const auto* address = llvm::dyn_cast<llvm::GEPOperator>(constant)) return element_address(*address);
    if (llvm::isa<llvm::ConstantStruct, llvm::ConstantArray, llvm::ConstantDataArray>(constant)) {
        Aggregate members;
        for (unsigned i = 0; const llvm::Constant* member = constant->getAggregateElement(i); ++i)
            members.push_back(this->constant(member));
        return Value(std::move(members));
    }
    throw Unmodelled("a constant of a kind that is not modelled");
}

void Machine::initialise(Contents& contents, std::uint64_t offset, const llvm::Constant* constant) {
    const llvm::DataLayout& data = module_.data();
    llvm::Type* type = constant->getType();
    if (llvm::isa<llvm::UndefValue>(constant)) return;
    if (constant->isNullValue() && !type->isPointerTy()) {
        const std::uint64_t size = data.getTypeAllocSize(type);
        for (std::uint64_t i = 0; i < size; ++i)
            contents[offset + i] = {Term(8, 0), smt::truth(false), nullptr, 0};
        return;
    }
    if (type->isAggregateType()) {
        const auto* structure = llvm::dyn_cast<llvm::StructType>(type);
        const std::uint64_t stride =
            structure
                ? 0
                : data.getTypeAllocSize(llvm::cast<llvm::ArrayType>(type)->getElementType()).getFixedValue();
        for (unsigned i = 0; const llvm::Constant* member = constant->getAggregateElement(i); ++i)
            initialise(contents,
                       offset + (structure ? data.getStructLayout(const_cast<llvm::StructType*>(structure))
                                                 ->getElementOffset(i)
                                                 .getFixedValue()
                                           : i * stride),
                       member);
        return;
    }
    const std::uint64_t size = data.getTypeStoreSize(type);
    Value value;
    try {
        value = this->constant(constant);
    } catch (const Unmodelled&) {
        return; // the bytes stay undefined: whoever reads them gets an obligation that cannot be met
    }
    if (value.is_pointer()) {
        const auto pointer = std::make_shared<const Pointer>(value.pointer());
        for (unsigned i = 0; i < size; ++i)
            contents[offset + i] = {Term(8, 0), pointer->poison, pointer, static_cast<std::uint8_t>(i)};
        return;
    }
    const Term bytes = filled(value.term(), static_cast<unsigned>(size));
    const bool whole = value.term().width() != bytes.width(); // loaded as it was stored, or not at all
    for (unsigned i = 0; i < size; ++i)
        contents[offset + i] = {smt::extract(bytes, 8 * i, 8), smt::truth(false), nullptr,
                                static_cast<std::uint8_t>(whole ? i : 0), whole ? bytes : Term{}};
}

void Machine::add_globals() {
    const llvm::DataLayout& data = module_.data();
    for (const llvm::Function& function : *module_.module) {
        const ObjectNumber number =
            globals_.allocate({.name = function.getName().str(),
                               .kind = Object::Kind::function,
                               .size = 0,
                               .writable = false,
                               .may_share_its_address = function.hasGlobalUnnamedAddr()});
        objects_[&function] = number;
        functions_[number] = &function;
    }
    for (const llvm::GlobalVariable& variable : module_.module->globals()) {
        Object object{.name = variable.getName().str(), .kind = Object::Kind::global};
        object.size = data.getTypeAllocSize(variable.getValueType());
        object.alignment =
            data.getValueOrABITypeAlignment(variable.getAlign(), variable.getValueType()).value();
        object.writable = !variable.isConstant();
        object.may_share_its_address = variable.hasGlobalUnnamedAddr();
        object.contents = blank(object.size);
        objects_[&variable] = globals_.allocate(std::move(object));
    }
    // When all have their addresses, which initial values may contain.
    for (const llvm::GlobalVariable& variable : module_.module->globals()) {
        const ObjectNumber number = objects_.lookup(&variable);
        const bool known =
            variable.hasDefinitiveInitializer() && (variable.isConstant() || options_.globals_are_initial);
        Contents& contents = globals_.contents(number);
        if (known) {
            initialise(contents, 0, variable.getInitializer());
            continue;
        }
        for (std::size_t i = 0; i < contents.size(); ++i)
            contents[i] = {smt::constant(variable.getName().str() + "+" + std::to_string(i), 8),
                           smt::truth(false), nullptr, 0};
    }
}

} // namespace pepin::ir
