// Boot, in order: console, what loader and firmware say, memory, root partition, processor and devices, root.
#include "acpi.hpp"
#include "boot/early_memory.hpp"
#include "boot/root_partition.hpp"
#include "console/console.hpp"
#include "consoles.hpp"
#include "core/hooks.hpp"
#include "cpuid.hpp"
#include "devices.hpp"
#include "gdt.hpp"
#include "idt.hpp"
#include "interrupts.hpp"
#include "kernel_paging.hpp"
#include "multiboot.hpp"
#include "multiboot2.hpp"
#include "processor.hpp"
#include "root_image.hpp"
#include "root_modules.hpp"
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

[[nodiscard]] boot::FrameRange frames_of(multiboot::Bytes bytes) {
    return {bytes.begin / page_size, (bytes.end + page_size - 1) / page_size};
}
[[nodiscard]] boot::FrameRange kernel_frames() {
    const Word end = reinterpret_cast<Word>(kernel_image_end) - PIP_X86_64_KERNEL_WINDOW;
    return frames_of({kernel_load_address, end});
}

void read_loader(multiboot::Information& loader, Word magic, Word information_address) {
    if (magic == multiboot::loader_magic) return multiboot::read(loader, information_address);
    if (magic == multiboot2::loader_magic) return multiboot2::read(loader, information_address);
    panic("the kernel was not started by a multiboot boot loader");
}

// Up to the last one of memory that the window shows.
[[nodiscard]] Word count_frames(std::span<const boot::FrameRange> usable) {
    Word count = 0;
    for (const boot::FrameRange range : usable)
        if (range.first < Architecture::frame_limit && range.end > count) count = range.end;
    return count < Architecture::frame_limit ? count : Architecture::frame_limit;
}

void require_memory(std::span<const boot::FrameRange> usable, boot::FrameRange frames, const char* what) {
    for (const boot::FrameRange range : usable)
        if (range.first <= frames.first && frames.end <= range.end) return;
    panic(what, frames.first * (page_size / 1024), " KiB does not lie in memory from end to end");
}

void check_memory(const multiboot::Information& loader) {
    const auto usable = loader.usable.ranges();
    require_memory(usable, kernel_frames(), "the kernel at ");
    for (const multiboot::Module& module : loader.modules())
        require_memory(usable, frames_of(module.bytes), "the boot module at ");
    // An entry that is not present has its frame's number inverted. That must not name memory, or what L1TF
    // reads could be somebody's.
    const Word bits = processor_features().address_bits;
    if (kernel_state.frame_count > Word{1} << (bits - 1 - Architecture::page_bits))
        panic("memory reaches beyond half of the ", bits, " bits that the processor's addresses have");
}

// What nobody may take for itself while the kernel makes its tables.
[[nodiscard]] std::span<const boot::FrameRange> taken_frames(const multiboot::Information& loader) {
    static std::array<boot::FrameRange, multiboot::RangeList::limit + multiboot::most_modules + 1> taken{};
    std::size_t count = 0;
    for (const boot::FrameRange range : loader.reserved.ranges()) taken[count++] = range;
    for (const multiboot::Module& module : loader.modules()) taken[count++] = frames_of(module.bytes);
    taken[count++] = {0, kernel_frames().end}; // and the first MiB is left to firmware and boot loader
    return {taken.data(), count};
}

// A display that firmware has left with pixels, as far as it lies where root can have it, and not in memory.
[[nodiscard]] boot::FrameRange frame_buffer_frames(const multiboot::FrameBuffer& buffer,
                                                   std::span<const boot::FrameRange> usable) {
    if (buffer.type != multiboot::FrameBuffer::Type::rgb || buffer.address % page_size != 0) return {};
    const boot::FrameRange frames = buffer.frames();
    for (const boot::FrameRange range : usable)
        if (range.meets(frames)) return {};
    return frames.end <= Architecture::frame_limit ? frames : boot::FrameRange{};
}

void reserve(boot::FrameRange frames) {
    for (Word number = frames.first; number < frames.end; ++number)
        record_of(Frame{number}).kind = Kind::reserved;
}

// Makes the frame table, the kernel's map of memory, and the root partition.
[[nodiscard]] boot::RootMemory build_partitions(const multiboot::Information& loader) {
    const auto usable = loader.usable.ranges();
    const boot::FrameRange frame_buffer = frame_buffer_frames(loader.frame_buffer, usable);
    if (frame_buffer.end > kernel_state.frame_count) kernel_state.frame_count = frame_buffer.end;

    boot::EarlyMemory memory{usable, taken_frames(loader), reachable_frames};
    const RootImage image = place_root_image(loader.modules()[0].bytes, memory);
    const Word tables = memory.taken().end;
    static multiboot::RangeList described = loader.usable;
    if (!described.add(frame_buffer)) panic("memory has more than ", described.limit, " ranges");
    paging::map_frame_table(memory, described.ranges());
    paging::map_physical_memory(memory, usable);
    if (const Word count = debug_frames_needed(); count != 0) debug_use_frames(memory.take(count).first);

    boot::initialise_frame_table(usable, loader.reserved.ranges());
    reserve(kernel_frames());
    reserve({tables, memory.taken().end});
    RootModules modules{loader.modules().subspan(1)};
    for (const boot::RootExtra& module : modules.extras()) reserve(module.frames);
    modules.add_frame_buffer(frame_buffer);
    boot::FrameSource frames{image.frames};
    const boot::RootMemory free = boot::build_root(frames, image.frames, image.entry, modules.extras());
    modules.tell(boot::frame_of_information());
    return free;
}

void start_devices(const multiboot::Information& loader, const acpi::Information& firmware) {
    // No device may be where memory is, up to its end both below and above 4 GiB, nor at what firmware keeps.
    static multiboot::RangeList taken = firmware.kept;
    boot::FrameRange low{}, high{reachable_frames, reachable_frames};
    for (const boot::FrameRange range : loader.usable.ranges()) {
        boot::FrameRange& half = range.first < reachable_frames ? low : high;
        if (range.end > half.end) half.end = range.end;
    }
    if (!taken.add(low) || !taken.add(high))
        panic("devices that are kept have more than ", taken.limit, " ranges");
    describe_interrupts(firmware.interrupts);
    devices_initialise(taken.ranges());
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
    console::print("Weaknesses of the processor:");
    bool any = false;
    for (const auto& weakness : weaknesses)
        if (weakness.has) {
            console::print(weakness.name);
            any = true;
        }
    console::print(any ? ".\n" : " none of Meltdown, L1TF, MDS, LazyFP.\n");
}

} // namespace

void kernel_main(Word magic, Word information_address) {
    console_initialise();
    static multiboot::Information loader;
    read_loader(loader, magic, information_address);
    show_console_in(loader.frame_buffer, loader.usable.ranges());
    static acpi::Information firmware;
    acpi::read(firmware, loader.root_pointer);
    kernel_state.frame_count = count_frames(loader.usable.ranges());
    check_memory(loader);
    const boot::RootMemory free = build_partitions(loader);

    fill_task_state();
    load_gdt();
    load_idt();
    processor_initialise();
    architecture_activate(current_partition().mmu().number);
    start_devices(loader, firmware);
    print_banner(loader, free);
    print_weaknesses();
    if (const Word checked = debug_check_invariants(); checked != 0) {
        console::print_decimal(checked);
        console::print(" invariants hold at boot\n");
    }
    resume_context();
}
