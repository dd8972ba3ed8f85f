// Where a program's decisions come from: random numbers, or what a fuzzer has thought up.
#pragma once

#include <cstdint>
#include <random>

#include "core/types.hpp"

namespace pepin::test {

class Dice {
public:
    virtual ~Dice() = default;
    // A number from 0 to limit - 1.
    [[nodiscard]] virtual Word below(Word limit) = 0;
    // Any word.
    [[nodiscard]] virtual Word any() = 0;
};

class RandomDice final : public Dice {
public:
    explicit RandomDice(std::uint64_t seed) : random_{seed} {}
    [[nodiscard]] Word below(Word limit) override { return static_cast<Word>(random_() % limit); }
    [[nodiscard]] Word any() override { return static_cast<Word>(random_()); }

private:
    std::mt19937_64 random_;
};

} // namespace pepin::test
