#include "pip/event.h"

#include <gtest/gtest.h>
#include <sys/mman.h>

#include <algorithm>

#include "pip/vidt.h"

namespace {

// A page where a partition has its VIDT, and the next one, since a pointer has twice the size on the machine
// that tests.
class Event : public testing::Test {
protected:
    void SetUp() override {
        void* const page = reinterpret_cast<void*>(std::uintptr_t{VIDT_VADDR});
        ASSERT_EQ(mmap(page, 2 * PAGE_SIZE, PROT_READ | PROT_WRITE,
                       MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED_NOREPLACE, -1, 0),
                  page);
        words_ = static_cast<std::uint32_t*>(page);
        std::fill_n(words_, 1024, 77);
    }
    void TearDown() override { munmap(words_, 2 * PAGE_SIZE); }

    // An entry of the VIDT, which is an array of pointers.
    [[nodiscard]] user_ctx_t* entry(std::size_t index) const {
        return reinterpret_cast<user_ctx_t**>(words_)[index];
    }

    std::uint32_t* words_ = nullptr;
};

TEST_F(Event, EnablingClearsTheRecordAndClosesEntriesOnce) {
    Pip_Event_Enable();
    EXPECT_EQ(words_[PIP_EVENT_MAGIC_INDEX], std::uint32_t{PIP_EVENT_GUARDED_MAGIC});
    pip_event_t event;
    ASSERT_EQ(Pip_Event_Read(&event), 1);
    EXPECT_EQ(event.cause + event.vector + event.sender + event.error + event.address + event.sequence +
                  event.entry + event.level,
              0u);
    EXPECT_EQ(words_[PIP_EVENT_ENTRY_INDEX - 1], 76u) << "what was there is open to nobody";
    EXPECT_EQ(words_[PIP_EVENT_SEQUENCE_INDEX + 1], 77u);

    words_[PIP_EVENT_SEQUENCE_INDEX] = 5;
    words_[PIP_EVENT_LEVEL_INDEX] = PIP_EVENT_LEVEL_PARENT;
    words_[PIP_EVENT_ENTRY_INDEX] = 9;
    words_[PIP_EVENT_ENTRY_INDEX - 1] = 79;
    Pip_Event_Enable();
    ASSERT_EQ(Pip_Event_Read(&event), 1);
    EXPECT_EQ(event.sequence, 5u) << "a record that is there already stays";
    EXPECT_EQ(event.level, PIP_EVENT_LEVEL_PARENT);
    EXPECT_EQ(event.entry, 9u);
    EXPECT_EQ(words_[PIP_EVENT_ENTRY_INDEX - 1], 79u) << "who is guarded has said to whom an entry is open";
}

TEST_F(Event, AnUnguardedRecordHasNeitherEntryNorLevel) {
    words_[PIP_EVENT_MAGIC_INDEX] = PIP_EVENT_MAGIC;
    pip_event_t event;
    ASSERT_EQ(Pip_Event_Read(&event), 1);
    EXPECT_EQ(event.cause, 77u);
    EXPECT_EQ(event.entry, 0u);
    EXPECT_EQ(event.level, 0u);
}

TEST_F(Event, WithoutARecordNothingIsRead) {
    Pip_Event_Enable();
    Pip_Event_Disable();
    pip_event_t event{};
    event.cause = 1234;
    EXPECT_EQ(Pip_Event_Read(&event), 0);
    EXPECT_EQ(event.cause, 1234u);
}

TEST_F(Event, AnEntrySaysWhoMayNameIt) {
    static user_ctx_t context;
    Pip_Set_Entry(80, &context, PIP_OPEN_TO_CHILDREN);
    EXPECT_EQ(reinterpret_cast<std::uintptr_t>(entry(80)), reinterpret_cast<std::uintptr_t>(&context) + 1);
    EXPECT_EQ(Pip_Entry_Context(entry(80)), &context);
    Pip_Set_Entry(80, &context, PIP_OPEN_TO_CHILDREN | PIP_OPEN_TO_PARENT);
    EXPECT_EQ(reinterpret_cast<std::uintptr_t>(entry(80)), reinterpret_cast<std::uintptr_t>(&context) + 3);
    Pip_Set_Entry(80, &context, 0);
    EXPECT_EQ(entry(80), &context);
    Pip_Set_Entry(80, nullptr, PIP_OPEN_TO_CHILDREN);
    EXPECT_EQ(entry(80), nullptr) << "nobody is there, whoever asks";
    Pip_Set_Entry(PIP_EVENT_ENTRY_INDEX - 1, &context, 0);
    EXPECT_EQ(entry(PIP_EVENT_ENTRY_INDEX - 1), &context);
    auto* const before = entry(PIP_EVENT_ENTRY_INDEX);
    Pip_Set_Entry(PIP_EVENT_ENTRY_INDEX, &context, 0);
    EXPECT_EQ(entry(PIP_EVENT_ENTRY_INDEX), before) << "the record is no entry";
    EXPECT_EQ(alignof(user_ctx_t), 4u) << "the two bits are free";
}

} // namespace
