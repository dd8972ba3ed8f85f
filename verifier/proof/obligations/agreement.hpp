// Two states that agree in the view of a partition (spec/confidentiality.hpp): all that the view lists is, in
// the second, what it is in the first.
#pragma once

#include <memory>
#include <vector>

#include "proof/model/invariants.hpp"

namespace pepin::proof {

// Which partitions are within the view of `top`, and which frames are visible: sets of which nothing is known
// but axioms().
class Agreement {
public:
    static constexpr std::string_view prefix = "other.";

    [[nodiscard]] static Word top() { return Word{widened(smt::constant("top", number_bits))}; }
    // These are members, plainly: what is read of them is the same term in both states. Those of the second
    // list are not `top` besides.
    explicit Agreement(std::vector<Word> members = {}, std::vector<Word> members_below = {});

    [[nodiscard]] Bool within(const Word& partition) const {
        return Bool{set_->within(frame_number(partition))};
    }
    [[nodiscard]] Bool visible(const Word& frame) const { return Bool{set_->visible(frame_number(frame))}; }
    // The second state. Who runs in it is who runs in the first, with the same registers, or somebody else.
    [[nodiscard]] State other(bool same_runs) const;

    // That the members that were named are some.
    [[nodiscard]] std::vector<Term> assumptions() const;
    // What is known at an application of a function: members are partitions, none less deep than `top`, which
    // is one; so are children of members, and, but for `top`, their parents; what members map and what
    // configures them is visible.
    [[nodiscard]] static std::vector<Term> axioms(Term application);

private:
    struct Set {
        std::vector<Term> members, below; // all of them, and those that are not `top`
        [[nodiscard]] Term within(Term partition) const;
        [[nodiscard]] Term visible(Term frame) const;
    };
    std::shared_ptr<Set> set_;
};

} // namespace pepin::proof
