#include "core/represent.hpp"

#include <cstring>
#include <stdexcept>

#include "core/fake_machine.hpp"
#include "debug/representation.hpp"

namespace pepin::test {

namespace {

using State = spec::State<spec::Concrete>;

// A word of a table of a partition, if there is such a table.
void write_entry(Word table, Word index, Word word) {
    if (table != 0) memory::write({table}, index, word);
}

void represent_trees(const State& s, Word p) {
    write_kernel_entries({s.mmu(p)});
    const auto each_table = [&](Word root, const auto& tables, auto word) {
        for (spec::Level level = 1; level <= leaf_level; ++level)
            for (const auto& [prefix, table] : tables[level - 1].row(p)) {
                const Word bits = Architecture::level_bits[level - 1];
                write_entry(level == 1 ? root : tables[level - 2](p, prefix >> bits),
                            prefix & (entries_of(level - 1) - 1), word(table));
            }
    };
    each_table(s.mmu(p), s.mmu_tables, debug::table_word);
    each_table(s.shadow1(p), s.shadow1_tables, debug::shadow_word);
    each_table(s.shadow2(p), s.shadow2_tables, debug::shadow_word);
    const auto each = [&](const spec::ConcreteTable& what, const auto& tables, auto word) {
        for (const auto& [page, value] : what.row(p))
            write_entry(tables.back()(p, spec::prefix_of(page, leaf_level)), page & (leaf_entries - 1),
                        word(page, value));
    };
    each(s.frame, s.mmu_tables, [&](Word page, Word frame) {
        const Rights rights{s.writable(p, page) != 0, s.executable(p, page) != 0};
        return debug::entry_word(frame, rights, s.kind(frame) == spec::kind::device,
                                 s.is_accessible(p, page));
    });
    each(s.child, s.shadow1_tables, debug::mark_word);
    each(s.origin, s.shadow2_tables, [](Word, Word origin) { return debug::origin_word(origin); });
}

void represent_partition(const State& s, Word p) {
    const std::array<Word, descriptor_words> words{
        s.mmu(p),
        s.shadow1(p),
        s.shadow2(p),
        s.private_frame(p),
        s.parent(p),
        s.depth(p),
        s.interrupt_state(p),
        s.dying(p),
        s.mmu_tables.back()(p, spec::prefix_of(Word{Architecture::vidt_page}, leaf_level))};
    for (Word i = 0; i < words.size(); ++i) memory::write({p}, i, words[i]);
    const Partition partition{Frame{p}};
    const bool computed = s.floating_point_used(p) != 0;
    for (Word i = private_floating_point; computed && i < private_floating_point_used; ++i)
        partition.set_private_word(i, floating_point_word(s.floating_point(p), i));
    partition.set_private_word(private_floating_point_used, s.floating_point_used(p));
    if (Architecture::has_thread_register)
        partition.set_private_word(private_thread_register, s.saved_thread_register(p));
    for (Word slot = 0; slot < port_range_count; ++slot)
        partition.set_private_word(private_port_ranges + slot,
                                   s.port_count(p, slot) << 16 | s.port_first(p, slot));
    represent_trees(s, p);
}

} // namespace

void represent(const State& s) {
    if (s.frames > most_frames) throw std::logic_error("the state has more frames than the machine can have");
    machine = {};
    machine.active_root = s.mmu(s.current);
    machine.floating_point_registers = s.floating_point_registers;
    machine.thread_register = s.thread_register;
    machine.port_input = s.port_input;
    machine.output_denied = s.output_denied != 0;
    machine.closed_ports.clear();
    for (Word port = 0; port < port_count; ++port)
        if (s.closed_port(port) != 0) machine.closed_ports.insert(port);
    kernel_state = {{s.root}, {s.current}, {s.floating_point_owner}, s.frames, s.interrupts_on};
    processor_context.words = s.context;
    std::memset(physical_memory, 0, sizeof(FrameContents) * s.frames);
    for (Word f = 0; f < s.frames; ++f) {
        frame_table[f] = {static_cast<Kind>(s.kind(f)), static_cast<std::uint16_t>(s.used(f)),
                          Frame{s.owner(f)}, Page{s.page_in_parent(f)}, Page{s.first_page(f)}};
        if (s.kind(f) == spec::kind::user)
            for (const auto& [index, word] : s.memory.row(f)) memory::write({f}, index, word);
    }
    for (Word f = 0; f < s.frames; ++f)
        if (s.kind(f) == spec::kind::descriptor) represent_partition(s, f);
}

} // namespace pepin::test
