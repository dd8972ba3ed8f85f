#include "kernel_paging.hpp"

#include "console/console.hpp"
#include "cpuid.hpp"

extern "C" {
extern pepin::Word boot_page_directory[1024];
extern pepin::Word boot_page_tables[4][1024]; // of the first 16 MiB
extern char kernel_text_begin[], kernel_text_end[], kernel_stack_guard[];
}

namespace pepin::paging {

namespace {

constexpr Word large_page = 1U << 7;
constexpr Word global = 1U << 8;
constexpr Word frames_per_entry = leaf_entries;
constexpr Word first_tables = 4;

void forget_all_translations() {
    Word value;
    asm volatile("movl %%cr3, %0\n\tmovl %0, %%cr3" : "=r"(value)::"memory");
}

[[nodiscard]] Word kernel_entry(Word frame) {
    return frame << Architecture::page_bits | Architecture::present | Architecture::writable;
}

[[nodiscard]] Word table_of_kernel(boot::FrameSource& frames, Word first_frame) {
    const Frame table = frames.take();
    if (table == no_frame) panic("there is too little memory for the kernel's page tables");
    if (table.number >= first_frame)
        panic("the kernel's page tables would lie at ", table.number * (page_size / 1024),
              " KiB, which is not mapped yet");
    record_of(table).kind = Kind::reserved;
    for (Word i = 0; i < frames_per_entry; ++i) memory::write(table, i, kernel_entry(first_frame + i));
    return kernel_entry(table.number);
}

[[nodiscard]] Word& entry_of(const char* address) {
    const Word frame =
        (static_cast<Word>(reinterpret_cast<std::uintptr_t>(address)) - PIP_I386_KERNEL_WINDOW) >>
        Architecture::page_bits;
    return boot_page_tables[frame / frames_per_entry][frame % frames_per_entry];
}

} // namespace

void map_physical_memory(boot::FrameSource& frames) {
    const bool large_pages = processor_features().page_size_extension;
    const Word count = (kernel_state.frame_count + frames_per_entry - 1) / frames_per_entry;
    for (Word i = first_tables; i < count; ++i) {
        const Word first = i * frames_per_entry;
        boot_page_directory[Architecture::first_kernel_entry + i] =
            large_pages ? kernel_entry(first) | large_page : table_of_kernel(frames, first);
    }
}

void protect_kernel() {
    for (const char* page = kernel_text_begin; page < kernel_text_end; page += page_size)
        entry_of(page) &= ~Architecture::writable;
    entry_of(kernel_stack_guard) = 0;
    if (processor_features().global_pages) {
        for (auto& table : boot_page_tables)
            for (Word& entry : table)
                if (entry != 0) entry |= global;
        for (Word i = Architecture::first_kernel_entry + first_tables; i < Architecture::end_kernel_entry;
             ++i)
            if ((boot_page_directory[i] & large_page) != 0) boot_page_directory[i] |= global;
    }
    forget_all_translations();
}

void copy_kernel_entries(Frame root_table) {
    for (Word i = Architecture::first_kernel_entry; i < Architecture::end_kernel_entry; ++i)
        memory::write(root_table, i, boot_page_directory[i]);
}

} // namespace pepin::paging
