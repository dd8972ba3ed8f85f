// Floating-point registers: what one partition computes no other may read, nor lose by another's computing.
#include "child.hpp"
#include "x86/machine.hpp"

namespace adversary {

namespace {

// What fxsave (or without it fnsave) stores.
struct alignas(16) State {
    std::uint32_t words[128];
};

bool has_fxsave() { return (processor_features() >> 24 & 1) != 0; }
bool has_sse() { return (processor_features() >> 25 & 1) != 0; }

void store(State& state) {
    if (has_fxsave())
        asm volatile("fxsave %0" : "+m"(state));
    else
        asm volatile("fnsave %0\n\tfrstor %0" : "+m"(state));
}

// Fills every register that there is with a pattern.
void load_pattern(Word pattern) {
    constexpr Word vectors = 8 * sizeof(Word) / 4; // registers of four such words
    State state{};
    store(state);
    const Word first = has_fxsave() ? 8 : 7, x87_end = has_fxsave() ? 8 + 32 : 27,
               end = has_fxsave() && has_sse() ? x87_end + 4 * vectors : x87_end;
    for (Word i = first; i < end; ++i) state.words[i] = static_cast<std::uint32_t>(pattern);
    if (has_fxsave())
        asm volatile("fxrstor %0" ::"m"(state));
    else
        asm volatile("frstor %0" ::"m"(state));
}

// How many words of the state hold the pattern, or its halves as the x87 registers store them.
Word count_pattern(Word pattern) {
    State state{};
    store(state);
    Word count = 0;
    for (const std::uint32_t word : state.words)
        if (word == pattern || (word & 0xffff) == (pattern & 0xffff)) ++count;
    return count;
}

constexpr Word parents = 0x77aa77aa, childs = 0x5bb55bb5, siblings = 0x3cc33cc3;
constexpr Word at_least = 16;

void registers_of_others() {
    Child child{attacker_memory()}, sibling{spare_page(256)};
    load_pattern(parents);
    const auto compute = [](Word pattern) {
        mailbox()[0] = count_pattern(parents) + count_pattern(childs) + count_pattern(siblings);
        load_pattern(pattern);
        Pip_Yield_Result(0, parent_entry, yielded_entry, 1, 1);
        mailbox()[1] = count_pattern(pattern);
        mailbox()[2] = count_pattern(pattern ^ childs ^ siblings) + count_pattern(parents);
    };
    expect("a child computes", child.run(compute, childs).event.vector, parent_entry);
    expect("what the child found", child.mailbox()[0], 0);
    expect("what root finds of the child's", count_pattern(childs), 0);
    expect("what root has left of its own", count_pattern(parents) >= at_least ? 1 : 0, 1);
    expect("another child computes", sibling.run(compute, siblings).event.vector, parent_entry);
    expect("what it found", sibling.mailbox()[0], 0);
    expect_finished("the first one goes on", child.resume());
    expect("it has its own", child.mailbox()[1] >= at_least ? 1 : 0, 1);
    expect("and nothing else", child.mailbox()[2], 0);
    expect_finished("the other one goes on", sibling.resume());
    expect("it has its own", sibling.mailbox()[1] >= at_least ? 1 : 0, 1);
    expect("and nothing else", sibling.mailbox()[2], 0);
    expect("what root has left of its own", count_pattern(parents) >= at_least ? 1 : 0, 1);

    // The child is gone while the registers are its own; who computes next must not find them.
    expect("a child computes", child.run(compute, childs).event.vector, parent_entry);
    child.destroy();
    Child next{attacker_memory()};
    expect_finished("a new one looks",
                    next.run([](Word) { mailbox()[0] = count_pattern(childs) + count_pattern(parents); }));
    expect("what it found", next.mailbox()[0], 0);
    expect("what root finds", count_pattern(childs), 0);
    expect("what root has left of its own", count_pattern(parents) >= at_least ? 1 : 0, 1);
}

// An error that waits in a child's unit arrives in that child, not in who computes next.
void pending_error() {
    Child child{attacker_memory()};
    const auto outcome = child.run([](Word) {
        static const std::uint16_t all_errors_on = 0x0340;
        asm volatile("fninit\n\tfldcw %0\n\tfld1\n\tfldz\n\tfdivrp" ::"m"(all_errors_on));
        Pip_Yield_Result(0, parent_entry, yielded_entry, 1, 1);
        asm volatile("fwait");
    });
    expect("the child yields", outcome.event.vector, parent_entry);
    asm volatile("fninit\n\tfld1\n\tfstp %st(0)\n\tfwait");
    Child sibling{spare_page(256)};
    expect_finished("another child computes",
                    sibling.run([](Word) { asm volatile("fld1\n\tfstp %st(0)\n\tfwait"); }));
    expect_fault("the child's error", child.resume(), coprocessor_error);
}

constexpr Attempt attempts[] = {
    {13, "floating-point registers of the parent, a child and a sibling", registers_of_others},
    {13, "a floating-point error left for others", pending_error},
};

} // namespace

const std::span<const Attempt> floating_point_attempts{attempts};

} // namespace adversary
