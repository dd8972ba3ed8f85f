// Collects claims about memory: counts them, and hands the first one that is not true to a reporter.
#pragma once

#include "core/types.hpp"

namespace pepin::debug {

// What is wrong, where.
struct Violation {
    const char* invariant;
    const char* subject; // "partition", "frame", ...
    Word number;         // of the subject
    const char* detail;  // "page", ...; null where there is none
    Word detail_number;
    Word actual;
    Word expected;
};

template <class Report> class Claim {
public:
    explicit Claim(Report report) : report_{report} {}

    void about(const char* subject, Word number = 0, const char* detail = nullptr, Word detail_number = 0) {
        place_ = {nullptr, subject, number, detail, detail_number, 0, 0};
    }
    void equal(const char* invariant, bool hypothesis, Word actual, Word expected) {
        ++count_;
        if (!hypothesis || actual == expected) return;
        Violation violation = place_;
        violation.invariant = invariant;
        violation.actual = actual;
        violation.expected = expected;
        report_(violation);
    }
    void holds(const char* invariant, bool hypothesis, bool truth) {
        equal(invariant, hypothesis, truth ? 1 : 0, 1);
    }

    [[nodiscard]] Word count() const { return count_; }

private:
    Report report_;
    Violation place_{nullptr, "", 0, nullptr, 0, 0, 0};
    Word count_ = 0;
};

} // namespace pepin::debug
