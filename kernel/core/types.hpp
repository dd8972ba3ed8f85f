// The words of the trade, as types: frames, pages, addresses, and what a service answers.
#pragma once

#include <cstdint>

#include "abi.hpp"
#include "core/architecture_concept.hpp"

namespace pepin {

using abi::Error;
using Word = Architecture::Word;

inline constexpr Word page_size = Word{1} << Architecture::page_bits;
inline constexpr Word page_offset_mask = page_size - 1;
inline constexpr Word words_per_frame = page_size / sizeof(Word);
inline constexpr Word root_entries = Word{1} << Architecture::root_bits;
inline constexpr Word leaf_entries = Word{1} << Architecture::leaf_bits;
inline constexpr Word address_bits =
    Architecture::root_bits + Architecture::leaf_bits + Architecture::page_bits;

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

    // Whether the address space reaches so far at all. Only then the two indices mean something.
    [[nodiscard]] constexpr bool is_in_address_space() const {
        if constexpr (address_bits == sizeof(Word) * 8) return true;
        return number >> Architecture::leaf_bits < root_entries;
    }
    [[nodiscard]] constexpr Word root_index() const {
        return number >> Architecture::leaf_bits & (root_entries - 1);
    }
    [[nodiscard]] constexpr Word leaf_index() const { return number & (leaf_entries - 1); }
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
inline constexpr Page last_page{root_entries * leaf_entries - 1};
static_assert(last_page.root_index() == root_entries - 1 && last_page.leaf_index() == leaf_entries - 1 &&
              last_page.is_in_address_space());
static_assert(UserAddress{0x00701234}.page() == Page{0x701} && UserAddress{0x00701234}.offset() == 0x234);

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
