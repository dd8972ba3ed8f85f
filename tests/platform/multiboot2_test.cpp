// What a multiboot 2 loader tells, right and wrong.
#include <gtest/gtest.h>

#include "multiboot2.hpp"
#include "platform/fake_firmware.hpp"

namespace pepin::test {
namespace {

using multiboot::FrameBuffer;
using ::testing::Test;

constexpr Word mib = 1U << 20;

class Loader {
public:
    static constexpr std::uint64_t place = 0x10000;
    enum Type : std::uint32_t {
        end = 0,
        command_line = 1,
        module = 3,
        memory_sizes = 4,
        memory_map = 6,
        frame_buffer = 8,
        old_root_pointer = 14,
        new_root_pointer = 15
    };

    Loader& tag(std::uint32_t type, const Bytes& content) {
        tags_.add(type, 4).add(8 + content.size(), 4).add(content.text());
        tags_.fill_up_to((tags_.size() + 7) / 8 * 8);
        return *this;
    }
    static Bytes map_entry(std::uint64_t base, std::uint64_t length, std::uint32_t type) {
        return Bytes{}.add(base, 8).add(length, 8).add(type, 8);
    }
    static Bytes map(const Bytes& entries, std::uint32_t entry_size = 24) {
        return Bytes{}.add(entry_size, 4).add(0, 4).add(entries.text());
    }
    static Bytes file(std::uint32_t begin, std::uint32_t end, const std::string& text) {
        return Bytes{}.add(begin, 4).add(end, 4).add(text).add(0, 1);
    }
    Loader& with_memory() { return tag(memory_map, map(map_entry(0, 64 * mib, 1))); }
    Loader& with_module() { return tag(module, file(2 * mib, 3 * mib, "root")); }

    void put(std::uint64_t size) { firmware_.put(place, Bytes{}.add(size, 4).add(0, 4).add(tags_.text())); }
    multiboot::Information& read() {
        tag(end, {});
        put(8 + tags_.size());
        multiboot2::read(information_, place);
        return information_;
    }
    std::string panic() {
        return panic_of([&] { read(); });
    }
    std::string panic_with_size(std::uint64_t size) {
        put(size);
        return panic_of([&] { multiboot2::read(information_, place); });
    }

