// What the kernel reads and writes in a partition's memory on its behalf: argument words, VIDT, contexts.
// Always through the partition's own tables, never through the processor's translation.
#pragma once

#include <bit>

#include "core/symbol.hpp"
#include "core/tables.hpp"

namespace pepin {

enum class Access { read, write };

// The memory behind a page of a partition; `error` where user mode could not use it in that way. Device pages
// are refused: the kernel touches nothing but memory for anybody.
[[nodiscard]] inline Result<Frame> user_frame(Partition partition, Page page, Access access, Error error) {
    if (!has_tables(partition, page)) return error;
    const Mapping mapping{partition, page};
    if (!mapping.is_memory(access == Access::write)) return error;
    return mapping.frame();
}

// The frame of the last of `bytes`; none where user mode could not use it. Out of line, like all that is
// rare.
[[nodiscard, gnu::noinline]] inline Frame frame_of_last(Partition partition, UserAddress start, Word bytes,
                                                        Access access) {
    const UserAddress last{start.value + bytes - 1};
    if (last.value < start.value) return no_frame;
    const auto frame = user_frame(partition, last.page(), access, Error::not_accessible);
    return frame ? *frame : no_frame;
}

// Up to a page of user memory at any address, across a page boundary too. Memory is only ever accessed by
// aligned words, so an unaligned word is put together from two.
class UserRange {
public:
    constexpr UserRange() = default;
    // All of it in one frame, at an aligned address: no word has to be put together.
    constexpr UserRange(Frame frame, Word offset)
        : first_{frame}, second_{frame}, offset_{offset}, is_plain_{true} {}
    // It may begin at any address, and end in a second frame.
    constexpr UserRange(Frame first, Frame last, Word offset)
        : first_{first}, second_{last}, offset_{offset} {}
    // Whether so many bytes, from an offset in a page on, are of the first kind. One comparison does for both
    // conditions: rotated by the bits of a byte in a word, an unaligned offset exceeds any aligned one.
    [[nodiscard]] static constexpr bool is_plain(Word offset, Word bytes) {
        return std::rotr(offset, std::countr_zero(word_bytes)) <= (page_size - bytes) / sizeof(Word);
    }

    [[nodiscard]] Word read(Word index) const {
        const Word position = offset_ / sizeof(Word) + index;
        const Word shift = offset_ % sizeof(Word) * 8;
        const Word low = aligned_read(position);
        if (shift == 0) return low;
        return low >> shift | aligned_read(position + 1) << (word_bits - shift);
    }

    void write(Word index, Word value) const {
        const Word position = offset_ / sizeof(Word) + index;
        const Word shift = offset_ % sizeof(Word) * 8;
        if (shift == 0) return aligned_write(position, value);
        const Word kept = (Word{1} << shift) - 1; // of the first word; of the second, the others
        aligned_write(position, (aligned_read(position) & kept) | value << shift);
        aligned_write(position + 1, (aligned_read(position + 1) & ~kept) | value >> (word_bits - shift));
    }

    // The same where the range is known to begin at a word.
    [[nodiscard]] Word read_aligned(Word index) const { return aligned_read(offset_ / sizeof(Word) + index); }
    void write_aligned(Word index, Word value) const { aligned_write(offset_ / sizeof(Word) + index, value); }

    // The first `count` words of a context, all at once; nearly always it is plain, and a guarded partition's
    // begins at a word.
    template <std::size_t count, std::size_t size>
    [[gnu::always_inline]] void load(std::array<Word, size>& words) const {
        if (is_plain_) return memory::load<count>(first_, offset_ / sizeof(Word), words);
        const UserRange range = *this; // a copy, so that in the common case this one need not be in memory
        if constexpr (Architecture::always_guarded)
            range.load_aligned(words.data(), count);
        else
            range.load_by_words(words.data(), count);
    }
    template <std::size_t count, std::size_t size>
    [[gnu::always_inline]] void store(const std::array<Word, size>& words) const {
        if (is_plain_) return memory::store<count>(first_, offset_ / sizeof(Word), words);
        const UserRange range = *this;
        if constexpr (Architecture::always_guarded)
            range.store_aligned(words.data(), count);
        else
            range.store_by_words(words.data(), count);
    }

    // Words at any address.
    [[gnu::noinline]] void load_by_words(Word* words, Word count) const PEPIN_SYMBOL(load_by_words);

private:
    static constexpr Word word_bits = sizeof(Word) * 8;

    // Out of line, so that they are not in the way of the common case.
    [[gnu::noinline]] void store_by_words(const Word* words, Word count) const PEPIN_SYMBOL(store_by_words);
    [[gnu::noinline]] void load_aligned(Word* words, Word count) const PEPIN_SYMBOL(load_aligned);
    [[gnu::noinline]] void store_aligned(const Word* words, Word count) const PEPIN_SYMBOL(store_aligned);

    [[nodiscard]] Frame frame_at(Word position) const {
        return position < words_per_frame ? first_ : second_;
    }
    [[nodiscard]] Word aligned_read(Word position) const {
        return memory::read(frame_at(position), position % words_per_frame);
    }
    void aligned_write(Word position, Word value) const {
        memory::write(frame_at(position), position % words_per_frame, value);
    }

    Frame first_{};
    Frame second_{};
    Word offset_ = 0;
    bool is_plain_ = false;
};

inline void UserRange::load_by_words(Word* words, Word count) const {
    for (Word index = 0; index < count; ++index) words[index] = read(index);
}

inline void UserRange::store_by_words(const Word* words, Word count) const {
    for (Word index = 0; index < count; ++index) write(index, words[index]);
}

// A context in two frames is rare: its loops need not be fast.
inline void UserRange::load_aligned(Word* words, Word count) const {
#pragma clang loop unroll(disable)
    for (Word index = 0; index < count; ++index) words[index] = read_aligned(index);
}

inline void UserRange::store_aligned(const Word* words, Word count) const {
#pragma clang loop unroll(disable)
    for (Word index = 0; index < count; ++index) write_aligned(index, words[index]);
}

// `bytes` of a partition's memory from `start` on, 1 to page_size; `error` where user mode could not use all
// of it.
[[nodiscard]] Result<UserRange> user_range(Partition partition, UserAddress start, Word bytes, Access access,
                                           Error error) PEPIN_SYMBOL(user_range);
inline Result<UserRange> user_range(Partition partition, UserAddress start, Word bytes, Access access,
                                    Error error) {
    const auto first = user_frame(partition, start.page(), access, error);
    if (!first) return first.error();
    if (UserRange::is_plain(start.offset(), bytes)) [[likely]]
        return UserRange{*first, start.offset()};
    const Frame last = frame_of_last(partition, start, bytes, access);
    if (last == no_frame) return error;
    return UserRange{*first, last, start.offset()};
}

} // namespace pepin
