// Ordinary objects: arrays of bytes. Copies share contents until one of them is written to.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "ir/value.hpp"

namespace pepin::ir {

class Region;

// A byte of memory: eight bits, or one of the bytes of a stored pointer.
struct Byte {
    Term value;                               // of 8 bits; without meaning where there is a pointer
    Term poison = smt::truth(true);           // uninitialised memory is poison
    std::shared_ptr<const Pointer> pointer{}; // shared by the bytes of one stored pointer
    // which byte of the pointer or of the integer, 0 being the least significant
    std::uint8_t part = 0;
    // that was stored, so that it is loaded in the form in which it was said
    Term integer{};
};
using Contents = std::vector<Byte>;

struct Object {
    enum class Kind : std::uint8_t { null, global, stack, argument, function };
    std::string name;
    Kind kind = Kind::null;
    std::uint64_t size = 0;      // in bytes; of a region without meaning
    std::uint64_t alignment = 1; // of the object's address, in bytes
    bool writable = true;
    bool alive = true;
    bool may_share_its_address = false; // with another one of which the same is true: unnamed_addr
    Region* region = nullptr;           // whose callbacks hold the contents
    // of everything else; shared, so changed through Memory::contents alone
    std::shared_ptr<Contents> contents{};
};

class Memory {
public:
    Memory();
    [[nodiscard]] ObjectNumber allocate(Object object);
    [[nodiscard]] const Object& object(ObjectNumber number) const { return *objects_[number]; }
    [[nodiscard]] std::size_t size() const { return objects_.size(); } // numbers are smaller than that
    [[nodiscard]] std::optional<ObjectNumber> find(std::string_view name) const;

    // The contents, to be changed: no other state shares them any more.
    [[nodiscard]] Contents& contents(ObjectNumber number);
    [[nodiscard]] Object& change(ObjectNumber number);
    // The end of an object's life: nothing may access it any more.
    void end(ObjectNumber number);

    // Little-endian; the offset must be in bounds. Empty where the bytes mix pointers with anything else.
    [[nodiscard]] std::optional<Value> load(ObjectNumber number, std::uint64_t offset, unsigned bytes,
                                            unsigned pointer_width) const;
    void store(ObjectNumber number, std::uint64_t offset, unsigned bytes, const Value& value);

private:
    std::vector<std::shared_ptr<Object>> objects_; // shared with other states: changed through change() alone
};

} // namespace pepin::ir
