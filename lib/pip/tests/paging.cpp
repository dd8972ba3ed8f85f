#include "fake_kernel.hpp"

#include <gtest/gtest.h>
#include <sys/mman.h>

#include <algorithm>
#include <set>

#include "pip/paging.h"
#include "pip/wrappers.h"

namespace {

constexpr pip_word_t page_size = 4096, child = 0x40000000, child_page = 0x500000;

pip_word_t* words(pip_word_t address) { return reinterpret_cast<pip_word_t*>(std::uintptr_t{address}); }

// Nine pages at an address of 32 bits.
class Paging : public testing::Test {
protected:
    static constexpr pip_word_t count = 9;
    pip_word_t begin = 0, end = 0;

    void SetUp() override {
        void* memory = mmap(nullptr, count * page_size, PROT_READ | PROT_WRITE,
                            MAP_PRIVATE | MAP_ANONYMOUS | MAP_32BIT, -1, 0);
        ASSERT_NE(memory, MAP_FAILED);
        begin = static_cast<pip_word_t>(reinterpret_cast<std::uintptr_t>(memory));
        end = begin + count * page_size;
        ASSERT_EQ(Pip_InitPaging(begin, end), 1);
    }
    void TearDown() override { munmap(words(begin), count * page_size); }

    pip_word_t allocate() {
        return static_cast<pip_word_t>(reinterpret_cast<std::uintptr_t>(Pip_AllocPage()));
    }
};

TEST_F(Paging, GivesEachPageOnceThenNone) {
    std::set<pip_word_t> pages;
    for (pip_word_t i = 0; i < count; ++i) {
        const auto page = allocate();
        EXPECT_EQ(page % page_size, 0u);
        EXPECT_TRUE(begin <= page && page < end);
        EXPECT_TRUE(pages.insert(page).second);
    }
    EXPECT_EQ(Pip_AllocPage(), nullptr);
    EXPECT_EQ(Pip_FreePageCount(), 0u);
}

TEST_F(Paging, PagesComeBack) {
    const auto first = allocate(), second = allocate();
    Pip_FreePage(words(first));
    Pip_FreePage(words(second));
    EXPECT_EQ(Pip_FreePageCount(), count);
    EXPECT_EQ(allocate(), second);
    EXPECT_EQ(allocate(), first);
    EXPECT_EQ(words(first)[0], 0u) << "a link was left in the page";
}

TEST_F(Paging, IgnoresWhatIsNoPage) {
    Pip_FreePage(nullptr);
    Pip_FreePage(words(begin + 4));
    EXPECT_EQ(Pip_FreePageCount(), count);
}

TEST_F(Paging, UsesWholePagesOnly) {
    ASSERT_EQ(Pip_InitPaging(begin + 1, end - 1), 1);
    EXPECT_EQ(Pip_FreePageCount(), count - 2);
    EXPECT_EQ(allocate(), begin + page_size);
}

TEST_F(Paging, RefusesMemoryWithoutAPage) {
    EXPECT_EQ(Pip_InitPaging(begin, begin), 0);
    EXPECT_EQ(Pip_InitPaging(end, begin), 0);
    EXPECT_EQ(Pip_InitPaging(begin + 1, begin + page_size + 1), 0);
    EXPECT_EQ(Pip_InitPaging(0, end), 0);
    EXPECT_EQ(Pip_InitPaging(PIP_WORD_MAX - 0xffe, PIP_WORD_MAX), 0);
    EXPECT_EQ(Pip_AllocPage(), nullptr) << "a refused call left something in the allocator";
}

// A child whose tables are missing, three on each level, behind the wrapper.
constexpr pip_word_t all_tables = 3 * PIP_TABLE_LEVELS;
struct Child {
    pip_word_t count = all_tables, more = 0; // more: pages that are asked for and not used, as by Pip
    pip_word_t count_error = PIP_ERROR_NONE, prepare_error = PIP_ERROR_NONE, add_error = PIP_ERROR_NONE;
    pip_word_t refused_from = all_tables; // where so many tables are missing, or less
    std::vector<pip_word_t> list{};

