// Children to attack from and to attack. A child is a copy of the program that makes it: it can run any
// function of it, and make children of its own. Its parent sees each event in it as the return from run() or
// resume().
#pragma once

#include "platform.hpp"

namespace adversary {

// What ended a run of a child: the event that gave its parent control back, or the error that kept it from
// being entered.
struct Outcome {
    pip_event_t event{};
    Error refused = Error::none;

    [[nodiscard]] bool finished() const; // the function returned
};

// By which rules partitions are entered: Pip's, with a record besides, where there are such partitions, or
// those of guarded partitions. Children take over the rules of who makes them.
enum class Rules { as_in_pip, guarded };
void set_rules(Rules rules); // and watch_all_entries(), below
// What the entry of a VIDT says besides the address of the context, by these rules.
[[nodiscard]] Word open_bits(pip::Open open);

// Functions to be run in a child; the argument is up to them.
using Body = void (*)(Word argument);

// Where a child finds things.
inline constexpr Word pool_address = 0x10000000; // its own free pages
inline constexpr Word stack_pages = 3;

// The calling child's side of the mailbox.
inline volatile Word* mailbox() { return pip::Page::containing(mailbox_address).as<volatile Word>(); }

// Whether there are no partitions by Pip's rules; and the end of the record's words.
inline constexpr bool always_guarded = PIP_ALWAYS_GUARDED != 0;
inline constexpr Word record_end = PIP_RECORD_SEQUENCE + 1;

// Entries of the VIDT, out of the way of vectors and interrupts: where children yield to their parent, some
// for what is tried, and where partitions are started and saved.
inline constexpr Word parent_entry = first_own_entry, empty_entry = first_own_entry + 5,
                      hostile_entry = first_own_entry + 20, finished_entry = first_own_entry + 99,
                      start_entry = first_own_entry + 100, yielded_entry = first_own_entry + 101,
                      here_entry = first_own_entry + 102;

class Child {
public:
    static constexpr Word default_pool = 12; // pages

    // Makes a child from the pages that begin at `memory`, which are the caller's alone; there are
    // pages(pool) of them.
    explicit Child(Word memory, Word pool = default_pool);
    ~Child() { destroy(); }
    Child(const Child&) = delete;
    Child& operator=(const Child&) = delete;

    // How many pages a child with such a pool takes.
    [[nodiscard]] static Word pages(Word pool = default_pool);

    // Runs a function from the start, on an empty stack.
    Outcome run(Body body, Word argument = 0);
    // Runs machine code that does not return.
    Outcome run_code(const void* code, Word argument = 0);
    // Goes on after a yield, or after a fault or an interrupt.
    Outcome resume() { return enter(yielded_entry); }
    // Whether the child can be entered there; where it can, it is not, since the caller has nowhere to be
    // saved.
    [[nodiscard]] Error probe(Word entry) const;
    Outcome resume_interrupted();
    // Enters any entry of the child's VIDT.
    Outcome enter(Word entry);

    // The registers where it was interrupted, or where it yielded.
    [[nodiscard]] user_ctx_t& interrupted() const;
    [[nodiscard]] user_ctx_t& yielded() const;

    // The caller's sides of the child's pages.
    [[nodiscard]] Word descriptor() const { return memory_; }
    [[nodiscard]] volatile Word* mailbox() const { return page(mailbox_index).as<volatile Word>(); }
    [[nodiscard]] volatile Word* vidt() const { return page(vidt_index).as<volatile Word>(); }
    [[nodiscard]] Word configuration(Word index) const { return memory_ + index * pip::Page::size; }
    [[nodiscard]] Word mailbox_page() const { return page(mailbox_index).address(); }
    [[nodiscard]] Word vidt_page() const { return page(vidt_index).address(); }
    [[nodiscard]] char* stack_memory() const { return page(stack_index).as<char>(); }
    [[nodiscard]] Word pool_page(Word index) const;
    // five, and three tables of each level for image, pool and stack
    static constexpr Word configuration_pages = 5 + 3 * prepared_tables;

    // Takes it down; not an error where that was done already.
    void destroy();

private:
    static constexpr Word mailbox_index = configuration_pages, stack_index = mailbox_index + 1,
                          vidt_index = stack_index + stack_pages, image_index = vidt_index + 1;

    [[nodiscard]] pip::Page page(Word index) const {
        return pip::Page::containing(memory_ + index * pip::Page::size);
    }
    // Enters code with two arguments, on the stack below the contexts.
    Outcome start_at(const void* code, Word first, Word second);
    static constexpr Word start_stack_words = 8;
    void prepare_all();
    void give(Word index, Word address);

    Word memory_;
    bool alive_ = true;
};

// Makes every entry of the caller's VIDT lead back to where it last entered a child, and opens it to
// children.
void watch_all_entries();
// Makes one entry of the caller's VIDT lead somewhere; `open` matters in a guarded partition only.
void set_entry(Word entry, const user_ctx_t& context, pip::Open open);
// ... as watch_all_entries() does.
void watch(Word entry, pip::Open open);

// Runs a function of the caller itself. True where it did not return, but an event arrived at one of these
// entries of the caller's VIDT, which are as before afterwards; `event` is its record.
bool caught(Body body, Word argument, std::span<const Word> entries, pip_event_t& event);

// The memory for children of the root partition, and a page that no child has.
void use_memory(Word begin, Word end);
[[nodiscard]] Word attacker_memory();
[[nodiscard]] Word spare_page(Word index);
[[nodiscard]] Word memory_begin();
[[nodiscard]] Word memory_end();
inline constexpr Word spare_pages = 4096;

// Runs an attempt that needs a child of the caller's and eight pages that are nobody else's: in root, and in
// a child of root's with a child of its own.
using AttemptOnChild = void (*)(const Child& child, Word pages);
void attempt_in_root(AttemptOnChild attempt);
void attempt_in_child(AttemptOnChild attempt);

// Made by the rules of both kinds of partitions: control.cpp.
void record_as_context();

// How it should have ended.
void expect_finished(const char* what, const Outcome& outcome);
void expect_fault(const char* what, const Outcome& outcome, Word vector, Word error = 0);
void expect_page_fault(const char* what, const Outcome& outcome, Word error, Word address);

} // namespace adversary
