#include "fake_kernel.hpp"

#include <gtest/gtest.h>

#include "pip/piptypes.h"

namespace {

constexpr pip_result_t good(pip_word_t value) { return {value, PIP_ERROR_NONE}; }
constexpr pip_result_t bad(pip_word_t error) { return {0, error}; }

TEST(Services, ArgumentsArriveInOrder) {
    FakeKernel kernel{[](const Call&) { return good(1); }};
    Pip_AddVAddr(0x1000, 0x2000, 0x3000, 1, 2, 3);
    Pip_Yield(1, 2, 3, 4, 5);
    EXPECT_EQ(kernel.calls(), (std::vector<Call>{{"Pip_AddVAddr", {0x1000, 0x2000, 0x3000, 1, 2, 3}},
                                                 {"Pip_Yield", {1, 2, 3, 4, 5}}}));
}

TEST(Services, ValueAndErrorComeBackApart) {
    FakeKernel kernel{[](const Call&) { return pip_result_t{PIP_WORD_MAX, PIP_ERROR_NOT_A_CHILD}; }};
    const auto result = Pip_Get_Int_State_Result(0x1000);
    EXPECT_EQ(result.value, PIP_WORD_MAX);
    EXPECT_EQ(result.error, pip_word_t{PIP_ERROR_NOT_A_CHILD});
}

TEST(Services, WordsAreNotCut) {
    constexpr pip_word_t page = PIP_WORD_MAX & ~pip_word_t{0xfff};
    FakeKernel kernel{[](const Call&) { return good(page | 1); }};
    EXPECT_EQ(get_prepare_first_unused_page(Pip_Prepare(page, page, page)), page);
    EXPECT_EQ(kernel.calls(), (std::vector<Call>{{"Pip_Prepare", {page, page, page}}}));
    EXPECT_EQ(__Arch_APICall(YIELD, 5, page, 1, 2, 3, 4), page | 1);
}

TEST(Services, LastErrorIsThatOfTheLatestClassicCall) {
    FakeKernel kernel{
        [](const Call& call) { return call.name == "Pip_Inb" ? bad(PIP_ERROR_PORT_DENIED) : good(1); }};
    Pip_Inb(0x20);
    EXPECT_EQ(Pip_Last_Error(), pip_word_t{PIP_ERROR_PORT_DENIED});
    Pip_Outb_Result(0x3f8, 'x');
    EXPECT_EQ(Pip_Last_Error(), pip_word_t{PIP_ERROR_PORT_DENIED}) << "a _Result call changed it";
    Pip_Outb(0x3f8, 'x');
    EXPECT_EQ(Pip_Last_Error(), pip_word_t{PIP_ERROR_NONE});
}

TEST(Services, DeletePartitionRepeatsUntilAllIsDone) {
    int portions = 3;
    FakeKernel kernel{[&](const Call&) { return --portions > 0 ? bad(PIP_ERROR_AGAIN) : good(1); }};
    EXPECT_EQ(Pip_DeletePartition(0x1000), 1u);
    EXPECT_EQ(kernel.calls(), (std::vector<Call>(3, Call{"Pip_DeletePartition", {0x1000}})));
    EXPECT_EQ(Pip_Last_Error(), pip_word_t{PIP_ERROR_NONE});
}

TEST(Services, DeletePartitionResultMakesOneCall) {
    FakeKernel kernel{[](const Call&) { return bad(PIP_ERROR_AGAIN); }};
    EXPECT_EQ(Pip_DeletePartition_Result(0x1000).error, pip_word_t{PIP_ERROR_AGAIN});
    EXPECT_EQ(kernel.calls().size(), 1u);
}

TEST(Errors, NamesAndTextsAreTheAbis) {
    EXPECT_STREQ(Pip_Error_Name(PIP_ERROR_NONE), "none");
    EXPECT_STREQ(Pip_Error_Name(PIP_ERROR_SAVE_CONTEXT), "save_context");
    EXPECT_STREQ(Pip_Error_Text(PIP_ERROR_HANDED_ON), "the caller has handed that page on to a child");
    EXPECT_STREQ(Pip_Error_Name(12345), "unknown");
    EXPECT_STREQ(Pip_Error_Text(12345), "an error that this libpip does not know");
}

} // namespace
