// The VIDT of a partition: the contexts with which it can be entered, where it is saved, and the rules that
// it has asked for.
#pragma once

#include "core/symbol.hpp"
#include "core/user_memory.hpp"

namespace pepin {

// Who names an entry. The bits of PIP_OPEN_MASK are those that the entry of a guarded partition must have.
enum class Opener : Word {
    kernel = 0,
    child = PIP_OPEN_TO_CHILDREN,
    parent = PIP_OPEN_TO_PARENT,
    itself = PIP_OPEN_MASK + 1
};

// Whether a context in this state can be entered. Only the parent, and root itself, resume what was
// interrupted: whoever else came would not be recorded.
[[nodiscard]] constexpr bool can_be_entered(Word state, Opener opener) {
    static_assert(PIP_CONTEXT_STATE_SPENT == 0 && PIP_CONTEXT_STATE_WAITING == 1 &&
                  PIP_CONTEXT_STATE_PROGRAM == 2 && PIP_CONTEXT_STATE_INTERRUPTED == 3);
    return state - 1 < (opener >= Opener::parent ? PIP_CONTEXT_STATE_INTERRUPTED : PIP_CONTEXT_STATE_PROGRAM);
}

// What a partition has asked for by the word at record_index::magic: nothing, a record of events, or to be
// guarded.
enum class Rules : Word { pip, record, guarded };

// Entries from here on lead nowhere, since the kernel writes them.
[[nodiscard]] constexpr Word vidt_limit(Rules rules) {
    return rules == Rules::pip      ? words_per_frame
           : rules == Rules::record ? record_index::magic
                                    : record_index::entry;
}
// The address of the context that an entry names, 0 for none.
[[nodiscard]] constexpr UserAddress context_address(Rules rules, Word entry) {
    return {rules == Rules::guarded ? entry & ~(word_bytes - 1) : entry};
}

// The frame of a partition's VIDT; `error` where the partition itself could not read it, or, where every
// partition is guarded, not write it.
[[nodiscard]] Result<Frame> vidt_of(Partition partition, Error error) PEPIN_SYMBOL(vidt_of);

// What a partition whose VIDT is in this frame has asked for. It has to be able to write it: then the kernel
// may do so for it.
[[nodiscard]] Rules rules_asked_for(Partition partition, Frame vidt) PEPIN_SYMBOL(rules_of);
// The rules that hold for it. Where all partitions are guarded that is a constant, of which the compiler
// leaves nothing in the functions that are given it.
[[nodiscard]] inline Rules rules_of(Partition partition, Frame vidt) {
    return Architecture::always_guarded ? Rules::guarded : rules_asked_for(partition, vidt);
}

// The address of the context that entry `index` of this VIDT of a partition names; Error::save_context where
// the kernel writes that entry.
[[nodiscard]] Result<UserAddress> context_of(Partition partition, Frame vidt, Word index)
    PEPIN_SYMBOL(context_of);

// The memory of a context of a partition whose VIDT is in this frame; `error` where the partition could not
// use it in that way.
[[nodiscard]] Result<UserRange> context_range(Partition partition, Frame vidt, UserAddress address,
                                              Access access, Error error) PEPIN_SYMBOL(context_range);

// The context that entry `index` leads to, in a VIDT with these rules; Error::target_context where it cannot
// be entered by this one. In a guarded partition the entry has to be open, and the context one that may still
// be entered, in memory that the partition can write: to enter what was saved spends it.
[[nodiscard]] Result<UserRange> context_to_enter(Partition partition, Frame vidt, Rules rules, Word index,
                                                 Opener opener) PEPIN_SYMBOL(context_to_enter);

} // namespace pepin
