// Boot, in order: console, what the loader says, memory, root partition, processor and devices, root.
#include "atags.hpp"
#include "boot/root_partition.hpp"
#include "console/console.hpp"
#include "core/hooks.hpp"
#include "devices.hpp"
#include "kernel_paging.hpp"
#include "processor.hpp"
#include "root_image.hpp"

extern "C" {
extern char kernel_end[];
[[noreturn]] void kernel_main(pepin::Word tags_address);
}

using namespace pepin;

namespace {

[[nodiscard]] Word physical(const void* address) {
    return static_cast<Word>(reinterpret_cast<std::uintptr_t>(address)) - PIP_ARMV7_KERNEL_WINDOW;
}

// Everything up to the kernel's end: the firmware's boot code and the tags lie below it.
[[nodiscard]] Word first_free_frame() { return physical(kernel_end) >> Architecture::page_bits; }

void check_module(const atags::Information& loader) {
    const Word end = loader.usable_end;
    if (end <= physical(kernel_end))
        panic("there are only ", end >> 20, " MiB of memory, too little for the kernel");
    if (loader.module.end > loader.memory_end || loader.module.begin < physical(kernel_end))
        panic("the boot module of ", (loader.module.end - loader.module.begin) / 1024,
              " KiB does not lie in free memory from end to end");
}

void print_banner(Word memory_end, boot::RootMemory free) {
    using namespace console;
    print("Pepin 0.1, ");
    print_decimal(memory_end >> 20);
    print(" MiB of memory, root has ");
    print_decimal((free.end.number - free.first.number) * (page_size / 1024));
    print(" KiB free\n");
}

} // namespace

void kernel_main(Word tags_address) {
    console_initialise();
    const atags::Information loader = atags::read(tags_address);
    check_module(loader);

    kernel_state.frame_count = Architecture::frame_limit; // devices lie at its end
    const boot::FrameRange usable[] = {{first_free_frame(), loader.usable_end >> Architecture::page_bits}};
    boot::initialise_frame_table(usable, {});
    const RootImage image =
        place_root_image(loader.module, first_free_frame(), loader.usable_end >> Architecture::page_bits);
    boot::FrameSource frames{image.frames, loader.usable_end >> Architecture::page_bits};
    const boot::RootMemory free = boot::build_root(frames, image.frames, image.entry);
    // Root's code was written as data.
    for (Word number = image.frames.first; number < image.frames.end; ++number)
        architecture_synchronise_instructions(number);

    processor_initialise();
    paging::protect_kernel(loader.usable_end);
    architecture_activate(current_partition().mmu().number);
    devices_initialise();
    print_banner(loader.usable_end, free);
    if (const Word checked = debug_check_invariants(); checked != 0) {
        console::print_decimal(checked);
        console::print(" invariants hold at boot\n");
    }
    resume_context();
}
