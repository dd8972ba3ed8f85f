#include "atags.hpp"

#include "console/console.hpp"
#include "mmio.hpp"

namespace pepin::atags {

namespace {

constexpr Word core = 0x54410001, memory = 0x54410002, module = 0x54420005, command_line = 0x54410009,
               none = 0;
constexpr Word most_words = 4096; // of the whole list

[[nodiscard]] Word word(Word address) { return register_at(address); }
[[nodiscard]] char character(Word address) {
    return static_cast<char>(word(address & ~Word{3}) >> address % 4 * 8);
}

// The number of `mem=NNNM` in the command line, or 0.
[[nodiscard]] Word memory_limit(Word text, Word size) {
    const auto begins = [&](Word at) {
        return character(at) == 'm' && character(at + 1) == 'e' && character(at + 2) == 'm' &&
               character(at + 3) == '=';
    };
    for (Word i = 0; i + 4 < size && character(text + i) != '\0'; ++i) {
        if (!begins(text + i) || (i > 0 && character(text + i - 1) != ' ')) continue;
        Word mebibytes = 0;
        for (i += 4; i < size && character(text + i) >= '0' && character(text + i) <= '9' && mebibytes < 4096;
             ++i)
            mebibytes = mebibytes * 10 + static_cast<Word>(character(text + i) - '0');
        return mebibytes < 4096 ? mebibytes : 0;
    }
    return 0;
}

} // namespace

Information read(Word address) {
    if (address == 0 || address % 4 != 0 || address >= PIP_ARMV7_DEVICES || word(address + 4) != core)
        panic("the boot loader left no list of tags (on a Raspberry Pi: config.txt needs the line "
              "device_tree=)");
    Information found;
    Word limit = 0;
    const Word end = address + 4 * most_words;
    while (address < end) {
        const Word words = word(address), kind = word(address + 4);
        if (kind == none || words < 2) break;
        if (words > (end - address) / 4)
            panic("a tag of the boot loader's is ", words, " words long, and its whole list may have 4096");
        const Word first = word(address + 8), second = word(address + 12);
        if (kind == memory && second == 0) found.memory_end = first;
        if (kind == module) found.module = {first, first + second};
        if (kind == command_line) limit = memory_limit(address + 8, (words - 2) * 4);
        address += words * 4;
    }
    if (found.memory_end == 0) panic("the boot loader's tags say nothing of memory at address 0");
    if (found.memory_end > PIP_ARMV7_DEVICES) found.memory_end = PIP_ARMV7_DEVICES;
    found.usable_end = limit != 0 && limit << 20 < found.memory_end ? limit << 20 : found.memory_end;
    if (found.module.begin >= found.module.end)
        panic("the boot loader gave no boot module: the root partition is missing");
    return found;
}

} // namespace pepin::atags
