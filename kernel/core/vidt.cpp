// Each function is out of line, since each is proved once (inlined.txt).
#include "core/vidt.hpp"

namespace pepin {

namespace {

constexpr Page vidt_page{Architecture::vidt_page};
constexpr Access vidt_access = Architecture::always_guarded ? Access::write : Access::read;

} // namespace

[[gnu::noinline]] Result<Frame> vidt_of(Partition partition, Error error) {
    return user_frame(partition, vidt_page, vidt_access, error);
}

[[gnu::noinline]] Rules rules_asked_for(Partition partition, Frame vidt) {
    static_assert(PIP_EVENT_GUARDED_MAGIC == PIP_EVENT_MAGIC + 1);
    const Word asked_for = memory::read(vidt, record_index::magic) - PIP_EVENT_MAGIC;
    if (asked_for > 1) [[likely]]
        return Rules::pip;
    if (!Mapping{partition, vidt_page}.is_writable()) return Rules::pip;
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

[[gnu::noinline]] Result<UserRange> context_range(Partition partition, UserAddress address, Access access,
                                                  Error error) {
    return user_range(partition, address, Architecture::context_bytes, access, error);
}

[[gnu::noinline]] Result<UserRange> context_to_enter(Partition partition, Frame vidt, Rules rules, Word index,
                                                     Opener opener) {
    const Word entry = memory::read(vidt, index);
    if (rules == Rules::pip) [[likely]]
        return context_range(partition, {entry}, Access::read, Error::target_context);
    if (index >= vidt_limit(rules)) return Error::target_context;
    if (rules == Rules::record) return context_range(partition, {entry}, Access::read, Error::target_context);
    if ((static_cast<Word>(opener) & PIP_OPEN_MASK & ~entry) != 0) return Error::target_context;
    const auto range =
        context_range(partition, context_address(rules, entry), Access::write, Error::target_context);
    if (range && !can_be_entered(range->read_aligned(Architecture::context_valid), opener))
        return Error::target_context;
    return range;
}

} // namespace pepin
