// A partition: its descriptor, its private frame, and the kernel's few global words.
#pragma once

#include "core/frame_table.hpp"
#include "core/memory.hpp"

namespace pepin {

inline constexpr Word maximum_depth = PIP_LIMITS_DEPTH; // of the tree; root is at 0
inline constexpr Word port_range_count = PIP_LIMITS_PORT_RANGES;

struct KernelState {
    Frame root{};
    Frame current{};              // whose code runs outside the kernel
    Frame floating_point_owner{}; // whose state the floating-point registers hold
    Word frame_count = 0;         // frames in physical_memory and frame_table
    Word interrupts_on = 0;       // 1 where the current partition runs with interrupts on
};
extern "C" KernelState kernel_state;

// Words of a descriptor frame; all others are 0.
enum DescriptorWord : Word {
    descriptor_mmu, // frame numbers
    descriptor_shadow1,
    descriptor_shadow2,
    descriptor_private,
    descriptor_parent, // root's is root itself
    descriptor_depth,
    descriptor_interrupt_state,
    descriptor_dying,      // 1 from the first portion of deletePartition on
    descriptor_vidt_table, // the leaf table of the MMU tree on the way to the VIDT's page, if there is one
    descriptor_words,
};

// Words of a private frame; all others are 0.
enum PrivateWord : Word {
    private_floating_point = 0, // 512 bytes, as the processor saves them
    private_floating_point_used = 128,
    private_teardown_cursor = 129, // the partition has no table and no mapping below this page
    // where the architecture has one: what the partition has in it while others run
    private_thread_register = 130,
    private_port_ranges = 132, // first port | number of ports << 16
    private_words = private_port_ranges + port_range_count,
};

// A handle on a partition: its descriptor frame. Copying it copies a number.
class Partition {
public:
    constexpr Partition() = default;
    constexpr explicit Partition(Frame descriptor) : descriptor_{descriptor} {}
    friend constexpr bool operator==(Partition, Partition) = default;

    [[nodiscard]] constexpr Frame descriptor() const { return descriptor_; }
    [[nodiscard]] Frame mmu() const { return frame(descriptor_mmu); }
    [[nodiscard]] Frame shadow1() const { return frame(descriptor_shadow1); }
    [[nodiscard]] Frame shadow2() const { return frame(descriptor_shadow2); }
    [[nodiscard]] Frame private_frame() const { return frame(descriptor_private); }
    [[nodiscard]] Partition parent() const { return Partition{frame(descriptor_parent)}; }
    [[nodiscard]] bool is_root() const { return descriptor_ == kernel_state.root; }
    [[nodiscard]] Word depth() const { return get(descriptor_depth); }
    [[nodiscard]] Word interrupt_state() const { return get(descriptor_interrupt_state); }
    [[nodiscard]] bool is_dying() const { return get(descriptor_dying) != 0; }

    // no_frame where there are not all tables on the way to the VIDT's page.
    [[nodiscard]] Frame vidt_table() const { return frame(descriptor_vidt_table); }

    void set_interrupt_state(Word state) const { set(descriptor_interrupt_state, state); }
    void set_dying() const { set(descriptor_dying, 1); }
    void set_vidt_table(Frame table) const { set(descriptor_vidt_table, table.number); }

    [[nodiscard]] Word private_word(Word index) const { return memory::read(private_frame(), index); }
    void set_private_word(Word index, Word value) const { memory::write(private_frame(), index, value); }

    // The page at which the parent maps this partition's descriptor: the parent's name for it.
    [[nodiscard]] Page page_in_parent() const { return record_of(descriptor_).page_in_parent; }

private:
    [[nodiscard]] Word get(DescriptorWord word) const { return memory::read(descriptor_, word); }
    [[nodiscard]] Frame frame(DescriptorWord word) const { return {get(word)}; }
    void set(DescriptorWord word, Word value) const { memory::write(descriptor_, word, value); }

    Frame descriptor_{};
};

[[nodiscard]] inline Partition current_partition() { return Partition{kernel_state.current}; }

} // namespace pepin
