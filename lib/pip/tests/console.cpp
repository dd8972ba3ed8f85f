#include "fake_kernel.hpp"

#include <gtest/gtest.h>

#include "pip/debug.h"

extern "C" int pip_printf(const char* format, ...);

namespace {

// A serial port that is busy for `delay` polls before each byte.
struct Port {
    std::string sent{};
    int delay = 0, waited = 0;

    pip_result_t answer(const Call& call) {
        if (call == Call{"Pip_Inb", {0x3fd}}) return {waited++ < delay ? 0u : 0x20u, PIP_ERROR_NONE};
        EXPECT_EQ(call.name, "Pip_Outb");
        EXPECT_EQ(call.arguments.at(0), 0x3f8u);
        EXPECT_GE(waited, delay) << "a byte was sent while the port was busy";
        waited = 0;
        sent += static_cast<char>(call.arguments.at(1));
        return {0, PIP_ERROR_NONE};
    }
};

TEST(Console, NewlineBecomesCarriageReturnAndNewline) {
    Port port;
    FakeKernel kernel{[&](const Call& call) { return port.answer(call); }};
    Pip_Debug_Puts("a\nb");
    EXPECT_EQ(port.sent, "a\r\nb");
}

TEST(Console, WaitsForABusyPort) {
    Port port{.delay = 3};
    FakeKernel kernel{[&](const Call& call) { return port.answer(call); }};
    EXPECT_EQ(pip_printf("%d-%s", 42, "x"), 4);
    EXPECT_EQ(port.sent, "42-x");
}

TEST(Console, WithoutTheRightToThePortTheOutputIsLostAndNobodyHangs) {
    FakeKernel kernel{[](const Call&) { return pip_result_t{0, PIP_ERROR_PORT_DENIED}; }};
    Pip_Debug_Puts("abc");
    EXPECT_EQ(kernel.calls(), (std::vector<Call>(3, Call{"Pip_Inb", {0x3fd}})));
}

TEST(Console, Numbers) {
    Port port;
    FakeKernel kernel{[&](const Call& call) { return port.answer(call); }};
    Pip_Debug_PutDec(1234567890);
    Pip_Debug_Putc(' ');
    Pip_Debug_PutHex(0xbeef);
    EXPECT_EQ(port.sent, "1234567890 0x" + std::string(2 * sizeof(pip_word_t) - 4, '0') + "beef")
        << "all digits of a word";
}

} // namespace
