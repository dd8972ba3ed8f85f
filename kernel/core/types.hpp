// The words of the trade, as types: frames, pages, addresses, and what a service answers.
#pragma once

#include <cstdint>

#include "abi.hpp"
#include "core/architecture_concept.hpp"

namespace pepin {

using abi::Error;
using Word = Architecture::Word;
// Two words, the first one lower.
using DoubleWord = Architecture::DoubleWord;
static_assert(sizeof(DoubleWord) == 2 * sizeof(Word));

inline constexpr Word word_bytes = sizeof(Word);
inline constexpr Word page_size = Word{1} << Architecture::page_bits;
inline constexpr Word page_offset_mask = page_size - 1;
inline constexpr Word words_per_frame = page_size / sizeof(Word);

// Levels of tables, from the root's, which is level 0, to that of the leaf tables.
using Level = Word;
inline constexpr Level level_count = Architecture::level_bits.size();
inline constexpr Level leaf_level = level_count - 1;
// So many of a page number's lower bits a table of this level translates, with those below it: the size of
// the part of the address space that it covers, in pages, is a power of two.
[[nodiscard]] constexpr Word covered_bits(Level level) {
    Word bits = 0;
    for (Level below = level; below < level_count; ++below) bits += Architecture::level_bits[below];
    return bits;
}
[[nodiscard]] constexpr Word entries_of(Level level) { return Word{1} << Architecture::level_bits[level]; }
inline constexpr Word root_entries = entries_of(0);
inline constexpr Word leaf_entries = entries_of(leaf_level);
inline constexpr Word page_number_bits = covered_bits(0);
inline constexpr Word address_bits = page_number_bits + Architecture::page_bits;

// A page of physical memory, by number. Frame 0 is never given to anybody and means 'none'.
struct Frame {
    Word number = 0;
    friend constexpr bool operator==(Frame, Frame) = default;
};
inline constexpr Frame no_frame{};

// A page of a partition's address space, by number.
struct Page {
    Word number = 0;
    friend constexpr bool operator==(Page, Page) = default;

    // Whether the address space reaches so far at all. Only then its indices mean something.
    [[nodiscard]] constexpr bool is_in_address_space() const {
        if constexpr (address_bits == sizeof(Word) * 8) return true;
        return number >> covered_bits(1) < root_entries;
    }
    // Which entry of a table of this level leads to the page.
    [[nodiscard]] constexpr Word index(Level level) const {
        return number >> covered_bits(level + 1) & (entries_of(level) - 1);
    }
    [[nodiscard]] constexpr Word leaf_index() const { return index(leaf_level); }
    // The first page of those that a table of this level covers, with this one.
    [[nodiscard]] constexpr Page first_covered(Level level) const {
        return {number & ~((Word{1} << covered_bits(level)) - 1)};
    }
    [[nodiscard]] constexpr Word address() const { return number << Architecture::page_bits; }
};

// An address that a partition handed to the kernel. It is never dereferenced: it has to be
// translated by the partition's own tables first (user_memory.hpp, own_page.hpp).
struct UserAddress {
    Word value = 0;

    [[nodiscard]] constexpr Page page() const { return {value >> Architecture::page_bits}; }
    [[nodiscard]] constexpr Word offset() const { return value & page_offset_mask; }
    [[nodiscard]] constexpr bool is_page_aligned() const { return offset() == 0; }
};
inline constexpr Page last_page{(Word{1} << page_number_bits) - 1};
static_assert(last_page.index(0) == root_entries - 1 && last_page.leaf_index() == leaf_entries - 1 &&
              last_page.is_in_address_space());
static_assert(UserAddress{0x00701234}.page() == Page{0x701} && UserAddress{0x00701234}.offset() == 0x234);

// Where the words of the event record are in a VIDT.
namespace record_index {
inline constexpr Word entry = Architecture::event_record, level = entry + 1, magic = entry + 2,
                      cause = entry + 3, vector = entry + 4, sender = entry + 5, error = entry + 6,
                      address = entry + 7, sequence = entry + 8;
static_assert(PIP_EVENT_LEVEL_INDEX == PIP_EVENT_ENTRY_INDEX + 1 &&
              PIP_EVENT_MAGIC_INDEX == PIP_EVENT_ENTRY_INDEX + 2 &&
              PIP_EVENT_CAUSE_INDEX == PIP_EVENT_ENTRY_INDEX + 3 &&
              PIP_EVENT_VECTOR_INDEX == PIP_EVENT_ENTRY_INDEX + 4 &&
              PIP_EVENT_SENDER_INDEX == PIP_EVENT_ENTRY_INDEX + 5 &&
              PIP_EVENT_ERROR_INDEX == PIP_EVENT_ENTRY_INDEX + 6 &&
              PIP_EVENT_ADDRESS_INDEX == PIP_EVENT_ENTRY_INDEX + 7 &&
              PIP_EVENT_SEQUENCE_INDEX == PIP_EVENT_ENTRY_INDEX + 8);
} // namespace record_index

// A value, or the error that says which check failed.
template <class T> class [[nodiscard]] Result {
public:
    constexpr Result(T value) : value_{value} {}
    constexpr Result(Error error) : error_{error} {}

    [[nodiscard]] constexpr explicit operator bool() const { return error_ == Error::none; }
    [[nodiscard]] constexpr Error error() const { return error_; }
    // Only after the Result was tested.
    [[nodiscard]] constexpr const T& operator*() const { return value_; }
    [[nodiscard]] constexpr const T* operator->() const { return &value_; }

private:
    T value_{};
    Error error_ = Error::none;
};

// What a service answers: the value of Pip's ABI, and the error beside it.
struct [[nodiscard]] Outcome {
    Word value = 0;
    Error error = Error::none;
    friend constexpr bool operator==(Outcome, Outcome) = default;
};

[[nodiscard]] constexpr Outcome succeed(Word value) { return {value, Error::none}; }
[[nodiscard]] constexpr Outcome refuse(Error error, Word value = 0) { return {value, error}; }

} // namespace pepin
