// Boot, in order: console, what the loader says, memory, root partition, processor and devices, root.
#include "boot/root_partition.hpp"
#include "console/console.hpp"
#include "core/hooks.hpp"
#include "cpuid.hpp"
#include "devices.hpp"
#include "gdt.hpp"
#include "idt.hpp"
#include "kernel_paging.hpp"
#include "multiboot.hpp"
#include "processor.hpp"
#include "tss.hpp"

extern "C" {
extern char kernel_image_end[], kernel_end[];
[[noreturn]] void kernel_main(pepin::Word magic, pepin::Word information_address);
}

using namespace pepin;

namespace {

constexpr Word kernel_load_address = 1U << 20;

[[nodiscard]] Word frames_for(Word bytes) { return (bytes + page_size - 1) / page_size; }
[[nodiscard]] Word physical(const void* address) {
    return static_cast<Word>(reinterpret_cast<std::uintptr_t>(address)) - PIP_I386_KERNEL_WINDOW;
}

[[nodiscard]] bool is_free(Word number) {
    return number < kernel_state.frame_count && record_of(Frame{number}).kind == Kind::user;
}

// Up to the last one of memory that the window shows; there can be memory far above it.
[[nodiscard]] Word count_frames(std::span<const boot::FrameRange> usable) {
    Word count = 0;
    for (const boot::FrameRange range : usable)
        if (range.first < Architecture::frame_limit && range.end > count) count = range.end;
    return count < Architecture::frame_limit ? count : Architecture::frame_limit;
}

// Frames up to the last one of RAM below 4 GiB, where devices are.
[[nodiscard]] boot::FrameRange low_memory(std::span<const boot::FrameRange> usable) {
    constexpr Word last_frame = 0xFFFFF;
    Word end = 0;
    for (const boot::FrameRange range : usable)
        if (range.first <= last_frame && range.end > end)
            end = range.end <= last_frame ? range.end : last_frame;
    return {0, end};
}

// The kernel, with as much of the frame table as this machine's memory needs.
[[nodiscard]] boot::FrameRange kernel_frames() {
    const Word table_bytes = kernel_state.frame_count * sizeof(FrameRecord);
    return {kernel_load_address / page_size, frames_for(physical(kernel_image_end) + table_bytes)};
}

void reserve_kernel(boot::FrameRange kernel) {
    for (Word number = kernel.first; number < kernel.end; ++number) {
        if (!is_free(number))
            panic("the boot loader's memory map has no memory at ", number * (page_size / 1024),
                  " KiB, where the kernel is");
        record_of(Frame{number}).kind = Kind::reserved;
    }
}

// Frames that the module touches.
[[nodiscard]] boot::FrameRange module_frames(multiboot::Bytes module) {
    return {module.begin / page_size, frames_for(module.end)};
}

// The root image starts at a page boundary and ends in zeros. A module that does not start at one is moved
// down to it.
[[nodiscard]] boot::FrameRange place_image(multiboot::Bytes module) {
    const Word size = module.end - module.begin;
    const Word first = module.begin / page_size;
    const boot::FrameRange image{first, first + frames_for(size)};
    char* const target = reinterpret_cast<char*>(physical_memory[first].words.data());
    if (module.begin % page_size != 0) __builtin_memmove(target, target + module.begin % page_size, size);
    __builtin_memset(target + size, 0, image.size() * page_size - size);
    return image;
}

void check_module(multiboot::Bytes module) {
    const Word window = Architecture::frame_limit * page_size;
    if (module.end > window)
        panic("the boot module ends at ", module.end / 1024, " KiB, behind the 992 MiB that the kernel uses");
    const boot::FrameRange range = module_frames(module);
    for (Word number = range.first; number < range.end; ++number)
        if (!is_free(number))
            panic("the boot module of ", (module.end - module.begin) / 1024,
                  " KiB is too large: it does not lie in free memory from end to end");
}

void print_banner(const multiboot::Information& loader, boot::RootMemory free) {
    using namespace console;
    print("Pepin 0.1, ");
    print_decimal(loader.memory_mib);
    print(" MiB of memory");
    if (loader.end_of_memory > Architecture::frame_limit)
        print(" (only what lies in the first 992 MiB is used)");
    print(", root has ");
    print_decimal((free.end.number - free.first.number) * (page_size / 1024));
    print(" KiB free\n");
}

} // namespace

void kernel_main(Word magic, Word information_address) {
    console_initialise();
    if (magic != multiboot::loader_magic) panic("the kernel was not started by a multiboot 1 boot loader");
    require_processor();
    set_cr4();
    static multiboot::Information loader;
    multiboot::read(loader, information_address);
    const multiboot::Bytes module = loader.modules().front().bytes;

    kernel_state.frame_count = count_frames(loader.usable.ranges());
    const boot::FrameRange kernel = kernel_frames();
    boot::initialise_frame_table(loader.usable.ranges(), loader.reserved.ranges());
    reserve_kernel(kernel);
    check_module(module);

    {
        boot::FrameSource frames{module_frames(module)};
        paging::map_physical_memory(frames);
    }
    const boot::FrameRange image = place_image(module);
    boot::FrameSource frames{image};
    const boot::RootMemory free = boot::build_root(frames, image, PIP_I386_ROOT_IMAGE);

    fill_task_states();
    load_gdt();
    load_idt();
    processor_initialise();
    paging::protect_kernel();
    paging::copy_kernel_entries(current_partition().mmu());
    architecture_activate(current_partition().mmu().number);
    const boot::FrameRange taken[] = {low_memory(loader.usable.ranges())};
    devices_initialise(taken);
    print_banner(loader, free);
    if (const Word checked = debug_check_invariants(); checked != 0) {
        console::print_decimal(checked);
        console::print(" invariants hold at boot\n");
    }
    enter_root();
}
