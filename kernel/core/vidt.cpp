#include "core/vidt.hpp"

namespace pepin {

[[gnu::noinline]] Result<Vidt> vidt_of(Partition partition, Error error) {
    static_assert(PIP_EVENT_GUARDED_MAGIC == PIP_EVENT_MAGIC + 1);
    constexpr Page page{Architecture::vidt_page};
    if (!has_tables(partition, page)) return error;
    const Mapping mapping{partition, page};
    if (!mapping.is_memory(false)) return error;
    const Frame frame = mapping.frame();
    const Word asked_for = memory::read(frame, PIP_EVENT_MAGIC_INDEX) - PIP_EVENT_MAGIC;
    if (asked_for > 1 || !mapping.is_writable()) return Vidt{frame, Rules::pip};
    return Vidt{frame, asked_for == 0 ? Rules::record : Rules::guarded};
}

[[gnu::noinline]] Result<UserRange> context_range(Partition partition, UserAddress address, Access access, Error error) {
    return user_range(partition, address, Architecture::context_bytes, access, error);
}

[[gnu::noinline]] Result<UserRange> context_to_enter(Partition partition, Frame vidt, Rules rules, Word index, Opener opener) {
    Word entry = memory::read(vidt, index);
    Access access = Access::read;
    if (rules != Rules::pip) {
        if (index >= Vidt{vidt, rules}.limit()) return Error::target_context;
        if (rules == Rules::guarded) {
            if ((static_cast<Word>(opener) & ~entry) != 0) return Error::target_context;
            entry &= ~Word{PIP_OPEN_MASK};
            access = Access::write;
        }
    }
    const auto range = context_range(partition, {entry}, access, Error::target_context);
    if (range && rules == Rules::guarded && range->read_aligned(Architecture::context_valid) > PIP_CONTEXT_STATE_INTERRUPTED) return Error::target_context;
    return range;
}

} // namespace pepin
