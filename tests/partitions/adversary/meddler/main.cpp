// A root partition that makes random accesses to ports and PCI configuration space, for all that it may, and
// sees to it that nothing of it reaches memory: what is in its own pages, which are nearly all that there
// are, stays there; a child runs, is interrupted and has its memory; services do what they do; and the debug
// kernel's invariants hold.
#include "accesses.hpp"
#include "child.hpp"
#include "parameters.hpp"
#include "timer.hpp"

extern "C" void main(const pip_fpinfo* information);

namespace adversary {

namespace {

volatile const Parameters parameters = {
    {'m', 'e', 'd', 'd', 'l', 'e', 'r', ' ', 's', 'e', 't', 't', 'i', 'n', 'g', 's'}, 1, 200'000};

constexpr Word accesses_per_check = 20'000, accesses_per_storm = 1000;
constexpr Word witness_pool = 24;        // pages
constexpr Word most_interrupts = 10'000; // of the timer's, in a round

[[noreturn]] void fail(Word accesses) {
    printf("meddler: error: seed %u, after %zu accesses\n", parameters.seed, accesses);
    for (Word entry = 0; entry < PIP_EVENT_RECORD; ++entry)
        // the fault is nobody's to take: the kernel stops with a dump
        pip::Vidt::mine().page().as<volatile Word>()[entry] = 0;
    __builtin_trap();
}

// Words that nobody changes.
class Canary {
public:
    Canary(Word begin, Word end) : begin_{begin}, end_{end} {
        for (Word at = begin_; at < end_; at += sizeof(Word))
            *reinterpret_cast<volatile Word*>(at) = expected(at);
    }
    void check() const {
        for (Word at = begin_; at < end_; at += sizeof(Word))
            if (const Word found = *reinterpret_cast<volatile Word*>(at); found != expected(at)) {
                printf("         at 0x%zx:\n", at);
                return expect("a word that nobody changes", found, expected(at));
            }
    }
    [[nodiscard]] Word kibibytes() const { return (end_ - begin_) / 1024; }

private:
    [[nodiscard]] static Word expected(Word at) { return at * 2654435761U ^ parameters.seed; }

    Word begin_, end_;
};

// A child that has nothing to do with it: its memory is as it has left it, and it is interrupted by the
// timer.
class Witness {
public:
    explicit Witness(Word memory) : child_{memory, witness_pool} {}

    void testify() {
        auto outcome = child_.run(
            [](Word round) {
                Word wrong = 0;
                for (Word at = pool_address; at < pool_address + witness_pool * pip::Page::size;
                     at += sizeof(Word)) {
                    auto* const word = reinterpret_cast<volatile Word*>(at);
                    if (*word != (round == 1 ? *word : at + round - 1)) ++wrong;
                    *word = at + round;
                }
                if (Pip_MappedInChild_Result(pool_address).error != PIP_ERROR_NONE) ++wrong;
                mailbox()[0] = wrong;
                mailbox()[1] = round;
            },
            ++round_);
        for (Word left = most_interrupts;
             left != 0 && outcome.refused == Error::none && outcome.event.cause == PIP_EVENT_CAUSE_INTERRUPT;
             --left)
            outcome = child_.resume_interrupted();
        expect_finished("the witness runs", outcome);
        expect("words that the witness misses", child_.mailbox()[0], 0);
        expect("the witness' round", child_.mailbox()[1], round_);
        arm_timer();
        const auto interrupted = child_.run_code(spin);
        expect("the witness is interrupted", interrupted.event.cause, PIP_EVENT_CAUSE_INTERRUPT);
        expect("... by the timer", interrupted.event.vector, PIP_VIDT_FIRST_INTERRUPT);
    }

private:
    Child child_;
    Word round_ = 0;
};

// Whatever interrupts root at once is nobody's.
void let_them_interrupt() {
    constexpr Word nobody[] = {8};
    pip_event_t event{};
    caught(
        [](Word) {
            Pip_Set_Int_State_Result(1);
            for (volatile Word left = 1000; left != 0;) left = left - 1;
            Pip_Set_Int_State_Result(0);
        },
        0, nobody, event);
}

Word claims = 0;

void check_invariants() {
    const auto checked = Pip_Check_Invariants_Result();
    expect("the kernel checks its invariants", static_cast<Error>(checked.error), Error::none);
    claims = checked.value;
}

} // namespace

} // namespace adversary

void main(const pip_fpinfo* information) {
    using namespace adversary;
    constexpr Word page = pip::Page::size;
    Pip_Set_Int_State_Result(0);
    watch_all_entries();
    // Of the lines only the timer's leads anywhere: others may ask for ever, and the kernel lets those rest
    // that nobody takes.
    for (Word entry = PIP_VIDT_FIRST_INTERRUPT + 1; entry < PIP_VIDT_FIRST_INTERRUPT + 16; ++entry)
        pip::Vidt::mine().page().as<volatile Word>()[entry] = 0;
    static Meddler meddler{parameters.seed}; // too large for the stack
    printf("meddler: seed %u, %u accesses; %zu functions, %zu windows of ports\n", parameters.seed,
           parameters.accesses, meddler.functions(), meddler.windows());

    const Word begin = (information->membegin + page - 1) & ~(page - 1),
               witness_end = begin + Child::pages(witness_pool) * page,
               second_end = witness_end + Child::pages() * page;
    Witness witness{begin};
    const Canary canary{second_end, information->memend & ~(page - 1)};
    Word checks = 0, next_check = 0, next_storm = 0;
    for (;;) {
        const Word made = meddler.counts().made();
        if (made >= next_storm) {
            next_storm = made + accesses_per_storm;
            let_them_interrupt();
            meddler.check();
        }
        if (made >= next_check) {
            next_check = made + accesses_per_check;
            check_invariants();
            meddler.settle();
            canary.check();
            witness.testify();
            Child{witness_end}.destroy(); // each step of making it and of taking it down is as expected
            check_invariants();
            if (!all_as_expected()) fail(made);
            ++checks;
            if (made >= parameters.accesses) break;
        }
        meddler.meddle();
    }
    const Counts& counts = meddler.counts();
    printf("\nmeddler: %zu KiB as they were, %zu invariants hold, %zu checks\n", canary.kibibytes(), claims,
           checks);
    printf("meddler: %zu reads, %zu writes, %zu of configuration space, %zu refused, nothing changed\n",
           counts.reads, counts.writes, counts.configuration, counts.refused);
    Pip_Power_Off();
}
