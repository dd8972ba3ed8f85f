#include "kernel_paging.hpp"

extern "C" {
extern pepin::Word kernel_root_table[4096];
extern pepin::Word kernel_page_table[256]; // of the first MiB
extern char kernel_text_begin[], kernel_text_end[], kernel_stack_guard[];
}

namespace pepin::paging {

namespace {

constexpr Word section_bits = 20;

[[nodiscard]] Word page_index(const char* address) {
    return (static_cast<Word>(reinterpret_cast<std::uintptr_t>(address)) - PIP_ARMV7_KERNEL_WINDOW) >>
           Architecture::page_bits;
}

} // namespace

void protect_kernel(Word memory_end) {
    // A section that is memory in part only is memory: it is the firmware's behind.
    for (Word section = (memory_end + (1U << section_bits) - 1) >> section_bits;
         section < PIP_ARMV7_DEVICES >> section_bits; ++section)
        kernel_root_table[(PIP_ARMV7_KERNEL_WINDOW >> section_bits) + section] = 0;
    for (Word page = 0; page < 256; ++page) {
        const bool text = page >= page_index(kernel_text_begin) && page < page_index(kernel_text_end);
        kernel_page_table[page] |= text ? Architecture::read_only : Architecture::never_execute;
    }
    kernel_page_table[page_index(kernel_stack_guard)] = 0;
    asm volatile("dsb\n\tmcr p15, 0, %0, c8, c7, 0\n\tdsb\n\tisb" : : "r"(0) : "memory"); // TLBIALL
}

} // namespace pepin::paging
