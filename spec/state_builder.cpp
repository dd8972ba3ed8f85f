#include "spec/state_builder.hpp"

#include <stdexcept>
#include <string>

#include "spec/services_control.hpp"

namespace pepin::spec {

namespace {

namespace kind = spec::kind;

constexpr std::uint32_t kernel_frames = 16; // the first ones, which play the kernel

} // namespace

StateBuilder::StateBuilder() {
    state.frames = kernel_frames;
    state.current = state.root = configuration_of_root(kind::descriptor);
    const Word root = state.root;
    state.owner.update(true, root, root);
    state.parent.update(true, root, root);
    state.mmu.update(true, root, configuration_of_root(kind::mmu_root));
    state.shadow1.update(true, root, configuration_of_root(kind::shadow1_root));
    state.shadow2.update(true, root, configuration_of_root(kind::shadow2_root));
    state.private_frame.update(true, root, configuration_of_root(kind::private_data));
}

StateBuilder::Word StateBuilder::frame_of(Word of_kind) {
    state.kind.update(true, state.frames, of_kind);
    return state.frames++;
}

// Nobody maps what configures root.
StateBuilder::Word StateBuilder::configuration_of_root(Word of_kind, Word first_page) {
    const Word frame = frame_of(of_kind);
    state.owner.update(true, frame, state.root);
    state.first_page.update(true, frame, first_page);
    return frame;
}

void StateBuilder::expect_granted(const char* what, const spec::Outcome<spec::Concrete>& outcome) {
    if (outcome.error != 0)
        throw std::logic_error(std::string{"the specification refuses "} + what + ": " +
                               std::string{abi::name_of(static_cast<abi::Error>(outcome.error))});
}

void StateBuilder::map(Word partition, Word page, Word frame, bool writable, bool executable) {
    tables(partition, spec::prefix_of(page, leaf_level));
    if (partition == state.root) {
        const Word table = state.mmu_leaf(partition, page);
        if (state.is_present(partition, page) || state.page_at(partition, frame) != 0)
            throw std::logic_error("root has something else there, or the frame elsewhere");
        state.frame.update(true, partition, page, frame);
        state.writable.update(writable, partition, page, 1);
        state.executable.update(spec::has_execute_right && executable && state.kind(frame) == kind::user,
                                partition, page, 1);
        state.used.update(true, table, state.used(table) + 1);
        state.page_at.update(true, partition, frame, page);
        state.holder.update(true, frame, 0, partition);
        return;
    }
    const Word parent = state.parent(partition), from = map_somewhere(parent, frame);
    state.current = parent;
    expect_granted("add_vaddr",
                   spec::add_vaddr(state, spec::address_of(from),
                                   spec::address_of(state.page_in_parent(partition)), spec::address_of(page),
                                   1U, writable ? 1U : 0U, executable ? PIP_EXECUTE_AS_HELD : 0U));
}

StateBuilder::Word StateBuilder::map_somewhere(Word partition, Word frame) {
    if (const Word page = state.page_at(partition, frame); page != 0) return page;
    const Word parent = state.parent(partition);
    const bool writable =
        partition == state.root || state.writable(parent, map_somewhere(parent, frame)) != 0;
    Word page = first_page_of(spare_entry, 1);
    while (state.is_present(partition, page)) ++page;
    if (!spec::is_usable_page(page)) throw std::logic_error("there are no pages left");
    map(partition, page, frame, writable);
    return page;
}

StateBuilder::Word StateBuilder::page_to_give_up(Word partition, Word frame) {
    return map_somewhere(partition, frame != 0 ? frame : memory());
}

void StateBuilder::tables(Word partition, Word prefix, std::array<Word, 3> frames) {
    const Word page = first_page_of(prefix, leaf_level);
    for (Level level = 1; level <= leaf_level; ++level)
        if (state.mmu_table(level, partition, prefix_of(page, level)) == 0)
            tables_of_level(partition, page, level, level == leaf_level ? frames : std::array<Word, 3>{});
}

// The tables of the level above are there.
void StateBuilder::tables_of_level(Word partition, Word page, Level level, std::array<Word, 3> frames) {
    const Word prefix = prefix_of(page, level), first_page = first_page_of(prefix, level);
    if (partition == state.root) {
        const std::array tables{&state.mmu_tables, &state.shadow1_tables, &state.shadow2_tables};
        const Word above = mmu_table_of(state, partition, page, level - 1);
        for (std::uint32_t i = 0; i < tables.size(); ++i)
            (*tables[i])[level - 1].update(true, partition, prefix,
                                           configuration_of_root(kind::tables_of(level) + i, first_page));
        state.used.update(true, above, state.used(above) + 1);
        return;
    }
    const Word parent = state.parent(partition);
    std::array<Word, 4> list{};
    for (std::size_t i = 0; i < frames.size(); ++i) list[i] = page_to_give_up(parent, frames[i]);
    for (std::size_t i = 0; i < frames.size(); ++i)
        state.memory.update(true, state.frame(parent, list[i]), 0, spec::address_of(list[i + 1]));
    state.current = parent;
    expect_granted("prepare", spec::prepare(state, spec::address_of(state.page_in_parent(partition)),
                                            spec::address_of(page), spec::address_of(list[0])));
    for (std::size_t i = 0; i < frames.size(); ++i)
        state.memory.clear_row(true, state.frame(parent, list[i]));
}

void StateBuilder::more_tables(Word partition, Word in_use) {
    for (Word entry = spare_entry; state.used(state.mmu(partition)) < in_use && entry < spec::root_entries;
         ++entry)
        if (spec::is_usable_index(entry)) tables(partition, prefix_of(first_page_of(entry, 1), leaf_level));
}

StateBuilder::Word StateBuilder::child(Word parent, std::array<Word, 5> frames) {
    std::array<Word, 5> given{};
    for (std::size_t i = 0; i < frames.size(); ++i)
        given[i] = spec::address_of(page_to_give_up(parent, frames[i]));
    state.current = parent;
    expect_granted("create_partition",
                   spec::create_partition(state, given[0], given[1], given[2], given[3], given[4]));
    return state.frame(parent, spec::page_of(given[0]));
}

StateBuilder::Word StateBuilder::descendant(Word partition, Word levels) {
    for (Word level = 0; level < levels; ++level) partition = child(partition);
    return partition;
}

void StateBuilder::run(Word partition) {
    state.current = partition;
    state.synchronised = 0; // what the steps have done is over
    for (Word depth = state.depth(partition) + 1; depth-- > 0; partition = state.parent(partition))
        state.chain.update(true, depth, partition);
    state.interrupts_on = state.current == state.root && state.interrupt_state(state.root) == 0 ? 0 : 1;
}

} // namespace pepin::spec
