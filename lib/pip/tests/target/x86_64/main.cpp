// libpip on the real kernel of x86-64: every service, through the C++ interface where it has one. Prints a
// line for each check that fails, then the sum, and powers the machine off only if none did.
#include "pip/pip.hpp"

#include "pip/string.h"

extern "C" {
void main(const pip_fpinfo* information);
extern char child_code[], child_behind_call[];
pip_word_t foreign_call(pip_word_t number, pip_word_t argument);
}

namespace {

using pip::Check;
using pip::Error;
using pip::Interrupts;
using pip::Open;
using pip::Page;
using pip::Partition;
using pip::Word;
using pip::Yield;

constexpr Word child_base = 0x500000, child_stack = 0x7fffffe000, far_page = 0x4000000000;
constexpr Word skipped_access = 7; // bytes
// the last three are Pip_Notify's
constexpr Word nowhere = 244, notifier_slot = 70, resumer_slot = PIP_RESUMER_ENTRY,
               partner_entry = PIP_INDEX_LIMIT;
constexpr Word closed_answer = 8; // of Pip_Yield
constexpr Word root_slot = 50, yield_target = 60, closed = 61, child_saved = 51, software_interrupt = 100,
               page_fault = PIP_MEMORY_FAULT_ENTRY, foreign = PIP_X86_64_FOREIGN_CALL;
constexpr Word foreign_number = 0x123456789, foreign_answer = 0xfedcba9876543210;

unsigned passed, failed;

void check(const char* what, Word actual, Word expected) {
    if (actual == expected) {
        ++passed;
        return;
    }
    ++failed;
    printf("FAIL %s: 0x%zx instead of 0x%zx\n", what, actual, expected);
}

void check(const char* what, const Error& actual, Check expected) {
    if (actual.check == expected) {
        ++passed;
        return;
    }
    ++failed;
    printf("FAIL %s: %s instead of %s (%s, 0x%zx)\n", what, pepin::abi::name_of(actual.check),
           pepin::abi::name_of(expected), actual.what, actual.address);
}

// An error says whose check failed, and about what.
void check(const char* what, const Error& actual, Check expected, const char* whose, Word about) {
    check(what, actual, expected);
    check(what, static_cast<Word>(strcmp(actual.what, whose)), 0);
    check(what, actual.address, about);
}

// Constructors run before main.
struct Constructed {
    unsigned value;
    Constructed() : value{Pip_FreePageCount() + 17} {}
};
Constructed constructed;

Page page_or_stop() {
    const auto page = Page::allocate();
    if (page) return page.value();
    printf("libpip: the allocator is empty\n");
    pip::spin();
}

Word address_of(const void* pointer) { return reinterpret_cast<Word>(pointer); }

void check_ports(Partition child) {
    check("a port of the kernel", pip::in_byte(0x20).error(), Check::port_denied);
    check("a port of the kernel, written", pip::out_byte(0x21, 0).error(), Check::port_denied, "Pip_Outb",
          0x21);
    check("the console", pip::in_byte(0x3fd).error(), Check::none);
    check("configuration address", pip::out_long(0xcf8, 0x80000000).error(), Check::none);
    check("configuration address, read back", pip::in_long(0xcf8).value(), 0x80000000);
    check("the low half", pip::in_word(0xcfc).value(), pip::in_long(0xcfc).value() & 0xffff);
    check("ports for the child", child.set_ports(1, 0x60, 0x64).error(), Check::none);
    check("all ports at once", child.set_ports(1, 0, 0xffff).error(), Check::port_denied);
    check("no ports", child.set_ports(1, 1, 0).error(), Check::none);
    check("a slot that there is not", child.set_ports(8, 0x60, 0x64).error(), Check::bad_slot);
    check("the last error", Pip_Inb(0x20), 0);
    check("the last error", Pip_Last_Error(), PIP_ERROR_PORT_DENIED);
}

void check_memory(Partition child) {
    const Page mine = page_or_stop(), base = Page::containing(child_base);
    check("tables of two levels are missing", child.pages_to_prepare(base).value_or(99), 6);
    check("prepare without pages", Pip_Prepare_Result(child.descriptor().address(), child_base, 0).error,
          PIP_ERROR_LIST_TOO_SHORT);
    check("nothing to collect", child.collect(base).error(), Check::no_table, "Pip_Collect", child_base);
    check("map, read-only", child.map(mine, base, PIP_RIGHTS(1, 0, PIP_EXECUTE_AS_HELD)).error(),
          Check::none);
    check("tables are there", child.pages_to_prepare(base).value_or(99), 0);
    check("map twice", child.map(mine, base + 1).error(), Check::handed_on, "Pip_AddVAddr",
          child_base + Page::size);
    check("map over it", child.map(page_or_stop(), base).error(), Check::already_mapped);
    const auto not_executable = Pip_AddVAddr_Result(page_or_stop().address(), child.descriptor().address(),
                                                    child_base + Page::size, PIP_RIGHTS(1, 1, 0));
    check("without the right to execute", not_executable.error, PIP_ERROR_NONE);
    check("unmap it again", child.unmap(base + 1).error(), Check::none);
    const auto not_readable = Pip_AddVAddr_Result(page_or_stop().address(), child.descriptor().address(),
                                                  child_base + Page::size, PIP_RIGHTS(0, 1, 1));
    check("rights", not_readable.error, PIP_ERROR_RIGHTS);
    check("mapped in child", pip::mapped_in_child(mine).value().descriptor().address(),
          child.descriptor().address());
    check("mapped in none", pip::mapped_in_child(page_or_stop()).value().descriptor().address(), 0);
    check("collect in use", child.collect(base).error(), Check::table_in_use);
    check("unmap", child.unmap(base).error(), Check::none);
    check("unmap nothing", child.unmap(base).error(), Check::child_not_mapped, "Pip_RemoveVAddr", child_base);
    check("collect", child.collect(base).error(), Check::none);
    check("tables of one level are missing", child.pages_to_prepare(base).value_or(99), 3);
    check("collect those above", child.collect(base).error(), Check::none);
    check("collect what is gone", child.collect(base).error(), Check::no_table);
    check("an unaligned page", Page::at(0x1234).error(), Check::unaligned, "Page::at", 0x1234);
    check("not a child", Partition{mine}.interrupts().error(), Check::not_a_child, "Pip_Get_Int_State",
          mine.address());
    check("map in no child", Partition{mine}.map(page_or_stop(), base).error(), Check::not_a_child,
          "Pip_Prepare", child_base);
    mine.free();

    const Page far = Page::containing(far_page);
    check("map far up", child.map(page_or_stop(), far).error(), Check::none);
    check("... whose neighbour's tables are there", child.pages_to_prepare(far + 1).value_or(99), 0);
    check("... and one level of those 2 MiB further up",
          child.pages_to_prepare(Page::containing(far_page + PIP_TABLE_SPAN)).value_or(99), 3);
    check("unmap with tables", Pip_UnmapPage(child.descriptor().address(), far_page), 1);
    check("... of all levels", child.pages_to_prepare(far).value_or(99), 6);
    check("beyond the end", child.pages_to_prepare(Page::containing(Word{PIP_X86_64_USER_END})).error(),
          Check::reserved_address);
    check("where a device's accesses are interrupts",
          child.pages_to_prepare(Page::containing(Word{PIP_X86_64_RESERVED})).error(),
          Check::reserved_address);
}

void check_refused_creation() {
    const Page pages[5] = {page_or_stop(), page_or_stop(), page_or_stop(), page_or_stop(), page_or_stop()};
    const auto create = [&](Word last) {
        return Pip_CreatePartition_Result(pages[0].address(), pages[1].address(), pages[2].address(),
                                          pages[3].address(), last)
            .error;
    };
    check("create, fifth page unaligned", create(pages[4].address() + 9), PIP_ERROR_UNALIGNED);
    check("create, a page twice", create(pages[3].address()), PIP_ERROR_DUPLICATE_PAGE);
    check("create, below 64 KiB", create(0x1000), PIP_ERROR_RESERVED_ADDRESS);
    for (const Page page : pages) page.free();
}

void check_refused_yields(Partition child) {
    const auto error = [&](Yield how) { return child.yield(how).error(); };
    check("yield, target index", error({.target_index = 255, .save_index = 0}), Check::target_index);
    check("yield, target index above 32 bits", error({.target_index = 0x100000000, .save_index = 0}),
          Check::target_index);
    check("yield, save index", error({.target_index = 0, .save_index = 255}), Check::save_index);
    check("yield, save index above 32 bits", error({.target_index = 0, .save_index = 0x200000000}),
          Check::save_index);
    check("yield, no parent", pip::yield_to_parent({.target_index = 0, .save_index = 0}).error(),
          Check::no_parent);
    check("yield, no VIDT", error({.target_index = 0, .save_index = root_slot}), Check::target_vidt);
}

// The child's side of its stack page, as in the launcher.
struct StackPage {
    char stack[Page::size - 4 * sizeof(pip::Context)];
    pip::Context start, saved, interrupted, interrupted_masked;
};
static_assert(sizeof(StackPage) == Page::size);

StackPage* make_runnable(Partition child, Page vidt_page) {
    const Page stack = page_or_stop();
    memset(stack.pointer(), 0, Page::size);
    memset(vidt_page.pointer(), 0, Page::size);
    auto* mine = stack.as<StackPage>();
    const auto theirs = [&](const pip::Context& context) {
        return child_stack + address_of(&context) - stack.address();
    };
    mine->start = pip::Context::starting_at(child_base, theirs(mine->start), Interrupts::unmasked);
    const pip::Vidt vidt{vidt_page};
    check("VIDT entry out of bounds", vidt.set(255, 0).error(), Check::target_index);
    vidt.guard();
    check("VIDT entry in the record", vidt.set(PIP_EVENT_RECORD, 0).error(), Check::target_index);
    const auto set = [&](Word index, const pip::Context& context) {
        check("VIDT entry", vidt.set(index, theirs(context), Open::to_parent).error(), Check::none);
    };
    set(0, mine->start);
    set(child_saved, mine->saved);
    set(notifier_slot, mine->saved);
    set(PIP_VIDT_SAVE_MASKED, mine->interrupted_masked);
    set(PIP_VIDT_SAVE_UNMASKED, mine->interrupted);
    check("map the code", child.map(Page::containing(child_code), Page::containing(child_base)).error(),
          Check::none);
    check("map the stack", child.map(stack, Page::containing(child_stack)).error(), Check::none);
    check("map the VIDT", child.map(vidt_page, Page::containing(Word{VIDT_VADDR})).error(), Check::none);
    return mine;
}

Partition interrupted; // whom the timer's handler goes on with

// Ticks of the timer that hit the child: go on where it was.
[[noreturn]] void timer() {
    const auto result = Pip_ResumeInterrupted(interrupted.descriptor().address(), nowhere, 0, 0);
    printf("libpip: the child cannot be resumed after an interrupt: %zu\n", result);
    pip::spin();
}

// All ways lead back to the context that a yield saves root in.
void set_entries() {
    static pip::Context here, tick;
    static char tick_stack[Page::size];
    const auto mine = pip::Vidt::mine();
    for (const auto index : {root_slot, page_fault, notifier_slot, resumer_slot, closed})
        check("own VIDT entry", mine.set(index, here).error(), Check::none);
    for (const auto index : {yield_target, software_interrupt, foreign})
        check("own VIDT entry, open", mine.set(index, here, Open::to_children).error(), Check::none);
    Pip_InitContext(&tick, address_of(reinterpret_cast<const void*>(&timer)),
                    address_of(tick_stack) + Page::size, 0);
    for (Word index = PIP_VIDT_FIRST_INTERRUPT; index < PIP_VIDT_FIRST_SOFTWARE; ++index)
        check("own VIDT entry", mine.set(index, tick).error(), Check::none);
    check("own VIDT entry", mine.set(nowhere, 0).error(), Check::none);
}

void check_access(Partition child) {
    const auto accessible = [](Word start, Word bytes) {
        return static_cast<Word>(pip::can_access(reinterpret_cast<const void*>(start), bytes));
    };
    const Word image = PIP_ROOT_IMAGE, descriptor = child.descriptor().address();
    check("access to the program", accessible(image + 1, Page::size), 1);
    check("access to the VIDT", accessible(VIDT_VADDR, Page::size), 1);
    check("access to nothing", accessible(0, 0), 1);
    check("access where nothing can be", accessible(0x1000, 1), 0);
    check("access around the end", accessible(VIDT_VADDR, 0xfffffffffffffff0), 0);
    check("access to the child's descriptor", accessible(descriptor + 8, 1), 0);
    check("access that reaches into it", accessible(descriptor - 8, 9), 0);
    check("access to a free page", accessible(page_or_stop().address(), Page::size), 1);
}

pip_event_t last_event() {
    pip_event_t event{};
    check("the event record is on", static_cast<Word>(Pip_Event_Read(&event)), 1);
    return event;
}

void check_switching(Partition child) {
    const Page vidt_page = page_or_stop();
    auto* contexts = make_runnable(child, vidt_page);
    interrupted = child;
    const auto run = [&](const char* what, Word entry) {
        check(what, child.yield({.target_index = entry, .save_index = root_slot}).error(), Check::none);
    };
    Word sequence = last_event().sequence, entry = 0;
    for (int round = 0; round < 3; ++round) {
        run("yield to the child", entry);
        auto event = last_event();
        check("entered by a yield", event.cause, PIP_EVENT_CAUSE_YIELD);
        check("... at the entry that the child named", event.vector, yield_target);
        check("... from the child", event.sender, child.descriptor().address());
        check("... which it was entered through", event.entry, yield_target);
        check("... by a child, not by one of its descendants", event.level, 1);
        check("... later than before", event.sequence - sequence - 1 < 1000, 1);
        sequence = event.sequence;

        run("resume the child", child_saved);
        event = last_event();
        check("entered by a software interrupt", event.cause, PIP_EVENT_CAUSE_SOFTWARE_INTERRUPT);
        check("... of number 100", event.vector, software_interrupt);
        check("... from the child", event.sender, child.descriptor().address());
        check("what the child was told at the closed entry", contexts->interrupted.rax, closed_answer);
        check("... and why", contexts->interrupted.rdx, PIP_ERROR_TARGET_CONTEXT);
        check("the child's state there", contexts->interrupted.valid, PIP_CONTEXT_STATE_INTERRUPTED);
        check("where it waited before, it cannot be entered again",
              child.yield({.target_index = child_saved, .save_index = root_slot}).error(),
              Check::target_context);
        check("the child's interrupt state",
              static_cast<Word>(child.interrupts().value_or(Interrupts::masked)), 1);

        run("resume the child", PIP_VIDT_SAVE_UNMASKED);
        event = last_event();
        check("entered by a call", event.cause, PIP_EVENT_CAUSE_CALL);
        check("... at its entry", event.vector, foreign);
        check("... from the child", event.sender, child.descriptor().address());
        check("... of that number", event.error, foreign_number);
        check("the call's first argument", contexts->interrupted.rdi, 1);
        check("the call's last argument", contexts->interrupted.r9, 2);
        check("the child is behind the call", contexts->interrupted.rip - child_base,
              static_cast<Word>(child_behind_call - child_code));
        contexts->interrupted.rax = foreign_answer;

        run("resume the child", PIP_VIDT_SAVE_UNMASKED);
        event = last_event();
        check("what the child was answered", contexts->interrupted.rbx, foreign_answer);
        check("entered by a fault", event.cause, PIP_EVENT_CAUSE_FAULT);
        check("... of number 14", event.vector, page_fault);
        check("... a read in user mode", event.error, 4);
        check("... of that address", event.address, 0x10000004);
        contexts->interrupted.rip += skipped_access;
        entry = PIP_VIDT_SAVE_UNMASKED;
    }

    const auto* theirs = vidt_page.as<volatile Word>();
    vidt_page.as<volatile Word>()[partner_entry] = 1;
    check("notify", Pip_Notify(child.descriptor().address(), vidt_page.address(), 0), 0);
    check("... and be entered by a yield", last_event().cause, PIP_EVENT_CAUSE_YIELD);
    check("root's partner is the child", pip::Vidt::mine().page().as<volatile Word>()[partner_entry],
          child.descriptor().address());
    check("the child's partner is its parent", theirs[partner_entry], 0);
    check("resume", Pip_Resume(), 0);
    check("... and be entered by a software interrupt", last_event().cause,
          PIP_EVENT_CAUSE_SOFTWARE_INTERRUPT);
}

// Root's own calls that are no services: it is its own parent.
pip::Context calling;

[[noreturn]] void answer_own_call() {
    pip_event_t event{};
    Pip_Event_Read(&event);
    calling.rax = event.error + calling.rdi;
    calling.rdx = event.sender;
    asm volatile("int %0" : : "i"(PIP_VIDT_SAVE_UNMASKED));
    pip::spin();
}

void check_own_calls() {
    static pip::Context answering;
    static char stack[Page::size];
    const auto mine = pip::Vidt::mine();
    // Nobody else is to interrupt it meanwhile: what it leaves is saved where the call is.
    for (Word index = PIP_VIDT_FIRST_INTERRUPT; index < PIP_VIDT_FIRST_SOFTWARE; ++index)
        check("own VIDT entry", mine.set(index, 0).error(), Check::none);
    check("own VIDT entry", mine.set(foreign, 0).error(), Check::none);
    check("a call that nobody takes", foreign_call(1000, 234), PIP_ERROR_UNKNOWN_SERVICE);
    check("a service that there is not", foreign_call(PIP_X86_64_FIRST_CALL + PIP_X86_64_CALL_RANGE - 1, 0),
          PIP_ERROR_UNKNOWN_SERVICE);

    Pip_InitContext(&answering, address_of(reinterpret_cast<const void*>(&answer_own_call)),
                    address_of(stack) + Page::size, 0);
    check("own VIDT entry", mine.set(foreign, answering).error(), Check::none);
    check("own VIDT entry", mine.set(PIP_VIDT_SAVE_UNMASKED, calling).error(), Check::none);
    check("own VIDT entry", mine.set(PIP_VIDT_SAVE_MASKED, 0).error(), Check::none);
    pip::set_interrupts(Interrupts::unmasked);
    const Word answered = foreign_call(1000, 234);
    pip::set_interrupts(Interrupts::masked);
    check("a call of its own", answered, 1234 + PIP_EVENT_SENDER_ITSELF);
    check("... is answered once", calling.valid, PIP_CONTEXT_STATE_SPENT);
}

void check_all() {
    set_entries();
    check_refused_creation();
    const auto free_pages = Pip_FreePageCount();
    const auto made = Partition::create();
    check("create", made.error(), Check::none);
    check("create takes five pages", free_pages - Pip_FreePageCount(), 5);
    const Partition child = made.value();
    check_ports(child);
    check_memory(child);
    check_refused_yields(child);
    check_switching(child);
    check_access(child);
    check_own_calls();
    check("destroy", child.destroy().error(), Check::none);
    check("destroy what is gone", child.destroy().error(), Check::not_a_child, "Pip_DeletePartition",
          child.descriptor().address());
    Pip_Event_Disable();
    pip_event_t event{};
    check("the event record is always on", static_cast<Word>(Pip_Event_Read(&event)), 1);
}

} // namespace

void main(const pip_fpinfo* information) {
    check("constructors", constructed.value, 17);
    check("the magic number", information->magic, FPINFO_MAGIC);
    check("the allocator", static_cast<Word>(Pip_InitPaging(information->membegin, information->memend)), 1);
    volatile std::uint64_t dividend = 0x123456789abcdef0, divisor = 0x12345;
    check("64-bit division", static_cast<Word>(dividend / divisor),
          static_cast<Word>(0x123456789abcdef0 / 0x12345));
    check_all();
    printf("libpip: %u passed, %u failed\n", passed, failed);
    if (failed == 0) Pip_Power_Off();
    pip::spin();
}
