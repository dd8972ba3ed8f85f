// The services, one per file of the same name. Arguments are the raw words that a partition passed; every
// check is made here, in the order of abi/abi.toml, and a refused call changes nothing.
// Semantics: Pip's API on x86, with the differences that docs/abi.md lists.
#pragma once

#include "core/symbol.hpp"
#include "core/types.hpp"

namespace pepin::services {

// Five pages of the caller become a new child's configuration. -> 1
Outcome create_partition(Word descriptor, Word mmu_root, Word shadow1_root, Word shadow2_root,
                         Word private_page) PEPIN_SYMBOL(service_create_partition);
// -> pages that prepare needs for this page of the child: three for each level of tables that is missing
Outcome count_to_map(Word descriptor, Word page) PEPIN_SYMBOL(service_count_to_map);
// Makes the child's tables of the first level that is missing from a list of the caller's pages. -> (next
// unused page & ~1) | success
Outcome prepare(Word descriptor, Word page, Word first) PEPIN_SYMBOL(service_prepare);
// Maps a page of the caller's in the child, with no right that the caller has not got. -> 1
Outcome add_vaddr(Word page, Word descriptor, Word child_page, Word readable, Word writable, Word executable)
    PEPIN_SYMBOL(service_add_vaddr);
// Takes a page back from the child. -> 1
Outcome remove_vaddr(Word descriptor, Word child_page) PEPIN_SYMBOL(service_remove_vaddr);
// -> the descriptor address of the child that has the page, or 0
Outcome mapped_in_child(Word page) PEPIN_SYMBOL(service_mapped_in_child);
// Takes a child down with all its descendants, one portion of bounded work. -> 1 when done
Outcome delete_partition(Word descriptor) PEPIN_SYMBOL(service_delete_partition);
// Gives the child's lowest tables for this page back, if they are empty. -> 1, or 0 where there are none
Outcome collect(Word descriptor, Word page) PEPIN_SYMBOL(service_collect);
// -> the child's interrupt state, or 0xFFFFFFFF
Outcome get_int_state(Word descriptor) PEPIN_SYMBOL(service_get_int_state);
// The caller's own interrupt state. -> 0
Outcome set_int_state(Word state) PEPIN_SYMBOL(service_set_int_state);
// Passes control to a child, or to the parent. -> 0 where control was passed (and later, to the resumed
// caller)
Outcome yield(Word descriptor, Word target_index, Word save_index, Word flags_on_yield, Word flags_on_wake)
    PEPIN_SYMBOL(service_yield);

// Port input and output of 1, 2 or 4 bytes. -> what was read; 0
Outcome in_byte(Word port) PEPIN_SYMBOL(service_in_byte);
Outcome in_word(Word port) PEPIN_SYMBOL(service_in_word);
Outcome in_long(Word port) PEPIN_SYMBOL(service_in_long);
Outcome out_byte(Word port, Word value) PEPIN_SYMBOL(service_out_byte);
Outcome out_word(Word port, Word value) PEPIN_SYMBOL(service_out_word);
Outcome out_long(Word port, Word value) PEPIN_SYMBOL(service_out_long);
// Writes the physical address behind one of the caller's addresses to a port, 32 bits. -> 0
Outcome out_address(Word port, Word address) PEPIN_SYMBOL(service_out_address);
// Sets one entry of the child's list of port rights. -> 1
Outcome set_ports(Word descriptor, Word slot, Word first, Word last) PEPIN_SYMBOL(service_set_ports);

// -> how many invariants were checked; only in a debug kernel
Outcome check_invariants() PEPIN_SYMBOL(service_check_invariants);

} // namespace pepin::services
