// What the kernel reads and writes in a partition's memory on its behalf: argument words, VIDT, contexts. Always
// through the partition's own tables, never through the processor's translation.
#pragma once

#include "core/tables.hpp"

namespace pepin {

enum class Access { read, write };

// The memory behind a page of a partition; `error` where user mode could not use it in that way. Device pages are
// refused: the kernel touches nothing but memory for anybody.
[[nodiscard]] inline Result<Frame> user_frame(Partition partition, Page page, Access access, Error error) {
    if (!has_tables(partition, page)) return error;
    const Mapping mapping{partition, page};
    if (!mapping.is_memory(access == Access::write)) return error;
    return mapping.frame();
}

// Up to a page of user memory at any address, across a page boundary too. Memory is only ever accessed by
// aligned words, so an unaligned word is put together from two.
class UserRange {
public:
    constexpr UserRange() = default;
    constexpr UserRange(Frame first, Frame second, Word offset) : first_{first}, second_{second}, offset_{offset} {}

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

    // The first words of the range, all at once. Contexts and arguments nearly always lie at aligned addresses of one page, where no
    // word has to be put together.
    template <std::size_t count> [[gnu::always_inline]] void load(std::array<Word, count>& words) const {
        if (is_plain(count)) return memory::load(first_, offset_ / sizeof(Word), words);
        const UserRange range = *this; // a copy, so that in the common case this one need not be in memory
        range.load_by_words(words.data(), count);
    }
    template <std::size_t count> [[gnu::always_inline]] void store(const std::array<Word, count>& words) const {
        if (is_plain(count)) return memory::store(first_, offset_ / sizeof(Word), words);
        const UserRange range = *this;
        range.store_by_words(words.data(), count);
    }

private:
    static constexpr Word word_bits = sizeof(Word) * 8;

    // Out of line, so that they are not in the way of the common case.
    [[gnu::noinline]] void load_by_words(Word* words, Word count) const {
        for (Word index = 0; index < count; ++index) words[index] = read(index);
    }
    [[gnu::noinline]] void store_by_words(const Word* words, Word count) const {
        for (Word index = 0; index < count; ++index) write(index, words[index]);
    }

    // Whether so many words lie at aligned addresses of the first frame.
    [[nodiscard]] bool is_plain(Word count) const { return offset_ % sizeof(Word) == 0 && offset_ <= page_size - count * sizeof(Word); }

    [[nodiscard]] Frame frame_at(Word position) const { return position < words_per_frame ? first_ : second_; }
    [[nodiscard]] Word aligned_read(Word position) const { return memory::read(frame_at(position), position % words_per_frame); }
    void aligned_write(Word position, Word value) const { memory::write(frame_at(position), position % words_per_frame, value); }

    Frame first_{};
    Frame second_{};
    Word offset_ = 0;
};

// Of a range that ends in another page than it begins in. Out of line, like all that is rare.
[[nodiscard, gnu::noinline]] inline Result<Frame> frame_of_last(Partition partition, UserAddress last, UserAddress start, Access access,
                                                                Error error) {
    if (last.value < start.value) return error;
    return user_frame(partition, last.page(), access, error);
}

// `bytes` of a partition's memory from `start` on, 1 to page_size; `error` where user mode could not use all of it.
[[nodiscard]] inline Result<UserRange> user_range(Partition partition, UserAddress start, Word bytes, Access access, Error error) {
    const auto first = user_frame(partition, start.page(), access, error);
    if (!first) return first.error();
    if (start.offset() <= page_size - bytes) return UserRange{*first, *first, start.offset()};
    const auto second = frame_of_last(partition, UserAddress{start.value + bytes - 1}, start, access, error);
    if (!second) return second.error();
    return UserRange{*first, *second, start.offset()};
}

} // namespace pepin
