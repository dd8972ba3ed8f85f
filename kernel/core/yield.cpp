#include "core/control.hpp"
#include "core/own_page.hpp"
#include "core/services.hpp"

namespace pepin::services {

namespace {

// Pip's result codes of yield.
enum Refusal : Word { bad_target_index = 1, bad_save_index, no_parent, no_child, bad_target_vidt, bad_caller_vidt, bad_target_context = 8, bad_save_context };

struct Target {
    Partition partition{};
    Word sender = 0; // the caller, as the target knows it
};

[[nodiscard]] Result<Target> find_target(Partition caller, Word descriptor) {
    if (descriptor == 0) {
        if (caller.is_root()) return Error::no_parent;
        return Target{caller.parent(), caller.page_in_parent().address()};
    }
    const auto child = find_child(descriptor);
    if (!child) return child.error();
    return Target{child->partition, PIP_EVENT_SENDER_PARENT};
}

} // namespace

Outcome yield(Word descriptor, Word target_index, Word save_index, Word flags_on_yield, Word flags_on_wake) {
    if (target_index >= PIP_VIDT_LIMIT) return refuse(Error::target_index, bad_target_index);
    if (save_index >= PIP_VIDT_LIMIT) return refuse(Error::save_index, bad_save_index);
    const Partition caller = current_partition();
    const auto target = find_target(caller, descriptor);
    if (!target) return refuse(target.error(), target.error() == Error::no_parent ? no_parent : no_child);

    constexpr Page vidt_page{Architecture::vidt_page};
    const auto caller_vidt = user_frame(caller, vidt_page, Access::read, Error::caller_vidt);
    if (!caller_vidt) return refuse(caller_vidt.error(), bad_caller_vidt);
    const auto target_vidt = user_frame(target->partition, vidt_page, Access::read, Error::target_vidt);
    if (!target_vidt) return refuse(target_vidt.error(), bad_target_vidt);
    const auto context = vidt_context(target->partition, *target_vidt, target_index, Access::read, Error::target_context);
    if (!context) return refuse(context.error(), bad_target_context);

    // A null save slot: the caller does not want to come back here.
    if (memory::read(*caller_vidt, save_index) != 0) {
        const auto saved = vidt_context(caller, *caller_vidt, save_index, Access::write, Error::save_context);
        if (!saved) return refuse(saved.error(), bad_save_context);
        save_context(*saved, flags_on_wake);
    }
    caller.set_interrupt_state(flags_on_yield);
    enter(target->partition, *target_vidt, *context, {abi::Cause::yield, target_index, target->sender, 0, 0});
    return succeed(0);
}

} // namespace pepin::services
