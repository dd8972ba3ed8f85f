// The ways into the services: with arguments on the caller's stack, as C passes them, and packed into few
// registers. An architecture takes those that it needs (entries.txt).
#include <utility>

#include "core/events.hpp"
#include "core/services.hpp"
#include "core/user_memory.hpp"

namespace pepin {

namespace {

[[nodiscard]] constexpr DoubleWord pack(Outcome outcome) {
    return outcome.value | DoubleWord{static_cast<Word>(outcome.error)} << 8 * sizeof(Word);
}

template <class... Words, std::size_t... index>
Outcome call_with(Outcome (*service)(Words...), const std::array<Word, sizeof...(Words)>& words,
                  std::index_sequence<index...>) {
    return service(words[index]...);
}

// What a gate gives that finds no arguments. Pip's yield never answers 7.
[[nodiscard]] constexpr Word refused_value(abi::Service service) {
    return service == abi::Service::get_int_state ? ~Word{0} : service == abi::Service::yield ? 7 : 0;
}

// A call whose arguments may lie at any address, in two pages, or nowhere. Out of line, so that it is not in
// the way of the others.
[[nodiscard, gnu::noinline]] DoubleWord gate_by_words(abi::Service service, Word count, Word stack) {
    const auto arguments = user_range(current_partition(), UserAddress{stack}, count * sizeof(Word),
                                      Access::read, Error::bad_stack);
    if (!arguments) return pack(refuse(arguments.error(), refused_value(service)));
    std::array<Word, 6> words;
    arguments->load_by_words(words.data(), count);
    switch (service) {
    case abi::Service::out_byte: return call_out_byte(words[0], words[1]);
    case abi::Service::in_byte: return call_in_byte(words[0]);
    case abi::Service::out_word: return call_out_word(words[0], words[1]);
    case abi::Service::in_word: return call_in_word(words[0]);
    case abi::Service::out_long: return call_out_long(words[0], words[1]);
    case abi::Service::in_long: return call_in_long(words[0]);
    case abi::Service::create_partition:
        return call_create_partition(words[0], words[1], words[2], words[3], words[4]);
    case abi::Service::count_to_map: return call_count_to_map(words[0], words[1]);
    case abi::Service::prepare: return call_prepare(words[0], words[1], words[2]);
    case abi::Service::add_vaddr:
        return call_add_vaddr(words[0], words[1], words[2], words[3], words[4], words[5]);
    case abi::Service::get_int_state: return call_get_int_state(words[0]);
    case abi::Service::out_address: return call_out_address(words[0], words[1]);
    case abi::Service::set_int_state: return call_set_int_state(words[0]);
    case abi::Service::remove_vaddr: return call_remove_vaddr(words[0], words[1]);
    case abi::Service::mapped_in_child: return call_mapped_in_child(words[0]);
    case abi::Service::delete_partition: return call_delete_partition(words[0]);
    case abi::Service::collect: return call_collect(words[0], words[1]);
    case abi::Service::yield: return call_yield(words[0], words[1], words[2], words[3], words[4]);
    case abi::Service::set_ports: return call_set_ports(words[0], words[1], words[2], words[3]);
    case abi::Service::check_invariants: return call_check_invariants();
    }
    return pack(refuse(Error::unknown_service));
}

// Reads as many words as the service takes from the caller's stack, where they nearly always lie: at aligned
// addresses of one page. The pointer is a constant of the template: no call through it is left in the code.
template <auto function, abi::Service service> DoubleWord gate(Word stack) {
    constexpr auto count = []<class... Words>(Outcome (*)(Words...)) { return sizeof...(Words); }(function);
    const UserAddress start{stack};
    const auto frame = user_frame(current_partition(), start.page(), Access::read, Error::bad_stack);
    if (!frame || !UserRange::is_plain(start.offset(), count * sizeof(Word)))
        return gate_by_words(service, count, stack);
    std::array<Word, count> words;
    memory::load(*frame, start.offset() / sizeof(Word), words);
    return pack(call_with(function, words, std::make_index_sequence<count>{}));
}

} // namespace
} // namespace pepin

using namespace pepin;