    pip_result_t answer(const Call& call) {
        if (call.name == "Pip_CountToMap") return {count == 0 ? 0 : count + more, count_error};
        if (call.name == "Pip_AddVAddr") return {add_error == PIP_ERROR_NONE ? 1u : 0u, add_error};
        EXPECT_EQ(call.name, "Pip_Prepare");
        auto page = call.arguments.at(2);
        if (prepare_error != PIP_ERROR_NONE && count <= refused_from) return {page, prepare_error};
        for (int table = 0; table < 3; ++table, page = words(page)[0]) {
            EXPECT_NE(page, 0u) << "the list is too short";
            list.push_back(page);
        }
        count -= 3;
        return {page | 1, PIP_ERROR_NONE};
    }
};

TEST_F(Paging, MapsAndPreparesOnTheWay) {
    Child tables;
    FakeKernel kernel{[&](const Call& call) { return tables.answer(call); }};
    EXPECT_EQ(Pip_MapPageWrapper(begin, child, child_page), pip_word_t{SUCCESS});
    EXPECT_EQ(kernel.calls_of("Pip_AddVAddr"),
              (std::vector<Call>{{"Pip_AddVAddr", {begin, child, child_page, 1, 1, PIP_EXECUTE_AS_HELD}}}));
    EXPECT_EQ(tables.list.size(), all_tables);
    EXPECT_EQ(std::set(tables.list.begin(), tables.list.end()).size(), all_tables)
        << "a page was given twice";
    EXPECT_EQ(kernel.calls_of("Pip_Prepare").size(), std::size_t{PIP_TABLE_LEVELS}) << "a level a call";
    EXPECT_EQ(Pip_FreePageCount(), count - all_tables);
}

TEST_F(Paging, PreparesTheLevelsThatAreMissing) {
    Child tables{.count = 3};
    FakeKernel kernel{[&](const Call& call) { return tables.answer(call); }};
    EXPECT_EQ(Pip_MapPageWrapper(begin, child, child_page), pip_word_t{SUCCESS});
    EXPECT_EQ(tables.list.size(), 3u);
    EXPECT_EQ(kernel.calls_of("Pip_Prepare").size(), 1u);
    EXPECT_EQ(Pip_FreePageCount(), count - 3);
}

TEST_F(Paging, PagesOfALevelThatIsRefusedReturnToTheAllocator) {
    Child tables{.prepare_error = PIP_ERROR_NOT_WRITABLE, .refused_from = 3};
    FakeKernel kernel{[&](const Call& call) { return tables.answer(call); }};
    EXPECT_EQ(Pip_MapPageWrapper(begin, child, child_page), pip_word_t{FAIL_PREPARE});
    EXPECT_EQ(Pip_FreePageCount(), count - (all_tables - 3)) << "prepared tables stay prepared";
    EXPECT_TRUE(kernel.calls_of("Pip_AddVAddr").empty());
}

TEST_F(Paging, MapsWithoutPreparingWhereTheTablesExist) {
    Child tables{.count = 0};
    FakeKernel kernel{[&](const Call& call) { return tables.answer(call); }};
    EXPECT_EQ(Pip_MapPageWrapperFlags(begin, child, child_page, PIP_MAP_READABLE | PIP_MAP_EXECUTABLE),
              pip_word_t{SUCCESS});
    EXPECT_EQ(kernel.calls_of("Pip_AddVAddr"),
              (std::vector<Call>{{"Pip_AddVAddr", {begin, child, child_page, 1, 0, PIP_EXECUTE_AS_HELD}}}));
    EXPECT_TRUE(kernel.calls_of("Pip_Prepare").empty());
    EXPECT_EQ(Pip_FreePageCount(), count);
}

TEST_F(Paging, RightsHaveTheBitsThatTheyHaveInPip) {
    for (pip_word_t bits = 0; bits < 8; ++bits) {
        Child tables{.count = 0};
        FakeKernel kernel{[&](const Call& call) { return tables.answer(call); }};
        Pip_MapPageWrapperFlags(begin, child, child_page, bits);
        const pip_word_t executable = bits & 1 ? pip_word_t{PIP_EXECUTE_AS_HELD} : 0u;
        EXPECT_EQ(kernel.calls_of("Pip_AddVAddr"),
                  (std::vector<Call>{
                      {"Pip_AddVAddr", {begin, child, child_page, bits >> 2, bits >> 1 & 1, executable}}}));
    }
}

TEST_F(Paging, UnusedPagesReturnToTheAllocator) {
    Child tables{.more = 1};
    FakeKernel kernel{[&](const Call& call) { return tables.answer(call); }};
    EXPECT_EQ(Pip_MapPageWrapper(begin, child, child_page), pip_word_t{SUCCESS});
    EXPECT_EQ(Pip_FreePageCount(), count - all_tables);
}

TEST_F(Paging, PagesOfARefusedPrepareReturnToTheAllocator) {
    Child tables{.prepare_error = PIP_ERROR_NOT_WRITABLE};
    FakeKernel kernel{[&](const Call& call) { return tables.answer(call); }};
    EXPECT_EQ(Pip_MapPageWrapper(begin, child, child_page), pip_word_t{FAIL_PREPARE});
    EXPECT_EQ(Pip_Last_Error(), pip_word_t{PIP_ERROR_NOT_WRITABLE});
    EXPECT_EQ(Pip_FreePageCount(), count);
}

TEST_F(Paging, TooFewPagesChangeNothing) {
    Child tables;
    FakeKernel kernel{[&](const Call& call) { return tables.answer(call); }};
    while (Pip_FreePageCount() > all_tables - 1) Pip_AllocPage();
    EXPECT_EQ(Pip_MapPageWrapper(begin, child, child_page), pip_word_t{FAIL_ALLOC_PAGE});
    EXPECT_EQ(Pip_Last_Error(), pip_word_t{PIP_ERROR_LIST_TOO_SHORT});
    EXPECT_EQ(Pip_FreePageCount(), all_tables - 1);
    EXPECT_EQ(kernel.calls().size(), 1u);
}

TEST_F(Paging, RefusalsSayWhichStepFailed) {
    Child no_child{.count = 0, .count_error = PIP_ERROR_NOT_A_CHILD};
    {
        FakeKernel kernel{[&](const Call& call) { return no_child.answer(call); }};
        EXPECT_EQ(Pip_MapPageWrapper(begin, child, child_page), pip_word_t{FAIL_PREPARE});
    }
    Child no_mapping{.add_error = PIP_ERROR_ALREADY_MAPPED};
    FakeKernel kernel{[&](const Call& call) { return no_mapping.answer(call); }};
    EXPECT_EQ(Pip_MapPageWrapper(begin, child, child_page), pip_word_t{FAIL_ADD_VADDR});
    EXPECT_EQ(Pip_Last_Error(), pip_word_t{PIP_ERROR_ALREADY_MAPPED});
    EXPECT_EQ(Pip_FreePageCount(), count - all_tables) << "prepared tables stay prepared";
}

TEST_F(Paging, ResultsSayStepAndCheckAndLeaveTheLastErrorAlone) {
    const auto map = [&](Child tables) {
        FakeKernel kernel{[&](const Call& call) { return tables.answer(call); }};
        const auto result = Pip_MapPage_Result(begin, child, child_page, PIP_ALL_RIGHTS);
        EXPECT_EQ(Pip_Last_Error(), pip_word_t{PIP_ERROR_PORT_DENIED});
        return std::pair{result.value, result.error};
    };
    const auto is = [](pip_word_t step, pip_word_t error) { return std::pair{step, error}; };
    {
        FakeKernel kernel{[](const Call&) { return pip_result_t{0, PIP_ERROR_PORT_DENIED}; }};
        Pip_Inb(0x20);
    }
    EXPECT_EQ(map({.count_error = PIP_ERROR_NOT_A_CHILD}), is(FAIL_PREPARE, PIP_ERROR_NOT_A_CHILD));
    EXPECT_EQ(map({.prepare_error = PIP_ERROR_NOT_WRITABLE}), is(FAIL_PREPARE, PIP_ERROR_NOT_WRITABLE));
    EXPECT_EQ(map({.add_error = PIP_ERROR_RIGHTS}), is(FAIL_ADD_VADDR, PIP_ERROR_RIGHTS));
    EXPECT_EQ(map({.count = 0}), is(SUCCESS, PIP_ERROR_NONE));
    while (Pip_FreePageCount() > 2) Pip_AllocPage();
    EXPECT_EQ(map({}), is(FAIL_ALLOC_PAGE, PIP_ERROR_LIST_TOO_SHORT));
}

TEST_F(Paging, RightsTravelAsTheyAre) {
    Child tables{.count = 0};
    FakeKernel kernel{[&](const Call& call) { return tables.answer(call); }};
    Pip_MapPage_Result(begin, child, child_page, PIP_RIGHTS(7, 8, 9));
    EXPECT_EQ(kernel.calls_of("Pip_AddVAddr"),
              (std::vector<Call>{{"Pip_AddVAddr", {begin, child, child_page, 7, 8, 9}}}));
}

TEST(Unmapping, CollectsEachLevelThatIsEmpty) {
    // How many are: behind them there are tables in use, or none at all.
    for (const pip_word_t end : {pip_word_t{PIP_ERROR_TABLE_IN_USE}, pip_word_t{PIP_ERROR_NO_TABLE}})
        for (std::size_t empty = 0; empty <= PIP_TABLE_LEVELS; ++empty) {
            std::size_t asked = 0;
            FakeKernel kernel{[&](const Call& call) {
                if (call.name != "Pip_Collect" || asked++ < empty) return pip_result_t{1, PIP_ERROR_NONE};
                return pip_result_t{end == PIP_ERROR_TABLE_IN_USE, end};
            }};
            const auto result = Pip_UnmapPage_Result(child, child_page);
            EXPECT_EQ(result.value, 1u);
            EXPECT_EQ(result.error, pip_word_t{PIP_ERROR_NONE}) << "a table in use is no failure";
            EXPECT_EQ(kernel.calls_of("Pip_Collect").size(),
                      std::min<std::size_t>(empty + 1, PIP_TABLE_LEVELS));
        }
}

TEST(Unmapping, CollectsOnlyWhatWasRemoved) {
    pip_word_t error = PIP_ERROR_CHILD_HANDED_ON;
    FakeKernel kernel{[&](const Call& call) {
        return call.name == "Pip_Collect" ? pip_result_t{1, PIP_ERROR_TABLE_IN_USE}
                                          : pip_result_t{error == PIP_ERROR_NONE, error};
    }};
    EXPECT_EQ(Pip_UnmapPage_Result(child, child_page).error, error);
    EXPECT_EQ(Pip_UnmapPage(child, child_page), 0u);
    EXPECT_EQ(Pip_Last_Error(), error);
    EXPECT_TRUE(kernel.calls_of("Pip_Collect").empty());
    error = PIP_ERROR_NONE;
    EXPECT_EQ(Pip_UnmapPage(child, child_page), 1u);
    EXPECT_EQ(Pip_Last_Error(), pip_word_t{PIP_ERROR_NONE}) << "a table in use is no failure";
    EXPECT_EQ(kernel.calls_of("Pip_Collect"), (std::vector<Call>{{"Pip_Collect", {child, child_page}}}));
}

// A kernel with some pages: it answers a partition made of five times the same page as the real one does.
struct Pages {
    bool deepest = false;
    pip_word_t gone = 0, unmapped = 0, handed_on = 0;

