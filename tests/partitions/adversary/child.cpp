#include "child.hpp"

#include "pip/string.h"
#include "platform.hpp"
#include "timer.hpp"

extern "C" char __image_start[], __image_end[]; // partition.ld

namespace adversary {

namespace {

constexpr Word page_size = pip::Page::size;

user_ctx_t here; // where the caller last entered a child
bool is_child = false;
Rules rules = Rules::guarded;

// The first function of a child.
[[noreturn]] void start(Body body, Word argument) {
    is_child = true;
    body(argument);
    for (;;) Pip_Yield_Result(0, finished_entry, yielded_entry, 1, 1);
}

// At the end of the stack's last page, in the child's and the parent's view.
struct Contexts {
    user_ctx_t start, yielded, masked, unmasked;
};
constexpr Word contexts_offset = stack_pages * page_size - sizeof(Contexts);
constexpr Word stack_top = stack_address + contexts_offset;

Contexts& contexts(const Child& child) {
    return *reinterpret_cast<Contexts*>(child.stack_memory() + contexts_offset);
}

Word image_pages() {
    return (address_of(__image_end) - address_of(__image_start) + page_size - 1) / page_size;
}

struct Memory {
    Word begin, end;
} memory;

constexpr Word attacker_pages = 1536; // for one child of the largest size

} // namespace

Word open_bits(pip::Open open) { return rules == Rules::guarded ? static_cast<Word>(open) : 0; }

bool Outcome::finished() const {
    return refused == Error::none && event.cause == PIP_EVENT_CAUSE_YIELD && event.vector == finished_entry;
}

Word Child::pages(Word pool) { return image_index + image_pages() + pool; }

Child::Child(Word where, Word pool) : memory_{where} {
    const auto made = Pip_CreatePartition_Result(configuration(0), configuration(1), configuration(2),
                                                 configuration(3), configuration(4));
    expect("making a child", made, Error::none, 1);
    prepare_all();

    memset(page(mailbox_index).pointer(), 0, image_index * page_size - mailbox_index * page_size);
    // it can be entered, were it not for what else is tried
    contexts(*this).start.valid = PIP_CONTEXT_STATE_PROGRAM;
    if (!always_guarded)
        vidt()[PIP_RECORD_MAGIC] = rules == Rules::guarded ? PIP_EVENT_GUARDED_MAGIC : PIP_EVENT_MAGIC;
    const auto set = [&](Word entry, Word offset) {
        vidt()[entry] = (stack_top + offset) | open_bits(pip::Open::to_parent);
    };
    set(start_entry, __builtin_offsetof(Contexts, start));
    set(yielded_entry, __builtin_offsetof(Contexts, yielded));
    set(PIP_VIDT_SAVE_MASKED, __builtin_offsetof(Contexts, masked));
    set(PIP_VIDT_SAVE_UNMASKED, __builtin_offsetof(Contexts, unmasked));

    give(mailbox_index, mailbox_address);
    for (Word i = 0; i < stack_pages; ++i) give(stack_index + i, stack_address + i * page_size);
    give(vidt_index, vidt_address);
    memcpy(page(image_index).pointer(), __image_start, image_pages() * page_size);
    for (Word i = 0; i < image_pages(); ++i) give(image_index + i, image_address + i * page_size);
    for (Word i = 0; i < pool; ++i) {
        *page(image_index + image_pages() + i).as<volatile Word>() = 0;
        give(image_index + image_pages() + i, pool_address + i * page_size);
    }
}

void Child::destroy() {
    if (!alive_) return;
    alive_ = false;
    expect("taking a child down", pip::Partition{page(0)}.destroy().error().check, Error::none);
}

// A call makes three tables, of one level: the highest that is missing.
void Child::prepare_all() {
    Word first = 5;
    for (const Word address : {image_address, pool_address, stack_address})
        while (Pip_CountToMap_Result(memory_, address).value != 0 && first < configuration_pages) {
            *page(first).as<volatile Word>() = page(first + 1).address();
            *page(first + 1).as<volatile Word>() = page(first + 2).address();
            *page(first + 2).as<volatile Word>() = 0;
            expect("preparing a child's tables", Pip_Prepare_Result(memory_, address, page(first).address()),
                   Error::none, 1);
            first += 3;
        }
    expect("pages for a child's tables", first, configuration_pages);
}

void Child::give(Word index, Word address) {
    expect("mapping a child's page",
           Pip_AddVAddr_Result(page(index).address(), memory_, address, PIP_RIGHTS(1, 1, 1)), Error::none, 1);
}

Word Child::pool_page(Word index) const { return page(image_index + image_pages() + index).address(); }

user_ctx_t& Child::interrupted() const {
    return Pip_Get_Int_State_Result(memory_).value == 0 ? contexts(*this).masked : contexts(*this).unmasked;
}

user_ctx_t& Child::yielded() const { return contexts(*this).yielded; }

Outcome Child::run(Body body, Word argument) {
    return start_at(reinterpret_cast<const void*>(&start), address_of(reinterpret_cast<const void*>(body)),
                    argument);
}

Outcome Child::run_code(const void* code, Word argument) { return start_at(code, argument, 0); }

Outcome Child::start_at(const void* code, Word first, Word second) {
    auto& context = contexts(*this).start;
    Pip_InitContext(&context, address_of(code), stack_top, 1);
    set_start(context, reinterpret_cast<Word*>(&context) - start_stack_words,
              stack_top - start_stack_words * sizeof(Word), first, second);
    return enter(start_entry);
}

Outcome Child::resume_interrupted() {
    return enter(Pip_Get_Int_State_Result(memory_).value == 0 ? PIP_VIDT_SAVE_MASKED
                                                              : PIP_VIDT_SAVE_UNMASKED);
}

Error Child::probe(Word entry) const {
    auto* mine = pip::Vidt::mine().page().as<volatile Word>();
    const Word before = mine[here_entry];
    mine[here_entry] = low_end - page_size;
    const auto answer = Pip_Yield_Result(memory_, entry, here_entry, 0, 0);
    mine[here_entry] = before;
    return answer.error == PIP_ERROR_SAVE_CONTEXT ? Error::none : static_cast<Error>(answer.error);
}

Outcome Child::enter(Word entry) {
    Outcome outcome;
    for (Word next = entry;;) {
        outcome.refused = static_cast<Error>(Pip_Yield_Result(memory_, next, here_entry, 0, 0).error);
        if (outcome.refused == Error::target_context && next != entry) {
            // a stray interrupt found a hostile save slot: the child was not saved, and starts again
            next = entry;
            continue;
        }
        if (outcome.refused != Error::none) return outcome;
        Pip_Event_Read(&outcome.event);
        // Devices that nobody asked; only the timer is an attempt's business.
        const bool stray = outcome.event.cause == PIP_EVENT_CAUSE_INTERRUPT &&
                           (outcome.event.vector != timer_entry || !timer_is_awaited());
        if (!stray) return outcome;
        next = Pip_Get_Int_State_Result(memory_).value == 0 ? PIP_VIDT_SAVE_MASKED : PIP_VIDT_SAVE_UNMASKED;
    }
}

void set_rules(Rules wanted) {
    rules = wanted;
    watch_all_entries();
}

void set_entry(Word entry, const user_ctx_t& context, pip::Open open) {
    pip::Vidt::mine().page().as<volatile Word>()[entry] = address_of(&context) | open_bits(open);
}

void watch(Word entry, pip::Open open) { set_entry(entry, here, open); }

void watch_all_entries() {
    const Word magic = rules == Rules::guarded ? PIP_EVENT_GUARDED_MAGIC : PIP_EVENT_MAGIC;
    const Word end = rules == Rules::guarded ? PIP_EVENT_RECORD : PIP_RECORD_MAGIC;
    if (!always_guarded) pip::Vidt::mine().page().as<volatile Word>()[PIP_RECORD_MAGIC] = magic;
    for (Word entry = 0; entry < end; ++entry) {
        // These lead to where the caller itself is saved and started, if it is a child.
        const bool own = entry == start_entry || entry == yielded_entry || entry == PIP_VIDT_SAVE_MASKED ||
                         entry == PIP_VIDT_SAVE_UNMASKED;
        if (!own || !is_child) watch(entry, pip::Open::to_children);
    }
}

bool caught(Body body, Word argument, std::span<const Word> entries, pip_event_t& event) {
    static user_ctx_t landing, left;
    constexpr Word most = 32;
    Word before[most];
    const auto mine = pip::Vidt::mine();
    auto* vidt = mine.page().as<volatile Word>();
    const auto exchange = [&](Word entry, const user_ctx_t& context, Word& old) {
        old = vidt[entry];
        set_entry(entry, context, pip::Open::to_children);
    };
    Word masked = 0, unmasked = 0;
    exchange(PIP_VIDT_SAVE_MASKED, left, masked);
    exchange(PIP_VIDT_SAVE_UNMASKED, left, unmasked);
    for (Word i = 0; i < entries.size() && i < most; ++i) exchange(entries[i], landing, before[i]);
    landing.valid = PIP_CONTEXT_STATE_PROGRAM;
    const bool result = call_and_land(body, argument, &landing) != 0;
    for (Word i = 0; i < entries.size() && i < most; ++i) vidt[entries[i]] = before[i];
    vidt[PIP_VIDT_SAVE_MASKED] = masked;
    vidt[PIP_VIDT_SAVE_UNMASKED] = unmasked;
    Pip_Event_Read(&event);
    return result;
}

void use_memory(Word begin, Word end) { memory = {begin, end}; }
Word attacker_memory() { return memory.begin; }
Word spare_page(Word index) { return memory.begin + (attacker_pages + index) * page_size; }
Word memory_begin() { return memory.begin; }
Word memory_end() { return memory.end; }

void attempt_in_root(AttemptOnChild attempt) {
    const Child child{attacker_memory()};
    attempt(child, spare_page(512));
}

void attempt_in_child(AttemptOnChild attempt) {
    static constexpr Word pool = 100;
    Child child{attacker_memory(), pool};
    const auto body = [](Word function) {
        watch_all_entries();
        const Child grandchild{pool_address};
        reinterpret_cast<AttemptOnChild>(function)(grandchild, pool_address + (pool - 8) * page_size);
        adversary::mailbox()[0] = all_as_expected() ? 1 : 2;
    };
    expect_finished("the child", child.run(body, address_of(reinterpret_cast<const void*>(attempt))));
    expect("what the child found", child.mailbox()[0], 1);
}

void expect_finished(const char* what, const Outcome& outcome) {
    expect(what, outcome.refused, Error::none);
    if (outcome.finished()) return;
    printf("         %s: did not finish, but cause %zu, vector %zu, error code 0x%zx, address 0x%zx\n", what,
           outcome.event.cause, outcome.event.vector, outcome.event.error, outcome.event.address);
    expect(what, outcome.event.cause, PIP_EVENT_CAUSE_YIELD);
    expect(what, outcome.event.vector, finished_entry);
}

void expect_fault(const char* what, const Outcome& outcome, Word vector, Word error) {
    expect(what, outcome.refused, Error::none);
    expect(what, outcome.event.cause, PIP_EVENT_CAUSE_FAULT);
    expect(what, outcome.event.vector, vector);
    expect(what, outcome.event.error, error);
}

void expect_page_fault(const char* what, const Outcome& outcome, Word error, Word address) {
    expect_fault(what, outcome, memory_fault, fault_error(error, outcome.event.error));
    expect(what, outcome.event.address, address);
}

} // namespace adversary
