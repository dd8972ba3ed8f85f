// Each function is out of line, since each is proved once (inlined.txt).
#include "core/vidt.hpp"

namespace pepin {

namespace {

// The entry of a partition's tables for its VIDT's page; only where it has these tables.
[[nodiscard]] Word vidt_page_entry(Partition partition) {
    return memory::read(partition.vidt_table(), vidt_page.leaf_index());
}

} // namespace

[[gnu::noinline]] Result<Frame> vidt_of(Partition partition, Error error) {
    if (partition.vidt_table() == no_frame) return error;
    const Word entry = vidt_page_entry(partition);
    if (!Architecture::is_memory(entry, Architecture::always_guarded)) return error;
    return Frame{Architecture::frame_of(entry)};
}

[[gnu::noinline]] Rules rules_asked_for(Partition partition, Frame vidt) {
    static_assert(PIP_EVENT_GUARDED_MAGIC == PIP_EVENT_MAGIC + 1);
    const Word asked_for = memory::read(vidt, record_index::magic) - PIP_EVENT_MAGIC;
    if (asked_for > 1) [[likely]]
        return Rules::pip;
    if (!Architecture::is_writable(vidt_page_entry(partition))) return Rules::pip;
    return asked_for == 0 ? Rules::record : Rules::guarded;
}

[[gnu::noinline]] Result<UserAddress> context_of(Partition partition, Frame vidt, Word index) {
    const Word entry = memory::read(vidt, index);
    // By all rules the same.
    if (!Architecture::always_guarded && (entry & (word_bytes - 1)) == 0 && index < record_index::entry)
        [[likely]]
        return UserAddress{entry};
    const Rules rules = rules_of(partition, vidt);
    if (index >= vidt_limit(rules)) return Error::save_context;
    return context_address(rules, entry);
}

[[gnu::noinline]] Result<UserRange> context_range(Partition partition, Frame vidt, UserAddress address,
                                                  Access access, Error error) {
    // Who has a VIDT can write its page where everybody is guarded: nothing has to be looked up there.
    if (Architecture::always_guarded &&
        UserRange::is_plain(address.value - vidt_page.address(), Architecture::context_bytes))
        return UserRange{vidt, address.offset()};
    return user_range(partition, address, Architecture::context_bytes, access, error);
}

[[gnu::noinline]] Result<UserRange> context_to_enter(Partition partition, Frame vidt, Rules rules, Word index,
                                                     Opener opener) {
    const Word entry = memory::read(vidt, index);
    if (rules == Rules::pip) [[likely]]
        return context_range(partition, vidt, {entry}, Access::read, Error::target_context);
    if (index >= vidt_limit(rules)) return Error::target_context;
    if (rules == Rules::record)
        return context_range(partition, vidt, {entry}, Access::read, Error::target_context);
    if ((static_cast<Word>(opener) & PIP_OPEN_MASK & ~entry) != 0) return Error::target_context;
    const auto range =
        context_range(partition, vidt, context_address(rules, entry), Access::write, Error::target_context);
    if (range && !can_be_entered(range->read_aligned(Architecture::context_valid), opener))
        return Error::target_context;
    return range;
}

} // namespace pepin
