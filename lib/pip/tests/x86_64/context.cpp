#include <gtest/gtest.h>

#include <algorithm>

#include "pip/vidt.h"

namespace {

TEST(Context, StartsWhereItIsToldTo) {
    user_ctx_t context;
    std::fill_n(reinterpret_cast<char*>(&context), sizeof context, '\xff');
    Pip_InitContext(&context, 0x700000, 0x7ffffff000, 1);
    EXPECT_EQ(context.rip, 0x700000u);
    EXPECT_EQ(context.pipflags, 1u);
    EXPECT_EQ(context.rflags, 2u);
    EXPECT_EQ(context.rsp, 0x7fffffeff8u) << "what C expects at the start of a function";
    EXPECT_EQ(context.rbp, 0u);
    EXPECT_EQ(context.fs_base, 0u);
    EXPECT_EQ(context.r11, 0u);
    EXPECT_EQ(context.valid, std::uint64_t{PIP_CONTEXT_STATE_PROGRAM}) << "it can be entered again and again";
    EXPECT_EQ(reinterpret_cast<std::uint64_t*>(&context)[PIP_X86_64_CONTEXT_RSP / 8], context.rsp);
}

} // namespace
