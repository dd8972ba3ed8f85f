#include "core/control.hpp"

namespace pepin {

namespace {

void record_event(Partition target, Frame vidt, const Event& event) {
    ++kernel_state.event_sequence;
    if (memory::read(vidt, PIP_EVENT_MAGIC_INDEX) != PIP_EVENT_MAGIC) return;
    if (!user_frame(target, {Architecture::vidt_page}, Access::write, Error::target_vidt)) return;
    memory::write(vidt, PIP_EVENT_CAUSE_INDEX, static_cast<Word>(event.cause));
    memory::write(vidt, PIP_EVENT_VECTOR_INDEX, event.vector);
    memory::write(vidt, PIP_EVENT_SENDER_INDEX, event.sender);
    memory::write(vidt, PIP_EVENT_ERROR_INDEX, event.error_code);
    memory::write(vidt, PIP_EVENT_ADDRESS_INDEX, event.address);
    memory::write(vidt, PIP_EVENT_SEQUENCE_INDEX, kernel_state.event_sequence);
}

// A partition that keeps no usable save slot is left without being saved: it chose so.
void save_interrupted() {
    const Partition victim = current_partition();
    const auto vidt = user_frame(victim, {Architecture::vidt_page}, Access::read, Error::caller_vidt);
    if (!vidt) return;
    const Word state = victim.interrupt_state();
    const Word slot = state == 0 ? PIP_VIDT_SAVE_MASKED : PIP_VIDT_SAVE_UNMASKED;
    const auto context = vidt_context(victim, *vidt, slot, Access::write, Error::save_context);
    if (context) save_context(*context, state);
}

[[nodiscard, gnu::noinline]] bool deliver(Partition target, Word index, const Event& event) {
    const auto vidt = user_frame(target, {Architecture::vidt_page}, Access::read, Error::target_vidt);
    if (!vidt) return false;
    const auto context = vidt_context(target, *vidt, index, Access::read, Error::target_context);
    if (!context) return false;
    save_interrupted();
    enter(target, *vidt, *context, event);
    return true;
}

} // namespace

void save_context(const UserRange& to, Word state_on_wake) {
    processor_context.words[Architecture::context_state] = state_on_wake;
    processor_context.words[Architecture::context_valid] = 1;
    to.store(processor_context.words);
}

void enter(Partition target, Frame vidt, const UserRange& context, const Event& event) {
    context.load(processor_context.words);
    const Word state = processor_context.words[Architecture::context_state];
    const bool interrupts = runs_with_interrupts(target, state);
    Word& flags = processor_context.words[Architecture::context_flags];
    flags = entered_flags(flags, interrupts);

    target.set_interrupt_state(state);
    kernel_state.interrupts_on = interrupts ? 1 : 0;
    record_event(target, vidt, event);
    if (target == current_partition()) return;
    if constexpr (Architecture::has_thread_register) {
        const Word value = architecture_switch_thread_register(target.private_word(private_thread_register));
        current_partition().set_private_word(private_thread_register, value);
    }
    kernel_state.current = target.descriptor();
    architecture_activate(target.mmu().number);
}

bool deliver_to_root(Word index, const Event& event) { return deliver(Partition{kernel_state.root}, index, event); }

bool deliver_upwards(Word index, Event event) {
    Partition sender = current_partition();
    for (Word levels = sender.depth(); levels != 0 && levels <= maximum_depth; --levels) {
        event.sender = sender.page_in_parent().address();
        if (deliver(sender.parent(), index, event)) return true;
        // What the parent cannot take is a double fault to the grandparent.
        index = PIP_VIDT_DOUBLE_FAULT;
        sender = sender.parent();
    }
    return false;
}

} // namespace pepin
