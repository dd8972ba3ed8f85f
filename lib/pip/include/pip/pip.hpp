// The services for C++20: partitions, pages, contexts and the VIDT as types, and a Result in place of values
// with special meanings.
//
// Everything here is a thin layer over the _Result functions of pip/api.h, pip/paging.h and pip/vidt.h, where
// semantics, ranges and errors are described. No exceptions, no heap, nothing to link but libpip. A
// partition's entry is `extern "C" void main(const pip_fpinfo*)`.
#pragma once

#include <cstdint>

#include "abi.hpp"
#include "pip/api.h"
#include "pip/event.h"
#include "pip/fpinfo.h"
#include "pip/paging.h"
#include "pip/power.h"
#include "pip/result.h"
#include "pip/rights.h"
#include "pip/stdio.h"
#include "pip/vidt.h"
#include "pip/word.h"
#include "pip/wrappers.h"

namespace pip {

using Word = pip_word_t;

// What was wrong. pepin::abi::name_of gives its name.
using Check = pepin::abi::Error;

// A sentence that says so.
[[nodiscard]] inline const char* text_of(Check check) { return Pip_Error_Text(static_cast<Word>(check)); }

// Why there is no value.
struct Error {
    Check check = Check::none; // the one that failed
    const char* what = "";     // whose it is: a service ("Pip_AddVAddr"), or a function of this library
    // what that was about: a page in the child, if the call names one, or else the caller's page, the child's
    // descriptor, the port, or the index of the VIDT
    Word address = 0;
};

// A value, or the error that stands in its place. T must be trivially copyable and have a default value.
template <typename T> class [[nodiscard]] Result {
public:
    constexpr Result(T value) : value_{value} {}
    constexpr Result(Error error) : error_{error} {}

    [[nodiscard]] constexpr bool has_value() const { return error_.check == Check::none; }
    constexpr explicit operator bool() const { return has_value(); }
    // The error; its check is Check::none if there is a value.
    [[nodiscard]] constexpr Error error() const { return error_; }
    // The value. Only where has_value() was seen to be true: otherwise it is T's default.
    [[nodiscard]] constexpr const T& value() const { return value_; }
    [[nodiscard]] constexpr T value_or(T other) const { return has_value() ? value_ : other; }

private:
    T value_{};
    Error error_;
};

template <> class [[nodiscard]] Result<void> {
public:
    constexpr Result() = default;
    constexpr Result(Error error) : error_{error} {}

    [[nodiscard]] constexpr bool has_value() const { return error_.check == Check::none; }
    constexpr explicit operator bool() const { return has_value(); }
    [[nodiscard]] constexpr Error error() const { return error_; }

private:
    Error error_;
};

// The address of a page of the caller's, or of a child's: a multiple of 4096.
class Page {
public:
    static constexpr Word size = PGSIZE;

    constexpr Page() = default;

    // Error: unaligned.
    [[nodiscard]] static constexpr Result<Page> at(Word address) {
        if (address % size != 0) return Error{Check::unaligned, "Page::at", address};
        return Page{address};
    }

    // The page that an address lies in.
    [[nodiscard]] static constexpr Page containing(Word address) { return Page{address - address % size}; }
    [[nodiscard]] static Page containing(const void* pointer) {
        return containing(reinterpret_cast<std::uintptr_t>(pointer));
    }

    // A page of the allocator, which Pip_InitPaging fills. Error: list_too_short, when it is empty.
    [[nodiscard]] static Result<Page> allocate() {
        void* page = Pip_AllocPage();
        if (page == nullptr) return Error{Check::list_too_short, "Pip_AllocPage", 0};
        return containing(page);
    }

    // Back to the allocator. The page must be the caller's own, writable, and not handed on.
    void free() const { Pip_FreePage(pointer()); }

