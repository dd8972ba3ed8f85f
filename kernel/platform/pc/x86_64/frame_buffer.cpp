#include "frame_buffer.hpp"

#include "font.hpp"

namespace pepin {

namespace {

constexpr std::uint32_t black = 0x000000, grey = 0xC0C0C0; // whichever colour stands first
constexpr Word bits_per_byte = 8;

[[nodiscard]] const Glyph& glyph_of(char character) {
    const bool is_known = character >= first_character && character <= last_character;
    return font[static_cast<std::size_t>((is_known ? character : '?') - first_character)];
}

} // namespace

bool FrameBufferText::can_show(const multiboot::FrameBuffer& buffer) {
    constexpr std::uint64_t most_bytes = std::uint64_t{256} << 20; // of any display
    const std::uint64_t bytes = std::uint64_t{buffer.pitch} * buffer.height;
    return buffer.type == multiboot::FrameBuffer::Type::rgb &&
           (buffer.bits_per_pixel == 24 || buffer.bits_per_pixel == 32) && buffer.width >= cell_width &&
           buffer.height >= cell_height &&
           std::uint64_t{buffer.width} * (buffer.bits_per_pixel / bits_per_byte) <= buffer.pitch &&
           bytes <= most_bytes && buffer.address != 0 && buffer.address <= ~std::uint64_t{0} - bytes;
}

void FrameBufferText::show(const multiboot::FrameBuffer& buffer, volatile std::uint8_t* pixels) {
    pixels_ = pixels;
    pitch_ = buffer.pitch;
    pixel_bytes_ = buffer.bits_per_pixel / bits_per_byte;
    columns_ = buffer.width / cell_width < most_columns ? buffer.width / cell_width : most_columns;
    rows_ = buffer.height / cell_height < most_rows ? buffer.height / cell_height : most_rows;
    for (Word y = 0; y < buffer.height; ++y)
        for (Word x = 0; x < buffer.width; ++x) write_pixel(pixels_ + y * pitch_ + x * pixel_bytes_, false);
}

void FrameBufferText::write_pixel(volatile std::uint8_t* pixel, bool is_lit) const {
    const std::uint32_t colour = is_lit ? grey : black;
    if (pixel_bytes_ == sizeof colour && reinterpret_cast<std::uintptr_t>(pixel) % sizeof colour == 0) {
        *reinterpret_cast<volatile std::uint32_t*>(pixel) = colour;
        return;
    }
    for (Word i = 0; i < pixel_bytes_; ++i) pixel[i] = static_cast<std::uint8_t>(colour >> bits_per_byte * i);
}

// A glyph's pixels are two high; one column of blank pixels in front of it, and two behind.
void FrameBufferText::draw(Word row, Word column, char character) {
    constexpr Word pixel_height = 2, left = 1;
    static_assert(cell_height == pixel_height * std::tuple_size_v<Glyph>);
    text_[row][column] = character == ' ' ? '\0' : character;
    const Glyph& glyph = glyph_of(character);
    volatile std::uint8_t* line = pixels_ + row * cell_height * pitch_ + column * cell_width * pixel_bytes_;
    for (Word y = 0; y < cell_height; ++y, line += pitch_) {
        // the leftmost pixel of the cell in bit 7
        const Word bits = Word{glyph[y / pixel_height]} << (cell_width - left - glyph_width);
        for (Word x = 0; x < cell_width; ++x)
            write_pixel(line + x * pixel_bytes_, (bits >> (cell_width - 1 - x) & 1) != 0);
    }
}

void FrameBufferText::scroll() {
    for (Word row = 0; row + 1 < rows_; ++row)
        for (Word column = 0; column < columns_; ++column)
            if (const char next = text_[row + 1][column]; next != text_[row][column])
                draw(row, column, next == '\0' ? ' ' : next);
}

void FrameBufferText::clear(Word row) {
    for (Word column = 0; column < columns_; ++column)
        if (text_[row][column] != '\0') draw(row, column, ' ');
}

} // namespace pepin
