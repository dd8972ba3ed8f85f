// Tests that replay counterexamples: files for the host's harness (tests/core/replay.hpp).
#pragma once

#include <filesystem>
#include <string>

#include "proof/obligations/report.hpp"

namespace pepin::proof {

// The tests of one row of the proof's table.
class ReplayFile {
public:
    // The file is made with the first test. Nothing is written where there is no directory.
    ReplayFile(std::filesystem::path directory, const std::string& row);
    // The finding; or one of the same claim with another counterexample, where only of that a whole state can
    // be made.
    [[nodiscard]] Finding settle(const Finding& finding) const;
    // Says in a line which test replays the finding, or why none does. Throws std::runtime_error where the
    // file cannot be written.
    [[nodiscard]] std::string add(const Finding& finding);

private:
    std::filesystem::path path_;
    std::string row_, stem_, text_;
    unsigned tests_ = 0;
};

} // namespace pepin::proof