    [[nodiscard]] constexpr Word address() const { return address_; }
    [[nodiscard]] void* pointer() const {
        return reinterpret_cast<void*>(static_cast<std::uintptr_t>(address_));
    }
    template <typename T> [[nodiscard]] T* as() const { return static_cast<T*>(pointer()); }
    // The page `count` pages further up.
    [[nodiscard]] constexpr Page operator+(Word count) const { return Page{address_ + count * size}; }
    constexpr bool operator==(const Page&) const = default;

private:
    constexpr explicit Page(Word address) : address_{address} {}
    Word address_ = 0;
};

// 0 is a virtual cli, anything else a virtual sti (pip/context.h); the kernel passes on any number, these two
// are enough for most.
enum class Interrupts : std::uint32_t { masked = 0, unmasked = 1 };

// A saved context, as the kernel reads and writes it.
struct Context : user_ctx_t {
    // Starts at `entry`, with the stack below `stack_top` (a multiple of 16).
    [[nodiscard]] static Context starting_at(Word entry, Word stack_top, Interrupts interrupts) {
        Context context{};
        Pip_InitContext(&context, entry, stack_top, static_cast<Word>(interrupts));
        return context;
    }
};
static_assert(sizeof(Context) == sizeof(user_ctx_t));

// Who may name an entry of a guarded partition's VIDT, by a yield or `int n`. Faults and interrupts arrive at
// closed entries, too.
enum class Open : std::uint32_t {
    to_nobody = 0,
    to_children = PIP_OPEN_TO_CHILDREN,
    to_parent = PIP_OPEN_TO_PARENT,
    to_both = PIP_OPEN_TO_CHILDREN | PIP_OPEN_TO_PARENT,
};

// A page that is, or will be, some partition's VIDT, at the address where the caller sees it.
class Vidt {
public:
    // The VIDT of this partition.
    [[nodiscard]] static Vidt mine() { return Vidt{Page::containing(Word{VIDT_VADDR})}; }
    // A child's, by the caller's own page.
    constexpr explicit Vidt(Page page) : page_{page} {}

    // Makes an entry (below PIP_EVENT_RECORD, in an unguarded partition's VIDT PIP_INDEX_LIMIT) point to a
    // context that `open` may name, of which unguarded partitions know nothing. The address is the one that
    // the VIDT's own partition has for it, in a guarded partition a multiple of a word's size; 0 empties the
    // entry. Errors: target_index; target_context, where a guarded partition's entry cannot hold the address.
    Result<void> set(Word index, Word context_address, Open open = Open::to_nobody) const {
        const bool guarded = is_guarded();
        if (index >= (guarded ? Word{PIP_EVENT_RECORD} : Word{PIP_INDEX_LIMIT}))
            return Error{Check::target_index, "Vidt::set", index};
        if (guarded && context_address % sizeof(Word) != 0)
            return Error{Check::target_context, "Vidt::set", context_address};
        words()[index] =
            guarded && context_address != 0 ? context_address | static_cast<Word>(open) : context_address;
        return {};
    }
    Result<void> set(Word index, Context& context, Open open = Open::to_nobody) const {
        return set(index, static_cast<Word>(reinterpret_cast<std::uintptr_t>(&context)), open);
    }

    // Pip_Guard_Vidt: makes it that of a guarded partition, for a child that has not run.
    void guard() const { Pip_Guard_Vidt(page_.pointer()); }
    [[nodiscard]] bool is_guarded() const {
        return PIP_ALWAYS_GUARDED || words()[PIP_RECORD_MAGIC] == PIP_EVENT_GUARDED_MAGIC;
    }

    [[nodiscard]] constexpr Page page() const { return page_; }

private:
    [[nodiscard]] volatile Word* words() const { return page_.as<volatile Word>(); }

