#include "boot/root_partition.hpp"

#include "boot/clock.hpp"
#include "console/console.hpp"
#include "core/control.hpp"
#include "core/tables.hpp"
#include "root_layout.hpp"

namespace pepin::boot {

namespace {

constexpr char revision[] = "Pepin 0.1";
static_assert(sizeof revision <= PIP_FPINFO_REVISION_SIZE);

[[nodiscard]] Frame take_or_panic(FrameSource& frames) {
    const Frame frame = frames.take();
    if (frame == no_frame) panic("the root image leaves too little memory for its own page tables");
    return frame;
}

[[nodiscard]] Frame take_cleared(FrameSource& frames) {
    const Frame frame = take_or_panic(frames);
    memory::clear(frame);
    return frame;
}

[[nodiscard]] Frame take_configuration(FrameSource& frames, Kind kind, Frame owner, Page first_page = {}) {
    const Frame frame = take_cleared(frames);
    record_of(frame) = {kind, 0, owner == no_frame ? frame : owner, {}, first_page};
    return frame;
}

[[nodiscard]] Partition make_empty_root(FrameSource& frames) {
    const Frame descriptor = take_configuration(frames, Kind::descriptor, no_frame);
    const Partition root{descriptor};
    memory::write(descriptor, descriptor_mmu, take_configuration(frames, Kind::mmu_root, descriptor).number);
    memory::write(descriptor, descriptor_shadow1,
                  take_configuration(frames, Kind::shadow1_root, descriptor).number);
    memory::write(descriptor, descriptor_shadow2,
                  take_configuration(frames, Kind::shadow2_root, descriptor).number);
    memory::write(descriptor, descriptor_private,
                  take_configuration(frames, Kind::private_data, descriptor).number);
    memory::write(descriptor, descriptor_parent, descriptor.number);
    return root;
}

void make_tables(FrameSource& frames, Partition root, Page page) {
    for (Level level = last_level(root, page); level < leaf_level; ++level) {
        for (const Tree tree : {Tree::mmu, Tree::shadow1, Tree::shadow2}) {
            const Frame table = take_configuration(frames, table_kind(tree, level + 1), root.descriptor(),
                                                   page.first_covered(level + 1));
            memory::write(table_of(root, tree, page, level), page.index(level), table_entry(tree, table));
            if (tree == Tree::mmu) note_table(root, page, level + 1, table);
        }
        ++record_of(table_of(root, Tree::mmu, page, level)).used;
    }
}

void map_in_root(FrameSource& frames, Partition root, Page page, Frame frame) {
    make_tables(frames, root, page);
    const bool device = record_of(frame).kind == Kind::device;
    map(root, page, Architecture::leaf_entry(frame.number, {true, true}, device), {});
}

Frame map_cleared(FrameSource& frames, Partition root, Page page) {
    const Frame frame = take_cleared(frames);
    map_in_root(frames, root, page, frame);
    return frame;
}

// All memory that is left, in one piece of root's address space. By whole tables, since there can be millions
// of pages.
[[nodiscard]] RootMemory map_free_memory(FrameSource& frames, Partition root, Page first) {
    Page page = first;
    while (page.number < RootLayout::memory_limit.number) {
        const Word tables = tree_count * (leaf_level - last_level(root, page));
        if (frames.left() < tables + 1) break;
        make_tables(frames, root, page);
        const Frame table = mmu_leaf(root, page);
        Word mapped = 0;
        do {
            const Frame frame = frames.take();
            const Word entry = Architecture::leaf_entry(frame.number, {true, true}, false);
            memory::write(table, page.leaf_index(), entry);
            ++mapped;
            ++page.number;
        } while (page.leaf_index() != 0 && frames.left() != 0);
        record_of(table).used = static_cast<std::uint16_t>(record_of(table).used + mapped);
    }
    return {first, page};
}

void write_fpinfo(Frame frame, RootMemory free) {
    const UserRange info{frame, frame, 0};
    info.write(PIP_FPINFO_MAGIC_OFFSET / 4, PIP_FPINFO_MAGIC);
    info.write(PIP_FPINFO_MEMORY_BEGIN_OFFSET / 4, free.first.address());
    info.write(PIP_FPINFO_MEMORY_END_OFFSET / 4, free.end.address());
    for (Word i = 0; i < sizeof revision; ++i) {
        const Word index = PIP_FPINFO_REVISION_OFFSET / 4 + i / word_bytes;
        info.write(index, info.read(index) | static_cast<Word>(revision[i]) << (i % word_bytes * 8));
    }
    const std::uint64_t frequency = clock_frequency();
    constexpr Word clock = PIP_FPINFO_CLOCK_FREQUENCY_OFFSET / word_bytes, word_bits = 8 * word_bytes;
    for (Word i = 0; i < sizeof frequency / word_bytes; ++i)
        info.write(clock + i, static_cast<Word>(frequency >> (i * word_bits)));
}

} // namespace

void initialise_frame_table(std::span<const FrameRange> usable, std::span<const FrameRange> reserved) {
    const auto set = [](FrameRange range, Kind kind) {
        for (Word number = range.first; number < range.end && number < kernel_state.frame_count; ++number)
            // Of what is not memory there may be no record that could be written.
            if (record_of(Frame{number}).kind != kind) record_of(Frame{number}) = {kind, 0, no_frame, {}, {}};
    };
    static_assert(static_cast<Word>(Kind::reserved) == 0, "what is zeros is reserved");
    for (const FrameRange range : usable) set(range, Kind::user);
    for (const FrameRange range : reserved) set(range, Kind::reserved);
    set({0, 1}, Kind::reserved);
    for (const auto& device : RootLayout::devices)
        set({device.frame.number, device.frame.number + device.count}, Kind::device);
}

FrameSource::FrameSource(FrameRange spared, Word end) : spared_{spared}, end_{end} {
    for (Word number = next_; number < end_; ++number) left_ += is_free(Frame{number}) ? 1 : 0;
}

bool FrameSource::is_free(Frame frame) const {
    return record_of(frame).kind == Kind::user && !spared_.contains(frame);
}

Frame FrameSource::take() {
    while (next_ < end_) {
        const Frame frame{next_++};
        if (!is_free(frame)) continue;
        --left_;
        return frame;
    }
    return no_frame;
}

Frame frame_of_information() { return Mapping{Partition{kernel_state.root}, RootLayout::fpinfo}.frame(); }

RootMemory build_root(FrameSource& frames, FrameRange image, Word entry, std::span<const RootExtra> extras) {
    if (image.size() > RootLayout::image_limit.number - RootLayout::image.number)
        panic("the root image of ", image.size() * (page_size / 1024),
              " KiB does not fit into root's address space");
    const Partition root = make_empty_root(frames);
    const Frame fpinfo = map_cleared(frames, root, RootLayout::fpinfo);
    const Frame stack = map_cleared(frames, root, RootLayout::stack);
    for (Word below = 1; below < RootLayout::stack_pages; ++below)
        map_cleared(frames, root, {RootLayout::stack.number - below});
    const Frame vidt = map_cleared(frames, root, RootLayout::vidt);
    for (const auto& device : RootLayout::devices)
        for (Word i = 0; i < device.count; ++i)
            map_in_root(frames, root, {device.page.number + i}, {device.frame.number + i});
    for (Word i = 0; i < image.size(); ++i)
        map_in_root(frames, root, {RootLayout::image.number + i}, {image.first + i});
    for (const RootExtra& extra : extras)
        for (Word i = 0; i < extra.frames.size(); ++i) make_tables(frames, root, {extra.page.number + i});
    const Page behind{RootLayout::image.number + image.size()};
    const RootMemory free = map_free_memory(frames, root, RootLayout::memory_behind(behind));
    for (const RootExtra& extra : extras)
        for (Word i = 0; i < extra.frames.size(); ++i) {
            const Frame frame{extra.frames.first + i};
            record_of(frame).kind = extra.device ? Kind::device : Kind::user;
            map_in_root(frames, root, {extra.page.number + i}, frame);
        }
    write_fpinfo(fpinfo, free);

    auto words = RootLayout::first_context(entry);
    words[Architecture::context_valid] = PIP_CONTEXT_STATE_SPENT; // it is entered now
    const Frame holds_context = RootLayout::context.page() == RootLayout::vidt ? vidt : stack;
    const UserRange context{holds_context, holds_context, RootLayout::context.offset()};
    for (Word index = 0; index < words.size(); ++index) context.write(index, words[index]);
    for (const Word index : RootLayout::context_indices)
        memory::write(vidt, index, RootLayout::context.value);

    kernel_state.root = root.descriptor();
    kernel_state.current = root.descriptor();
    processor_context.words = words;
    Word& flags = processor_context.words[Architecture::context_flags];
    flags = entered_flags(flags, false);
    return free;
}

} // namespace pepin::boot
