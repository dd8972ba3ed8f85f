// Addresses: their computation and their comparison.
#include <llvm/IR/GetElementPtrTypeIterator.h>

#include "ir/machine.hpp"

namespace pepin::ir {

Term Machine::in_bounds(const Pointer& pointer) const {
    const Object& object = state_ ? state_->memory.object(pointer.object) : globals_.object(pointer.object);
    if (object.region) return object.region->in_bounds(*state_, pointer.offset);
    const unsigned width = pointer.offset.width();
    if (pointer.offset.is_constant()) return smt::truth(pointer.offset.constant() <= object.size);
    return smt::at_most_unsigned(pointer.offset.value(), Term(width, object.size));
}

namespace {

// The condition under which index * stride does not overflow as a signed number, the index being one of
// `width` bits.
Term product_fits(Term index, std::uint64_t stride, unsigned width) {
    const std::uint64_t largest = (std::uint64_t{1} << (width - 1)) - 1;
    if (stride <= 1) return smt::truth(true);
    if (stride > largest) return smt::equal(index, Term(width, 0));
    return smt::at_most_signed(index, Term(width, largest / stride)) &
           smt::at_most_signed(-Term(width, (largest + 1) / stride), index);
}

} // namespace

// `inbounds` says that the base is within its object (or just behind it), and so is each sum on the way;
// products do not overflow. Objects are smaller than half the address space, so the sums do not overflow
// either.
Value Machine::element_address(const llvm::GEPOperator& address) {
    const llvm::DataLayout& data = module_.data();
    Pointer pointer = get_pointer(address.getPointerOperand());
    const unsigned width = pointer.offset.width();
    const llvm::GEPNoWrapFlags flags = address.getNoWrapFlags();
    if (flags.hasNoUnsignedWrap() || (flags.hasNoUnsignedSignedWrap() && !flags.isInBounds()))
        throw Unmodelled("getelementptr with nuw or nusw");
    // Of a constant address in a region only the bounds of memory are checked, where it is used: regions ask
    // the state.
    const Object& base = state_ ? state_->memory.object(pointer.object) : globals_.object(pointer.object);
    const bool promises = flags.isInBounds() && (llvm::isa<llvm::Instruction>(address) ||
                                                 (pointer.object != no_object && !base.region));
    Term poison = pointer.poison;
    if (promises && !address.hasAllZeroIndices())
        poison = poison | broken(in_bounds(pointer), Kind::bounds, "base of getelementptr inbounds");
    for (auto step = llvm::gep_type_begin(&address), end = llvm::gep_type_end(&address); step != end;
         ++step) {
        // upwards, so that the next check says as much
        if (const llvm::StructType* structure = step.getStructTypeOrNull()) {
            const std::uint64_t field = llvm::cast<llvm::ConstantInt>(step.getOperand())->getZExtValue();
            pointer.offset.add(data.getStructLayout(const_cast<llvm::StructType*>(structure))
                                   ->getElementOffset(static_cast<unsigned>(field))
                                   .getFixedValue());
            continue;
        }
        const std::uint64_t stride = step.getSequentialElementStride(data);
        const Integer given = get_integer(step.getOperand());
        const Term index = given.term.width() < width ? smt::extend_signed(given.term, width)
                                                      : smt::extract(given.term, 0, width);
        poison = poison | given.poison;
        // Each sum on the way; of those that only go up, the last.
        const bool goes_up = index.is_literal() && index.value() >> (width - 1) == 0;
        if (promises && !goes_up)
            poison = poison | broken(in_bounds(pointer), Kind::bounds, "getelementptr inbounds");
        if (promises) {
            if (given.term.width() > width)
                poison =
                    poison | broken(smt::equal(smt::extend_signed(index, given.term.width()), given.term),
                                    Kind::flag, "index");
            poison =
                poison | broken(product_fits(index, stride, width), Kind::flag, "getelementptr inbounds");
        }
        pointer.offset.add(stride, index);
        if (promises && !goes_up)
            poison = poison | broken(in_bounds(pointer), Kind::bounds, "getelementptr inbounds");
    }
    if (promises && !address.hasAllZeroIndices())
        poison = poison | broken(in_bounds(pointer), Kind::bounds, "getelementptr inbounds");
    pointer.poison = poison;
    return pointer;
}

void Machine::visitGetElementPtrInst(llvm::GetElementPtrInst& instruction) {
    if (!instruction.getType()->isPointerTy()) throw Unmodelled("getelementptr of vectors");
    set(instruction, element_address(llvm::cast<llvm::GEPOperator>(instruction)));
}

namespace {

Term compare(llvm::CmpInst::Predicate predicate, Term a, Term b) {
    switch (predicate) {
    case llvm::CmpInst::ICMP_EQ: return smt::equal(a, b);
    case llvm::CmpInst::ICMP_NE: return smt::differ(a, b);
    case llvm::CmpInst::ICMP_ULT: return smt::less_unsigned(a, b);
    case llvm::CmpInst::ICMP_ULE: return smt::at_most_unsigned(a, b);
    case llvm::CmpInst::ICMP_UGT: return smt::less_unsigned(b, a);
    case llvm::CmpInst::ICMP_UGE: return smt::at_most_unsigned(b, a);
    case llvm::CmpInst::ICMP_SLT: return smt::less_signed(a, b);
    case llvm::CmpInst::ICMP_SLE: return smt::at_most_signed(a, b);
    case llvm::CmpInst::ICMP_SGT: return smt::less_signed(b, a);
    case llvm::CmpInst::ICMP_SGE: return smt::at_most_signed(b, a);
    default: throw Unmodelled("a comparison of floating-point numbers");
    }
}

} // namespace

// Where objects lie is not known, so only what does not depend on it can be compared.
Integer Machine::compare_pointers(llvm::CmpInst::Predicate predicate, const Pointer& a, const Pointer& b) {
    const Term poison = a.poison | b.poison;
    const bool equality = llvm::CmpInst::isEquality(predicate);
    if (a.object == b.object) {
        if (!equality && a.object != no_object) {
            if (llvm::CmpInst::isSigned(predicate)) throw Unmodelled("a signed comparison of pointers");
            require(Kind::comparison, in_bounds(a) & in_bounds(b),
                    "pointers that are compared are within their object");
        }
        return {compare(predicate, a.offset.value(), b.offset.value()), poison};
    }
    if (!equality) {
        require(Kind::comparison, smt::truth(false),
                "pointers that are compared for order belong to one object");
        throw PathEnd{Ending::violated, "comparison of pointers to different objects"};
    }
    // Addresses within different objects differ; the one just behind an object may be that of another.
    const auto strictly_inside = [&](const Pointer& pointer, bool other_is_null) {
        const Object& object = state_->memory.object(pointer.object);
        if (pointer.object == no_object) {
            if (!pointer.offset.is_constant() || pointer.offset.constant() != 0)
                throw Unmodelled("comparison of an object's address with a number");
            return smt::truth(true);
        }
        if (object.kind == Object::Kind::function)
            return smt::truth(pointer.offset.is_constant() && pointer.offset.constant() == 0);
        if (object.region || other_is_null) return in_bounds(pointer);
        if (object.size == 0) return smt::truth(false);
        return smt::at_most_unsigned(pointer.offset.value(), Term(pointer.offset.width(), object.size - 1));
    };
    if (state_->memory.object(a.object).may_share_its_address &&
        state_->memory.object(b.object).may_share_its_address)
        throw Unmodelled("a comparison of addresses that the linker may make one");
    require(Kind::comparison,
            smt::any_of(std::initializer_list<Term>{poison, strictly_inside(a, b.object == no_object) &
                                                                strictly_inside(b, a.object == no_object)}),
            "pointers to different objects that are compared are within those");
    return {smt::truth(predicate == llvm::CmpInst::ICMP_NE), poison};
}

void Machine::visitICmpInst(llvm::ICmpInst& instruction) {
    const Value a = get(instruction.getOperand(0)), b = get(instruction.getOperand(1));
    if (a.is_pointer() && b.is_pointer())
        return set(instruction, compare_pointers(instruction.getPredicate(), a.pointer(), b.pointer()));
    if (!a.is_integer() || !b.is_integer()) throw Unmodelled("a comparison of vectors");
    finish(instruction, compare(instruction.getPredicate(), a.term(), b.term()), a.poison(), b.poison());
}

// Numbers that are no object's address go both ways; what the address of an object is, the verifier does not
// know.
void Machine::visitPtrToIntInst(llvm::PtrToIntInst& instruction) {
    const Pointer pointer = get_pointer(instruction.getOperand(0));
    if (pointer.object != no_object) throw Unmodelled("the address of an object as a number");
    finish(instruction,
           smt::resize_unsigned(pointer.offset.value(), instruction.getType()->getScalarSizeInBits()),
           pointer.poison);
}

void Machine::visitIntToPtrInst(llvm::IntToPtrInst& instruction) {
    const Integer number = get_integer(instruction.getOperand(0));
    Offset offset(module_.pointer_width());
    offset.add(1, smt::resize_unsigned(number.term, module_.pointer_width()));
    set(instruction, Pointer{no_object, offset, number.poison});
}

} // namespace pepin::ir
