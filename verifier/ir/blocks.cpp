// memset, memcpy, memmove.
#include "ir/machine.hpp"

namespace pepin::ir {
namespace {

std::uint64_t known_length(Term length) {
    if (!length.is_literal())
        throw Unmodelled("memset or memcpy of a length that is not known, in ordinary memory");
    return length.value();
}

std::uint64_t length_if_known(const Integer& length) {
    return length.term.is_literal() && length.poison.is_false() ? length.term.value() : 0;
}

} // namespace

void Machine::visitMemSetInst(llvm::MemSetInst& instruction) {
    if (instruction.isVolatile()) throw Unmodelled("a volatile memset");
    require_promised_arguments(instruction, length_if_known(get_integer(instruction.getLength())));
    const Pointer to = get_pointer(instruction.getDest());
    const Integer byte = get_integer(instruction.getValue()), length = get_integer(instruction.getLength());
    require_defined(length, "the length of memset");
    if (length.term.is_literal(0)) return go_on(instruction);
    const std::uint64_t alignment = instruction.getDestAlign().valueOrOne().value();
    if (Region* region = state_->memory.object(to.object).region) {
        require_access(to, 1, alignment, true);
        require_defined(byte, "the value of memset");
        Step step(executor_, *state_);
        region->fill(step, to.offset, length.term, byte.term);
        return go_on(instruction);
    }
    const std::uint64_t bytes = known_length(length.term);
    require_access(to, bytes, alignment, true);
    if (!options_.ordinary_program) require_defined(byte, "the value of memset");
    for (std::uint64_t i = 0; i < bytes; ++i) store_bytes(moved(to, i), 1, byte);
    go_on(instruction);
}

// Between ordinary objects: byte by byte, with everything that a byte may be. Otherwise in words, through
// loads and stores.
void Machine::copy_bytes(const Pointer& to, const Pointer& from, std::uint64_t length) {
    const bool ordinary =
        !state_->memory.object(to.object).region && !state_->memory.object(from.object).region;
    if (ordinary && to.offset.is_constant() && from.offset.is_constant()) {
        const auto first = state_->memory.object(from.object).contents->begin() +
                           static_cast<std::ptrdiff_t>(from.offset.constant());
        const Contents bytes(first, first + static_cast<std::ptrdiff_t>(length));
        std::ranges::copy(bytes, state_->memory.contents(to.object).begin() +
                                     static_cast<std::ptrdiff_t>(to.offset.constant()));
        return;
    }
    // As wide as the regions take it.
    unsigned widest = 4;
    for (const Pointer& end : {to, from})
        if (const Region* const region = state_->memory.object(end.object).region)
            widest = region->widest_access();
    std::vector<std::pair<std::uint64_t, Value>> words;
    llvm::LLVMContext& context = module_.module->getContext();
    for (std::uint64_t i = 0; i < length;) {
        const unsigned bytes = length - i >= widest && is_aligned(moved(to, i), widest).is_true() &&
                                       is_aligned(moved(from, i), widest).is_true()
                                   ? widest
                                   : 1;
        words.emplace_back(i, load(llvm::Type::getIntNTy(context, 8 * bytes), moved(from, i), 1));
        i += bytes;
    }
    for (const auto& [i, value] : words)
        store(llvm::Type::getIntNTy(context, value.term().width()), moved(to, i), 1, value);
}

void Machine::visitMemTransferInst(llvm::MemTransferInst& instruction) {
    if (instruction.isVolatile()) throw Unmodelled("a volatile memcpy");
    require_promised_arguments(instruction, length_if_known(get_integer(instruction.getLength())));
    const Pointer to = get_pointer(instruction.getDest()), from = get_pointer(instruction.getSource());
    const Integer length = get_integer(instruction.getLength());
    require_defined(length, "the length of memcpy");
    if (length.term.is_literal(0)) return go_on(instruction);
    const std::uint64_t to_alignment = instruction.getDestAlign().valueOrOne().value(),
                        from_alignment = instruction.getSourceAlign().valueOrOne().value();
    Region* const target = state_->memory.object(to.object).region;
    Region* const source = state_->memory.object(from.object).region;
    const std::uint64_t checked = target || source ? 1 : known_length(length.term);
    require_access(from, checked, from_alignment, false);
    require_access(to, checked, to_alignment, true);
    if (target && source) {
        // Whether areas in regions overlap is for the region to require.
        Step step(executor_, *state_);
        target->copy(step, to.offset, *source, from.offset, length.term);
        return go_on(instruction);
    }
    const std::uint64_t bytes = known_length(length.term);
    if (to.object == from.object && llvm::isa<llvm::MemCpyInst>(instruction)) {
        const Term a = to.offset.value(), b = from.offset.value(), size(a.width(), bytes);
        require(Kind::overlap,
                smt::any_of(std::initializer_list<Term>{smt::equal(a, b), smt::at_most_unsigned(a + size, b),
                                                        smt::at_most_unsigned(b + size, a)}),
                "the areas of memcpy are the same or apart");
    }
    copy_bytes(to, from, bytes);
    go_on(instruction);
}

} // namespace pepin::ir
