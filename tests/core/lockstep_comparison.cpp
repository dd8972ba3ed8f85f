// How the kernel's memory is compared with the specification's state.
#include <algorithm>
#include <cstring>
#include <map>

#include "core/control.hpp"
#include "core/lockstep.hpp"

namespace pepin::test {

void Lockstep::expect_equal(const char* what, Word actual, Word expected, Word subject, Word detail) const {
    if (actual != expected)
        throw Mismatch(text(doing_, ": ", what, " of ", hexadecimal(subject), ", ", hexadecimal(detail),
                            ": actual ", hexadecimal(actual), ", expected ", hexadecimal(expected)));
}

void Lockstep::synchronise() {
    old_memory_.assign(physical_memory, physical_memory + frame_count());
    old_table_.assign(frame_table, frame_table + frame_count());
    old_kernel_ = kernel_state;
    stale_ = false;
}

void Lockstep::compare_globals() {
    const SpecState& s = *state_;
    const auto v = view();
    expect_equal("root", v.root, s.root, 0);
    expect_equal("current partition", v.current, s.current, 0);
    expect_equal("owner of floating point", v.floating_point_owner, s.floating_point_owner, 0);
    expect_equal("interrupts on", v.interrupts_on, s.interrupts_on, 0);
    for (Word i = 0; i < v.context.size(); ++i)
        expect_equal("word of the processor context", v.context[i], s.context[i], i);
    expect_equal("floating-point registers", machine.floating_point_registers, s.floating_point_registers, 0);
    expect_equal("thread register", machine.thread_register, s.thread_register, 0);
    expect_equal("frame whose code was made visible",
                 machine.synchronised_frames.empty() ? 0 : machine.synchronised_frames.back(), s.synchronised,
                 0);
    expect_equal("width of the output that is judged", machine.judged.width, s.judged_width,
                 machine.judged.port);
    expect_equal("port that is judged", machine.judged.port, s.judged_port, 0);
    expect_equal("output that is judged", machine.judged.output, s.judged_output, machine.judged.port);
    expect_equal("width of the port access", machine.port_access.width, s.port_width,
                 machine.port_access.port);
    expect_equal("port accessed", machine.port_access.port, s.port, 0);
    expect_equal("port output", machine.port_access.output, s.port_output, machine.port_access.port);
    expect_equal("what is asked of the machine", machine.request.kind, s.request, 0);
    expect_equal("its first word", machine.request.first, s.request_first, 0);
    expect_equal("its second word", machine.request.second, s.request_second, 0);
    expect_equal("MMU root that the processor walks", machine.active_root, s.mmu(s.current), s.current);
}

void Lockstep::compare_record(Word f) {
    const SpecState& s = *state_;
    const auto v = view();
    expect_equal("kind", v.kind(f), s.kind(f), f);
    expect_equal("owner", v.owner(f), s.owner(f), f);
    expect_equal("page in parent", v.page_in_parent(f), s.page_in_parent(f), f);
    expect_equal("first page", v.first_page(f), s.first_page(f), f);
    expect_equal("entries in use", v.used(f), s.used(f), f);
}

void Lockstep::compare_partition(Word p) {
    const SpecState& s = *state_;
    if (!is_partition(p)) return;
    const auto v = view();
    expect_equal("MMU root", v.mmu(p), s.mmu(p), p);
    expect_equal("root of shadow 1", v.shadow1(p), s.shadow1(p), p);
    expect_equal("root of shadow 2", v.shadow2(p), s.shadow2(p), p);
    expect_equal("private frame", v.private_frame(p), s.private_frame(p), p);
    expect_equal("parent", v.parent(p), s.parent(p), p);
    expect_equal("depth", v.depth(p), s.depth(p), p);
    expect_equal("interrupt state", v.interrupt_state(p), s.interrupt_state(p), p);
    expect_equal("dying", v.dying(p), s.dying(p), p);
    expect_equal("floating point used", v.floating_point_used(p), s.floating_point_used(p), p);
    expect_equal("floating-point state", v.floating_point(p), s.floating_point(p), p);
    expect_equal("thread register of a partition that does not run", v.saved_thread_register(p),
                 s.saved_thread_register(p), p);
    for (Word slot = 0; slot < port_range_count; ++slot) {
        expect_equal("first port", v.port_first(p, slot), s.port_first(p, slot), p, slot);
        expect_equal("number of ports", v.port_count(p, slot), s.port_count(p, slot), p, slot);
    }
}

void Lockstep::compare_tables(Level level, Word p, Word prefix) {
    const SpecState& s = *state_;
    if (!is_partition(p)) return;
    const auto v = view();
    const auto at = static_cast<spec::Level>(level);
    expect_equal("MMU table", v.mmu_table(level, p, prefix), s.mmu_table(at, p, prefix), p, prefix);
    expect_equal("shadow 1 table", v.shadow1_table(level, p, prefix), s.shadow1_table(at, p, prefix), p,
                 prefix);
    expect_equal("shadow 2 table", v.shadow2_table(level, p, prefix), s.shadow2_table(at, p, prefix), p,
                 prefix);
}

void Lockstep::compare_page(Word p, Word page) {
    const SpecState& s = *state_;
    if (!is_partition(p)) return;
    const auto v = view();
    expect_equal("frame mapped", v.frame(p, page), s.frame(p, page), p, page);
    expect_equal("present", v.is_present(p, page), s.is_present(p, page), p, page);
    expect_equal("accessible", v.is_accessible(p, page), s.is_accessible(p, page), p, page);
    expect_equal("writable", v.writable(p, page), s.writable(p, page), p, page);
    expect_equal("executable", v.executable(p, page), s.executable(p, page), p, page);
    expect_equal("child that has the page", v.child(p, page), s.child(p, page), p, page);
    expect_equal("page in parent", v.origin(p, page), s.origin(p, page), p, page);
}

void Lockstep::compare_memory(Word frame, Word index) {
    if (state_->kind(frame) == spec::kind::user)
        expect_equal("word of memory", view().memory(frame, index), state_->memory(frame, index), frame,
                     index);
}

// Everything that the words of a frame stand for.
void Lockstep::compare_frame(Word f) {
    const SpecState& s = *state_;
    const Word owner = s.owner(f);
    switch (s.kind(f)) {
    case spec::kind::reserved:
    case spec::kind::device:
        throw Mismatch(text(doing_, ": the kernel wrote to frame ", hexadecimal(f),
                            ", which is reserved or a device's"));
    case spec::kind::user:
        for (Word i = 0; i < words_per_frame; ++i) compare_memory(f, i);
        break;
    case spec::kind::descriptor:
    case spec::kind::private_data: compare_partition(owner); break;
    case spec::kind::mmu_root:
    case spec::kind::shadow1_root:
    case spec::kind::shadow2_root:
        for (Word index = 0; index < root_entries; ++index) compare_tables(1, owner, index);
        break;
    default: {
        const Level level = leaf_level - (s.kind(f) - spec::kind::mmu_leaf) / tree_count;
        if (level == leaf_level)
            for (Word i = 0; i < leaf_entries; ++i) compare_page(owner, s.first_page(f) + i);
        else
            for (Word i = 0; i < entries_of(level); ++i)
                compare_tables(level + 1, owner, (s.first_page(f) >> covered_bits(level + 1)) + i);
        break;
    }
    }
}

// What the processor may have cached of the current address space and is no longer so has to be forgotten.
void Lockstep::check_translations(const std::vector<Word>& changed) const {
    if (old_kernel_.current != kernel_state.current) return; // loading an address space forgets everything
    for (const Word f : changed) {
        if (old_table_[f].kind != Kind::mmu_leaf || old_table_[f].owner != kernel_state.current) continue;
        for (Word i = 0; i < leaf_entries; ++i) {
            const Word old_entry = old_memory_[f].words[i], page = old_table_[f].first_page.number() + i;
            if (!Architecture::is_present(old_entry) || physical_memory[f].words[i] == old_entry) continue;
            // What the processor was told before the entry had changed, it may have looked up again.
            const auto in_time = [&](const Forgotten& one) {
                return one.page == page &&
                       !((one.entry ^ physical_memory[f].words[i]) & ~Architecture::set_by_processor);
            };
            if (std::ranges::none_of(machine.forgotten, in_time))
                throw Mismatch(text(doing_, ": the translation of page ", hexadecimal(page),
                                    " changed and was not forgotten after that"));
        }
    }
}

void Lockstep::compare_changes(bool refused) {
    SpecState& s = *state_;
    const bool kernel_changed = std::memcmp(&old_kernel_, &kernel_state, sizeof kernel_state) != 0;
    if (refused && kernel_changed) throw Mismatch(doing_ + ": refused, but the kernel's own words changed");
    std::vector<Word> changed;
    bool tables_changed = false;
    for (Word f = 0; f < frame_count(); ++f) {
        const bool contents = std::memcmp(&old_memory_[f], &physical_memory[f], sizeof(FrameContents)) != 0;
        if (!contents && std::memcmp(&old_table_[f], &frame_table[f], sizeof(FrameRecord)) == 0) continue;
        if (refused) throw Mismatch(text(doing_, ": refused, but frame ", hexadecimal(f), " changed"));
        changed.push_back(f);
        compare_record(f);
        // What a frame held and holds still may mean something else now.
        if (contents || old_table_[f].kind != frame_table[f].kind) compare_frame(f);
        tables_changed = tables_changed || old_table_[f].kind == Kind::mmu_leaf;
    }
    if (tables_changed) check_translations(changed);

    for (auto* field : {&s.kind, &s.owner, &s.page_in_parent, &s.first_page, &s.used, &s.reach})
        for (const Word f : field->take_changed()) {
            compare_record(f);
            for (Word depth = 0; depth <= s.reach(f); ++depth)
                if (const Word p = s.holder(f, depth); p != 0) compare_page(p, s.page_at(p, f));
        }
    for (auto* field :
         {&s.mmu, &s.shadow1, &s.shadow2, &s.private_frame, &s.parent, &s.depth, &s.interrupt_state, &s.dying,
          &s.floating_point_used, &s.floating_point, &s.saved_thread_register})
        for (const Word p : field->take_changed()) compare_partition(p);
    for (auto* table : {&s.port_first, &s.port_count})
        for (const auto& [p, slot] : table->take_changed()) compare_partition(p);
    for (auto* tables : {&s.mmu_tables, &s.shadow1_tables, &s.shadow2_tables})
        for (Level level = 1; level <= leaf_level; ++level)
            for (const auto& [p, prefix] : (*tables)[level - 1].take_changed())
                compare_tables(level, p, prefix);
    for (auto* table : {&s.frame, &s.writable, &s.executable, &s.child, &s.origin})
        for (const auto& [p, page] : table->take_changed()) compare_page(p, page);
    for (const auto& [f, index] : s.memory.take_changed()) compare_memory(f, index);
    for (auto* table : {&s.page_at, &s.holder}) static_cast<void>(table->take_changed());
    static_cast<void>(s.chain.take_changed());

    for (const Word f : changed) {
        old_memory_[f] = physical_memory[f];
        old_table_[f] = frame_table[f];
    }
    old_kernel_ = kernel_state;
}

void Lockstep::compare_everything() {
    const SpecState& s = *state_;
    auto v = view();
    v.find_deepest_mappings();
    for (Word d = 0; d <= v.depth(v.current); ++d)
        expect_equal("ancestor of the current partition", v.chain(d), s.chain(d), d);
    for (Word f = 0; f < frame_count(); ++f) {
        compare_record(f);
        if (s.kind(f) != spec::kind::reserved && s.kind(f) != spec::kind::device) compare_frame(f);
        expect_equal("depth of the deepest partition that maps the frame", v.reach(f), s.reach(f), f);
        for (Word depth = 0; depth <= s.reach(f); ++depth) {
            const Word holder = s.holder(f, depth);
            expect_equal("partition that maps the frame", v.holder(f, depth), holder, f, depth);
            expect_equal("page at which a partition maps the frame", v.page_at(holder, f),
                         s.page_at(holder, f), holder, f);
        }
    }
    compare_globals();
    synchronise();
}

void Lockstep::check_invariants() {
    const auto report = [this](const debug::Violation& violation) {
        throw Mismatch(text(doing_, ": invariant violated: ", violation.invariant, "; ", violation.subject,
                            " ", hexadecimal(violation.number), ", ",
                            violation.detail == nullptr ? "" : violation.detail, " ",
                            hexadecimal(violation.detail_number), ": actual ", hexadecimal(violation.actual),
                            ", expected ", hexadecimal(violation.expected)));
    };
    claims_ += debug::check_memory(deepest_.data(), report);
    // The state machine's own ghosts have to fit as well.
    debug::Claim claim{report};
    spec::claim_all(*state_, frame_count(), claim);
    claims_ += claim.count();
}

std::string Lockstep::objection() {
    doing_ = "before the call";
    try {
        compare_everything();
        check_invariants();
    } catch (const Mismatch& mismatch) {
        return mismatch.what();
    }
    return {};
}

void Lockstep::check_isolation() {
    auto v = view();
    v.find_deepest_mappings();
    debug::Claim claim{[](const debug::Violation& violation) {
        throw Mismatch(text(violation.invariant, " does not hold: ", hexadecimal(violation.number), ", ",
                            hexadecimal(violation.detail_number)));
    }};
    std::map<Word, std::vector<Word>> users; // of a frame, found entry by entry
    for (const Word p : partitions())
        for (const auto& [page, frame] : state_->frame.row(p)) {
            users[frame].push_back(p);
            claim.about("partition", p, "page", page);
            spec::claim_kernel_data_isolation(v, claim, p, page);
        }
    for (const auto& [frame, all] : users)
        for (const Word p : all) {
            claim.about("partition", p, "frame", frame);
            spec::claim_vertical_sharing_with_parent(v, claim, p, frame);
            for (Word depth = 0; depth <= v.depth(p); ++depth)
                spec::claim_vertical_sharing(v, claim, p, frame, depth);
            for (const Word q : all) {
                spec::claim_horizontal_isolation_at_a_depth(v, claim, p, q, frame);
                spec::claim_horizontal_isolation(v, claim, p, q, frame);
            }
        }
    claims_ += claim.count();
}

} // namespace pepin::test