    Firmware firmware_;
    Bytes tags_;
    multiboot::Information information_;
};

class Multiboot2 : public Test, protected Loader {};

TEST_F(Multiboot2, TellsOfMemoryAndModules) {
    Bytes entries = map_entry(0, 0x9FC00, 1);
    entries.add(map_entry(0x9FC00, 0x400, 2).text());
    entries.add(map_entry(mib, 127 * mib, 1).text());
    entries.add(map_entry(std::uint64_t{1} << 32, std::uint64_t{2} << 30, 1).text());
    tag(command_line, Bytes{"quiet"}.add(0, 1)).tag(memory_map, map(entries));
    tag(memory_sizes, Bytes{}.add(1, 4).add(1, 4)); // the map counts
    tag(module, file(2 * mib, 3 * mib, "root")).tag(module, file(3 * mib, 3 * mib, ""));
    tag(module, file(0xF0000000, 0xF0000001, "far away"));
    const auto& found = read();
    EXPECT_STREQ(found.command_line, "quiet");
    EXPECT_EQ(found.memory_mib, 128 + 2048);
    EXPECT_EQ(found.end_of_memory, Word{6} << 30 >> 12);
    ASSERT_EQ(found.usable.ranges().size(), 3);
    ASSERT_EQ(found.reserved.ranges().size(), 1);
    EXPECT_EQ(found.reserved.ranges()[0].first, 0x9F);
    EXPECT_EQ(found.reserved.ranges()[0].end, 0xA0);
    EXPECT_EQ(found.module_count, 3);
    ASSERT_EQ(found.modules().size(), 3);
    EXPECT_EQ(found.modules()[0].bytes.begin, 2 * mib);
    EXPECT_EQ(found.modules()[0].bytes.end, 3 * mib);
    EXPECT_STREQ(found.modules()[0].text, "root");
    EXPECT_STREQ(found.modules()[1].text, "");
    EXPECT_EQ(found.modules()[2].bytes.end, 0xF0000001);
    EXPECT_STREQ(found.modules()[2].text, "far away");
    EXPECT_EQ(found.root_pointer.size, 0);
    EXPECT_EQ(found.frame_buffer.type, FrameBuffer::Type::none);
    EXPECT_EQ(firmware_.console, "");
}

TEST_F(Multiboot2, TextsOutliveTheLoader) {
    with_memory().tag(module, file(mib, 2 * mib, "first")).tag(command_line, Bytes{"without a zero"});
    const auto& found = read();
    firmware_.put(place, Bytes{}.fill_up_to(0x1000));
    EXPECT_STREQ(found.modules()[0].text, "first");
    EXPECT_STREQ(found.command_line, "without a zero");
}

TEST_F(Multiboot2, SizesDoWithoutAMap) {
    with_module().tag(memory_sizes, Bytes{}.add(639, 4).add(31 * 1024, 4));
    const auto& found = read();
    EXPECT_EQ(found.memory_mib, 32);
    EXPECT_EQ(found.end_of_memory, 32 * mib / page_size);
}

TEST_F(Multiboot2, LongerEntriesOfTheMapAreTaken) {
    Bytes entries = map_entry(0, mib, 1).add(~std::uint64_t{0}, 8);
    entries.add(map_entry(mib, mib, 1).add(~std::uint64_t{0}, 8).text());
    with_module().tag(memory_map, map(entries, 32));
    EXPECT_EQ(read().end_of_memory, 2 * mib / page_size);
}

TEST_F(Multiboot2, AFrameBufferHasItsColours) {
    with_memory().with_module().tag(frame_buffer, Bytes{}
                                                      .add(0xFD000000, 8)
                                                      .add(4096, 4)
                                                      .add(1024, 4)
                                                      .add(768, 4)
                                                      .add(32, 1)
                                                      .add(1, 1)
                                                      .add(0, 2)
                                                      .add(0x080008080810, 6));
    const FrameBuffer& buffer = read().frame_buffer;
    EXPECT_EQ(buffer.type, FrameBuffer::Type::rgb);
    EXPECT_EQ(buffer.address, 0xFD000000);
    EXPECT_EQ(buffer.pitch, 4096);
    EXPECT_EQ(buffer.width, 1024);
    EXPECT_EQ(buffer.height, 768);
    EXPECT_EQ(buffer.bits_per_pixel, 32);
    EXPECT_EQ(buffer.red.position, 16);
    EXPECT_EQ(buffer.green.position, 8);
    EXPECT_EQ(buffer.blue.position, 0);
    EXPECT_EQ(buffer.blue.bits, 8);
}

TEST_F(Multiboot2, TheNewerRootPointerCounts) {
    with_memory().with_module();
    tag(new_root_pointer, Bytes{"new"}.fill_up_to(36)).tag(old_root_pointer, Bytes{"old"}.fill_up_to(20));
    const auto& pointer = read().root_pointer;
    EXPECT_EQ(pointer.size, 36);
    EXPECT_EQ(pointer.bytes[0], 'n');
}

TEST_F(Multiboot2, ModulesAreCounted) {
    with_memory();
    for (Word i = 0; i < 65; ++i) with_module();
    EXPECT_EQ(panic(), "PANIC: there are 65 boot modules, of which the kernel takes at most 64\nPANIC END\n");
}

TEST_F(Multiboot2, RefusesWhatMakesNoSense) {
    const struct {
        const char* text;
        void (*make)(Loader&);
    } cases[] = {
        {"there is no boot module: ", [](Loader& loader) { loader.with_memory(); }},
        {"map has no memory in it", [](Loader& loader) { loader.with_module(); }},
        {"the boot module is empty",
         [](Loader& loader) { loader.with_memory().tag(module, file(mib, mib, "")); }},
        {"boot module 2 ends 4096 bytes in front of its beginning",
         [](Loader& loader) { loader.with_memory().with_module().tag(module, file(mib + 4096, mib, "")); }},
        {"tag of type 3 lacks 4 bytes", [](Loader& loader) { loader.tag(module, Bytes{}.add(0, 4)); }},
        {"an entry of the boot loader's memory map has only 16 bytes instead of 24",
         [](Loader& loader) { loader.tag(memory_map, map(map_entry(0, mib, 1), 16)); }},
        {"tag of type 8 lacks 2 bytes",
         [](Loader& loader) { loader.tag(frame_buffer, Bytes{}.fill_up_to(21).add(1, 1).fill_up_to(28)); }},
        {"have more than 4096 bytes",
         [](Loader& loader) {
             loader.tag(command_line, Bytes{std::string(3000, 'a')})
                 .tag(command_line, Bytes{std::string(1096, 'b')});
         }},
        {"more than 128 ranges without memory", [](Loader& loader) {
             Bytes entries;
             for (std::uint64_t i = 0; i < 129; ++i) entries.add(map_entry(i * mib, 1, 2).text());
             loader.tag(memory_map, map(entries));
         }}};
    for (const auto& one : cases) {
        Loader fixture;
        one.make(fixture);
        EXPECT_NE(fixture.panic().find(one.text), std::string::npos) << one.text << "\n" << firmware->console;
    }
}

TEST_F(Multiboot2, RefusesSizesThatCannotBe) {
    with_memory().with_module();
    EXPECT_NE(panic_with_size(15).find("have only 15 bytes instead of at least 16"), std::string::npos);
    firmware_.console.clear();
    EXPECT_NE(panic_with_size(Firmware::memory_bytes).find("are out of reach"), std::string::npos);
    firmware_.console.clear();
    EXPECT_NE(panic_with_size(8 + tags_.size()).find("do not end within their"), std::string::npos);
}

TEST_F(Multiboot2, RefusesTagsThatReachTooFar) {
    for (const std::uint32_t size : {0U, 7U, 0x1000U, 0xFFFFFFFFU}) {
        tags_ = Bytes{}.add(command_line, 4).add(size, 4);
        firmware_.console.clear();
        EXPECT_NE(panic().find("tag of type 1 says that it has " + std::to_string(size) + " bytes"),
                  std::string::npos)
            << firmware_.console;
    }
}

TEST_F(Multiboot2, NothingReachesBeyondWhatIsReadable) {
    EXPECT_NE(panic_of([&] { multiboot2::read(information_, ~Word{0} - 3); }).find("are out of reach"),
              std::string::npos);
}

} // namespace
} // namespace pepin::test
