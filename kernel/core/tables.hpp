// The three trees of a partition, all of one shape: MMU (what the hardware walks), shadow 1 (to which child a
// page was handed on, and whether it is a child's descriptor), shadow 2 (where the parent maps the same
// frame). A tree has levels of tables, as many as the architecture's; services walk them by the functions
// below.
#pragma once

#include "core/partition.hpp"
#include "core/symbol.hpp"

namespace pepin {

// A leaf entry of shadow 1: 0, or the page of the child's descriptor with these flags.
class ChildMark {
public:
    constexpr explicit ChildMark(Word word) : word_{word} {}
    [[nodiscard]] static constexpr ChildMark handed_to(Page descriptor) {
        return ChildMark{descriptor.address() | handed_flag};
    }
    [[nodiscard]] static constexpr ChildMark descriptor_of(Page descriptor) {
        return ChildMark{descriptor.address() | handed_flag | descriptor_flag};
    }

    [[nodiscard]] constexpr Word word() const { return word_; }
    [[nodiscard]] constexpr bool is_handed_on() const { return word_ != 0; }
    [[nodiscard]] constexpr Page child() const { return UserAddress{word_}.page(); }

private:
    static constexpr Word descriptor_flag = 1; // the page is the child's descriptor
    static constexpr Word handed_flag = 2;     // the page is the child's, as memory or as configuration
    Word word_;
};

// Of shadow 2: an address.
[[nodiscard]] constexpr Word origin_entry(Page page_in_parent) { return page_in_parent.address(); }

// The entry of a table that leads to one of the next level, and that one. In shadows it has the form of an
// address with a present bit.
[[nodiscard]] constexpr Word table_entry(Tree tree, Frame table) {
    return tree == Tree::mmu ? Architecture::table_entry(table.number)
                             : table.number << Architecture::page_bits | 1;
}
[[nodiscard]] constexpr Frame table_behind(Tree tree, Word entry) {
    return {tree == Tree::mmu ? Architecture::table_behind(entry) : entry >> Architecture::page_bits};
}

[[nodiscard]] inline Frame root_table(Partition partition, Tree tree) {
    return tree == Tree::mmu       ? partition.mmu()
           : tree == Tree::shadow1 ? partition.shadow1()
                                   : partition.shadow2();
}

// Pages that nobody may use although there may be tables for them.
[[nodiscard]] constexpr bool is_reserved(Page page) {
    return Architecture::has_reserved_pages && Architecture::is_reserved_page(page.number);
}
[[nodiscard]] constexpr bool is_usable(Page page) {
    return page.is_in_address_space() && Architecture::is_user_root_entry(page.index(0)) &&
           !is_reserved(page);
}

// Walks are templates, level by level, since a loop over two levels would not become the code of two
// accesses. From a table of level `at` on the way to a page: the level of the last table that there is.
template <Level at> [[nodiscard]] Level last_level_from(Frame table, Page page) {
    if constexpr (at == leaf_level) {
        return at;
    } else {
        const Word entry = memory::read(table, page.index(at));
        if (!Architecture::is_user_table(entry)) return at;
        return last_level_from<at + 1>(table_behind(Tree::mmu, entry), page);
    }
}
// ... and the table of a level that there is.
template <Level at> [[nodiscard]] Frame walk(Tree tree, Frame table, Page page, Level level) {
    if constexpr (at == leaf_level) {
        return table;
    } else {
        if (level == at) return table;
        return walk<at + 1>(tree, table_behind(tree, memory::read(table, page.index(at))), page, level);
    }
}

// The level of the last table that there is on the way to a page; leaf_level where it can be mapped. The
// trees have tables in the same places, and only where there are usable pages.
[[nodiscard]] inline Level last_level(Partition partition, Page page) {
    if (!page.is_in_address_space()) return 0;
    return last_level_from<0>(partition.mmu(), page);
}
[[nodiscard]] inline bool has_tables(Partition partition, Page page) {
    return last_level(partition, page) == leaf_level;
}

// A checked argument that names a page: aligned, and in a part of the address space that partitions may use.
[[nodiscard]] constexpr Result<Page> page_argument(Word address) {
    const UserAddress user{address};
    if (!user.is_page_aligned()) return Error::unaligned;
    if (!is_usable(user.page())) return Error::reserved_address;
    return user.page();
}

// The same for a page that has to have tables in this partition, with the error that says so where it has
// none. One look at the tables answers both questions in the common case.
[[nodiscard]] inline Result<Page> page_with_tables(Partition partition, Word address, Error missing) {
    const UserAddress user{address};
    if (!user.is_page_aligned()) return Error::unaligned;
    if (has_tables(partition, user.page()) && !is_reserved(user.page())) return user.page();
    return is_usable(user.page()) ? missing : Error::reserved_address;
}

// The table of this level on the way to a page; only where last_level(partition, page) is no smaller.
[[nodiscard]] inline Frame table_of(Partition partition, Tree tree, Page page, Level level) {
    return walk<0>(tree, root_table(partition, tree), page, level);
}
// The leaf tables; only where has_tables(partition, page).
[[nodiscard]] inline Frame mmu_leaf(Partition partition, Page page) {
    return table_of(partition, Tree::mmu, page, leaf_level);
}
[[nodiscard]] inline Frame shadow1_leaf(Partition partition, Page page) {
    return table_of(partition, Tree::shadow1, page, leaf_level);
}
[[nodiscard]] inline Frame shadow2_leaf(Partition partition, Page page) {
    return table_of(partition, Tree::shadow2, page, leaf_level);
}

inline constexpr Page vidt_page{Architecture::vidt_page};

// The table of a level on the way to `page` of a partition's MMU tree is another one now, or none: the
// descriptor names that of the VIDT's page, so that passing control need not walk. It is written in any case,
// since a condition would be one more path for the proof of whoever calls.
inline void note_table(Partition partition, Page page, Level level, Frame table) {
    const bool is_vidts =
        level == leaf_level && page.first_covered(leaf_level) == vidt_page.first_covered(leaf_level);
    partition.set_vidt_table(is_vidts ? table : partition.vidt_table());
}

// One entry of a partition's MMU tree, with the frame that it maps. It knows where it stands, so that the
// services need not walk again.
class Mapping {
public:
    constexpr Mapping() = default;
    Mapping(Partition partition, Page page)
        : partition_{partition}, page_{page}, table_{mmu_leaf(partition, page)},
          entry_{memory::read(table_, page.leaf_index())} {}

