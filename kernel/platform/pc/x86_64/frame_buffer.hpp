// Text in a frame buffer.
#pragma once

#include <array>

#include "multiboot_information.hpp"

namespace pepin {

// A surface of a Terminal. Pixels are written and never read, which may take long: what stands where is
// remembered.
class FrameBufferText {
public:
    // Pixels of a character.
    static constexpr Word cell_width = 8, cell_height = 16;

    // Whether its sizes make sense, and its pixels are ones that text can be drawn with.
    [[nodiscard]] static bool can_show(const multiboot::FrameBuffer& buffer);

    // From now on text stands in a frame buffer that can be shown, whose pixels are at this address. All of
    // it becomes black.
    void show(const multiboot::FrameBuffer& buffer, volatile std::uint8_t* pixels);
    [[nodiscard]] bool is_shown() const { return pixels_ != nullptr; }

    // Of a larger buffer only a part is used.
    [[nodiscard]] Word columns() const { return columns_; }
    [[nodiscard]] Word rows() const { return rows_; }
    void draw(Word row, Word column, char character);
    void scroll();
    void clear(Word row);

private:
    static constexpr Word most_columns = 160, most_rows = 64;

    void write_pixel(volatile std::uint8_t* pixel, bool is_lit) const;

    volatile std::uint8_t* pixels_ = nullptr;
    Word pitch_ = 0, pixel_bytes_ = 0, columns_ = 0, rows_ = 0;
    std::array<std::array<char, most_columns>, most_rows> text_{}; // 0 is blank
};

} // namespace pepin
