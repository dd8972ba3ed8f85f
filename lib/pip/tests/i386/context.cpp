#include <gtest/gtest.h>

#include <algorithm>

#include "pip/vidt.h"

namespace {

TEST(Context, StartsWhereItIsToldTo) {
    user_ctx_t context;
    std::fill_n(reinterpret_cast<char*>(&context), sizeof context, '\xff');
    Pip_InitContext(&context, 0x700000, 0xffffefc0, 1);
    EXPECT_EQ(context.eip, 0x700000u);
    EXPECT_EQ(context.pipflags, 1u);
    EXPECT_EQ(context.eflags, 2u);
    EXPECT_EQ((context.regs.esp + 4) % 16, 0u) << "what C expects at the start of a function";
    EXPECT_EQ(context.regs.ebp, 0u);
    EXPECT_EQ(context.valid, std::uint32_t{PIP_CONTEXT_STATE_PROGRAM}) << "it can be entered again and again";
    EXPECT_EQ(reinterpret_cast<std::uint32_t*>(&context)[PIP_CONTEXT_ESP / 4], context.regs.esp);
    EXPECT_EQ(reinterpret_cast<std::uint32_t*>(&context)[PIP_CONTEXT_EAX / 4], context.regs.eax);
}

} // namespace
