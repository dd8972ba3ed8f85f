// How control passes from one partition to another: contexts, the VIDT, the event record.
#pragma once

#include "core/vidt.hpp"

namespace pepin {

// The registers of the partition that entered the kernel, in the order of a context. The entry code fills it;
// what stands in it when the kernel is left by `resume` is loaded.
struct ProcessorContext {
    std::array<Word, Architecture::context_words> words;
};
extern "C" ProcessorContext processor_context;

// Why a partition is entered, for its event record.
struct Event {
    abi::Cause cause{};
    Word vector = 0;
    // or _PARENT, _ITSELF, or the page address of the child's descriptor
    Word sender = PIP_EVENT_SENDER_KERNEL;
    Word error_code = 0;
    Word address = 0;
    Word entry = 0; // of the VIDT of who is entered
    // of who was current, counted from who is entered: 1 a child, 2 and more below that, parent_level its
    // parent
    Word level = 0;
};
inline constexpr Word parent_level = ~Word{0};

// Only root can really turn interrupts off; the state of others chooses the save slot.
[[nodiscard]] inline bool runs_with_interrupts(Partition partition, Word interrupt_state) {
    return !partition.is_root() || interrupt_state != 0;
}

// The flags with which a context is entered: of its own only those that do no harm.
[[nodiscard]] constexpr Word entered_flags(Word flags, bool interrupts) {
    return (flags & Architecture::kept_flags) |
           (interrupts ? Architecture::unmasked_flags : Architecture::masked_flags);
}

// Stores processor_context where the partition wants it, with the state PIP_CONTEXT_STATE_*.
void save_context(const UserRange& to, Word state_on_wake, Word saved_as) PEPIN_SYMBOL(save_context);

// The target becomes the current partition, with this context in processor_context. `vidt` and `rules` are
// its Vidt's.
void enter(Partition target, Frame vidt, Rules rules, const UserRange& context, const Event& event)
    PEPIN_SYMBOL(enter);

// Passes control upwards from the current partition, saving its context in its own save slot where it has
// one. False where nobody can take the event; then nothing has changed. The opener is who names event.entry:
// the kernel for faults and interrupts, the current partition for `int n`.
[[nodiscard]] bool deliver_to_root(const Event& event, Opener opener);
[[nodiscard]] bool deliver_upwards(Event event, Opener opener) PEPIN_SYMBOL(deliver_upwards);

} // namespace pepin
