// A fuzzer of the core, with the specification as oracle: libFuzzer thinks up bytes, which decide what
// partitions do, and everything that they do is done by the core and by the specification's state machine. It
// looks for bytes that reach code that none has reached yet.
#include <cstdio>
#include <cstdlib>
#include <optional>
#include <span>

#include "oracle/program.hpp"

using namespace pepin;
using namespace pepin::test;

namespace {

// Enough for a few generations of partitions, and for children that are not taken down at one go.
constexpr Word frames = 512;

// An input begins with the seed of a random program and how many steps that takes, so that few bytes lead
// into a tree that has grown.
constexpr Word most_seeds = 0x10000, most_steps = 0x80;

// Takes as many bytes for a decision as it has outcomes, so that a small change of the input is a small
// change of the program. After the last byte all decisions are 0.
class ByteDice final : public Dice {
public:
    explicit ByteDice(std::span<const std::uint8_t> bytes) : bytes_{bytes} {}

    [[nodiscard]] Word below(Word limit) override {
        return random_ ? random_->below(limit) : take(limit <= 0x100 ? 1 : limit <= 0x10000 ? 2 : 4) % limit;
    }
    [[nodiscard]] Word any() override { return random_ ? random_->any() : take(4); }
    [[nodiscard]] bool is_empty() const { return bytes_.empty(); }

    // Random numbers take the place of the bytes for a while.
    void begin_random(std::uint64_t seed) { random_.emplace(seed); }
    void end_random() { random_.reset(); }

private:
    Word take(std::size_t count) {
        Word value = 0;
        for (; count > 0 && !bytes_.empty(); --count, bytes_ = bytes_.subspan(1))
            value = value << 8 | bytes_.front();
        return value;
    }

    std::span<const std::uint8_t> bytes_;
    std::optional<RandomDice> random_;
};

} // namespace

// The core does not allocate, and looking for leaks takes longer than running an input.
extern "C" const char* __asan_default_options() { return "detect_leaks=0"; }

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    ByteDice dice{{data, size}};
    Tally tally;
    Program program{dice, tally, frames};
    program.kernel.compare = Compare::changes;
    try {
        const Word seed = dice.below(most_seeds);
        Word steps = dice.below(most_steps);
        dice.begin_random(seed);
        for (; steps > 0; --steps) program.step();
        dice.end_random();
        while (!dice.is_empty()) program.step();
        program.kernel.check_invariants();
        program.kernel.check_isolation();
    } catch (const std::exception& problem) {
        std::fprintf(stderr, "core and specification differ at call %zu: %s\n", program.kernel.calls(),
                     problem.what());
        std::abort(); // libFuzzer keeps the input then
    }
    return 0;
}
