#include "multiboot_information.hpp"

#include "console/console.hpp"

namespace pepin::multiboot {

namespace {

constexpr bool keeps_all_modules = most_modules > 1;

[[nodiscard]] Word rounded_down(std::uint64_t address) {
    constexpr std::uint64_t last_frame = ~Word{0} - 1; // so that there is a number for what is behind it
    const std::uint64_t frame = address >> Architecture::page_bits;
    return static_cast<Word>(frame < last_frame ? frame : last_frame);
}
[[nodiscard]] Word rounded_up(std::uint64_t address) {
    return rounded_down(address) + (address % page_size != 0 ? 1 : 0);
}

// Memory in MiB, rounded to the nearest. The first MiB counts as a whole: it is memory, of which the firmware
// keeps a part.
[[nodiscard]] Word count_memory(const RangeList& usable) {
    constexpr Word frames_per_mib = (1U << 20) / page_size;
    Word count = frames_per_mib;
    for (const boot::FrameRange range : usable.ranges())
        if (range.end > frames_per_mib)
            count += range.end - (range.first > frames_per_mib ? range.first : frames_per_mib);
    return count / frames_per_mib + (count % frames_per_mib >= frames_per_mib / 2 ? 1 : 0);
}

} // namespace

boot::FrameRange FrameBuffer::frames() const {
    const std::uint64_t bytes = std::uint64_t{pitch} * height, most = ~std::uint64_t{0} - address;
    if (bytes == 0) return {};
    const std::uint64_t last = address + (bytes - 1 < most ? bytes - 1 : most);
    return {rounded_down(address), rounded_down(last) + 1};
}

bool RangeList::add(boot::FrameRange range) {
    if (range.first >= range.end) return true;
    // What it touches becomes a part of it.
    std::size_t kept = 0;
    for (const boot::FrameRange other : ranges()) {
        if (other.first > range.end || other.end < range.first) {
            ranges_[kept++] = other;
            continue;
        }
        if (other.first < range.first) range.first = other.first;
        if (other.end > range.end) range.end = other.end;
    }
    count_ = kept;
    if (count_ == limit) return false;
    ranges_[count_++] = range;
    return true;
}

void Information::add_memory(std::uint64_t begin, std::uint64_t end) {
    // What finds no place is memory that is not used.
    static_cast<void>(usable.add({rounded_up(begin), rounded_down(end)}));
}

void Information::add_range(std::uint64_t begin, std::uint64_t size, bool is_memory) {
    const auto most = ~std::uint64_t{0} - begin;
    const auto end = begin + (size < most ? size : most);
    if (is_memory) return add_memory(begin, end);
    if (size != 0 && !reserved.add({rounded_down(begin), rounded_up(end)}))
        panic("the boot loader's memory map has more than ", RangeList::limit, " ranges without memory");
}

void Information::finish_memory() {
    if (usable.ranges().empty()) panic("the boot loader's memory map has no memory in it");
    for (const boot::FrameRange range : usable.ranges())
        if (range.end > end_of_memory) end_of_memory = range.end;
    memory_mib = count_memory(usable);
}

void Information::add_module(Bytes bytes, const char* text) {
    if (kept_modules_ == modules_.size()) return;
    if (kept_modules_ == 0 && bytes.end <= bytes.begin) panic("the boot module is empty");
    if (bytes.end < bytes.begin)
        panic("boot module ", kept_modules_ + 1, " ends ", bytes.begin - bytes.end,
              " bytes in front of its beginning");
    modules_[kept_modules_++] = {bytes, text};
}

void Information::check_modules() {
    if (module_count == 0)
        panic("there is no boot module: give the root partition as one (QEMU: -initrd FILE, GRUB: module "
              "FILE)");
    if (keeps_all_modules && module_count > most_modules)
        panic("there are ", module_count, " boot modules, of which the kernel takes at most ", most_modules,
              "");
}

const char* Information::copy_text(const char* text, Word most) {
    if constexpr (text_bytes == 0) return "";
    Word size = 0;
    while (size < most && text[size] != '\0') ++size;
    if (size >= texts_.size() - used_by_texts_)
        panic("the command lines that the boot loader gives have more than ", text_bytes, " bytes");
    char* const copy = texts_.data() + used_by_texts_;
    __builtin_memcpy(copy, text, size);
    copy[size] = '\0';
    used_by_texts_ += size + 1;
    return copy;
}

} // namespace pepin::multiboot
