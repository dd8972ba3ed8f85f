// What the kernel knows, as functions from keys to values. Where it lies in memory is no concern of this
// file.
#pragma once

#include <array>

#include "spec/geometry.hpp"

namespace pepin::spec {

// What a frame is used for.
namespace kind {
enum : std::uint32_t {
    reserved,   // the kernel's, the firmware's, or no memory: nobody maps it
    user,       // memory of partitions
    device,     // memory of a device: can be handed on, but nothing else can become of it
    descriptor, // from here on configuration: the five frames that every partition has,
    private_data,
    mmu_root,
    shadow1_root,
    shadow2_root,
    mmu_leaf,     // and three for each part of the address space that can be mapped, level by level from the
    shadow1_leaf, // leaf tables up
    shadow2_leaf,
};
// Of the tables of a level below the root, those of the MMU tree; those of the shadows follow.
[[nodiscard]] constexpr std::uint32_t tables_of(Level level) { return mmu_leaf + 3 * (leaf_level - level); }
inline constexpr std::uint32_t greatest = tables_of(1) + 2;
} // namespace kind

// Whether a frame configures a partition, so that no partition may see or change it.
template <class W> [[nodiscard]] auto is_configuration(const W& kind) { return kind >= kind::descriptor; }

// What root can ask of the machine.
namespace request {
enum : std::uint32_t { none, set_line, set_timer };
} // namespace request

template <Domain D> struct State {
    using Domain = D;
    using Field = typename D::Field;
    using Table = typename D::Table;

    // Of a frame.
    Field kind;
    Field owner;          // of configuration: the partition
    Field page_in_parent; // of configuration: where the owner's parent maps the frame
    Field first_page;     // of tables below the roots: the first page that is mapped through it
    Field used;           // of MMU tables: entries in use
    Table memory;         // (frame, index): words of user frames

    // Of a partition.
    Field mmu, shadow1, shadow2, private_frame; // frames of its configuration
    Field parent;                               // root's is root
    Field depth;
    Field interrupt_state; // 0: virtual cli
    Field dying;           // 1 while it is being taken down
    Field floating_point_used;
    Field floating_point; // what was saved of its floating-point registers
    // where the architecture has one: what was in it when the partition last ran
    Field saved_thread_register;
    // (partition, slot): the ports it has a right to, as far as its ancestors have it
    Table port_first, port_count;

    // The tables below the roots, from level 1 to the leaf tables. Of each level (partition, prefix of the
    // pages that a table covers): the table, 0 where there is none.
    std::array<Table, leaf_level> mmu_tables, shadow1_tables, shadow2_tables;

    // (partition, page).
    Table frame;      // what is mapped there, 0 for nothing
    Table writable;   // 1 or 0
    Table executable; // the same, where that is a right of its own
    // the page of the descriptor of the child that has the page, as memory or as configuration
    Table child;
    Table origin; // where the parent maps the same frame

    // The kernel's own.
    Word<D> frames; // of memory, numbered from 0; never changes
    Word<D> root, current;
    Word<D> floating_point_owner; // the partition whose values are in the floating-point registers, or none
    Word<D> interrupts_on;        // whether the current partition can be interrupted

    // The processor, as the entry code hands it over and takes it back.
    std::array<Word<D>, Architecture::context_words> context;
    Word<D> floating_point_registers;
    Word<D> thread_register; // where the architecture has one: user mode's register that no context holds
    // where code has to be made visible: the frame of which a service has done that; 0: none
    Word<D> synchronised;

    // What a service does to ports, and what devices answer: both pass through here.
    Word<D> port_input;    // what a read would give
    Word<D> output_denied; // whether a write would change what the kernel relies on
    Field closed_port;     // of a port: 1 where nobody may use it; never changes
    Word<D> port_width;    // bytes accessed; 0: none
    Word<D> port, port_output;
    // what the answer `output_denied` is about; width 0: nothing was asked
    Word<D> judged_width, judged_port, judged_output;

    // What root asks of the machine, by one call one thing: which, with its words.
    Word<D> request; // of those above
    Word<D> request_first, request_second;

    // Ghosts: no kernel keeps them; invariants about single entries need them.
    Table page_at; // (partition, frame): where the partition maps the frame, 0 where it does not
    Table holder;  // (frame, depth): the partition of that depth that maps the frame
    Field reach;   // of a frame: the depth of the deepest partition that maps it
    Field chain;   // of a depth up to the current partition's: its ancestor there, at its own depth itself

    [[nodiscard]] Frame<D> mmu_table(Level level, Partition<D> partition, Word<D> prefix) const {
        return mmu_tables[level - 1](partition, prefix);
    }
    [[nodiscard]] Frame<D> shadow1_table(Level level, Partition<D> partition, Word<D> prefix) const {
        return shadow1_tables[level - 1](partition, prefix);
    }
    [[nodiscard]] Frame<D> shadow2_table(Level level, Partition<D> partition, Word<D> prefix) const {
        return shadow2_tables[level - 1](partition, prefix);
    }
    // The leaf table through which a page is mapped.
    [[nodiscard]] Frame<D> mmu_leaf(Partition<D> partition, Page<D> page) const {
        return mmu_table(leaf_level, partition, prefix_of(page, leaf_level));
    }
    [[nodiscard]] Bool<D> has_tables(Partition<D> partition, Page<D> page) const {
        return mmu_leaf(partition, page) != 0;
    }
    [[nodiscard]] Bool<D> is_present(Partition<D> partition, Page<D> page) const {
        return frame(partition, page) != 0;
    }
    // User mode can reach what is mapped unless it has become configuration.
    [[nodiscard]] Bool<D> is_accessible(Partition<D> partition, Page<D> page) const {
        return is_present(partition, page) && !is_configuration(kind(frame(partition, page)));
    }
    // Whether nothing at all is known of a page.
    [[nodiscard]] Bool<D> is_blank(Partition<D> partition, Page<D> page) const {
        return !is_present(partition, page) && writable(partition, page) == 0 &&
               executable(partition, page) == 0 && child(partition, page) == 0 &&
               origin(partition, page) == 0;
    }
};

} // namespace pepin::spec
