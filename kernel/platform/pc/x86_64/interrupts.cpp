#include "interrupts.hpp"

#include "apic.hpp"
#include "pic.hpp"
#include "pit.hpp"

namespace pepin {

namespace {

const acpi::Interrupts* description = nullptr;
bool uses_apic = false;

[[nodiscard]] bool acknowledge(Word line) {
    if (!uses_apic) return pic::acknowledge_interrupt(line);
    apic::end_interrupt();
    return true;
}
[[nodiscard, gnu::noinline]] bool acknowledge_with_care(Word line) {
    if (!acknowledge(line)) return false;
    if (uses_apic ? apic::comes_again(line) : pic::comes_again(line)) return false;
    if (is_timers_turn(line)) return true;
    wake_lines(); // nothing else may come for long
    return false;
}

} // namespace

void describe_interrupts(const acpi::Interrupts& described) { description = &described; }

void remap_interrupts() {
    uses_apic = description != nullptr && apic::start(*description);
    if (!uses_apic) pic::remap_interrupts();
}

bool acknowledge_interrupt(Word line) {
    if (lines_need_care) [[unlikely]]
        return acknowledge_with_care(line);
    return acknowledge(line);
}

void rest_line(Word line) {
    if (uses_apic)
        apic::rest_line(line);
    else
        pic::rest_line(line);
}

void wake_lines() {
    if (uses_apic)
        apic::wake_lines();
    else
        pic::wake_lines();
}

} // namespace pepin

void architecture_set_line(pepin::Word line, pepin::Word enabled) {
    pepin::lines_need_care = true;
    if (pepin::uses_apic)
        pepin::apic::set_line(line, enabled != 0);
    else
        pepin::pic::set_line(line, enabled != 0);
    if (enabled != 0 && line == pepin::timer_line) pepin::timer_is_on();
}
