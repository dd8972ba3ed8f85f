#include <gtest/gtest.h>

#include <cstdint>
#include <cstring>
#include <numeric>
#include <random>

extern "C" {
std::size_t pip_strlen(const char*);
std::size_t pip_strnlen(const char*, std::size_t);
int pip_strcmp(const char*, const char*);
int pip_strncmp(const char*, const char*, std::size_t);
void* pip_memset(void*, int, std::size_t);
void* pip_memcpy(void*, const void*, std::size_t);
void* pip_memmove(void*, const void*, std::size_t);
int pip_memcmp(const void*, const void*, std::size_t);
std::uint64_t pip_udivmoddi4(std::uint64_t, std::uint64_t, std::uint64_t*);
std::int64_t pip_divdi3(std::int64_t, std::int64_t);
std::int64_t pip_moddi3(std::int64_t, std::int64_t);
}

namespace {

int sign(int number) { return (number > 0) - (number < 0); }

TEST(String, Lengths) {
    EXPECT_EQ(pip_strlen(""), 0u);
    EXPECT_EQ(pip_strlen("four"), 4u);
    EXPECT_EQ(pip_strnlen("four", 3), 3u);
    EXPECT_EQ(pip_strnlen("four", 9), 4u);
}

TEST(String, ComparisonsAgreeWithTheMachines) {
    const char* const texts[] = {"", "a", "ab", "abc", "abd", "\x80", "b"};
    for (const char* left : texts)
        for (const char* right : texts) {
            EXPECT_EQ(sign(pip_strcmp(left, right)), sign(std::strcmp(left, right))) << left << " " << right;
            for (std::size_t limit = 0; limit < 4; ++limit)
                EXPECT_EQ(sign(pip_strncmp(left, right, limit)), sign(std::strncmp(left, right, limit)))
                    << left << " " << right << limit;
        }
    EXPECT_EQ(sign(pip_memcmp("a\0b", "a\0c", 3)), -1);
    EXPECT_EQ(pip_memcmp("a\0b", "a\0c", 2), 0);
}

TEST(String, MovesBetweenOverlappingPlacesBothWays) {
    for (std::size_t from = 0; from < 8; ++from)
        for (std::size_t to = 0; to < 8; ++to) {
            char ours[16], theirs[16];
            std::iota(ours, ours + 16, 'a');
            std::iota(theirs, theirs + 16, 'a');
            EXPECT_EQ(pip_memmove(ours + to, ours + from, 8), ours + to);
            std::memmove(theirs + to, theirs + from, 8);
            EXPECT_EQ(std::memcmp(ours, theirs, 16), 0) << from << " to " << to;
        }
}

TEST(String, FillsAndCopiesExactly) {
    char memory[6] = {'.', '.', '.', '.', '.', '.'};
    pip_memset(memory + 1, 'x' + 256, 3);
    pip_memcpy(memory + 4, "yz", 1);
    EXPECT_EQ(std::memcmp(memory, ".xxxy.", 6), 0);
}

TEST(Divide, AgreesWithTheMachine) {
    std::mt19937_64 random{1};
    for (int i = 0; i < 20000; ++i) {
        const std::uint64_t number = random() >> random() % 64, divisor = (random() >> random() % 64) | 1;
        std::uint64_t rest = 0;
        EXPECT_EQ(pip_udivmoddi4(number, divisor, &rest), number / divisor);
        EXPECT_EQ(rest, number % divisor);
        const auto a = static_cast<std::int64_t>(number), b = static_cast<std::int64_t>(divisor);
        if (a == INT64_MIN && b == -1) continue;
        EXPECT_EQ(pip_divdi3(a, b), a / b);
        EXPECT_EQ(pip_moddi3(a, b), a % b);
    }
}

} // namespace
