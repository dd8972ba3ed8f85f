// The ways into the services: with arguments on the caller's stack, as C passes them, and packed into few registers. An architecture takes
// those that it needs (entries.txt).
#include <utility>

#include "core/events.hpp"
#include "core/services.hpp"
#include "core/user_memory.hpp"

namespace pepin {

namespace {

[[nodiscard]] constexpr std::uint64_t pack(Outcome outcome) {
    return outcome.value | std::uint64_t{static_cast<Word>(outcome.error)} << 32;
}

template <class... Words, std::size_t... index>
Outcome call_with(Outcome (*service)(Words...), const std::array<Word, sizeof...(Words)>& words, std::index_sequence<index...>) {
    return service(words[index]...);
}

// Reads as many words as the service takes from the caller's stack. `refused` is the value that the service
// gives where it fails. The pointer is a constant of the template: no call through it is left in the code.
template <auto service, Word refused = 0> std::uint64_t gate(Word stack) {
    constexpr auto count = []<class... Words>(Outcome (*)(Words...)) { return sizeof...(Words); }(service);
    const auto arguments = user_range(current_partition(), UserAddress{stack}, count * sizeof(Word), Access::read, Error::bad_stack);
    if (!arguments) return pack(refuse(arguments.error(), refused));
    std::array<Word, count> words;
    arguments->load(words);
    return pack(call_with(service, words, std::make_index_sequence<count>{}));
}

// Pip's yield never answers 7.
constexpr Word yield_without_arguments = 7;

} // namespace
} // namespace pepin

using namespace pepin;

std::uint64_t gate_out_byte(Word stack) { return gate<services::out_byte>(stack); }
std::uint64_t gate_in_byte(Word stack) { return gate<services::in_byte>(stack); }
std::uint64_t gate_out_word(Word stack) { return gate<services::out_word>(stack); }
std::uint64_t gate_in_word(Word stack) { return gate<services::in_word>(stack); }
std::uint64_t gate_out_long(Word stack) { return gate<services::out_long>(stack); }
std::uint64_t gate_in_long(Word stack) { return gate<services::in_long>(stack); }
std::uint64_t gate_create_partition(Word stack) { return gate<services::create_partition>(stack); }
std::uint64_t gate_count_to_map(Word stack) { return gate<services::count_to_map>(stack); }
std::uint64_t gate_prepare(Word stack) { return gate<services::prepare>(stack); }
std::uint64_t gate_add_vaddr(Word stack) { return gate<services::add_vaddr>(stack); }
std::uint64_t gate_get_int_state(Word stack) { return gate<services::get_int_state, ~Word{0}>(stack); }
std::uint64_t gate_out_address(Word stack) { return gate<services::out_address>(stack); }
std::uint64_t gate_check_invariants(Word) { return pack(services::check_invariants()); }
std::uint64_t gate_set_int_state(Word stack) { return gate<services::set_int_state>(stack); }
std::uint64_t gate_remove_vaddr(Word stack) { return gate<services::remove_vaddr>(stack); }
std::uint64_t gate_mapped_in_child(Word stack) { return gate<services::mapped_in_child>(stack); }
std::uint64_t gate_delete_partition(Word stack) { return gate<services::delete_partition>(stack); }
std::uint64_t gate_collect(Word stack) { return gate<services::collect>(stack); }
std::uint64_t gate_yield(Word stack) { return gate<services::yield, yield_without_arguments>(stack); }
std::uint64_t gate_set_ports(Word stack) { return gate<services::set_ports>(stack); }

std::uint64_t call_create_partition(Word descriptor, Word mmu_root, Word shadow1_root, Word shadow2_root, Word private_page) {
    return pack(services::create_partition(descriptor, mmu_root, shadow1_root, shadow2_root, private_page));
}
std::uint64_t call_count_to_map(Word descriptor, Word page) { return pack(services::count_to_map(descriptor, page)); }
std::uint64_t call_prepare(Word descriptor, Word page, Word first) { return pack(services::prepare(descriptor, page, first)); }
std::uint64_t call_add_vaddr(Word page, Word descriptor, Word child_page, Word readable, Word writable, Word executable) {
    return pack(services::add_vaddr(page, descriptor, child_page, readable, writable, executable));
}
std::uint64_t call_get_int_state(Word descriptor) { return pack(services::get_int_state(descriptor)); }
std::uint64_t call_check_invariants() { return pack(services::check_invariants()); }
std::uint64_t call_set_int_state(Word state) { return pack(services::set_int_state(state)); }
std::uint64_t call_remove_vaddr(Word descriptor, Word child_page) { return pack(services::remove_vaddr(descriptor, child_page)); }
std::uint64_t call_mapped_in_child(Word page) { return pack(services::mapped_in_child(page)); }
std::uint64_t call_delete_partition(Word descriptor) { return pack(services::delete_partition(descriptor)); }
std::uint64_t call_collect(Word descriptor, Word page) { return pack(services::collect(descriptor, page)); }
std::uint64_t call_yield(Word descriptor, Word target_index, Word save_index, Word flags_on_yield, Word flags_on_wake) {
    return pack(services::yield(descriptor, target_index, save_index, flags_on_yield, flags_on_wake));
}
std::uint64_t call_out_byte(Word port, Word value) { return pack(services::out_byte(port, value)); }
std::uint64_t call_in_byte(Word port) { return pack(services::in_byte(port)); }
std::uint64_t call_out_word(Word port, Word value) { return pack(services::out_word(port, value)); }
std::uint64_t call_in_word(Word port) { return pack(services::in_word(port)); }
std::uint64_t call_out_long(Word port, Word value) { return pack(services::out_long(port, value)); }
std::uint64_t call_in_long(Word port) { return pack(services::in_long(port)); }
std::uint64_t call_out_address(Word port, Word address) { return pack(services::out_address(port, address)); }
std::uint64_t call_set_ports(Word descriptor, Word slot, Word first, Word last) { return pack(services::set_ports(descriptor, slot, first, last)); }

std::uint64_t fast_create_partition(Word descriptor, Word mmu_root, Word shadow1_root, Word shadow2_root, Word selector) {
    return call_create_partition(descriptor, mmu_root, shadow1_root, shadow2_root, selector & ~Word{PIP_FAST_SERVICE_MASK});
}
std::uint64_t fast_add_vaddr(Word page, Word descriptor, Word child_page, Word rights) {
    return call_add_vaddr(page, descriptor, child_page, rights & PIP_FAST_READABLE, rights & PIP_FAST_WRITABLE, rights & PIP_FAST_EXECUTABLE);
}
std::uint64_t fast_yield(Word descriptor, Word indices, Word flags_on_yield, Word flags_on_wake) {
    return call_yield(descriptor, indices & 0xFFFF, indices >> 16, flags_on_yield, flags_on_wake);
}
