#include "pip/event.h"

#include "fake_kernel.hpp"

#include <gtest/gtest.h>
#include <sys/mman.h>

#include <algorithm>
#include <iterator>

#include "pip/paging.h"
#include "pip/vidt.h"

namespace {

// A page where a partition has its VIDT, and the next one, since a pointer can have twice the size of a word
// on the machine that tests.
class Event : public testing::Test {
protected:
    void SetUp() override {
        void* const page = reinterpret_cast<void*>(std::uintptr_t{VIDT_VADDR});
        ASSERT_EQ(mmap(page, 2 * PAGE_SIZE, PROT_READ | PROT_WRITE,
                       MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED_NOREPLACE, -1, 0),
                  page);
        words_ = static_cast<pip_word_t*>(page);
        std::fill_n(words_, PAGE_SIZE / sizeof(pip_word_t), 77);
    }
    void TearDown() override { munmap(words_, 2 * PAGE_SIZE); }

    // An entry of the VIDT, which is an array of pointers.
    [[nodiscard]] user_ctx_t*& entry(std::size_t index) const {
        return reinterpret_cast<user_ctx_t**>(words_)[index];
    }

    pip_word_t* words_ = nullptr;
};

TEST_F(Event, EnablingClearsTheRecordAndClosesEntriesOnce) {
    Pip_Event_Enable();
    EXPECT_EQ(words_[PIP_RECORD_MAGIC], pip_word_t{PIP_EVENT_GUARDED_MAGIC});
    pip_event_t event;
    ASSERT_EQ(Pip_Event_Read(&event), 1);
    EXPECT_EQ(event.cause + event.vector + event.sender + event.error + event.address + event.sequence +
                  event.entry + event.level,
              0u);
    EXPECT_EQ(words_[PIP_RECORD_ENTRY - 1], PIP_ALWAYS_GUARDED ? 77u : 76u)
        << "what was there is open to nobody, unless it has always said to whom";
    EXPECT_EQ(words_[PIP_RECORD_SEQUENCE + 1], 77u);

    words_[PIP_RECORD_SEQUENCE] = 5;
    words_[PIP_RECORD_LEVEL] = PIP_EVENT_LEVEL_PARENT;
    words_[PIP_RECORD_ENTRY] = 9;
    words_[PIP_RECORD_ENTRY - 1] = 79;
    Pip_Event_Enable();
    ASSERT_EQ(Pip_Event_Read(&event), 1);
    EXPECT_EQ(event.sequence, 5u) << "a record that is there already stays";
    EXPECT_EQ(event.level, PIP_EVENT_LEVEL_PARENT);
    EXPECT_EQ(event.entry, 9u);
    EXPECT_EQ(words_[PIP_RECORD_ENTRY - 1], 79u) << "who is guarded has said to whom an entry is open";
}

TEST_F(Event, ARecordHasEntryAndLevelWhereThePartitionIsGuarded) {
    words_[PIP_RECORD_MAGIC] = PIP_EVENT_MAGIC;
    pip_event_t event;
    ASSERT_EQ(Pip_Event_Read(&event), 1);
    EXPECT_EQ(event.cause, 77u);
    EXPECT_EQ(event.entry, PIP_ALWAYS_GUARDED ? 77u : 0u);
    EXPECT_EQ(event.level, PIP_ALWAYS_GUARDED ? 77u : 0u);
}

TEST_F(Event, ARecordThatIsDisabledIsReadOnlyWhereThereIsAlwaysOne) {
    Pip_Event_Enable();
    Pip_Event_Disable();
    words_[PIP_RECORD_CAUSE] = 5;
    pip_event_t event{};
    event.cause = 1234;
    EXPECT_EQ(Pip_Event_Read(&event), PIP_ALWAYS_GUARDED);
    EXPECT_EQ(event.cause, PIP_ALWAYS_GUARDED ? 5u : 1234u);
}

TEST_F(Event, EachWordOfTheRecordIsReadFromItsPlace) {
    Pip_Event_Enable();
    const pip_word_t places[] = {PIP_RECORD_ENTRY,   PIP_RECORD_LEVEL,   PIP_RECORD_CAUSE,
                                 PIP_RECORD_VECTOR,  PIP_RECORD_SENDER,  PIP_RECORD_ERROR,
                                 PIP_RECORD_ADDRESS, PIP_RECORD_SEQUENCE};
    for (const auto place : places) words_[place] = PIP_WORD_MAX - place;
    pip_event_t event;
    ASSERT_EQ(Pip_Event_Read(&event), 1);
    const pip_word_t read[] = {event.entry,  event.level, event.cause,   event.vector,
                               event.sender, event.error, event.address, event.sequence};
    for (std::size_t i = 0; i < std::size(places); ++i) EXPECT_EQ(read[i], PIP_WORD_MAX - places[i]);
    EXPECT_EQ(PIP_RECORD_ENTRY, PIP_EVENT_RECORD);
    EXPECT_EQ(PIP_RECORD_SEQUENCE, PIP_INDEX_LIMIT - 1) << "the last entry that can be named";
    EXPECT_LT(PIP_RESUMER_ENTRY, PIP_EVENT_RECORD);
}

TEST_F(Event, WhoWasNotifiedIsResumedFromThere) {
    constexpr pip_word_t child = PIP_WORD_MAX - PGMASK;
    FakeKernel kernel{[](const Call&) { return pip_result_t{0, PIP_ERROR_NONE}; }};
    entry(PIP_INDEX_LIMIT) = reinterpret_cast<user_ctx_t*>(std::uintptr_t{8});
    Pip_Notify(0, 0, 5);
    EXPECT_EQ(entry(PIP_INDEX_LIMIT), nullptr) << "the partner is the parent";
    entry(PIP_INDEX_LIMIT) = reinterpret_cast<user_ctx_t*>(std::uintptr_t{child});
    Pip_Resume();
    EXPECT_EQ(kernel.calls(), (std::vector<Call>{{"Pip_Yield", {0, 5, 70, 0, 0}},
                                                 {"Pip_Yield", {child, 70, PIP_RESUMER_ENTRY, 0, 0}}}));
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
    Pip_Set_Entry(PIP_RECORD_ENTRY - 1, &context, 0);
    EXPECT_EQ(entry(PIP_RECORD_ENTRY - 1), &context);
    auto* const before = entry(PIP_RECORD_ENTRY);
    Pip_Set_Entry(PIP_RECORD_ENTRY, &context, 0);
    EXPECT_EQ(entry(PIP_RECORD_ENTRY), before) << "the record is no entry";
    EXPECT_EQ(alignof(user_ctx_t), sizeof(pip_word_t)) << "the two bits are free";
}

} // namespace