    Page page_;
};

// PIP_RIGHTS(readable, writable, executable)
using Rights = pip_rights_t;

// Whom to yield to, and how the caller is saved.
struct Yield {
    Word target_index;                        // of the target's VIDT
    Word save_index;                          // of the caller's own
    Interrupts on_yield = Interrupts::masked; // the caller's interrupt state from now on
    Interrupts on_wake = Interrupts::masked;  // ... and once it is resumed
};

namespace detail {

// What a service has answered, as a Result. `what` and `address` are its Error's.
inline Result<void> check(pip_result_t result, const char* what, Word address) {
    if (result.error != PIP_ERROR_NONE) return Error{static_cast<Check>(result.error), what, address};
    return {};
}

inline Result<Word> value_of(pip_result_t result, const char* what, Word address) {
    if (result.error != PIP_ERROR_NONE) return Error{static_cast<Check>(result.error), what, address};
    return result.value;
}

inline Result<void> yield_to(Word descriptor, const Yield& yield) {
    return check(Pip_Yield_Result(descriptor, yield.target_index, yield.save_index,
                                  static_cast<Word>(yield.on_yield), static_cast<Word>(yield.on_wake)),
                 "Pip_Yield", descriptor);
}

// The step of Pip_MapPage_Result that failed; to count what it needs is part of preparing.
[[nodiscard]] constexpr const char* name_of_step(Word step) {
    return step == FAIL_ALLOC_PAGE ? "Pip_AllocPage" : step == FAIL_PREPARE ? "Pip_Prepare" : "Pip_AddVAddr";
}

} // namespace detail

// A child of the calling partition. The object is a name for it: copies name the same child, and it lives
// until destroy().
class Partition {
public:
    constexpr Partition() = default;

    // Pip_CreatePartition with five pages of the allocator, which come back to it if the kernel refuses.
    // Errors: list_too_short when the allocator has too few; too_deep.
    [[nodiscard]] static Result<Partition> create() {
        if (Pip_FreePageCount() < page_count) return Error{Check::list_too_short, "Pip_AllocPage", 0};
        Page pages[page_count];
        for (Page& page : pages) page = Page::allocate().value(); // counted above
        const auto made = create(pages);
        if (!made)
            for (const Page& page : pages) page.free();
        return made;
    }

    static constexpr Word page_count = 5;
    // ... with the caller's pages: descriptor, MMU root, shadow 1 root, shadow 2 root, private page.
    [[nodiscard]] static Result<Partition> create(const Page (&pages)[page_count]) {
        const auto made = detail::check(Pip_CreatePartition_Result(pages[0].address(), pages[1].address(),
                                                                   pages[2].address(), pages[3].address(),
                                                                   pages[4].address()),
                                        "Pip_CreatePartition", pages[0].address());
        if (!made) return made.error();
        return Partition{pages[0]};
    }

    // A child by its descriptor, as the event record and Pip_MappedInChild give it. Whether there is one, the
    // next call tells.
    constexpr explicit Partition(Page descriptor) : descriptor_{descriptor} {}

    // Pip_DeletePartition, repeated until nothing is left. The five pages do not go to the allocator.
    Result<void> destroy() const {
        pip_result_t result;
        do result = Pip_DeletePartition_Result(descriptor_.address());
        while (result.error == PIP_ERROR_AGAIN);
        return detail::check(result, "Pip_DeletePartition", descriptor_.address());
    }

    // Maps the caller's page in the child, preparing the child's tables with pages of the allocator first if
    // need be. Errors: those of Pip_CountToMap, Pip_Prepare and Pip_AddVAddr; list_too_short also when the
    // allocator has too few pages.
    Result<void> map(Page page, Page in_child, Rights rights = PIP_ALL_RIGHTS) const {
        const pip_result_t mapped =
            Pip_MapPage_Result(page.address(), descriptor_.address(), in_child.address(), rights);
        return detail::check(mapped, detail::name_of_step(mapped.value), in_child.address());
    }

    // Pip_RemoveVAddr: takes a page back.
    Result<void> unmap(Page in_child) const {
        return detail::check(Pip_RemoveVAddr_Result(descriptor_.address(), in_child.address()),
                             "Pip_RemoveVAddr", in_child.address());
    }

    // Pip_Collect: takes empty tables back. Error also where they are in use: table_in_use.
    Result<void> collect(Page in_child) const {
        return detail::check(Pip_Collect_Result(descriptor_.address(), in_child.address()), "Pip_Collect",
                             in_child.address());
    }

    // Pip_CountToMap: how many pages the child's tables for that page need.
    [[nodiscard]] Result<Word> pages_to_prepare(Page in_child) const {
        return detail::value_of(Pip_CountToMap_Result(descriptor_.address(), in_child.address()),
                                "Pip_CountToMap", in_child.address());
    }

