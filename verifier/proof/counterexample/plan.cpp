#include "proof/counterexample/plan.hpp"

#include <algorithm>
#include <stdexcept>
#include <tuple>

#include "spec/geometry.hpp"
#include "spec/state.hpp"

namespace pepin::proof {

namespace {

namespace kind = spec::kind;

// Functions of the state whose first argument is a partition.
constexpr std::array of_partitions{"mmu",
                                   "shadow1",
                                   "shadow2",
                                   "private_frame",
                                   "parent",
                                   "depth",
                                   "dying",
                                   "floating_point",
                                   "interrupt_state",
                                   "floating_point_used",
                                   "saved_thread_register",
                                   "port_first",
                                   "port_count",
                                   "mmu_table",
                                   "shadow1_table",
                                   "shadow2_table",
                                   "frame",
                                   "writable",
                                   "executable",
                                   "child",
                                   "origin",
                                   "page_at"};
// Its configuration.
constexpr std::array roots{"", "mmu", "shadow1", "shadow2", "private_frame"};
constexpr std::array leaves{"mmu_table", "shadow1_table", "shadow2_table"};

[[nodiscard]] std::size_t position_of_root(Number of_kind) {
    switch (of_kind) {
    case kind::mmu_root: return 1;
    case kind::shadow1_root: return 2;
    case kind::shadow2_root: return 3;
    case kind::private_data: return 4;
    default: return 0;
    }
}

} // namespace

Plan::Plan(const Counterexample& counterexample)
    : relevant_{counterexample.relevant()}, mentioned_{counterexample.mentioned()} {
    find_partitions();
    find_pages();
    find_marks();
    find_reach();
    find_parents();
    find_configuration();
    find_pages_of_parents();
    connect();
}

std::optional<Number> Plan::likely(const std::string& function, const std::vector<Number>& key) const {
    const auto value = relevant_.at(function, key);
    return value ? value : mentioned_.at(function, key);
}

bool Plan::is_partition(Number frame) const {
    return frame == root() || frame == current() || likely("kind", {frame}) == kind::descriptor;
}

void Plan::map(Number partition, Number page, Number frame) {
    const auto [known, fresh] = places_[partition].pages.try_emplace(page, frame);
    if (!fresh && known->second != frame)
        throw std::logic_error("partition " + hexadecimal(partition) + " would map two frames at page " +
                               hexadecimal(page));
}

void Plan::find_partitions() {
    places_[root()].parent = root();
    static_cast<void>(places_[current()]);
    for (const auto& [key, of_kind] : relevant_.of("kind"))
        if (of_kind == kind::descriptor) static_cast<void>(places_[key[0]]);
    for (const char* const function : of_partitions)
        for (const auto& [key, value] : relevant_.of(function))
            if (is_partition(key[0])) static_cast<void>(places_[key[0]]);
    for (const auto& [key, parent] : relevant_.of("parent"))
        if (is_partition(key[0]) && is_partition(parent)) {
            static_cast<void>(places_[parent]);
            places_[key[0]].parent = parent;
        }
    for (const char* const name : {"floating_point_owner", "deleted", "victim"})
        if (const auto partition = relevant_.constant(name); partition && *partition != 0)
            static_cast<void>(places_[*partition]);
}

void Plan::find_pages() {
    for (const auto& [key, frame] : relevant_.of("frame"))
        if (frame != 0 && is_partition(key[0])) map(key[0], key[1], frame);
    for (const auto& [key, page] : relevant_.of("page_at"))
        if (page != 0 && is_partition(key[0])) map(key[0], page, key[1]);
    for (const char* const function : {"child", "origin", "writable"})
        for (const auto& [key, value] : relevant_.of(function)) {
            if (value == 0 || !is_partition(key[0]) || places_[key[0]].pages.contains(key[1])) continue;
            const auto frame = mentioned_.at("frame", key);
            map(key[0], key[1], frame && *frame != 0 ? *frame : new_number());
        }
}

Number Plan::child_of_name(Number parent, Number name) {
    const auto known = likely("frame", {parent, name});
    if (known && is_partition(*known) && likely("parent", {*known}) == parent) return *known;
    if (relevant_.at("frame", {parent, name}))
        throw std::logic_error("page " + hexadecimal(name) + " is a mark, but no child");
    return new_number();
}

// Who has a page that was handed on: the child of that name, which a mark says nothing more of.
void Plan::find_marks() {
    for (const auto& [key, name] : relevant_.of("child")) {
        const Number parent = key[0];
        if (name == 0 || !is_partition(parent)) continue;
        const Number child = child_of_name(parent, name), frame = places_[parent].pages.at(key[1]);
        places_[child].parent = parent;
        map(parent, name, child);
        const auto of_kind = child == frame ? kind::descriptor : relevant_.at("kind", {frame});
        if (of_kind && spec::is_configuration(*of_kind))
            configured_.emplace_back(child, frame);
        else
            given_.emplace_back(child, frame);
    }
}

// Who has a page of which is only said how deep it reaches: a new child of the deepest that is known to map
// it.
void Plan::find_reach() {
    for (const auto& [key, reach] : relevant_.of("reach")) {
        const Number frame = key[0];
        Number deepest = 0, depth = 0;
        for (const auto& [partition, place] : places_) {
            const auto at = likely("depth", {partition});
            const bool maps =
                std::ranges::any_of(place.pages, [&](const auto& mapped) { return mapped.second == frame; });
            if (maps && at && (deepest == 0 || *at > depth))
                std::tie(deepest, depth) = std::pair{partition, *at};
        }
        const bool is_given =
            std::ranges::any_of(given_, [&](const auto& pair) { return pair.second == frame; });
        const auto of_kind = likely("kind", {frame});
        if (deepest == 0 || reach <= depth || is_given || (of_kind && spec::is_configuration(*of_kind)))
            continue;
        const Number child = new_number();
        places_[child].parent = deepest;
        given_.emplace_back(child, frame);
    }
}

// Goes up to a partition that matters, as far as the model knows parents.
bool Plan::climb(Number partition) {
    Place& place = places_[partition];
    Number here = partition;
    for (unsigned levels = 0; levels <= spec::greatest_depth; ++levels) {
        const auto parent = mentioned_.at("parent", {here});
        const auto depth = mentioned_.at("depth", {here}),
                   above = parent ? mentioned_.at("depth", {*parent}) : std::nullopt;
        if (!parent || *parent == here || !is_partition(*parent) || (depth && above && *depth != *above + 1))
            return false;
        if (places_.contains(*parent)) {
            place.parent = *parent;
            place.levels = levels;
            return true;
        }
        here = *parent;
    }
    return false;
}

void Plan::find_parents() {
    for (auto& [partition, place] : places_) {
        if (partition == root()) continue;
        if (place.parent == 0 && !climb(partition)) place.parent = root();
        // Of ancestors that do not matter there are as many as have to be.
        if (place.parent == root() && relevant_.at("parent", {partition}) != root()) {
            const auto depth = relevant_.at("depth", {partition});
            place.levels = depth && *depth > 1 ? static_cast<unsigned>(*depth) - 1 : 0;
        }
    }
    for (auto& [partition, place] : places_)
        if (!is_within(partition, root())) place.parent = root();
}

bool Plan::is_within(Number partition, Number ancestor) const {
    for (std::size_t steps = 0; steps <= places_.size(); ++steps) {
        if (partition == ancestor) return true;
        if (partition == root()) return false;
        partition = places_.at(partition).parent;
    }
    return false;
}

// Of a partition whose ancestors are not known up to root the last one that is gets another.
void Plan::put_below(Number partition, Number ancestor) {
    if (is_within(partition, ancestor)) return;
    Number highest = partition;
    while (places_.at(highest).parent != root()) highest = places_.at(highest).parent;
    if (is_within(ancestor, highest) || relevant_.at("parent", {highest}) || relevant_.at("depth", {highest}))
        throw std::logic_error("partition " + hexadecimal(partition) + " would have to stand below " +
                               hexadecimal(ancestor));
    places_[highest].parent = ancestor;
    places_[highest].levels = 0;
}

void Plan::find_configuration() {
    for (auto& [partition, place] : places_) {
        place.frames[0] = partition;
        for (std::size_t i = 1; i < roots.size(); ++i)
            if (const auto frame = relevant_.at(roots[i], {partition})) place.frames[i] = *frame;
    }
    for (std::size_t i = 0; i < leaves.size(); ++i)
        for (const auto& [key, frame] : relevant_.of(leaves[i]))
            if (frame != 0 && places_.contains(key[0])) places_[key[0]].tables[key[1]][i] = frame;
    for (const auto& [key, of_kind] : relevant_.of("kind"))
        if (spec::is_configuration(of_kind) && of_kind != kind::descriptor && !is_configuration(key[0]))
            place_frame(key[0], of_kind);
}

// A frame of which is known what it is, but of no place that leads to it.
void Plan::place_frame(Number frame, Number of_kind) {
    const auto known = likely("owner", {frame});
    const Number owner = known && is_partition(*known) ? *known : new_number();
    Place& place = places_[owner];
    place.frames[0] = owner;
    if (place.parent == 0) place.parent = root();
    if (of_kind < kind::mmu_leaf) {
        place.frames[position_of_root(of_kind)] = frame;
        return;
    }
    const auto page = likely("first_page", {frame});
    if (!page || !spec::is_usable_index(spec::root_index(*page)))
        throw std::logic_error("it is not known where table " + hexadecimal(frame) + " stands");
    // Tables above are made as they are needed, of any frames.
    if (of_kind >= kind::mmu_leaf + leaves.size())
        throw std::logic_error("table " + hexadecimal(frame) + " stands above others");
    place.tables[spec::prefix_of(*page, spec::leaf_level)][of_kind - kind::mmu_leaf] = frame;
}

namespace {

// Whether a frame is part of a partition's configuration.
[[nodiscard]] bool configures(const Plan::Place& place, Number frame) {
    const auto has = [&](const auto& frames) { return std::ranges::find(frames, frame) != frames.end(); };
    return has(place.frames) ||
           std::ranges::any_of(place.tables, [&](const auto& tables) { return has(tables.second); });
}

} // namespace

bool Plan::is_configuration(Number frame) const {
    return std::ranges::any_of(
        places_, [&](const auto& entry) { return entry.first == frame || configures(entry.second, frame); });
}

// Where parents map what their children have.
void Plan::find_pages_of_parents() {
    for (const auto& [key, origin] : relevant_.of("origin"))
        if (const auto found = places_.find(key[0]);
            found != places_.end() && origin != 0 && key[0] != root()) {
            if (found->second.levels != 0)
                throw std::logic_error("the parent of " + hexadecimal(key[0]) + " is not known");
            map(found->second.parent, origin, found->second.pages.at(key[1]));
        }
    for (const auto& [key, page] : relevant_.of("page_in_parent")) {
        const Number owner = places_.contains(key[0]) ? key[0] : likely("owner", {key[0]}).value_or(0);
        if (page != 0 && places_.contains(owner) && owner != root()) map(places_[owner].parent, page, key[0]);
    }
}

// What two partitions map makes one of them the other's ancestor; and configuration of a partition is mapped
// above it.
void Plan::connect() {
    for (const auto& [child, frame] : configured_)
        for (const auto& [partition, place] : std::map{places_})
            if (configures(place, frame)) put_below(partition, child);
    if (const auto victim = mentioned_.constant("victim"), deleted = mentioned_.constant("deleted");
        victim && deleted)
        put_below(*victim, *deleted);
    for (const auto& [partition, place] : std::map{places_})
        for (const auto& [page, frame] : place.pages)
            for (const auto& [other, of_other] : std::map{places_}) {
                const bool shares =
                    other != partition && std::ranges::any_of(of_other.pages, [&](const auto& mapped) {
                        return mapped.second == frame;
                    });
                const bool is_part = configures(of_other, frame);
                if (is_part && other == partition)
                    throw std::logic_error("partition " + hexadecimal(partition) +
                                           " would map its own configuration");
                if (is_part || (shares && !is_within(partition, other))) put_below(other, partition);
            }
}

std::vector<Number> Plan::children(Number partition) const {
    std::vector<Number> result;
    for (const auto& [child, place] : places_)
        if (child != root() && place.parent == partition) result.push_back(child);
    return result;
}

} // namespace pepin::proof
