#include "core/control.hpp"
#include "core/own_page.hpp"
#include "core/services.hpp"

namespace pepin::services {

namespace {

// Pip's result codes of yield.
enum Refusal : Word {
    bad_target_index = 1,
    bad_save_index,
    no_parent,
    no_child,
    bad_target_vidt,
    bad_caller_vidt,
    bad_target_context = 8,
    bad_save_context
};

struct Target {
    Partition partition{};
    Opener opener{}; // the caller, as the target's VIDT names it
    Word sender = 0; // ... its record
    Word level = 0;
};

[[nodiscard]] Result<Target> find_target(Partition caller, Word descriptor) {
    if (descriptor == 0) {
        if (caller.is_root()) return Error::no_parent;
        return Target{caller.parent(), Opener::child, caller.page_in_parent().address(), 1};
    }
    const auto child = find_child(descriptor);
    if (!child) return child.error();
    return Target{child->partition, Opener::parent, PIP_EVENT_SENDER_PARENT, parent_level};
}

} // namespace

Outcome yield(Word descriptor, Word target_index, Word save_index, Word flags_on_yield, Word flags_on_wake) {
    if (target_index >= Architecture::vidt_limit) return refuse(Error::target_index, bad_target_index);
    if (save_index >= Architecture::vidt_limit) return refuse(Error::save_index, bad_save_index);
    const Partition caller = current_partition();
    const auto target = find_target(caller, descriptor);
    if (!target) return refuse(target.error(), target.error() == Error::no_parent ? no_parent : no_child);

    const auto caller_vidt = vidt_of(caller, Error::caller_vidt);
    if (!caller_vidt) return refuse(caller_vidt.error(), bad_caller_vidt);
    const auto target_vidt = vidt_of(target->partition, Error::target_vidt);
    if (!target_vidt) return refuse(target_vidt.error(), bad_target_vidt);
    const Rules rules = rules_of(target->partition, *target_vidt);
    const auto context =
        context_to_enter(target->partition, *target_vidt, rules, target_index, target->opener);
    if (!context) return refuse(context.error(), bad_target_context);

    const auto slot = context_of(caller, *caller_vidt, save_index);
    if (!slot) return refuse(slot.error(), bad_save_context);
    // A null save slot: the caller does not want to come back here.
    if (slot->value != 0) {
        const auto saved = context_range(caller, *caller_vidt, *slot, Access::write, Error::save_context);
        if (!saved) return refuse(saved.error(), bad_save_context);
        save_context(*saved, flags_on_wake, PIP_CONTEXT_STATE_WAITING);
    }
    caller.set_interrupt_state(flags_on_yield);
    enter(target->partition, *target_vidt, rules, *context,
          {abi::Cause::yield, target_index, target->sender, 0, 0, target_index, target->level});
    return succeed(0);
}

} // namespace pepin::services