    // Pip_Get_Int_State, reduced to the two cases.
    [[nodiscard]] Result<Interrupts> interrupts() const {
        const auto state = detail::value_of(Pip_Get_Int_State_Result(descriptor_.address()),
                                            "Pip_Get_Int_State", descriptor_.address());
        if (!state) return state.error();
        return state.value() == 0 ? Interrupts::masked : Interrupts::unmasked;
    }

    // Pip_Set_Ports: `slot` 0 to 7, ports `first` to `last`.
    Result<void> set_ports(Word slot, std::uint16_t first, std::uint16_t last) const {
        return detail::check(Pip_Set_Ports_Result(descriptor_.address(), slot, first, last), "Pip_Set_Ports",
                             descriptor_.address());
    }

    // Pip_Yield: returns once somebody resumes the caller, or at once with an error.
    Result<void> yield(const Yield& how) const { return detail::yield_to(descriptor_.address(), how); }

    [[nodiscard]] constexpr Page descriptor() const { return descriptor_; }
    constexpr bool operator==(const Partition&) const = default;

private:
    Page descriptor_;
};

// Nothing, for ever. A plain `for (;;)` is no way to stop in C++20: compilers may take it that such a loop
// ends.
[[noreturn]] inline void spin() {
    for (;;) asm volatile("");
}

// Pip_Yield to the parent. Error also: no_parent, in root.
inline Result<void> yield_to_parent(const Yield& how) { return detail::yield_to(0, how); }

// Pip_MappedInChild: the child that the page was handed to; a Partition of page 0 if to none.
[[nodiscard]] inline Result<Partition> mapped_in_child(Page page) {
    const auto descriptor =
        detail::value_of(Pip_MappedInChild_Result(page.address()), "Pip_MappedInChild", page.address());
    if (!descriptor) return descriptor.error();
    return Partition{Page::containing(descriptor.value())};
}

// Pip_Can_Access: whether nothing of that memory has become configuration of a descendant, until the next
// time that a child runs.
[[nodiscard]] inline bool can_access(const void* start, Word bytes) {
    return Pip_Can_Access(start, bytes) != 0;
}

// Pip_Set_Int_State of the calling partition.
inline void set_interrupts(Interrupts interrupts) { Pip_Set_Int_State_Result(static_cast<Word>(interrupts)); }

// Pip_Wait: turns interrupts on, and halts until one arrives. Error: not_root.
inline Result<void> wait_for_interrupt() { return detail::check(Pip_Wait_Result(), "Pip_Wait", 0); }
// Pip_Set_Line. Errors: not_root, bad_line.
inline Result<void> set_line(Word line, bool enabled) {
    return detail::check(Pip_Set_Line_Result(line, enabled ? 1 : 0), "Pip_Set_Line", line);
}
// Pip_Set_Timer: `time` in ticks of the clock, 0 for never. Error: not_root.
inline Result<void> set_timer(std::uint64_t time) {
    constexpr unsigned word_bits = 8 * sizeof(Word);
    const Word high = word_bits < 64 ? static_cast<Word>(time >> (word_bits % 64)) : 0;
    return detail::check(Pip_Set_Timer_Result(static_cast<Word>(time), high), "Pip_Set_Timer",
                         static_cast<Word>(time));
}

// Ports, of 8, 16 and 32 bits. Error: port_denied; configuration_denied on output.
[[nodiscard]] inline Result<Word> in_byte(std::uint16_t port) {
    return detail::value_of(Pip_Inb_Result(port), "Pip_Inb", port);
}
[[nodiscard]] inline Result<Word> in_word(std::uint16_t port) {
    return detail::value_of(Pip_Inw_Result(port), "Pip_Inw", port);
}
[[nodiscard]] inline Result<Word> in_long(std::uint16_t port) {
    return detail::value_of(Pip_Inl_Result(port), "Pip_Inl", port);
}
inline Result<void> out_byte(std::uint16_t port, std::uint8_t value) {
    return detail::check(Pip_Outb_Result(port, value), "Pip_Outb", port);
}
inline Result<void> out_word(std::uint16_t port, std::uint16_t value) {
    return detail::check(Pip_Outw_Result(port, value), "Pip_Outw", port);
}
inline Result<void> out_long(std::uint16_t port, std::uint32_t value) {
    return detail::check(Pip_Outl_Result(port, value), "Pip_Outl", port);
}

} // namespace pip
