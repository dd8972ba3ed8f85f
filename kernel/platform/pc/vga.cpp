#include "vga.hpp"

#include "arch/x86/io.hpp"
#include "core/memory.hpp"
#include "terminal.hpp"

namespace pepin::vga {

namespace {

// A character and its colours.
using Cell = std::uint16_t;
constexpr Cell grey_on_black = 0x0700, blank = grey_on_black | ' ';

class TextMemory {
public:
    [[nodiscard]] static constexpr Word columns() { return 80; }
    [[nodiscard]] static constexpr Word rows() { return 25; }

    static void draw(Word row, Word column, char character) {
        cells()[row * columns() + column] =
            static_cast<Cell>(grey_on_black | static_cast<unsigned char>(character));
    }
    static void scroll() {
        __builtin_memmove(cells(), cells() + columns(), (rows() - 1) * columns() * sizeof(Cell));
    }
    static void clear(Word row) {
        for (Word column = 0; column < columns(); ++column) cells()[row * columns() + column] = blank;
    }

private:
    [[nodiscard]] static Cell* cells() {
        constexpr Word address = 0xB8000;
        return reinterpret_cast<Cell*>(physical_memory[address / page_size].words.data());
    }
};

Terminal<TextMemory> terminal;
bool is_there = false;

// By the graphics controller: characters, not graphics, in memory from 0xB8000 on. Nothing answers with ones.
bool is_in_text_mode() {
    constexpr Word index = 0x3CE, data = 0x3CF, miscellaneous = 6;
    constexpr Word graphics = 1U << 0, memory_map = 3U << 2, from_b8000 = 3U << 2;
    out_byte(index, miscellaneous);
    return (in_byte(data) & (graphics | memory_map)) == from_b8000;
}

} // namespace

void initialise() {
    static bool is_cleared = false;
    is_there = is_in_text_mode();
    if (!is_there || is_cleared) return;
    is_cleared = true;
    for (Word row = 0; row < TextMemory::rows(); ++row) TextMemory::clear(row);
}

void put(char character) {
    if (is_there) terminal.put(character);
}

} // namespace pepin::vga
