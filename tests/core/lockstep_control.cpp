// The theorems about control, on each entry that passes it.
#include <sstream>

#include "core/lockstep.hpp"
#include "spec/control_events.hpp"

namespace pepin::test {

namespace {

using Passage = spec::Passage<spec::Concrete>;

struct Thrower {
    void holds(const char* name, bool hypothesis, bool truth) {
        ++claims;
        if (hypothesis && !truth) throw Mismatch(std::string{"control: not true: "} + name);
    }
    void equal(const char* name, bool hypothesis, Word actual, Word expected) {
        ++claims;
        if (!hypothesis || actual == expected) return;
        std::ostringstream text;
        text << "control: not true: " << name << ": actual " << actual << ", expected " << expected;
        throw Mismatch(text.str());
    }
    std::size_t claims = 0;
};

} // namespace

std::unique_ptr<const SpecState> Lockstep::remembered() const {
    return compare == Compare::invariants ? std::make_unique<const SpecState>(*state_) : nullptr;
}

void Lockstep::check_passage(const SpecState* before, const Passage& passage) {
    if (before == nullptr) return;
    Thrower claim;
    spec::claim_choice(*before, *state_, claim, passage);
    spec::claim_saved(*before, *state_, claim, passage);
    spec::claim_truth(*before, *state_, claim, passage);
    for (const Word owner : partitions())
        for (Word index = record_index::entry; index < words_per_frame; ++index)
            spec::claim_record_stays(*before, *state_, claim, passage, owner, index);
    for (const Word partition : {passage.from, state_->current})
        for (Word index = 0; index < words_per_frame; ++index)
            spec::claim_rest_stays(*before, *state_, claim, passage, spec::frame_of_vidt(*before, partition),
                                   index);
    claims_ += claim.claims;
}

void Lockstep::check_yield(const SpecState* before, const Arguments& a) {
    if (before != nullptr)
        check_passage(before, spec::passage_by_yield(*before, a[0] == 0, a[1], a[2], a[4]));
}

void Lockstep::check_event(const SpecState* before, const spec::Delivery<spec::Concrete>& delivery) {
    if (before == nullptr) return;
    Thrower claim;
    for (Word depth = 0; depth <= before->depth(before->current); ++depth)
        spec::claim_way_up(*before, claim, depth);
    spec::claim_delivery(*before, claim, delivery);
    const auto& event = delivery.event;
    switch (static_cast<abi::Cause>(event.cause)) {
    case abi::Cause::fault:
        spec::claim_fault_is_taken(*before, claim, delivery.taken);
        spec::claim_fault(*before, claim, delivery, event.vector, event.error_code, event.address);
        break;
    case abi::Cause::software_interrupt:
        if (before->current == before->root)
            spec::claim_own_interrupt(*before, claim, delivery, event.vector);
        else
            spec::claim_software_interrupt(*before, claim, delivery, event.vector);
        break;
    case abi::Cause::call:
        if (before->current == before->root)
            spec::claim_own_call(*before, claim, delivery, event.error_code);
        else
            spec::claim_foreign_call(*before, claim, delivery, event.error_code);
        break;
    case abi::Cause::interrupt:
        spec::claim_interrupt(*before, claim, delivery, event.vector - Architecture::first_interrupt);
        break;
    case abi::Cause::yield: throw Mismatch("a yield is no event");
    }
    claims_ += claim.claims;
    if (delivery.taken) check_passage(before, spec::passage_by_event(*before, delivery));
}

} // namespace pepin::test
