// Text in a frame buffer.
#include <gtest/gtest.h>

#include <set>
#include <string>
#include <vector>

#include "frame_buffer.hpp"
#include "terminal.hpp"

namespace pepin::test {
namespace {

using multiboot::FrameBuffer;

constexpr std::uint8_t untouched = 0x55;

class Screen {
public:
    Screen(std::uint32_t width, std::uint32_t height, std::uint8_t bits, std::uint32_t padding = 0)
        : pixel_bytes_{bits / 8U} {
        buffer_.address = 0xE0000000;
        buffer_.width = width;
        buffer_.height = height;
        buffer_.pitch = width * (bits / 8U) + padding;
        buffer_.bits_per_pixel = bits;
        buffer_.type = FrameBuffer::Type::rgb;
        memory_.assign(std::size_t{buffer_.pitch} * height, untouched);
    }

    void show() {
        ASSERT_TRUE(FrameBufferText::can_show(buffer_));
        terminal_.surface().show(buffer_, memory_.data());
    }
    void print(const std::string& text) {
        for (const char character : text) terminal_.put(character);
    }
    [[nodiscard]] FrameBuffer& buffer() { return buffer_; }

    // A character's pixels, a row in a line; '?' where a pixel is neither black nor grey.
    [[nodiscard]] std::string cell(std::size_t row, std::size_t column) const {
        std::string drawn;
        for (std::size_t y = 0; y < 16; ++y) {
            for (std::size_t x = 0; x < 8; ++x) drawn += pixel(column * 8 + x, row * 16 + y);
            drawn += '\n';
        }
        return drawn;
    }
    [[nodiscard]] char pixel(std::size_t x, std::size_t y) const {
        const std::size_t first = y * buffer_.pitch + x * pixel_bytes_;
        std::uint32_t value = 0;
        for (std::size_t i = 0; i < pixel_bytes_; ++i)
            value |= static_cast<std::uint32_t>(memory_[first + i]) << 8 * i;
        return value == 0 ? '.' : value == 0xC0C0C0 ? '#' : '?';
    }
    // Bytes behind the pixels of the rows.
    [[nodiscard]] bool is_padding_untouched() const {
        for (std::size_t y = 0; y < buffer_.height; ++y)
            for (std::size_t at = buffer_.width * pixel_bytes_; at < buffer_.pitch; ++at)
                if (memory_[y * buffer_.pitch + at] != untouched) return false;
        return true;
    }

private:
    FrameBuffer buffer_;
    std::size_t pixel_bytes_;
    std::vector<std::uint8_t> memory_;
    Terminal<FrameBufferText> terminal_;
};

[[nodiscard]] std::string drawn_alone(char character) {
    Screen screen{8, 16, 32};
    screen.show();
    screen.print(std::string{character});
    return screen.cell(0, 0);
}

TEST(FrameBufferText, DrawsALetter) {
    EXPECT_EQ(drawn_alone('L'), ".#......\n.#......\n.#......\n.#......\n"
                                ".#......\n.#......\n.#......\n.#......\n"
                                ".#......\n.#......\n.#......\n.#......\n"
                                ".#####..\n.#####..\n........\n........\n");
}

TEST(FrameBufferText, EveryCharacterLooksDifferent) {
    std::set<std::string> all;
    for (char character = ' '; character <= '~'; ++character) all.insert(drawn_alone(character));
    EXPECT_EQ(all.size(), 95);
    EXPECT_EQ(drawn_alone('\x80'), drawn_alone('?'));
    EXPECT_EQ(drawn_alone('\x7F'), drawn_alone('?'));
}

TEST(FrameBufferText, AllKindsOfPixelsShowTheSame) {
    for (const std::uint8_t bits : {std::uint8_t{24}, std::uint8_t{32}})
        for (const std::uint32_t padding : {0U, 1U, 3U, 64U}) {
            Screen screen{43, 35, bits, padding};
            screen.show();
            screen.print("ab\ncd");
            EXPECT_EQ(screen.cell(0, 0), drawn_alone('a'));
            EXPECT_EQ(screen.cell(0, 1), drawn_alone('b'));
            EXPECT_EQ(screen.cell(1, 1), drawn_alone('d'));
            EXPECT_EQ(screen.cell(1, 2), drawn_alone(' '));
            EXPECT_EQ(screen.pixel(42, 34), '.') << "what holds no character becomes black, too";
            EXPECT_TRUE(screen.is_padding_untouched());
        }
}

TEST(FrameBufferText, LongLinesGoOn) {
    Screen screen{24, 32, 32};
    screen.show();
    screen.print("abcd");
    EXPECT_EQ(screen.cell(0, 2), drawn_alone('c'));
    EXPECT_EQ(screen.cell(1, 0), drawn_alone('d'));
}

TEST(FrameBufferText, ScrollsAtTheEnd) {
    Screen screen{24, 48, 32};
    screen.show();
    screen.print("ab\r\nc\r\nd\r\nefg");
    EXPECT_EQ(screen.cell(0, 0), drawn_alone('c'));
    EXPECT_EQ(screen.cell(0, 1), drawn_alone(' '));
    EXPECT_EQ(screen.cell(1, 0), drawn_alone('d'));
    EXPECT_EQ(screen.cell(2, 2), drawn_alone('g'));
    screen.print("\n");
    EXPECT_EQ(screen.cell(1, 2), drawn_alone('g'));
    EXPECT_EQ(screen.cell(2, 0), drawn_alone(' '));
}

TEST(FrameBufferText, OfALargeScreenAPartIsUsed) {
    Screen screen{2000, 1100, 32};
    screen.show();
    screen.print(std::string(160, 'a') + "b");
    EXPECT_EQ(screen.cell(0, 159), drawn_alone('a'));
    EXPECT_EQ(screen.cell(1, 0), drawn_alone('b'));
    for (int line = 0; line < 100; ++line) screen.print("\n");
    screen.print("c");
    EXPECT_EQ(screen.cell(63, 0), drawn_alone('c'));
}

TEST(FrameBufferText, SizesHaveToMakeSense) {
    const struct {
        const char* what;
        void (*spoil)(FrameBuffer&);
    } cases[] = {{"16 bits", [](FrameBuffer& buffer) { buffer.bits_per_pixel = 16; }},
                 {"0 bits", [](FrameBuffer& buffer) { buffer.bits_per_pixel = 0; }},
                 {"text", [](FrameBuffer& buffer) { buffer.type = FrameBuffer::Type::text; }},
                 {"no room for a character", [](FrameBuffer& buffer) { buffer.width = 7; }},
                 {"no room for a line", [](FrameBuffer& buffer) { buffer.height = 15; }},
                 {"rows over each other", [](FrameBuffer& buffer) { buffer.pitch = buffer.width * 4 - 1; }},
                 {"a width that overflows", [](FrameBuffer& buffer) { buffer.width = 0x40000001; }},
                 {"larger than any", [](FrameBuffer& buffer) { buffer.height = 0xFFFFFFFF; }},
                 {"no address", [](FrameBuffer& buffer) { buffer.address = 0; }},
                 {"around the end", [](FrameBuffer& buffer) { buffer.address = ~std::uint64_t{0} - 100; }}};
    for (const auto& one : cases) {
        Screen screen{640, 480, 32};
        EXPECT_TRUE(FrameBufferText::can_show(screen.buffer()));
        one.spoil(screen.buffer());
        EXPECT_FALSE(FrameBufferText::can_show(screen.buffer())) << one.what;
    }
}

} // namespace
} // namespace pepin::test
