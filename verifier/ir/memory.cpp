#include "ir/memory.hpp"

namespace pepin::ir {

Memory::Memory() { objects_.push_back(std::make_shared<Object>(Object{.name = "null"})); }

ObjectNumber Memory::allocate(Object object) {
    if (!object.region && !object.contents)
        object.contents = std::make_shared<Contents>(object.size, Byte{.value = Term(8, 0)});
    objects_.push_back(std::make_shared<Object>(std::move(object)));
    return static_cast<ObjectNumber>(objects_.size() - 1);
}

std::optional<ObjectNumber> Memory::find(std::string_view name) const {
    for (std::size_t number = 1; number < objects_.size(); ++number)
        if (objects_[number]->name == name) return static_cast<ObjectNumber>(number);
    return std::nullopt;
}

Object& Memory::change(ObjectNumber number) {
    std::shared_ptr<Object>& shared = objects_[number];
    if (shared.use_count() != 1) shared = std::make_shared<Object>(*shared);
    return *shared;
}

void Memory::end(ObjectNumber number) {
    // One for all: a long execution has a great many local variables behind it.
    static const auto ended =
        std::make_shared<Object>(Object{.name = "a local variable of a call that has ended",
                                        .alive = false,
                                        .contents = std::make_shared<Contents>()});
    objects_[number] = ended;
}

Contents& Memory::contents(ObjectNumber number) {
    std::shared_ptr<Contents>& shared = change(number).contents;
    if (shared.use_count() != 1) shared = std::make_shared<Contents>(*shared);
    return *shared;
}

std::optional<Value> Memory::load(ObjectNumber number, std::uint64_t offset, unsigned bytes,
                                  unsigned pointer_width) const {
    const Byte* first = object(number).contents->data() + offset;
    if (first->pointer) {
        if (bytes * 8 != pointer_width) return std::nullopt;
        for (unsigned i = 0; i < bytes; ++i)
            if (first[i].pointer != first->pointer || first[i].part != i) return std::nullopt;
        return *first->pointer;
    }
    bool literal = bytes <= 8;
    for (unsigned i = 0; i < bytes; ++i) {
        if (first[i].pointer) return std::nullopt;
        literal = literal && first[i].value.is_literal() && first[i].poison.is_false();
    }
    if (literal) {
        std::uint64_t value = 0;
        for (unsigned i = bytes; i-- > 0;) value = value << 8 | first[i].value.value();
        return Integer{Term(8 * bytes, value)};
    }
    bool whole = first->integer.exists() && first->integer.width() == 8 * bytes;
    for (unsigned i = 0; whole && i < bytes; ++i)
        whole = first[i].integer.exists() && first[i].integer == first->integer && first[i].part == i;
    if (whole) {
        std::vector<Term> poison;
        for (unsigned i = 0; i < bytes; ++i) poison.push_back(first[i].poison);
        return Integer{first->integer, smt::any_of(poison)};
    }
    std::vector<Term> parts, poison;
    for (unsigned i = bytes; i-- > 0;) {
        parts.push_back(first[i].value);
        poison.push_back(first[i].poison);
    }
    return Integer{smt::concatenate(parts), smt::any_of(poison)};
}

void Memory::store(ObjectNumber number, std::uint64_t offset, unsigned bytes, const Value& value) {
    Byte* first = contents(number).data() + offset;
    if (value.is_pointer()) {
        const auto pointer = std::make_shared<const Pointer>(value.pointer());
        for (unsigned i = 0; i < bytes; ++i)
            first[i] = {Term(8, 0), pointer->poison, pointer, static_cast<std::uint8_t>(i)};
        return;
    }
    const Integer& integer = value.integer();
    for (unsigned i = 0; i < bytes; ++i)
        first[i] = {smt::extract(integer.term, 8 * i, 8), integer.poison, nullptr,
                    static_cast<std::uint8_t>(i), integer.term};
}

} // namespace pepin::ir