    [[nodiscard]] constexpr Partition partition() const { return partition_; }
    [[nodiscard]] constexpr Page page() const { return page_; }
    [[nodiscard]] constexpr bool is_present() const { return Architecture::is_present(entry_); }
    [[nodiscard]] constexpr bool is_accessible() const { return Architecture::is_accessible(entry_); }
    [[nodiscard]] constexpr bool is_writable() const { return Architecture::is_writable(entry_); }
    // Never of a device where that is a right.
    [[nodiscard]] constexpr bool is_executable() const { return Architecture::is_executable(entry_); }
    // Accessible, writable if `to_write`, and memory: no device's.
    [[nodiscard]] constexpr bool is_memory(bool to_write) const {
        return Architecture::is_memory(entry_, to_write);
    }
    [[nodiscard]] constexpr Frame frame() const { return {Architecture::frame_of(entry_)}; }

    // The entry with which somebody else maps the same.
    [[nodiscard]] constexpr Word entry_with(Rights rights) const {
        return Architecture::with_rights(entry_, rights);
    }

    [[nodiscard]] ChildMark mark() const {
        return ChildMark{memory::read(shadow1_leaf(partition_, page_), page_.leaf_index())};
    }
    void set_mark(ChildMark mark) const {
        memory::write(shadow1_leaf(partition_, page_), page_.leaf_index(), mark.word());
    }
    void clear_mark() const { set_mark(ChildMark{0}); }

    // Where the parent maps the same frame. Not for root, which has no parent.
    [[nodiscard]] Page page_in_parent() const {
        return UserAddress{memory::read(shadow2_leaf(partition_, page_), page_.leaf_index())}.page();
    }

    void set_accessible(bool accessible) const {
        memory::write(table_, page_.leaf_index(), Architecture::with_access(entry_, accessible));
    }

private:
    Partition partition_{};
    Page page_{};
    Frame table_{};
    Word entry_ = 0;
};

// A leaf entry comes into use: the partition maps by `entry` what its parent maps at `origin`.
void map(Partition partition, Page page, Word entry, Page origin) PEPIN_SYMBOL(map);
inline void map(Partition partition, Page page, Word entry, Page origin) {
    const Frame table = mmu_leaf(partition, page);
    memory::write(table, page.leaf_index(), entry);
    memory::write(shadow2_leaf(partition, page), page.leaf_index(), origin_entry(origin));
    ++record_of(table).used;
}

// It goes out of use again, leaving nothing behind. Nobody below the partition may still map the frame.
inline void unmap(Partition partition, Page page) {
    const Frame table = mmu_leaf(partition, page);
    memory::write(table, page.leaf_index(), 0);
    memory::write(shadow2_leaf(partition, page), page.leaf_index(), 0);
    --record_of(table).used;
}

// Takes a page that the child has not handed on back from it; its parent may use it alone again.
inline void take_back(const Mapping& childs) {
    Mapping{childs.partition().parent(), childs.page_in_parent()}.clear_mark();
    unmap(childs.partition(), childs.page());
}

} // namespace pepin
