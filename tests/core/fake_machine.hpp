// A machine for the core on the host: memory is an array, and what the core asks of the processor is noted
// down. It looks at each request when it comes, as a processor does: what comes too early, twice, or with
// other arguments than were judged throws std::runtime_error.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "core/partition.hpp"

namespace pepin::test {

inline constexpr Word most_frames =
    16384 * leaf_level; // those that a machine has are in kernel_state.frame_count

struct PortAccess {
    Word width = 0; // 0: none
    Word port = 0;
    Word output = 0;
    friend bool operator==(const PortAccess&, const PortAccess&) = default;
};

// What root has asked of the machine: of spec::request, 0: nothing.
struct Request {
    Word kind = 0;
    Word first = 0;
    Word second = 0;
    friend bool operator==(const Request&, const Request&) = default;
};

// The translation of a page is forgotten, when its entry is this.
struct Forgotten {
    Word page = 0;
    Word entry = 0;
};

struct FakeMachine {
    std::vector<Forgotten> forgotten;      // since the caller last cleared it
    std::vector<Word> synchronised_frames; // whose code was made visible, likewise
    Word thread_register = 0;
    Word active_root = 0;              // frame of the MMU root that the processor walks
    bool has_switched = false;         // whether it was told which, since that was cleared
    Word floating_point_registers = 0; // all of them, as one number
    PortAccess port_access{};          // the only one since that was cleared
    PortAccess judged{};               // the only output that was judged
    Request request{};                 // the only one since that was cleared
    Word port_input = 0;               // what reads give
    bool output_denied = false;        // whether writes would change what the kernel relies on
    std::set<Word> closed_ports{0x20, 0x21, 0xA0, 0xA1, 0x4D0, 0x4D1}; // some
    std::string console;

    void forget_events() {
        forgotten.clear();
        has_switched = false;
        synchronised_frames.clear();
        port_access = judged = {};
        request = {};
    }
};
extern FakeMachine machine;

// Boots a machine with this many frames: memory is all zeros, root's image the last `image_frames` of it.
// Root is current.
void boot_machine(Word frame_count, Word image_frames);

// Word number `index` of what is saved of floating-point registers that hold `number`.
[[nodiscard]] constexpr Word floating_point_word(Word number, Word index) { return number + index; }

// What a root table has where it shows the kernel.
void write_kernel_entries(Frame mmu_root);

} // namespace pepin::test
