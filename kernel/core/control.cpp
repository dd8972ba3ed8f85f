#include "core/control.hpp"

namespace pepin {

namespace {

void record_event(Frame vidt, Rules rules, const Event& event) {
    memory::write(vidt, record_index::cause, static_cast<Word>(event.cause));
    memory::write(vidt, record_index::vector, event.vector);
    memory::write(vidt, record_index::sender, event.sender);
    memory::write(vidt, record_index::error, event.error_code);
    memory::write(vidt, record_index::address, event.address);
    memory::write(vidt, record_index::sequence, memory::read(vidt, record_index::sequence) + 1);
    if (rules != Rules::guarded) return;
    memory::write(vidt, record_index::entry, event.entry);
    memory::write(vidt, record_index::level, event.level);
}

// A partition that keeps no usable save slot is left without being saved: it chose so.
void save_interrupted() {
    const Partition victim = current_partition();
    const auto vidt = vidt_of(victim, Error::caller_vidt);
    if (!vidt) return;
    const Rules rules = rules_of(victim, *vidt);
    const Word state = victim.interrupt_state();
    const Word entry = memory::read(*vidt, state == 0 ? PIP_VIDT_SAVE_MASKED : PIP_VIDT_SAVE_UNMASKED);
    const auto context =
        context_range(victim, *vidt, context_address(rules, entry), Access::write, Error::save_context);
    if (context)
        save_context(*context, state,
                     rules == Rules::guarded ? PIP_CONTEXT_STATE_INTERRUPTED : PIP_CONTEXT_STATE_WAITING);
}

[[nodiscard]] bool deliver(Partition target, const Event& event, Opener opener) PEPIN_SYMBOL(deliver);

[[gnu::noinline]] bool deliver(Partition target, const Event& event, Opener opener) {
    const auto vidt = vidt_of(target, Error::target_vidt);
    if (!vidt) return false;
    const Rules rules = rules_of(target, *vidt);
    const auto context = context_to_enter(target, *vidt, rules, event.entry, opener);
    if (!context) return false;
    save_interrupted();
    enter(target, *vidt, rules, *context, event);
    return true;
}

[[nodiscard]] bool is_guarded(Partition partition) {
    const auto vidt = vidt_of(partition, Error::target_vidt);
    return vidt && rules_of(partition, *vidt) == Rules::guarded;
}

} // namespace

void save_context(const UserRange& to, Word state_on_wake, Word saved_as) {
    auto& words = processor_context.words;
    words[Architecture::context_state] = state_on_wake;
    words[Architecture::context_valid] = saved_as;
    if constexpr (Architecture::waiting_words != Architecture::context_words)
        if (saved_as == PIP_CONTEXT_STATE_WAITING) return to.store<Architecture::waiting_words>(words);
    to.store<Architecture::context_words>(words);
}

namespace {

// A context that waits holds no more than its first words; in the other registers there is 0.
void load_context(const UserRange& from) {
    auto& words = processor_context.words;
    if constexpr (Architecture::waiting_words != Architecture::context_words)
        if (from.read_aligned(Architecture::context_valid) == PIP_CONTEXT_STATE_WAITING) {
            from.load<Architecture::waiting_words>(words);
            for (Word word = Architecture::waiting_words; word < Architecture::context_words; ++word)
                words[word] = 0;
            return;
        }
    from.load<Architecture::context_words>(words);
}

} // namespace

void enter(Partition target, Frame vidt, Rules rules, const UserRange& context, const Event& event) {
    load_context(context);
    const Word state = processor_context.words[Architecture::context_state];
    const bool interrupts = runs_with_interrupts(target, state);
    Word& flags = processor_context.words[Architecture::context_flags];
    flags = entered_flags(flags, interrupts);
    for (const Word word : Architecture::address_words)
        processor_context.words[word] &= Architecture::address_mask;

    target.set_interrupt_state(state);
    kernel_state.interrupts_on = interrupts ? 1 : 0;
    if (rules != Rules::pip) [[unlikely]] {
        // What was interrupted goes on and may be about to read the record; and whatever was saved is entered
        // once.
        const Word saved_as = rules == Rules::guarded ? processor_context.words[Architecture::context_valid]
                                                      : PIP_CONTEXT_STATE_PROGRAM;
        if (saved_as != PIP_CONTEXT_STATE_INTERRUPTED) record_event(vidt, rules, event);
        if (saved_as != PIP_CONTEXT_STATE_PROGRAM)
            context.write_aligned(Architecture::context_valid, PIP_CONTEXT_STATE_SPENT);
    }
    if (target == current_partition()) return;
    if constexpr (Architecture::has_thread_register) {
        const Word value = architecture_switch_thread_register(target.private_word(private_thread_register));
        current_partition().set_private_word(private_thread_register, value);
    }
    kernel_state.current = target.descriptor();
    architecture_activate(target.mmu().number);
}

bool deliver_to_root(const Event& event, Opener opener) {
    return deliver(Partition{kernel_state.root}, event, opener);
}

namespace {

// What the parent has no entry for. Out of line, since it is rare.
[[nodiscard, gnu::noinline]] bool deliver_double_fault(Event event, Opener opener) {
    Partition sender = current_partition();
    const Word depth = sender.depth();
    event.entry = PIP_VIDT_DOUBLE_FAULT;
    if (is_guarded(sender.parent())) {
        if (opener != Opener::kernel) return false;
        [[clang::noinline]] if (deliver(sender.parent(), event, Opener::kernel))
            return true;
    }
    // What the parent cannot take is a double fault to the grandparent.
    for (Word levels = depth - 1; levels != 0 && levels < maximum_depth; --levels) {
        sender = sender.parent();
        event.sender = sender.page_in_parent().address();
        ++event.level;
        [[clang::noinline]] if (deliver(sender.parent(), event, Opener::kernel))
            return true;
    }
    return false;
}

} // namespace

bool deliver_upwards(Event event, Opener opener) {
    const Partition sender = current_partition();
    if (sender.is_root()) return false;
    event.sender = sender.page_in_parent().address();
    event.level = 1;
    return deliver(sender.parent(), event, opener) || deliver_double_fault(event, opener);
}

} // namespace pepin
