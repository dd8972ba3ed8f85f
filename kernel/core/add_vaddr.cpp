#include "core/own_page.hpp"
#include "core/services.hpp"

namespace pepin::services {

Outcome add_vaddr(Word page, Word descriptor, Word child_page, Word readable, Word writable,
                  Word executable) {
    const auto child = find_child(descriptor);
    if (!child) return refuse(child.error());
    const auto source = own_page(page);
    if (!source) return refuse(source.error());
    if (source->mark().is_handed_on()) return refuse(Error::handed_on);
    const bool may_execute = source->is_executable();
    if (!Architecture::can_grant(readable != 0, executable != 0,
                                 may_execute || executable == PIP_EXECUTE_AS_HELD))
        return refuse(Error::rights);
    if (writable != 0 && !source->is_writable()) return refuse(Error::not_writable);
    const auto destination = page_with_tables(child->partition, child_page, Error::not_prepared);
    if (!destination) return refuse(destination.error());
    if (Mapping{child->partition, *destination}.is_present()) return refuse(Error::already_mapped);

    const bool code = executable != 0 && may_execute;
    if constexpr (Architecture::separate_instruction_cache)
        if (code) architecture_synchronise_instructions(source->frame().number);
    map(child->partition, *destination, source->entry_with({writable != 0, code}), source->page());
    source->set_mark(ChildMark::handed_to(child->descriptor));
    return succeed(1);
}

} // namespace pepin::services
