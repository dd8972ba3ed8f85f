// A hostile root partition: makes one attempt after the other to break out, itself and from children, by both
// ways into the kernel. It prints a line for each, and in the end how many got through.
//
// A fault of root's own ends in the kernel's dump, so attempts that have to fault are made from children
// here, and those that only root can make are partitions of their own (fatal/).
#include "child.hpp"
#include "platform.hpp"
#include "timer.hpp"

extern "C" void main(const pip_fpinfo* information);

namespace adversary {

namespace {

constexpr Word witness_index = 0; // of the spare pages

// A child that has nothing to do with the attempts and must not notice them.
class Witness {
public:
    Witness() : child_{spare_page(witness_index)} {}

    // It runs, its memory is its own, it is interrupted by the timer, and it goes on after that.
    void testify() {
        ++rounds_;
        expect_finished("the witness runs", child_.run([](Word) { mailbox()[0] = mailbox()[0] + 1; }));
        expect("the witness remembers", child_.mailbox()[0], rounds_);
        arm_timer();
        const auto outcome = child_.run_code(spin);
        expect("the witness is interrupted", outcome.event.cause, PIP_EVENT_CAUSE_INTERRUPT);
        expect("... by the timer", outcome.event.vector, timer_entry);
        expect("... says the kernel", outcome.event.sender, PIP_EVENT_SENDER_KERNEL);
    }

private:
    Child child_;
    Word rounds_ = 0;
};

unsigned made, got_through;

void attempt_all(const char* way, std::span<const Attempt> attempts, Witness& witness) {
    for (const Attempt& attempt : attempts) {
        attempt.run();
        witness.testify();
        // A debug kernel checks its invariants here, and ends in a dump where one is violated; others have no
        // such service.
        const auto checked = Pip_Check_Invariants_Result();
        if (checked.error != PIP_ERROR_UNKNOWN_SERVICE)
            expect("invariants are checked", checked.value != 0 ? 1 : 0, 1);
        ++made;
        const bool refused = all_as_expected();
        if (!refused) ++got_through;
        // docs/security.md: what is left
        const char* emulators = emulator_is_to_blame() ? "emulator" : "refused ";
        printf("%s ", refused ? emulators : "THROUGH ");
        if (attempt.weakness != 0)
            printf("%2u ", attempt.weakness);
        else
            printf(" - ");
        printf("%s, by %s\n", attempt.name, way);
    }
}

} // namespace

} // namespace adversary

void main(const pip_fpinfo* information) {
    using namespace adversary;
    Pip_Set_Int_State_Result(0);
    use_memory((information->membegin + pip::Page::size - 1) & ~(pip::Page::size - 1), information->memend);
    watch_all_entries();
    expect("the timer reaches root", timer_reaches_root() ? 1 : 0, 1);

    for (const Way& way : ways) {
        if (!choose(way)) break;
        Witness witness;
        for (const auto& attempts : {argument_attempts, guard_attempts, memory_attempts, page_table_attempts})
            attempt_all(way.name, attempts, witness);
        for (const auto& attempts : platform_attempts) attempt_all(way.name, attempts, witness);
        // Where there are such partitions, every entry is open and every context is entered as it stands.
        if (!always_guarded) set_rules(Rules::as_in_pip);
        for (const auto& attempts : {context_attempts, control_attempts})
            attempt_all(way.name, attempts, witness);
        set_rules(Rules::guarded);
    }
    expect("the timer still reaches root", timer_reaches_root() ? 1 : 0, 1);
    if (!all_as_expected()) ++got_through;
    printf("adversary: %u attempts, %u got through\n", made, got_through);
    Pip_Power_Off();
}
