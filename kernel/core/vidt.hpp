// The VIDT of a partition: the contexts with which it can be entered, where it is saved, and the rules that it has asked for.
#pragma once

#include "core/user_memory.hpp"

namespace pepin {

// Who names an entry: bits that the entry of a guarded partition must have.
enum class Opener : Word { kernel = 0, child = PIP_OPEN_TO_CHILDREN, parent = PIP_OPEN_TO_PARENT };

struct Vidt {
    // What the partition has asked for, as the distance of its word from PIP_EVENT_MAGIC. All other numbers mean the same as `pip`.
    enum Rules : Word { record, guarded, pip = ~Word{0} };

    Frame frame{};
    Word rules = pip;

    [[nodiscard]] constexpr bool has_record() const { return rules <= guarded; }
    [[nodiscard]] constexpr bool is_guarded() const { return rules == guarded; }
    // Entries from here on lead nowhere, since the kernel writes them.
    [[nodiscard]] constexpr Word limit() const { return is_guarded() ? PIP_EVENT_ENTRY_INDEX : has_record() ? PIP_EVENT_MAGIC_INDEX : words_per_frame; }
    // The context that an entry leads to, 0 for none.
    [[nodiscard]] constexpr UserAddress address_in(Word entry) const { return {is_guarded() ? entry & ~Word{PIP_OPEN_MASK} : entry}; }
    [[nodiscard]] UserAddress context(Word index) const { return address_in(memory::read(frame, index)); }
};

// `error` where the partition itself could not read its VIDT. Rules hold where it can write it: then the kernel may do so for it.
[[nodiscard]] inline Result<Vidt> vidt_of(Partition partition, Error error) {
    constexpr Page page{Architecture::vidt_page};
    if (!has_tables(partition, page)) return error;
    const Mapping mapping{partition, page};
    if (!mapping.is_memory(false)) return error;
    const Frame frame = mapping.frame();
    const Word rules = memory::read(frame, PIP_EVENT_MAGIC_INDEX) - PIP_EVENT_MAGIC;
    return Vidt{frame, mapping.is_writable() ? rules : Word{Vidt::pip}};
}

// The context that entry `index` leads to; `error` where it cannot be entered by this one. In a guarded partition the entry has to be open,
// and the context one that may still be entered, in memory that the partition can write: to enter what was saved spends it.
// There are as few branches here as can be: each would double the ways through an entry, for the processor and for the proof.
[[nodiscard]] inline Result<UserRange> context_to_enter(Partition partition, const Vidt& vidt, Word index, Opener opener, Error error) {
    const bool guarded = vidt.is_guarded();
    const Word entry = memory::read(vidt.frame, index), closed = static_cast<Word>(opener) & ~entry;
    if ((index >= vidt.limit()) | (guarded & (closed != 0))) return error;
    const auto range = user_range(partition, vidt.address_in(entry), Architecture::context_bytes, guarded ? Access::write : Access::read, error);
    if (!range) return error;
    if (guarded & (range->read_aligned(Architecture::context_valid) > PIP_CONTEXT_STATE_INTERRUPTED)) return error;
    return range;
}

} // namespace pepin