    [[nodiscard]] pip_result_t answer(const Call& call) const {
        const pip_word_t page = call.arguments.at(0);
        EXPECT_EQ(page % PGSIZE, 0u);
        if (call.name == "Pip_MappedInChild")
            return {0, static_cast<pip_word_t>(page == unmapped ? PIP_ERROR_NOT_MAPPED : PIP_ERROR_NONE)};
        EXPECT_EQ(call, (Call{"Pip_CreatePartition", {page, page, page, page, page}}))
            << "which can never succeed";
        if (deepest) return {0, PIP_ERROR_TOO_DEEP};
        if (page == unmapped) return {0, PIP_ERROR_NOT_MAPPED};
        if (page == gone) return {0, PIP_ERROR_NOT_ACCESSIBLE};
        return {0,
                static_cast<pip_word_t>(page == handed_on ? PIP_ERROR_HANDED_ON : PIP_ERROR_DUPLICATE_PAGE)};
    }
};

int can_access(pip_word_t start, pip_word_t bytes) {
    return Pip_Can_Access(reinterpret_cast<const void*>(std::uintptr_t{start}), bytes);
}

TEST(CanAccess, AsksForEachPageOfTheRange) {
    const Pages pages{.gone = 0x805000, .unmapped = 0x809000, .handed_on = 0x803000};
    FakeKernel kernel{[&](const Call& call) { return pages.answer(call); }};
    EXPECT_EQ(can_access(0x802fff, 2), 1) << "what is handed on is still there";
    EXPECT_EQ(kernel.calls().size(), 2u);
    EXPECT_EQ(can_access(0x804000, PGSIZE), 1);
    EXPECT_EQ(can_access(0x804000, PGSIZE + 1), 0);
    EXPECT_EQ(can_access(0x804004, PGSIZE - 3), 0);
    EXPECT_EQ(can_access(0x805ffc, 4), 0);
    EXPECT_EQ(can_access(0x806000, 3 * PGSIZE), 1);
    EXPECT_EQ(can_access(0x806000, 5 * PGSIZE), 0);
}

TEST(CanAccess, NoRangeGoesAroundTheEnd) {
    const Pages pages;
    FakeKernel kernel{[&](const Call& call) { return pages.answer(call); }};
    EXPECT_EQ(can_access(PIP_WORD_MAX - PGMASK, PGSIZE), 1);
    EXPECT_EQ(can_access(PIP_WORD_MAX - PGMASK, PGSIZE + 1), 0);
    EXPECT_EQ(can_access(0x805000, 0), 1);
    EXPECT_EQ(kernel.calls().size(), 1u);
}

TEST(CanAccess, AtTheGreatestDepthWhatIsMappedIsThere) {
    const Pages pages{.deepest = true, .unmapped = 0x805000};
    FakeKernel kernel{[&](const Call& call) { return pages.answer(call); }};
    EXPECT_EQ(can_access(0x804000, PGSIZE), 1);
    EXPECT_EQ(can_access(0x804000, PGSIZE + 1), 0);
}

} // namespace
