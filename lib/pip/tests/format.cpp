// libpip's printf against the machine's own, and by hand where they are meant to differ.
#include <gtest/gtest.h>

#include <algorithm>
#include <climits>
#include <cstdint>
#include <cstdio>
#include <string>

extern "C" int pip_snprintf(char* buffer, std::size_t size, const char* format, ...);

namespace {

#pragma clang diagnostic ignored "-Wformat-nonliteral"

template <typename... Arguments> void expect_same(const char* format, Arguments... arguments) {
    char ours[256], theirs[256];
    const int our_length = pip_snprintf(ours, sizeof ours, format, arguments...);
    const int their_length = std::snprintf(theirs, sizeof theirs, format, arguments...);
    EXPECT_STREQ(ours, theirs) << format;
    EXPECT_EQ(our_length, their_length) << format;
}

TEST(Format, IntegersWithEveryFlagWidthAndPrecision) {
    for (const std::string flags : {"", "-", "0", "+", " ", "#", "-0", "0+", "- ", "-+", "#0", "-#"})
        for (const std::string width : {"", "1", "5", "12"})
            for (const std::string precision : {"", ".", ".0", ".1", ".4", ".9"})
                for (const char* kind : {"d", "i", "u", "o", "x", "X"})
                    for (const int number : {0, 1, -1, 9, 10, 42, -12345, 0x7fffffff, INT_MIN})
                        expect_same(("[%" + flags + width + precision + kind + "]").c_str(), number);
}

TEST(Format, Lengths) {
    constexpr std::int64_t numbers[] = {0, -1, INT64_MAX, INT64_MIN, std::int64_t{1} << 32, 255, -32769};
    for (const auto number : numbers) {
        for (const char* format : {"%lld", "%llu", "%llx", "%jd", "%jx", "%zu", "%zx", "%td", "%ld", "%lu"})
            expect_same(format, number);
        for (const char* format : {"%hhd", "%hhu", "%hd", "%hu", "%hx"})
            expect_same(format, static_cast<int>(number));
    }
    expect_same("%llu", 12345678901234567890u);
}

TEST(Format, Text) {
    for (const char* format : {"%s", "%10s", "%-10s|", "%.2s", "%10.3s", "%-10.0s|"})
        for (const char* text : {"", "a", "hello", "a long string indeed"}) expect_same(format, text);
    expect_same("%c%c%3c%-3c|", 'a', 'b', 'c', 'd');
    expect_same("100%% of %s", "it");
    expect_same("%*d|%-*d|%*d", 6, 42, 6, 42, -6, 42);
    expect_same("%.*s|%.*d|%.*s", 2, "hello", 3, 7, -1, "all");
}

TEST(Format, UnterminatedTextIsReadUpToThePrecision) {
    const char text[3] = {'a', 'b', 'c'};
    expect_same("%.3s", text);
}

TEST(Format, WhatTheStandardLeavesOpen) {
    char text[64];
    pip_snprintf(text, sizeof text, "%s", static_cast<const char*>(nullptr));
    EXPECT_STREQ(text, "(null)");
    pip_snprintf(text, sizeof text, "%p", reinterpret_cast<void*>(0x1234));
    EXPECT_EQ(std::string{text}, "0x" + std::string(2 * sizeof(void*) - 4, '0') + "1234");
    EXPECT_EQ(pip_snprintf(text, sizeof text, "%k and %5"), 9);
    EXPECT_STREQ(text, "%k and %5");
}

TEST(Format, NeverWritesBehindTheBuffer) {
    for (std::size_t size = 0; size < 10; ++size) {
        char text[12];
        std::fill(std::begin(text), std::end(text), '#');
        EXPECT_EQ(pip_snprintf(text, size, "%d", 1234567), 7);
        const std::string whole = "1234567";
        if (size > 0) {
            EXPECT_EQ(std::string{text}, whole.substr(0, size - 1));
        }
        for (std::size_t i = size; i < sizeof text; ++i) EXPECT_EQ(text[i], '#') << size;
    }
}

} // namespace
