// The state machine, memory: which partition maps what. Sources: Pip's API on x86; checks and their order in
// abi/abi.toml.
#pragma once

#include "spec/state.hpp"

namespace pepin::spec {

// --- what arguments have to be ------------------------------------------------------------------

// The address of a page that partitions may use.
template <class D> void require_page(Checks<D>& checks, Address<D> address) {
    checks.require(is_aligned(address), abi::Error::unaligned);
    checks.require(is_usable_page(page_of(address)), abi::Error::reserved_address);
}

// A page that the caller maps and can reach.
template <class D> void require_own_page(const State<D>& s, Checks<D>& checks, Address<D> address) {
    require_page(checks, address);
    checks.require(s.is_present(s.current, page_of(address)), abi::Error::not_mapped);
    checks.require(s.is_accessible(s.current, page_of(address)), abi::Error::not_accessible);
}

// A page that the caller can make configuration of.
template <class D> void require_page_to_give_up(const State<D>& s, Checks<D>& checks, Address<D> address) {
    const Page<D> page = page_of(address);
    require_own_page(s, checks, address);
    checks.require(s.writable(s.current, page) != 0, abi::Error::not_writable);
    checks.require(s.child(s.current, page) == 0, abi::Error::handed_on);
    checks.require(s.kind(s.frame(s.current, page)) == kind::user, abi::Error::not_memory);
}

// The page of the descriptor of one of the caller's children. The page that carries the child's own name is
// its descriptor.
template <class D>
Partition<D> require_child_even_dying(const State<D>& s, Checks<D>& checks, Address<D> address) {
    const Page<D> page = page_of(address);
    require_page(checks, address);
    checks.require(page != 0 && s.child(s.current, page) == page, abi::Error::not_a_child);
    return s.frame(s.current, page);
}

template <class D> Partition<D> require_child(const State<D>& s, Checks<D>& checks, Address<D> address) {
    const Partition<D> child = require_child_even_dying(s, checks, address);
    checks.require(s.dying(child) == 0, abi::Error::child_dying);
    return child;
}

// --- changes that several services make -----------------------------------------------------------

// A page of the caller's becomes configuration of the child that the caller knows by `name`.
template <class D>
void make_configuration(State<D>& s, Bool<D> go, Page<D> page, std::uint32_t role, Partition<D> child,
                        Page<D> name, Page<D> first_page) {
    const Frame<D> frame = s.frame(s.current, page);
    s.child.update(go, s.current, page, name);
    s.kind.update(go, frame, Word<D>(role));
    s.owner.update(go, frame, child);
    s.page_in_parent.update(go, frame, page);
    s.first_page.update(go, frame, first_page);
    s.used.update(go, frame, Word<D>(0));
}

// A frame that configures a partition becomes a page of zeros of its parent.
template <class D> void make_memory(State<D>& s, Bool<D> go, Frame<D> frame) {
    s.child.update(go, s.parent(s.owner(frame)), s.page_in_parent(frame), Word<D>(0));
    s.kind.update(go, frame, Word<D>(kind::user));
    s.owner.update(go, frame, Word<D>(0));
    s.page_in_parent.update(go, frame, Word<D>(0));
    s.first_page.update(go, frame, Word<D>(0));
    s.used.update(go, frame, Word<D>(0));
    s.memory.clear_row(go, frame);
}

// A partition's page goes back to its parent.
template <class D> void take_back(State<D>& s, Bool<D> go, Partition<D> partition, Page<D> page) {
    const Frame<D> frame = s.frame(partition, page);
    const Frame<D> table = s.mmu_leaf(partition, page);
    const Partition<D> parent = s.parent(partition);
    s.child.update(go, parent, s.origin(partition, page), Word<D>(0));
    s.frame.update(go, partition, page, Word<D>(0));
    s.writable.update(go, partition, page, Word<D>(0));
    s.origin.update(go, partition, page, Word<D>(0));
    if constexpr (has_execute_right) s.executable.update(go, partition, page, Word<D>(0));
    s.used.update(go, table, s.used(table) - 1);

    s.page_at.update(go, partition, frame, Word<D>(0));
    s.holder.update(go, frame, s.depth(partition), Word<D>(0));
    s.reach.update(go, frame, s.depth(parent));
}

// The MMU table of a level that covers a page; the root table for level 0.
template <class D>
Frame<D> mmu_table_of(const State<D>& s, Partition<D> partition, Page<D> page, Level level) {
    return level == 0 ? s.mmu(partition) : s.mmu_table(level, partition, prefix_of(page, level));
}

// The three tables of a level below the root that cover a page go back to the partition's parent.
template <class D>
void take_tables_back(State<D>& s, Bool<D> go, Partition<D> partition, Page<D> page, Level level) {
    const Word<D> prefix = prefix_of(page, level);
    const Frame<D> above = mmu_table_of(s, partition, page, level - 1);
    for (auto* tables : {&s.mmu_tables, &s.shadow1_tables, &s.shadow2_tables}) {
        auto& table = (*tables)[level - 1];
        make_memory(s, go, table(partition, prefix));
        table.update(go, partition, prefix, Word<D>(0));
    }
    s.used.update(go, above, s.used(above) - 1);
}

// Whether a level is the last one of which there is a table on the way to a page; leaf_level where the page
// can be mapped.
template <class D>
Bool<D> is_last_level(const State<D>& s, Partition<D> partition, Page<D> page, Level level) {
    const auto exists = [&](Level l) { return s.mmu_table(l, partition, prefix_of(page, l)) != 0; };
    if (level == 0) return !exists(1);
    return level == leaf_level ? exists(level) : exists(level) && !exists(level + 1);
}

// --- services -------------------------------------------------------------------------------------

template <class D>
Outcome<D> create_partition(State<D>& s, Address<D> descriptor, Address<D> mmu_root, Address<D> shadow1_root,
                            Address<D> shadow2_root, Address<D> private_page) {
    const std::array<Address<D>, 5> given{descriptor, mmu_root, shadow1_root, shadow2_root, private_page};
    const std::array<std::uint32_t, 5> roles{kind::descriptor, kind::mmu_root, kind::shadow1_root,
                                             kind::shadow2_root, kind::private_data};
    Checks<D> checks;
    checks.require(s.depth(s.current) < greatest_depth, abi::Error::too_deep);
    for (const auto& address : given) require_page_to_give_up(s, checks, address);
    for (std::size_t i = 0; i < given.size(); ++i)
        for (std::size_t j = i + 1; j < given.size(); ++j)
            checks.require(given[i] != given[j], abi::Error::duplicate_page);

    const Bool<D> go = checks.passed();
    const Page<D> name = page_of(descriptor);
    const Partition<D> child = s.frame(s.current, name);
    for (std::size_t i = 0; i < given.size(); ++i)
        make_configuration(s, go, page_of(given[i]), roles[i], child, name, Word<D>(0));
    s.mmu.update(go, child, s.frame(s.current, page_of(mmu_root)));
    s.shadow1.update(go, child, s.frame(s.current, page_of(shadow1_root)));
    s.shadow2.update(go, child, s.frame(s.current, page_of(shadow2_root)));
    s.private_frame.update(go, child, s.frame(s.current, page_of(private_page)));
    s.parent.update(go, child, s.current);
    s.depth.update(go, child, s.depth(s.current) + 1);
    for (auto* field : {&s.interrupt_state, &s.dying, &s.floating_point_used, &s.floating_point})
        field->update(go, child, Word<D>(0));
    for (auto* table : {&s.port_first, &s.port_count}) table->clear_row(go, child);
    for (auto* tables : {&s.mmu_tables, &s.shadow1_tables, &s.shadow2_tables})
        for (auto& table : *tables) table.clear_row(go, child);
    for (auto* table : {&s.frame, &s.writable, &s.child, &s.origin, &s.page_at}) table->clear_row(go, child);
    if constexpr (has_execute_right) s.executable.clear_row(go, child);
    if constexpr (Architecture::has_thread_register) s.saved_thread_register.update(go, child, Word<D>(0));
    // It starts with the right to the console.
    s.port_first.update(go, child, Word<D>(0), Word<D>(PIP_LIMITS_CONSOLE_FIRST));
    s.port_count.update(go, child, Word<D>(0),
                        Word<D>(PIP_LIMITS_CONSOLE_LAST - PIP_LIMITS_CONSOLE_FIRST + 1));
    return checks.outcome(Word<D>(1));
}

template <class D> Outcome<D> count_to_map(State<D>& s, Address<D> descriptor, Address<D> page) {
    Checks<D> checks;
    const Partition<D> child = require_child(s, checks, descriptor);
    require_page(checks, page);
    Word<D> needed(0);
    for (Level level = 0; level < leaf_level; ++level)
        needed = D::choose(is_last_level(s, child, page_of(page), level), Word<D>(3 * (leaf_level - level)),
                           needed);
    return checks.outcome(needed);
}

template <class D> Outcome<D> prepare(State<D>& s, Address<D> descriptor, Address<D> page, Address<D> first) {
    Checks<D> checks;
    const Partition<D> child = require_child(s, checks, descriptor);
    require_page(checks, page);
    checks.require(first != 0, abi::Error::list_too_short);

    // Each page of the list names the next one in its first word.
    const Bool<D> missing = !s.has_tables(child, page_of(page));
    std::array<Address<D>, 4> list{first};
    Checks<D> of_list;
    for (std::size_t i = 0; i < 3; ++i) {
        of_list.require(list[i] != 0, abi::Error::list_too_short);
        require_page_to_give_up(s, of_list, list[i]);
        list[i + 1] = s.memory(s.frame(s.current, page_of(list[i])), Word<D>(0));
    }
    of_list.require(list[0] != list[1] && list[0] != list[2] && list[1] != list[2],
                    abi::Error::duplicate_page);
    checks.require_when(missing, of_list);

    const Bool<D> go = checks.passed() && missing;
    // One level a call, from the root down.
    std::array<Bool<D>, leaf_level> go_above;
    for (Level above = 0; above < leaf_level; ++above)
        go_above[above] = leaf_level == 1 ? go : go && is_last_level(s, child, page_of(page), above);
    for (Level level = 1; level <= leaf_level; ++level) {
        const Word<D> prefix = prefix_of(page_of(page), level);
        const std::array tables{&s.mmu_tables[level - 1], &s.shadow1_tables[level - 1],
                                &s.shadow2_tables[level - 1]};
        const Frame<D> above = mmu_table_of(s, child, page_of(page), level - 1);
        for (std::uint32_t i = 0; i < 3; ++i) {
            tables[i]->update(go_above[level - 1], child, prefix, s.frame(s.current, page_of(list[i])));
            make_configuration(s, go_above[level - 1], page_of(list[i]), kind::tables_of(level) + i, child,
                               page_of(descriptor), first_page_of(prefix, level));
        }
        s.used.update(go_above[level - 1], above, s.used(above) + 1);
    }
    return checks.outcome(D::choose(missing, list[3], first) | 1, first & ~Word<D>(1));
}

template <class D>
Outcome<D> add_vaddr(State<D>& s, Address<D> page, Address<D> descriptor, Address<D> child_page,
                     Word<D> readable, Word<D> writable, Word<D> executable) {
    const Page<D> from = page_of(page), to = page_of(child_page);
    Checks<D> checks;
    const Partition<D> child = require_child(s, checks, descriptor);
    require_own_page(s, checks, page);
    checks.require(s.child(s.current, from) == 0, abi::Error::handed_on);
    checks.require(can_grant(readable, executable, s.executable(s.current, from)), abi::Error::rights);
    checks.require(writable == 0 || s.writable(s.current, from) != 0, abi::Error::not_writable);
    require_page(checks, child_page);
    checks.require(s.has_tables(child, to), abi::Error::not_prepared);
    checks.require(!s.is_present(child, to), abi::Error::already_mapped);

    const Bool<D> go = checks.passed();
    const Frame<D> frame = s.frame(s.current, from);
    const Frame<D> table = s.mmu_leaf(child, to);
    s.child.update(go, s.current, from, page_of(descriptor));
    s.frame.update(go, child, to, frame);
    s.writable.update(go, child, to, D::choose(writable != 0, Word<D>(1), Word<D>(0)));
    s.origin.update(go, child, to, from);
    const Bool<D> code = executable != 0 && s.executable(s.current, from) != 0;
    if constexpr (has_execute_right)
        s.executable.update(go, child, to, D::choose(code, Word<D>(1), Word<D>(0)));
    if constexpr (Architecture::separate_instruction_cache)
        s.synchronised = D::choose(go && code, frame, Word<D>(0));
    s.used.update(go, table, s.used(table) + 1);

    s.page_at.update(go, child, frame, to);
    s.holder.update(go, frame, s.depth(child), child);
    s.reach.update(go, frame, s.depth(child));
    return checks.outcome(Word<D>(1));
}

template <class D> Outcome<D> remove_vaddr(State<D>& s, Address<D> descriptor, Address<D> child_page) {
    const Page<D> page = page_of(child_page);
    Checks<D> checks;
    const Partition<D> child = require_child(s, checks, descriptor);
    require_page(checks, child_page);
    checks.require(s.is_present(child, page), abi::Error::child_not_mapped);
    checks.require(s.is_accessible(child, page), abi::Error::child_not_accessible);
    checks.require(s.child(child, page) == 0, abi::Error::child_handed_on);
    take_back(s, checks.passed(), child, page);
    return checks.outcome(Word<D>(1));
}

template <class D> Outcome<D> mapped_in_child(State<D>& s, Address<D> page) {
    Checks<D> checks;
    require_page(checks, page);
    checks.require(s.is_present(s.current, page_of(page)), abi::Error::not_mapped);
    return checks.outcome(address_of(s.child(s.current, page_of(page))));
}

template <class D> Outcome<D> collect(State<D>& s, Address<D> descriptor, Address<D> page) {
    Checks<D> checks;
    const Partition<D> child = require_child(s, checks, descriptor);
    require_page(checks, page);
    checks.require(!is_last_level(s, child, page_of(page), 0), abi::Error::no_table);
    const Bool<D> there_are_tables = checks.passed();
    std::array<Bool<D>, leaf_level> is_last;
    Word<D> used(0);
    for (Level level = leaf_level; level != 0; --level) {
        is_last[level - 1] = is_last_level(s, child, page_of(page), level);
        const Word<D> of_level = s.used(mmu_table_of(s, child, page_of(page), level));
        used = leaf_level == 1 ? of_level : D::choose(is_last[level - 1], of_level, used);
    }
    checks.require(used == 0, abi::Error::table_in_use);
    const Bool<D> go = checks.passed();
    for (Level level = leaf_level; level != 0; --level)
        take_tables_back(s, leaf_level == 1 ? go : go && is_last[level - 1], child, page_of(page), level);
    return checks.outcome(Word<D>(1), D::choose(there_are_tables, Word<D>(1), Word<D>(0)));
}

} // namespace pepin::spec
