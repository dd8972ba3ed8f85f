// Local variables, loads and stores.
#include <algorithm>
#include <bit>
#include <string_view>

#include <llvm/IR/Constants.h>

#include "ir/machine.hpp"

namespace pepin::ir {

void Machine::visitAllocaInst(llvm::AllocaInst& instruction) {
    const auto* count = llvm::dyn_cast<llvm::ConstantInt>(instruction.getArraySize());
    if (!count) throw Unmodelled("alloca of a size that is not constant");
    Object object{.name = frame().function->name + "." +
                          std::to_string(frame().function->numbers.lookup(&instruction)),
                  .kind = Object::Kind::stack};
    object.size = module_.data().getTypeAllocSize(instruction.getAllocatedType()).getFixedValue() *
                  count->getZExtValue();
    object.alignment = instruction.getAlign().value();
    // Where the code says when its lifetime begins, it has not begun yet.
    for (const llvm::User* user : instruction.users())
        if (const auto* call = llvm::dyn_cast<llvm::IntrinsicInst>(user);
            call && call->getIntrinsicID() == llvm::Intrinsic::lifetime_start)
            object.alive = false;
    object.contents = blank(object.size);
    const ObjectNumber number = state_->memory.allocate(std::move(object));
    frame().locals.push_back(number);
    set(instruction, Pointer{number, Offset(module_.pointer_width())});
}

std::shared_ptr<Contents> Machine::blank(std::uint64_t size) const {
    return std::make_shared<Contents>(
        size, Byte{.value = Term(8, 0), .poison = smt::truth(!options_.ordinary_program)});
}

Pointer Machine::moved(Pointer pointer, std::uint64_t bytes) {
    pointer.offset.add(bytes);
    return pointer;
}

Term Machine::is_aligned(const Pointer& pointer, std::uint64_t alignment) const {
    if (alignment <= 1) return smt::truth(true);
    if (state_->memory.object(pointer.object).alignment % alignment != 0) return smt::truth(false);
    bool known = pointer.offset.constant() % alignment == 0;
    for (const Offset::Part& part : pointer.offset.parts()) known = known && part.stride % alignment == 0;
    if (known) return smt::truth(true);
    const unsigned bits = static_cast<unsigned>(std::countr_zero(alignment));
    return smt::equal(smt::extract(pointer.offset.value(), 0, bits), Term(bits, 0));
}

const Object& Machine::require_access(const Pointer& pointer, std::uint64_t bytes, std::uint64_t alignment,
                                      bool writes) {
    require_defined(pointer, writes ? "the address of a store" : "the address of a load");
    const Object& object = state_->memory.object(pointer.object);
    if (pointer.object == no_object || object.kind == Object::Kind::function)
        require(Kind::bounds, smt::truth(false), "the address of an access is that of a variable");
    if (!object.alive)
        require(Kind::bounds, smt::truth(false), "'" + object.name + "' is alive when it is accessed");
    if (is_out_of_reach(pointer.object)) {
        require(Kind::bounds, smt::truth(false),
                "'" + object.name + "' is not accessed by a call marked tail");
        throw NotMergeable();
    }
    if (writes && !object.writable)
        require(Kind::writable, smt::truth(false), "'" + object.name + "' is not constant");
    require(Kind::alignment, is_aligned(pointer, alignment),
            "the access to '" + object.name + "' is aligned to " + std::to_string(alignment) + " bytes");
    if (object.region) return object;
    const std::string text = "the access of " + std::to_string(bytes) + " bytes is within the " +
                             std::to_string(object.size) + " bytes of '" + object.name + "'";
    const unsigned width = pointer.offset.width();
    const bool possible = bytes <= object.size;
    require(Kind::bounds,
            possible ? smt::at_most_unsigned(pointer.offset.value(), Term(width, object.size - bytes))
                     : smt::truth(false),
            text);
    // Under the condition of a merged branch, what cannot hold has not ended the path; there is nothing to
    // access all the same.
    if (!possible || !object.alive || pointer.object == no_object ||
        (pointer.offset.is_constant() && pointer.offset.constant() > object.size - bytes))
        throw NotMergeable();
    return object;
}

std::vector<std::uint64_t> Machine::places(const Pointer& pointer, std::uint64_t bytes) const {
    if (pointer.offset.is_constant()) return {pointer.offset.constant()};
    const Object& object = state_->memory.object(pointer.object);
    // Sums of multiples of the strides, modulo 2^width: multiples of the largest power of two that divides
    // them all.
    std::uint64_t step = std::uint64_t{1} << (pointer.offset.width() - 1);
    for (const Offset::Part& part : pointer.offset.parts())
        step = std::min(step, std::uint64_t{1} << std::countr_zero(part.stride));
    if (object.size > options_.maximum_symbolic_bytes)
        throw Unmodelled("an access at an unknown offset to '" + object.name + "', which has more than " +
                         std::to_string(options_.maximum_symbolic_bytes) + " bytes");
    std::vector<std::uint64_t> result;
    for (std::uint64_t place = pointer.offset.constant() % step; place + bytes <= object.size; place += step)
        result.push_back(place);
    if (result.empty())
        // as was required
        throw PathEnd{Ending::violated, "no place in '" + object.name + "' is at such an offset"};
    return result;
}

Value Machine::load_bytes(const Pointer& pointer, unsigned bytes) {
    const unsigned width = module_.pointer_width();
    const auto is_at = [&](std::uint64_t place) {
        return smt::equal(pointer.offset.value(), Term(width, place));
    };
    const std::vector<std::uint64_t> all = places(pointer, bytes);
    std::vector<std::pair<std::uint64_t, Value>> values;
    for (const std::uint64_t place : all) {
        std::optional<Value> value = state_->memory.load(pointer.object, place, bytes, width);
        if (value)
            values.emplace_back(place, std::move(*value));
        else if (all.size() == 1 || possible(is_at(place)))
            throw Unmodelled("a load of a part of a pointer");
    }
    if (values.empty()) throw PathEnd{Ending::violated, "no place can be loaded from"};
    std::optional<Value> result = values.back().second;
    for (auto value = values.rbegin() + 1; result && value != values.rend(); ++value)
        result = choose(is_at(value->first), value->second, *result);
    if (result) return *result;
    // Pointers to different objects: one path for each place.
    for (const auto& [place, value] : values)
        if (place == values.back().first || decide(is_at(place))) return value;
    return values.back().second;
}

void Machine::store_bytes(const Pointer& pointer, unsigned bytes, const Value& value) {
    const unsigned width = module_.pointer_width();
    const auto is_at = [&](std::uint64_t place) {
        return smt::equal(pointer.offset.value(), Term(width, place));
    };
    const std::vector<std::uint64_t> all = places(pointer, bytes);
    if (all.size() == 1) return state_->memory.store(pointer.object, all.front(), bytes, value);
    // Where places overlap, values chosen one after the other would undo each other.
    if (all[1] - all[0] < bytes && value.is_integer()) {
        for (unsigned i = 0; i < bytes; ++i)
            store_bytes(moved(pointer, i), 1, Integer{smt::extract(value.term(), 8 * i, 8), value.poison()});
        return;
    }
    std::vector<std::pair<std::uint64_t, Value>> values;
    bool one_path = true;
    for (const std::uint64_t place : all) {
        const std::optional<Value> old = state_->memory.load(pointer.object, place, bytes, width);
        const std::optional<Value> chosen = old ? choose(is_at(place), value, *old) : std::nullopt;
        if (!chosen && !possible(is_at(place))) continue;
        one_path = one_path && chosen;
        values.emplace_back(place, chosen ? *chosen : value);
    }
    if (values.empty()) throw PathEnd{Ending::violated, "no place can be stored to"};
    if (one_path && all[1] - all[0] >= bytes) {
        for (const auto& [place, chosen] : values) state_->memory.store(pointer.object, place, bytes, chosen);
        return;
    }
    for (const auto& [place, chosen] : values)
        if (place == values.back().first || decide(is_at(place)))
            return state_->memory.store(pointer.object, place, bytes, value);
}

namespace {

constexpr std::string_view nobodys_bits = "unspecified.";

} // namespace

Value Machine::as_type(llvm::Type* type, const Value& bytes) const {
    if (bytes.is_pointer()) {
        if (!type->isPointerTy()) throw Unmodelled("a load of a pointer as a number");
        return bytes;
    }
    const Integer& integer = bytes.integer();
    if (type->isPointerTy()) {
        if (integer.poison.is_true()) return undefined(type);
        if (!integer.term.is_literal()) throw Unmodelled("a load of a number as a pointer");
        return Pointer{no_object, Offset(module_.pointer_width(), integer.term.value()), integer.poison};
    }
    const unsigned width = type->getIntegerBitWidth(), stored = integer.term.width();
    if (width == stored) return integer;
    // Only what was stored as an integer of this type can be loaded as one; for ordinary programs it is
    // enough that zeros are above.
    const Term above = smt::extract(integer.term, width, stored - width);
    const bool as_stored =
        above.operation() == smt::Operation::constant && above.name().starts_with(nobodys_bits);
    const Term other =
        options_.ordinary_program ? smt::differ(above, Term(stored - width, 0)) : smt::truth(!as_stored);
    return Integer{smt::extract(integer.term, 0, width), integer.poison | other};
}

// The bits above are any, another time others.
Term Machine::filled(Term integer, unsigned bytes) {
    const unsigned missing = 8 * bytes - integer.width();
    if (missing == 0 || options_.ordinary_program) return smt::extend_unsigned(integer, 8 * bytes);
    const std::string name =
        std::string(nobodys_bits) + std::to_string(fresh_++) + "." + std::to_string(missing);
    return smt::concatenate(smt::constant(name, missing), integer);
}

// Bytes between members are undefined when the whole is stored.
void Machine::store_padding(const Pointer& pointer, std::uint64_t begin, std::uint64_t end) {
    if (begin >= end || options_.ordinary_program) return;
    if (state_->memory.object(pointer.object).region)
        throw Unmodelled("a store of an aggregate with padding to a region");
    for (std::uint64_t at = begin; at < end; ++at)
        store_bytes(moved(pointer, at), 1, Integer{Term(8, 0), smt::truth(true)});
}

namespace {

// What is wider than a region's widest access falls into several.
unsigned part_of(unsigned bytes, const Region& region) {
    return std::min(std::bit_floor(bytes), region.widest_access());
}

} // namespace

Value Machine::load(llvm::Type* type, const Pointer& pointer, std::uint64_t alignment) {
    const llvm::DataLayout& data = module_.data();
    if (type->isAggregateType()) require_access(pointer, data.getTypeStoreSize(type), alignment, false);
    if (auto* structure = llvm::dyn_cast<llvm::StructType>(type)) {
        Aggregate members;
        const llvm::StructLayout* layout = data.getStructLayout(structure);
        for (unsigned i = 0; i < structure->getNumElements(); ++i)
            members.push_back(load(structure->getElementType(i), moved(pointer, layout->getElementOffset(i)),
                                   i == 0 ? alignment : 1));
        return Value(std::move(members));
    }
    if (auto* array = llvm::dyn_cast<llvm::ArrayType>(type)) {
        Aggregate members;
        const std::uint64_t stride = data.getTypeAllocSize(array->getElementType());
        for (std::uint64_t i = 0; i < array->getNumElements(); ++i)
            members.push_back(
                load(array->getElementType(), moved(pointer, i * stride), i == 0 ? alignment : 1));
        return Value(std::move(members));
    }
    if (!type->isIntegerTy() && !type->isPointerTy())
        throw Unmodelled("a load of a type that is neither integer nor pointer nor made of them");
    const unsigned bytes = static_cast<unsigned>(data.getTypeStoreSize(type).getFixedValue());
    const Object& object = require_access(pointer, bytes, alignment, false);
    if (!object.region) return as_type(type, load_bytes(pointer, bytes));
    Region* const region = object.region;
    Step step(executor_, *state_);
    std::vector<Term> words;
    for (unsigned done = 0; done < bytes;) {
        const unsigned part = part_of(bytes - done, *region);
        words.insert(words.begin(), region->load(step, moved(pointer, done).offset, part));
        done += part;
    }
    return as_type(type, Integer{smt::concatenate(words)});
}

void Machine::store(llvm::Type* type, const Pointer& pointer, std::uint64_t alignment, const Value& value) {
    const llvm::DataLayout& data = module_.data();
    if (value.is_aggregate()) {
        require_access(pointer, data.getTypeStoreSize(type), alignment, true);
        const auto* structure = llvm::dyn_cast<llvm::StructType>(type);
        std::uint64_t done = 0; // up to here
        for (unsigned i = 0; i < value.members().size(); ++i) {
            llvm::Type* member = structure ? structure->getElementType(i)
                                           : llvm::cast<llvm::ArrayType>(type)->getElementType();
            const std::uint64_t offset = structure
                                             ? data.getStructLayout(const_cast<llvm::StructType*>(structure))
                                                   ->getElementOffset(i)
                                                   .getFixedValue()
                                             : i * data.getTypeAllocSize(member).getFixedValue();
            store_padding(pointer, done, offset);
            store(member, moved(pointer, offset), i == 0 ? alignment : 1, value.members()[i]);
            done = offset + data.getTypeStoreSize(member).getFixedValue();
        }
        return store_padding(pointer, done, data.getTypeStoreSize(type));
    }
    const unsigned bytes = static_cast<unsigned>(data.getTypeStoreSize(type).getFixedValue());
    Value stored = value;
    if (value.is_integer()) stored = Integer{filled(value.term(), bytes), value.poison()};
    const Object& object = require_access(pointer, bytes, alignment, true);
    if (!object.region) {
        if (!options_.ordinary_program) require_defined(value, "the value of a store");
        return store_bytes(pointer, bytes, stored);
    }
    require_defined(value, "the value of a store");
    if (!stored.is_integer()) throw Unmodelled("a store of a pointer to a region");
    Region* const region = object.region;
    Step step(executor_, *state_);
    for (unsigned done = 0; done < bytes;) {
        const unsigned part = part_of(bytes - done, *region);
        region->store(step, moved(pointer, done).offset, part,
                      smt::extract(stored.term(), 8 * done, 8 * part));
        done += part;
    }
}

namespace {

std::uint64_t number_in(const llvm::MDNode& node) {
    return llvm::mdconst::extract<llvm::ConstantInt>(node.getOperand(0))->getZExtValue();
}

} // namespace

Value Machine::checked_by_metadata(const llvm::Instruction& instruction, Value value) {
    using llvm::LLVMContext;
    if (const llvm::MDNode* ranges = instruction.getMetadata(LLVMContext::MD_range);
        ranges && value.is_integer()) {
        std::vector<Term> inside;
        for (unsigned i = 0; i + 1 < ranges->getNumOperands(); i += 2) {
            const auto bound = [&](unsigned n) {
                return constant(llvm::mdconst::extract<llvm::ConstantInt>(ranges->getOperand(n))).term();
            };
            // From the lower bound up to the upper one, which is outside, possibly through 0.
            inside.push_back(smt::less_unsigned(value.term() - bound(i), bound(i + 1) - bound(i)));
        }
        value = value.poisoned(broken(smt::any_of(inside), Kind::assumption, "!range"));
    }
    if (value.is_pointer()) {
        const Pointer pointer = value.pointer();
        if (instruction.hasMetadata(LLVMContext::MD_nonnull))
            value = value.poisoned(broken(is_not_null(pointer), Kind::assumption, "!nonnull"));
        if (const llvm::MDNode* alignment = instruction.getMetadata(LLVMContext::MD_align))
            value = value.poisoned(
                broken(is_aligned(pointer, number_in(*alignment)), Kind::assumption, "!align"));
        if (const llvm::MDNode* bytes = instruction.getMetadata(LLVMContext::MD_dereferenceable))
            require_dereferenceable(pointer, number_in(*bytes), "!dereferenceable");
        if (const llvm::MDNode* bytes = instruction.getMetadata(LLVMContext::MD_dereferenceable_or_null))
            if (!is_null(pointer))
                require_dereferenceable(pointer, number_in(*bytes), "!dereferenceable_or_null");
    }
    if (instruction.hasMetadata(LLVMContext::MD_noundef)) require_defined(value, "a value marked !noundef");
    return value;
}

void Machine::visitLoadInst(llvm::LoadInst& instruction) {
    if (!instruction.isSimple()) throw Unmodelled("a volatile or atomic load");
    Value value = load(instruction.getType(), get_pointer(instruction.getPointerOperand()),
                       instruction.getAlign().value());
    set(instruction, checked_by_metadata(instruction, std::move(value)));
}

void Machine::visitStoreInst(llvm::StoreInst& instruction) {
    if (!instruction.isSimple()) throw Unmodelled("a volatile or atomic store");
    const Value value = get(instruction.getValueOperand());
    store(instruction.getValueOperand()->getType(), get_pointer(instruction.getPointerOperand()),
          instruction.getAlign().value(), value);
    go_on(instruction);
}

} // namespace pepin::ir
