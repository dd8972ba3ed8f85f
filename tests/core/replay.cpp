#include "core/replay.hpp"

namespace pepin::test {

namespace {

constexpr const char* skipped = "not a state that there can be: ";

// The first invariant that does not hold; empty where all do.
[[nodiscard]] std::string broken_invariant(const SpecState& state) {
    std::string first;
    debug::Claim claim{[&](const debug::Violation& violation) {
        if (first.empty())
            first =
                std::string{violation.invariant} + "; " + violation.subject + " " +
                hexadecimal(violation.number) +
                (violation.detail == nullptr
                     ? ""
                     : std::string{", "} + violation.detail + " " + hexadecimal(violation.detail_number)) +
                ": actual " + hexadecimal(violation.actual) + ", expected " + hexadecimal(violation.expected);
    }};
    spec::claim_all(state, state.frames, claim);
    return first;
}

// What `make` builds. Its message where that is refused.
[[nodiscard]] std::string build(StateBuilder& builder, const std::function<void(StateBuilder&)>& make) {
    try {
        make(builder);
    } catch (const std::logic_error& error) {
        return error.what();
    }
    return {};
}

} // namespace

void replay(const std::function<void(StateBuilder&)>& make, const std::function<void(Lockstep&)>& enter) {
    StateBuilder builder;
    if (const std::string objection = build(builder, make); !objection.empty())
        GTEST_SKIP() << skipped << objection;
    Lockstep kernel{builder.state};
    if (const std::string objection = kernel.objection(); !objection.empty())
        GTEST_SKIP() << skipped << objection;
    try {
        enter(kernel);
    } catch (const Mismatch& mismatch) {
        ADD_FAILURE() << mismatch.what();
    }
}

void replay_step(const std::function<void(StateBuilder&)>& make,
                 const std::function<void(SpecState&)>& step) {
    StateBuilder builder;
    if (const std::string objection = build(builder, make); !objection.empty())
        GTEST_SKIP() << skipped << objection;
    if (const std::string objection = broken_invariant(builder.state); !objection.empty())
        GTEST_SKIP() << skipped << objection;
    step(builder.state);
    EXPECT_EQ(broken_invariant(builder.state), "");
}

} // namespace pepin::test
