// How control passes from one partition to another: contexts, the VIDT, the event record.
#pragma once

#include "core/user_memory.hpp"

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
    Word sender = PIP_EVENT_SENDER_KERNEL; // or _PARENT, _ITSELF, or the page address of the child's descriptor
    Word error_code = 0;
    Word address = 0;
};

// Only root can really turn interrupts off; the state of others chooses the save slot.
[[nodiscard]] inline bool runs_with_interrupts(Partition partition, Word interrupt_state) {
    return !partition.is_root() || interrupt_state != 0;
}

// The flags with which a context is entered: of its own only those that do no harm.
[[nodiscard]] constexpr Word entered_flags(Word flags, bool interrupts) {
    return (flags & Architecture::kept_flags) | (interrupts ? Architecture::unmasked_flags : Architecture::masked_flags);
}

// The context that entry `index` of the partition's VIDT points to.
[[nodiscard]] inline Result<UserRange> vidt_context(Partition partition, Frame vidt, Word index, Access access, Error error) {
    return user_range(partition, UserAddress{memory::read(vidt, index)}, Architecture::context_bytes, access, error);
}

// Stores processor_context where the partition wants it.
void save_context(const UserRange& to, Word state_on_wake);

// The target becomes the current partition, with this context in processor_context.
void enter(Partition target, Frame vidt, const UserRange& context, const Event& event);

// Passes control upwards from the current partition, saving its context in its own save slot where it has one.
// False where nobody can take the event; then nothing has changed.
[[nodiscard]] bool deliver_to_root(Word index, const Event& event);
[[nodiscard]] bool deliver_upwards(Word index, Event event);

} // namespace pepin
