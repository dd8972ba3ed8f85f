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
    // Entries from here on lead nowhere: the kernel writes them, or there are none.
    [[nodiscard]] constexpr Word limit() const { return is_guarded() ? PIP_EVENT_ENTRY_INDEX : has_record() ? PIP_EVENT_MAGIC_INDEX : PIP_VIDT_LIMIT; }
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
    Vidt vidt{mapping.frame(), memory::read(mapping.frame(), PIP_EVENT_MAGIC_INDEX) - PIP_EVENT_MAGIC};
    if (vidt.has_record()) [[unlikely]] vidt.rules = mapping.is_writable() ? vidt.rules : Word{Vidt::pip};
    return vidt;
}

// The context that entry `index` leads to; `error` where it cannot be entered by this one. In a guarded partition the entry has to be open,
// and the context one that may still be entered, in memory that the partition can write: to enter what was saved spends it.
[[nodiscard]] inline Result<UserRange> context_to_enter(Partition partition, const Vidt& vidt, Word index, Opener opener, Error error) {
    const Word entry = memory::read(vidt.frame, index);
    if (!vidt.has_record()) [[likely]] return user_range(partition, {entry}, Architecture::context_bytes, Access::read, error);
    // As few branches as can be: each would double the ways through an entry that have to be proved.
    const bool guarded = vidt.is_guarded();
    const Word closed = static_cast<Word>(opener) & ~entry;
    if ((index >= vidt.limit()) | (guarded & (closed != 0))) return error;
    const auto range = user_range(partition, vidt.address_in(entry), Architecture::context_bytes, guarded ? Access::write : Access::read, error);
    if (!range) return error;
    if (guarded & (range->read_aligned(Architecture::context_valid) > PIP_CONTEXT_STATE_INTERRUPTED)) return error;
    return range;
}

} // namespace pepin
