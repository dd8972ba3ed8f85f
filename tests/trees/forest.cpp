#include "trees/forest.hpp"

#include <algorithm>
#include <sstream>

#include "core/control.hpp"
#include "core/events.hpp"
#include "core/fake_machine.hpp"
#include "core/services.hpp"
#include "core/tables.hpp"
#include "debug/check_memory.hpp"
#include "machine_facts.hpp"

namespace pepin::test {

namespace {

constexpr Word image_frames = 4;
// Configuration, tables and VIDT of a partition.
constexpr Word own_pages = 6 + tree_count * leaf_level;
// A partition's pages lie below its VIDT as far as there is room in the same table, the others from 4 MiB on.
constexpr Word main_region = vidt_address & ~(leaf_entries * page_size - 1);
constexpr Word main_pages = leaf_entries - 8;
constexpr Word other_region = (low_end + leaf_entries * page_size - 1) & ~(leaf_entries * page_size - 1);
constexpr Word start_entry = 0, save_entry = 50;
constexpr Word contexts = vidt_address + page_size / 2; // in the VIDT page itself, where no entry is used

[[nodiscard]] Word page_address(Word index) {
    return index < main_pages ? main_region + index * page_size
                              : other_region + (index - main_pages) * page_size;
}
[[nodiscard]] Frame frame_at(Partition partition, Word address) {
    return Mapping{partition, UserAddress{address}.page()}.frame();
}

[[nodiscard]] std::vector<Word> contents(Frame frame) {
    const auto& words = physical_memory[frame.number].words;
    return {words.begin(), words.end()};
}

// Root's tables: what a tree leaves behind would be there. (Its descriptor and private frame change as it
// runs.)
[[nodiscard]] bool is_table(Kind kind) {
    return is_configuration(kind) && kind != Kind::descriptor && kind != Kind::private_data;
}

} // namespace

Forest::Forest(std::uint64_t seed) : random_{seed}, root_{std::make_unique<Node>()} {
    boot_machine(frames, image_frames);
    root_->partition = current_partition();
    by_frame_[kernel_state.root.number] = root_.get();
    alive_.push_back(root_.get());
    const Frame fpinfo = frame_at(root_->partition, fpinfo_address);
    const Word begin = memory::read(fpinfo, PIP_FPINFO_MEMORY_BEGIN_OFFSET / 4),
               end = memory::read(fpinfo, PIP_FPINFO_MEMORY_END_OFFSET / 4);
    for (Word address = end; address > begin; address -= page_size)
        root_->supply.push_back(address - page_size);
    write_vidt(frame_at(root_->partition, vidt_address));
    first_table_.assign(frame_table, frame_table + frames);
    for (Word f = 0; f < frames; ++f)
        if (is_table(first_table_[f].kind)) first_contents_.push_back(contents({f}));
}

void Forest::expect(const char* what, Word actual, Word expected) const {
    machine.forget_events(); // of the call that has answered this
    if (actual == expected) return;
    std::ostringstream text;
    text << what << ": actual " << actual << ", expected " << expected << ", by a partition at depth "
         << current().depth();
    throw Wrong{text.str()};
}

Node& Forest::current() const {
    const auto found = by_frame_.find(kernel_state.current.number);
    if (found == by_frame_.end()) throw Wrong{"a partition runs that is being taken down, or is none"};
    return *found->second;
}

// Nobody runs who is dying, or has an ancestor that is.
void Forest::check_current() {
    for (Partition p = current_partition(); !p.is_root(); p = p.parent())
        if (p.is_dying()) throw Wrong{"a partition was entered that is being taken down"};
    static_cast<void>(current());
}

// --- growing ------------------------------------------------------------------------------------------

// Every entry that is used leads to a context of its own.
void Forest::write_vidt(Frame vidt) {
    memory::clear(vidt);
    Word next = contexts;
    const auto write_entry = [&](Word index) {
        memory::write(vidt, index, Architecture::always_guarded ? next | PIP_OPEN_MASK : next);
        memory::write(vidt, next % page_size / word_bytes + Architecture::context_valid,
                      PIP_CONTEXT_STATE_PROGRAM);
        next += Architecture::context_bytes;
    };
    for (const Word index :
         {start_entry, Word{PIP_VIDT_DOUBLE_FAULT}, Word{13}, Word{14}, Architecture::first_interrupt,
          Word{PIP_VIDT_SAVE_MASKED}, Word{PIP_VIDT_SAVE_UNMASKED}, save_entry, Word{100}})
        write_entry(index);
    if (Architecture::foreign_call != 0) write_entry(Architecture::foreign_call);
}

Word Forest::take(Node& node) {
    const Word page = node.supply.back();
    node.supply.pop_back();
    return page;
}

void Forest::prepare(Node& parent, Node& child, Word page, Word tables[3]) {
    for (Word i = 0; i < 3; ++i)
        memory::write(frame_at(parent.partition, tables[i]), 0, i < 2 ? tables[i + 1] : 0);
    expect("prepare", static_cast<Word>(services::prepare(child.name, page, tables[0]).error), 0);
    child.taken.insert(child.taken.end(), tables, tables + 3);
}

// Makes a child of the current partition with so many pages of its own. False where there are too few.
bool Forest::create(Node& parent, Word pages) {
    const Word tables = pages <= main_pages ? 0 : (pages - main_pages + leaf_entries - 1) / leaf_entries;
    // Those of the second region have tables above them.
    const Word above = tables == 0 ? 0 : tree_count * (leaf_level - 1);
    if (parent.supply.size() < own_pages + 3 * tables + above + pages || parent.depth() >= maximum_depth)
        return false;
    auto child = std::make_unique<Node>();
    child->parent = &parent;
    Word given[5];
    for (Word& page : given) page = take(parent);
    expect(
        "createPartition",
        static_cast<Word>(services::create_partition(given[0], given[1], given[2], given[3], given[4]).error),
        0);
    child->name = given[0];
    child->partition = Partition{frame_at(parent.partition, given[0])};
    child->taken.assign(given, given + 5);
    for (Word i = 0; i <= tables; ++i) {
        const Word region = i == 0 ? main_region : other_region + (i - 1) * leaf_entries * page_size;
        while (services::count_to_map(child->name, region).value != 0) { // a level at a time
            Word list[3] = {take(parent), take(parent), take(parent)};
            prepare(parent, *child, region, list);
        }
    }
    const auto map = [&](Word page, Word child_page) {
        expect("addVAddr",
               static_cast<Word>(services::add_vaddr(page, child->name, child_page, 1, 1, 1).error), 0);
        child->taken.push_back(page);
    };
    const Word vidt = take(parent);
    write_vidt(frame_at(parent.partition, vidt));
    map(vidt, vidt_address);
    for (Word i = 0; i < pages; ++i) {
        map(take(parent), page_address(i));
        child->supply.push_back(page_address(i));
    }
    totals_.calls += 3 + tables + pages;
    ++totals_.partitions;
    totals_.deepest = std::max<std::size_t>(totals_.deepest, child->depth());
    by_frame_[child->partition.descriptor().number] = child.get();
    alive_.push_back(child.get());
    parent.children.push_back(std::move(child));
    return true;
}

void Forest::grow(Word partitions, Word chain) {
    for (Word tries = 0; alive_.size() < partitions + 1 && tries < 20 * partitions; ++tries) {
        Node& parent = chance(chain) ? *alive_.back() : any_node();
        const auto available = static_cast<Word>(parent.supply.size());
        if (available < own_pages) continue;
        // What is still to be made has to fit below those that are there; in chains nearly all of it goes on
        // to the next one.
        const Word left = (partitions + 1 - static_cast<Word>(alive_.size())) *
                          (own_pages + tree_count * (2 * leaf_level - 1));
        const Word most = std::min(available - own_pages, left);
        const Word pages = chain > 90 ? most - most / 64 : below(most + 1);
        go_to(parent);
        create(parent, pages > main_pages ? pages - pages / 256 - tree_count * leaf_level : pages);
    }
    totals_.largest = std::max(totals_.largest, alive_.size() - 1);
}

// --- moving -------------------------------------------------------------------------------------------

// Up to the common ancestor, then down, by yields.
void Forest::go_to(Node& target) {
    std::vector<Node*> way;
    for (Node* node = &target; node != nullptr; node = node->parent) way.push_back(node);
    while (std::ranges::find(way, &current()) == way.end()) {
        expect("yield to the parent",
               static_cast<Word>(services::yield(0, start_entry, save_entry, 0, 0).error), 0);
        ++totals_.calls;
    }
    for (auto node = std::ranges::find(way, &current()); node != way.begin(); --node) {
        expect("yield to a child",
               static_cast<Word>(services::yield((*(node - 1))->name, start_entry, save_entry, 0, 0).error),
               0);
        ++totals_.calls;
        if (&current() != *(node - 1)) throw Wrong{"a yield led to another partition"};
    }
    check_current();
}

// Something happens to the current partition: control goes to its parent or to root.
void Forest::interrupt() {
    ++totals_.events;
    Node* const victim = &current();
    const Word asked = (victim->parent == nullptr ? victim : victim->parent)->partition.descriptor().number;
    switch (below(Architecture::foreign_call == 0 ? 3 : 4)) {
    case 0:
        expect("interrupt", forward_interrupt(0), 1);
        expect("partition after an interrupt", kernel_state.current.number, kernel_state.root.number);
        break;
    case 1:
        expect("int 100", forward_software_interrupt(100), 1);
        expect("partition after int 100", kernel_state.current.number, asked);
        break;
    case 2:
        expect("fault", forward_fault(14, 4, 0x1234), victim->parent == nullptr ? 0 : 1);
        if (victim->parent != nullptr) expect("partition after a fault", kernel_state.current.number, asked);
        break;
    default:
        expect("foreign call", forward_call(60), 1);
        expect("partition after a foreign call", kernel_state.current.number, asked);
    }
    check_current();
}

// --- taking down --------------------------------------------------------------------------------------

void Forest::note_configuration() {
    configuration_.clear();
    for (Word f = 0; f < frames; ++f)
        if (is_configuration(frame_table[f].kind)) configuration_.push_back(f);
}

void Forest::check_returned() {
    for (const Word f : configuration_) {
        if (frame_table[f].kind != Kind::user) continue;
        ++totals_.pages_returned;
        const auto& words = physical_memory[f].words;
        if (std::ranges::any_of(words, [](Word word) { return word != 0; }))
            throw Wrong{"a page of configuration came back with something in it"};
    }
}

// It and all below it are no longer anybody's to enter.
void Forest::forget(Node& dying) {
    if (dying.dying) return;
    dying.dying = true;
    by_frame_.erase(dying.partition.descriptor().number);
    std::erase(alive_, &dying);
    for (const auto& child : dying.children) forget(*child);
}

void Forest::delete_portion(Node& parent, Node& child) {
    go_to(parent);
    note_configuration();
    const Outcome outcome = services::delete_partition(child.name);
    machine.forget_events();
    ++totals_.portions;
    check_returned();
    forget(child);
    check_current();
    if (outcome.error == Error::again) {
        ++totals_.again;
        touch_dying(parent, child);
        return;
    }
    expect("deletePartition", static_cast<Word>(outcome.error), 0);
    for (const Word page : child.taken) {
        const Mapping mapping{parent.partition, UserAddress{page}.page()};
        if (!mapping.is_accessible() || mapping.mark().is_handed_on())
            throw Wrong{"a page did not come back to who had given it"};
    }
    parent.supply.insert(parent.supply.end(), child.taken.begin(), child.taken.end());
    std::erase_if(parent.children, [&](const auto& other) { return other.get() == &child; });
}

// Nothing but deletePartition takes a child that is dying, and nothing of its own has changed hands.
void Forest::touch_dying(Node& parent, Node& child) {
    const auto dying = static_cast<Word>(Error::child_dying);
    const auto error = [](Outcome outcome) { return static_cast<Word>(outcome.error); };
    expect("yield to a dying child", error(services::yield(child.name, start_entry, save_entry, 0, 0)),
           dying);
    expect("countToMap of a dying child", error(services::count_to_map(child.name, main_region)), dying);
    expect("removeVAddr of a dying child", error(services::remove_vaddr(child.name, main_region)), dying);
    expect("collect of a dying child", error(services::collect(child.name, main_region)), dying);
    expect("get_int_state of a dying child", error(services::get_int_state(child.name)), dying);
    expect("set_ports of a dying child", error(services::set_ports(child.name, 0, 0x3F8, 0x3F8)), dying);
    if (!parent.supply.empty()) {
        const Word page = parent.supply.back();
        expect("addVAddr to a dying child",
               error(services::add_vaddr(page, child.name, main_region, 1, 1, 1)), dying);
        expect("prepare of a dying child", error(services::prepare(child.name, other_region, page)), dying);
    }
    ++totals_.refused_entries;
    check_current();
}

// Others go on: they make children, give and take pages, are interrupted.
void Forest::disturb() {
    Node& node = any_node();
    go_to(node);
    switch (below(4)) {
    case 0: interrupt(); break;
    case 1:
        if (alive_.size() < 1000) create(node, below(4));
        break;
    case 2: {
        if (node.children.empty()) break;
        Node& child = *node.children[below(static_cast<Word>(node.children.size()))];
        if (child.dying) {
            touch_dying(node, child);
            break;
        }
        if (child.supply.empty()) break;
        // A page goes up and down again.
        const Word page = child.supply.back(),
                   own = Mapping{child.partition, UserAddress{page}.page()}.page_in_parent().address();
        expect("removeVAddr", static_cast<Word>(services::remove_vaddr(child.name, page).error), 0);
        expect("addVAddr", static_cast<Word>(services::add_vaddr(own, child.name, page, 1, 1, 1).error), 0);
        totals_.calls += 2;
        break;
    }
    default:
        for (const auto& child : node.children)
            if (child->dying) {
                touch_dying(node, *child);
                break;
            }
    }
}

void Forest::take_down() {
    while (!root_->children.empty()) {
        if (chance(30)) {
            disturb();
            continue;
        }
        Node& parent = chance(50) ? *root_ : any_node();
        if (parent.children.empty()) continue;
        auto& children = parent.children;
        const auto begun = std::ranges::find_if(children, [](const auto& child) { return child->dying; });
        Node& child = begun != children.end() && chance(80)
                          ? **begun
                          : *children[below(static_cast<Word>(children.size()))];
        delete_portion(parent, child);
        if (below(500) == 0) check_invariants();
    }
}

// --- what is left ---------------------------------------------------------------------------------------

void Forest::check_nothing_is_left() {
    go_to(*root_);
    auto table = first_contents_.begin();
    for (Word f = 0; f < frames; ++f) {
        const FrameRecord &now = frame_table[f], &first = first_table_[f];
        if (now.kind != first.kind || now.used != first.used || now.owner != first.owner ||
            now.page_in_parent != first.page_in_parent || now.first_page != first.first_page)
            throw Wrong{"the frame table is not as after boot: frame " + std::to_string(f)};
        if (is_table(first.kind) && *table++ != contents({f}))
            throw Wrong{"a table of root's is not as after boot: frame " + std::to_string(f)};
    }
}

void Forest::check_invariants() {
    static std::vector<debug::DeepestMapping> deepest(frames);
    debug::check_memory(deepest.data(), [](const debug::Violation& violation) {
        throw Wrong{std::string{"an invariant is violated: "} + violation.invariant};
    });
}

} // namespace pepin::test
