#include "pip/vidt.h"

#include <gtest/gtest.h>
#include <sys/mman.h>

#include <algorithm>
#include <array>

#include "pip/paging.h"

namespace {

TEST(Vidt, AnEntryIsOpenToWhomItIsToldTo) {
    user_ctx_t context;
    const auto address = reinterpret_cast<std::uintptr_t>(&context);
    for (pip_word_t whom = 0; whom <= PIP_OPEN_MASK; ++whom) {
        const auto entry = reinterpret_cast<std::uintptr_t>(Pip_Open(&context, whom));
        EXPECT_EQ(entry, address + whom);
        EXPECT_EQ(Pip_Entry_Context(reinterpret_cast<user_ctx_t*>(entry)), &context);
    }
    for (std::uintptr_t misplaced = 1; misplaced < sizeof(pip_word_t); ++misplaced)
        EXPECT_EQ(Pip_Open(reinterpret_cast<user_ctx_t*>(address + misplaced), 0), nullptr)
            << "it would be open to somebody, or somewhere else";
}

TEST(Vidt, AnEmptyOneIsAllZeros) {
    std::array<std::uint32_t, PAGE_SIZE / 4> page;
    page.fill(0x5a5a5a5a);
    Pip_InitVIDT(page.data());
    EXPECT_EQ(std::ranges::count(page, 0u), PAGE_SIZE / 4);
}

TEST(Vidt, ContextsShareAPageWithoutOverlap) {
    constexpr std::size_t pages = 2, in_page = PAGE_SIZE / sizeof(user_ctx_t);
    void* memory = mmap(nullptr, pages * PAGE_SIZE, PROT_READ | PROT_WRITE,
                        MAP_PRIVATE | MAP_ANONYMOUS | MAP_32BIT, -1, 0);
    ASSERT_NE(memory, MAP_FAILED);
    const auto begin = static_cast<pip_word_t>(reinterpret_cast<std::uintptr_t>(memory));
    ASSERT_EQ(Pip_InitPaging(begin, begin + pages * PAGE_SIZE), 1);
    user_ctx_t* previous = nullptr;
    for (std::size_t i = 0; i < pages * in_page; ++i) {
        user_ctx_t* context = Pip_AllocContext();
        ASSERT_NE(context, nullptr);
        EXPECT_EQ(context->valid, 0u);
        context->valid = 1;
        if (i % in_page != 0) {
            EXPECT_EQ(context, previous + 1);
        }
        previous = context;
    }
    EXPECT_EQ(Pip_AllocContext(), nullptr);
    munmap(memory, pages * PAGE_SIZE);
}

} // namespace
