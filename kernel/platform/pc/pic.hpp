// The two 8259 interrupt controllers. Source: Intel 8259A data sheet; their edge/level registers: Intel
// 82371AB (PIIX4).
#pragma once

#include "core/types.hpp"

namespace pepin::pic {

// Hardware interrupts arrive from PIP_VIDT_FIRST_INTERRUPT on, and all lines are on.
void remap_interrupts();

// No line is on, and what arrives all the same does not look like a fault. For who uses other controllers.
void turn_off();

// Tells the controllers that the kernel has the interrupt. False where there was none: a line that was
// withdrawn too early looks like the controller's last one.
[[nodiscard]] bool acknowledge_interrupt(Word line);

// Nobody takes the interrupts of a line. A device whose line is level-triggered would repeat them before
// another instruction is done: the line rests until some other line has brought an interrupt, and is asked
// again then, since root may have named a context in the meantime. One that rests does not wake the others,
// or two could go on for ever.
void rest_line(Word line);
void wake_lines();

// What architecture_set_line asks for.
void set_line(Word line, bool enabled);
// Of a level-triggered line that is masked: what has come by it comes again when it is not.
[[nodiscard]] bool comes_again(Word line);

} // namespace pepin::pic
