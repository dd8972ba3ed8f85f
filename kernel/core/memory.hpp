// Physical memory as the core sees it: one array of frames, read and written by aligned words.
// On the target it is a symbol at the direct map, in host tests an ordinary array, in the proof one
// symbolic object. There is no other way from a number to memory in the core.
#pragma once

#include <array>

#include "core/types.hpp"

namespace pepin {

struct FrameContents {
    std::array<Word, words_per_frame> words;
};
static_assert(sizeof(FrameContents) == page_size);

extern "C" FrameContents physical_memory[]; // kernel_state.frame_count of them

namespace memory {

[[nodiscard]] inline Word read(Frame frame, Word index) { return physical_memory[frame.number].words[index]; }
inline void write(Frame frame, Word index, Word value) { physical_memory[frame.number].words[index] = value; }

// Words [first, end) of a frame become 0.
inline void clear(Frame frame, Word first = 0, Word end = words_per_frame) {
    __builtin_memset(&physical_memory[frame.number].words[first], 0, (end - first) * sizeof(Word));
}

// Words [first, end) of `from` are written over the same words of `to`, which is another frame.
inline void copy(Frame from, Frame to, Word first, Word end) {
    __builtin_memcpy(&physical_memory[to.number].words[first], &physical_memory[from.number].words[first],
                     (end - first) * sizeof(Word));
}

// The first `count` of these words out of a frame and into it, where they stand from word `first` on. In two
// pieces where they are many: compilers for ARM copy up to 16 words without calling a function.
inline constexpr std::size_t words_at_once = 16;
template <std::size_t count, std::size_t size>
void load(Frame frame, Word first, std::array<Word, size>& words) {
    static_assert(count <= size && count <= 2 * words_at_once);
    constexpr std::size_t piece = count < words_at_once ? count : words_at_once;
    const Word* from = &physical_memory[frame.number].words[first];
    __builtin_memcpy(words.data(), from, piece * sizeof(Word));
    if constexpr (count > piece)
        __builtin_memcpy(words.data() + piece, from + piece, (count - piece) * sizeof(Word));
}
template <std::size_t count, std::size_t size>
void store(Frame frame, Word first, const std::array<Word, size>& words) {
    static_assert(count <= size && count <= 2 * words_at_once);
    constexpr std::size_t piece = count < words_at_once ? count : words_at_once;
    Word* to = &physical_memory[frame.number].words[first];
    __builtin_memcpy(to, words.data(), piece * sizeof(Word));
    if constexpr (count > piece)
        __builtin_memcpy(to + piece, words.data() + piece, (count - piece) * sizeof(Word));
}

} // namespace memory
} // namespace pepin
