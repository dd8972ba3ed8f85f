// Boot, in order: console, what the loader says, memory, root partition, processor and devices, root.
#include "boot/early_memory.hpp"
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
#include "root_image.hpp"
#include "tss.hpp"

extern "C" {
extern char kernel_image_end[];
[[noreturn]] void kernel_main(pepin::Word magic, pepin::Word information_address);
}

using namespace pepin;

namespace {

constexpr Word kernel_load_address = 1U << 20;
// What the boot code shows of memory.
constexpr Word reachable_frames = Word{1} << (32 - Architecture::page_bits);

[[nodiscard]] Word physical(const void* address) {
    return reinterpret_cast<Word>(address) - PIP_X86_64_KERNEL_WINDOW;
}

// Up to the last one of memory that the window shows.
[[nodiscard]] Word count_frames(std::span<const boot::FrameRange> usable) {
    Word count = 0;
    for (const boot::FrameRange range : usable)
        if (range.first < Architecture::frame_limit && range.end > count) count = range.end;
    return count < Architecture::frame_limit ? count : Architecture::frame_limit;
}

// An entry that is not present has its frame's number inverted, which must not be memory, or what L1TF reads
// could be somebody's.
void check_addresses() {
    const Word half = Word{1} << (processor_features().address_bits - 1 - Architecture::page_bits);
    if (kernel_state.frame_count > half)
        panic("memory reaches beyond half of the ", processor_features().address_bits,
              " bits that the processor's addresses have");
}

[[nodiscard]] boot::FrameRange kernel_frames() {
    return {kernel_load_address / page_size, physical(kernel_image_end) / page_size};
}

[[nodiscard]] boot::FrameRange module_frames(multiboot::Bytes module) {
    return {module.begin / page_size, (module.end + page_size - 1) / page_size};
}

void check_memory(std::span<const boot::FrameRange> usable, boot::FrameRange frames, const char* what) {
    for (const boot::FrameRange range : usable)
        if (range.first <= frames.first && frames.end <= range.end) return;
    console::print(what);
    panic(" does not lie in memory from end to end");
}

void print_banner(const multiboot::Information& loader, boot::RootMemory free) {
    using namespace console;
    print("Pepin 0.1, ");
    print_decimal(loader.memory_mib);
    print(" MiB of memory");
    if (loader.end_of_memory > Architecture::frame_limit)
        print(" (only what lies in the first 64 GiB is used)");
    print(", root has ");
    print_decimal((free.end.number - free.first.number) * (page_size / 1024));
    print(" KiB free\n");
}

void print_weaknesses() {
    const ProcessorFeatures& features = processor_features();
    const struct {
        bool has;
        const char* name;
    } weaknesses[] = {{features.meltdown, " Meltdown"},
                      {features.l1tf, " L1TF"},
                      {features.mds, " MDS"},
                      {features.lazy_fp, " LazyFP"}};
    console::print("The processor's weaknesses:");
    bool any = false;
    for (const auto& weakness : weaknesses)
        if (weakness.has) {
            console::print(weakness.name);
            any = true;
        }
    console::print(any ? "\n" : " none of Meltdown, L1TF, MDS, LazyFP\n");
}

} // namespace

void kernel_main(Word magic, Word information_address) {
    console_initialise();
    if (magic != multiboot::loader_magic) panic("the kernel was not started by a multiboot 1 boot loader");
    static multiboot::Information loader;
    multiboot::read(loader, information_address);
    const auto usable = loader.usable.ranges();

    kernel_state.frame_count = count_frames(usable);
    check_addresses();
    const boot::FrameRange kernel = kernel_frames(), module = module_frames(loader.module);
    check_memory(usable, kernel, "The kernel");
    check_memory(usable, module, "The boot module");

    static std::array<boot::FrameRange, multiboot::RangeList::limit + 3> taken{};
    std::size_t taken_count = 0;
    for (const boot::FrameRange range : loader.reserved.ranges()) taken[taken_count++] = range;
    taken[taken_count++] = {0, kernel.first};
    taken[taken_count++] = kernel;
    taken[taken_count++] = module;
    boot::EarlyMemory memory{usable, {taken.data(), taken_count}, reachable_frames};
    const RootImage image = place_root_image(loader.module, memory);
    const Word tables = memory.taken().end;
    paging::map_frame_table(memory, usable);
    paging::map_physical_memory(memory, usable);
    if (const Word count = debug_frames_needed(); count != 0) debug_use_frames(memory.take(count).first);

    boot::initialise_frame_table(usable, loader.reserved.ranges());
    for (const boot::FrameRange range : {kernel, boot::FrameRange{tables, memory.taken().end}})
        for (Word number = range.first; number < range.end; ++number)
            record_of(Frame{number}).kind = Kind::reserved;
    boot::FrameSource frames{image.frames};
    const boot::RootMemory free = boot::build_root(frames, image.frames, image.entry);

    fill_task_state();
    load_gdt();
    load_idt();
    processor_initialise();
    architecture_activate(current_partition().mmu().number);
    devices_initialise(usable);
    print_banner(loader, free);
    print_weaknesses();
    if (const Word checked = debug_check_invariants(); checked != 0) {
        console::print_decimal(checked);
        console::print(" invariants hold at boot\n");
    }
    resume_context();
}
