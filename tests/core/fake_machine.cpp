#include "core/fake_machine.hpp"

#include <algorithm>
#include <cstring>
#include <stdexcept>
#include <utility>

#include "boot/clock.hpp"
#include "boot/root_partition.hpp"
#include "console/console.hpp"
#include "core/hooks.hpp"
#include "core/tables.hpp"
#include "machine_facts.hpp"
#include "spec/state.hpp"

namespace pepin {

extern "C" {
alignas(page_size) FrameContents physical_memory[test::most_frames];
FrameRecord frame_table[test::most_frames];
}

std::uint64_t clock_frequency() { return 0; }

namespace test {

FakeMachine machine;

namespace {

constexpr Word kernel_frames_end = 16; // frames 1 to 15 play the kernel

} // namespace

void boot_machine(Word frame_count, Word image_frames) {
    machine = {};
    std::memset(physical_memory, 0, sizeof(FrameContents) * frame_count);
    std::fill_n(frame_table, frame_count, FrameRecord{});
    kernel_state = {};
    kernel_state.frame_count = frame_count;
    const boot::FrameRange usable[] = {{1, frame_count}}, reserved[] = {{1, kernel_frames_end}};
    boot::initialise_frame_table(usable, reserved);
    const boot::FrameRange image{frame_count - image_frames, frame_count};
    boot::FrameSource frames{image};
    static_cast<void>(boot::build_root(frames, image, image_address));
    const Frame mmu = current_partition().mmu();
    write_kernel_entries(mmu);
    architecture_activate(mmu.number);
    machine.forget_events();
}

void write_kernel_entries(Frame mmu_root) {
    for (Word index = Architecture::first_kernel_entry; index < Architecture::end_kernel_entry; ++index)
        // as a PC's kernel has them: large, global, for itself alone
        memory::write(mmu_root, index, index << (covered_bits(1) + Architecture::page_bits) | 0x183);
}

} // namespace test
} // namespace pepin

using namespace pepin;
using test::machine;

namespace {

// The processor asks for one thing at a time, and finds what was there when it was asked.
void require(bool condition, const char* otherwise) {
    if (!condition) throw std::runtime_error(otherwise);
}

void ask(const test::Request& request) {
    require(machine.request == test::Request{}, "the machine is asked for two things");
    machine.request = request;
}

// The entry that the processor would find for a page now; 0 where there is no table.
Word entry_now(Word page_number) {
    const Page page{page_number};
    Frame table{machine.active_root};
    for (Level level = 0; level < leaf_level; ++level) {
        const Word entry = memory::read(table, page.index(level));
        if (!Architecture::is_user_table(entry)) return 0;
        table = table_behind(Tree::mmu, entry);
    }
    return memory::read(table, page.leaf_index());
}

} // namespace

void architecture_forget_translation(Word page_number) {
    machine.forgotten.push_back({page_number, entry_now(page_number)});
}
void architecture_activate(Word root_frame) {
    require(frame_table[root_frame].kind == Kind::mmu_root, "an address space is switched to that is none");
    require(!machine.has_switched, "the address space is switched twice");
    machine.has_switched = true;
    machine.active_root = root_frame;
}

void architecture_synchronise_instructions(Word frame) { machine.synchronised_frames.push_back(frame); }
Word architecture_switch_thread_register(Word value) { return std::exchange(machine.thread_register, value); }

Word architecture_port_read(Word port, Word width) {
    require(machine.port_access == test::PortAccess{}, "ports are accessed twice");
    machine.port_access = {width, port, 0};
    return machine.port_input;
}
void architecture_port_write(Word port, Word width, Word value) {
    require(machine.port_access == test::PortAccess{}, "ports are accessed twice");
    machine.port_access = {width, port, value};
    require(machine.judged == machine.port_access && !machine.output_denied,
            "what is written to a port was not judged so");
}
bool architecture_denies_output(Word port, Word width, Word value) {
    require(machine.judged == test::PortAccess{}, "an output is judged twice");
    machine.judged = {width, port, value};
    return machine.output_denied;
}
bool architecture_closes_port(Word port) { return machine.closed_ports.contains(port); }

void architecture_set_line(Word line, Word enabled) { ask({spec::request::set_line, line, enabled}); }
void architecture_set_timer(Word time, Word time_high) { ask({spec::request::set_timer, time, time_high}); }

// The registers are one number; each word that is saved is derived from it, so that a frame that holds
// something else is noticed.
void architecture_save_floating_point(Word frame) {
    for (Word i = 0; i < private_floating_point_used; ++i)
        memory::write({frame}, i, test::floating_point_word(machine.floating_point_registers, i));
}
void architecture_load_floating_point(Word frame) {
    machine.floating_point_registers = memory::read({frame}, 0);
    for (Word i = 0; i < private_floating_point_used; ++i)
        if (memory::read({frame}, i) != test::floating_point_word(machine.floating_point_registers, i))
            throw std::runtime_error("a floating-point state was overwritten");
}
void architecture_reset_floating_point() { machine.floating_point_registers = 0; }

Word debug_check_invariants() { return 0; }

void architecture_console_put(char character) { machine.console.push_back(character); }
void architecture_halt() { throw std::runtime_error("the kernel panicked: " + machine.console); }
