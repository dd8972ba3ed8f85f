#include "core/fake_machine.hpp"

#include <stdexcept>

#include "console/console.hpp"
#include "core/hooks.hpp"
#include "core/memory.hpp"

namespace pepin {

extern "C" {
alignas(page_size) FrameContents physical_memory[test::most_frames];
FrameRecord frame_table[test::most_frames];
}

namespace test {

FakeMachine machine;

} // namespace test
} // namespace pepin

using namespace pepin;
using test::machine;

void architecture_forget_translation(Word page_number) { machine.forgotten_pages.push_back(page_number); }
void architecture_activate(Word root_frame) { machine.active_root = root_frame; }

Word architecture_port_read(Word port, Word width) {
    machine.port_access = {width, port, 0};
    return machine.port_input;
}
void architecture_port_write(Word port, Word width, Word value) { machine.port_access = {width, port, value}; }
bool architecture_enables_bus_mastering(Word, Word, Word) { return machine.bus_mastering; }

// The registers are one number; each word that is saved is derived from it, so that a frame that holds something else is noticed.
void architecture_save_floating_point(Word frame) {
    for (Word i = 0; i < private_floating_point_used; ++i) memory::write({frame}, i, machine.floating_point_registers + i);
}
void architecture_load_floating_point(Word frame) {
    machine.floating_point_registers = memory::read({frame}, 0);
    for (Word i = 0; i < private_floating_point_used; ++i)
        if (memory::read({frame}, i) != machine.floating_point_registers + i) throw std::runtime_error("a floating-point state was overwritten");
}
void architecture_reset_floating_point() { machine.floating_point_registers = 0; }

Word debug_check_invariants() { return 0; }

void architecture_console_put(char character) { machine.console.push_back(character); }
void architecture_halt() { throw std::runtime_error("the kernel panicked: " + machine.console); }