DoubleWord gate_out_byte(Word stack) { return gate<services::out_byte, abi::Service::out_byte>(stack); }
DoubleWord gate_in_byte(Word stack) { return gate<services::in_byte, abi::Service::in_byte>(stack); }
DoubleWord gate_out_word(Word stack) { return gate<services::out_word, abi::Service::out_word>(stack); }
DoubleWord gate_in_word(Word stack) { return gate<services::in_word, abi::Service::in_word>(stack); }
DoubleWord gate_out_long(Word stack) { return gate<services::out_long, abi::Service::out_long>(stack); }
DoubleWord gate_in_long(Word stack) { return gate<services::in_long, abi::Service::in_long>(stack); }
DoubleWord gate_create_partition(Word stack) {
    return gate<services::create_partition, abi::Service::create_partition>(stack);
}
DoubleWord gate_count_to_map(Word stack) {
    return gate<services::count_to_map, abi::Service::count_to_map>(stack);
}
DoubleWord gate_prepare(Word stack) { return gate<services::prepare, abi::Service::prepare>(stack); }
DoubleWord gate_add_vaddr(Word stack) { return gate<services::add_vaddr, abi::Service::add_vaddr>(stack); }
DoubleWord gate_get_int_state(Word stack) {
    return gate<services::get_int_state, abi::Service::get_int_state>(stack);
}
DoubleWord gate_out_address(Word stack) {
    return gate<services::out_address, abi::Service::out_address>(stack);
}
DoubleWord gate_check_invariants(Word) { return pack(services::check_invariants()); }
DoubleWord gate_set_int_state(Word stack) {
    return gate<services::set_int_state, abi::Service::set_int_state>(stack);
}
DoubleWord gate_remove_vaddr(Word stack) {
    return gate<services::remove_vaddr, abi::Service::remove_vaddr>(stack);
}
DoubleWord gate_mapped_in_child(Word stack) {
    return gate<services::mapped_in_child, abi::Service::mapped_in_child>(stack);
}
DoubleWord gate_delete_partition(Word stack) {
    return gate<services::delete_partition, abi::Service::delete_partition>(stack);
}
DoubleWord gate_collect(Word stack) { return gate<services::collect, abi::Service::collect>(stack); }
DoubleWord gate_yield(Word stack) { return gate<services::yield, abi::Service::yield>(stack); }
DoubleWord gate_set_ports(Word stack) { return gate<services::set_ports, abi::Service::set_ports>(stack); }

DoubleWord call_create_partition(Word descriptor, Word mmu_root, Word shadow1_root, Word shadow2_root,
                                 Word private_page) {
    return pack(services::create_partition(descriptor, mmu_root, shadow1_root, shadow2_root, private_page));
}
DoubleWord call_count_to_map(Word descriptor, Word page) {
    return pack(services::count_to_map(descriptor, page));
}
DoubleWord call_prepare(Word descriptor, Word page, Word first) {
    return pack(services::prepare(descriptor, page, first));
}
DoubleWord call_add_vaddr(Word page, Word descriptor, Word child_page, Word readable, Word writable,
                          Word executable) {
    return pack(services::add_vaddr(page, descriptor, child_page, readable, writable, executable));
}
DoubleWord call_get_int_state(Word descriptor) { return pack(services::get_int_state(descriptor)); }
DoubleWord call_check_invariants() { return pack(services::check_invariants()); }
DoubleWord call_set_int_state(Word state) { return pack(services::set_int_state(state)); }
DoubleWord call_remove_vaddr(Word descriptor, Word child_page) {
    return pack(services::remove_vaddr(descriptor, child_page));
}
DoubleWord call_mapped_in_child(Word page) { return pack(services::mapped_in_child(page)); }
DoubleWord call_delete_partition(Word descriptor) { return pack(services::delete_partition(descriptor)); }
DoubleWord call_collect(Word descriptor, Word page) { return pack(services::collect(descriptor, page)); }
DoubleWord call_yield(Word descriptor, Word target_index, Word save_index, Word flags_on_yield,
                      Word flags_on_wake) {
    return pack(services::yield(descriptor, target_index, save_index, flags_on_yield, flags_on_wake));
}
DoubleWord call_out_byte(Word port, Word value) { return pack(services::out_byte(port, value)); }
DoubleWord call_in_byte(Word port) { return pack(services::in_byte(port)); }
DoubleWord call_out_word(Word port, Word value) { return pack(services::out_word(port, value)); }
DoubleWord call_in_word(Word port) { return pack(services::in_word(port)); }
DoubleWord call_out_long(Word port, Word value) { return pack(services::out_long(port, value)); }
DoubleWord call_in_long(Word port) { return pack(services::in_long(port)); }
DoubleWord call_out_address(Word port, Word address) { return pack(services::out_address(port, address)); }
DoubleWord call_set_ports(Word descriptor, Word slot, Word first, Word last) {
    return pack(services::set_ports(descriptor, slot, first, last));
}

DoubleWord fast_create_partition(Word descriptor, Word mmu_root, Word shadow1_root, Word shadow2_root,
                                 Word selector) {
    return call_create_partition(descriptor, mmu_root, shadow1_root, shadow2_root,
                                 selector & ~Word{PIP_FAST_SERVICE_MASK});
}
DoubleWord fast_add_vaddr(Word page, Word descriptor, Word child_page, Word rights) {
    return call_add_vaddr(page, descriptor, child_page, rights & PIP_FAST_READABLE,
                          rights & PIP_FAST_WRITABLE, rights & PIP_FAST_EXECUTABLE);
}
DoubleWord fast_yield(Word descriptor, Word indices, Word flags_on_yield, Word flags_on_wake) {
    return call_yield(descriptor, indices & 0xFFFF, indices >> 16, flags_on_yield, flags_on_wake);
}
