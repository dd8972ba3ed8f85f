// A tree of partitions that grows and is taken down by the services, as partitions call them. What is known
// here of the tree is kept apart from what the kernel knows, and both are compared.
#pragma once

#include <memory>
#include <random>
#include <stdexcept>
#include <string>
#include <unordered_map>
#include <vector>

#include "core/partition.hpp"

namespace pepin::test {

// The kernel did what it must not do.
struct Wrong : std::runtime_error {
    using std::runtime_error::runtime_error;
};

struct Node {
    Partition partition;
    Word name = 0; // the parent's page of the descriptor; 0 for root
    Node* parent = nullptr;
    bool dying = false;
    std::vector<std::unique_ptr<Node>> children;
    std::vector<Word> supply; // pages that it has not used
    std::vector<Word> taken;  // pages of the parent that are its configuration or its memory

    [[nodiscard]] Word depth() const { return parent == nullptr ? 0 : parent->depth() + 1; }
};

struct Totals {
    std::size_t partitions = 0, deepest = 0, largest = 0, calls = 0, events = 0;
    std::size_t portions = 0, again = 0, refused_entries = 0, pages_returned = 0;
};

class Forest {
public:
    static constexpr Word frames = 16384 * leaf_level;

    // Boots the machine.
    explicit Forest(std::uint64_t seed);

    // Makes a tree of up to so many partitions: a chain as far as `chain` (percent) decides, bushy otherwise.
    void grow(Word partitions, Word chain);
    // Takes all of it down, whoever has children, in portions, with other things in between.
    void take_down();
    // Everything is as after boot.
    void check_nothing_is_left();
    void check_invariants();

    [[nodiscard]] const Totals& totals() const { return totals_; }
    [[nodiscard]] Word below(Word limit) { return static_cast<Word>(random_() % limit); }
    [[nodiscard]] bool chance(Word percent) { return below(100) < percent; }

private:
    [[nodiscard]] Node& current() const;
    [[nodiscard]] Node& any_node() { return *alive_[below(static_cast<Word>(alive_.size()))]; }
    void expect(const char* what, Word actual, Word expected) const;

    bool create(Node& parent, Word pages);
    void prepare(Node& parent, Node& child, Word page, Word table_pages[3]);
    void write_vidt(Frame vidt);
    [[nodiscard]] Word take(Node& node);

    void go_to(Node& target);
    void delete_portion(Node& parent, Node& child);
    void disturb();
    void touch_dying(Node& parent, Node& child);
    void interrupt();
    void forget(Node& dying);
    void note_configuration();
    void check_returned();
    void check_current();

    std::mt19937_64 random_;
    std::unique_ptr<Node> root_;
    std::vector<Node*> alive_; // those that no deletion has begun for, nor for an ancestor
    std::unordered_map<Word, Node*> by_frame_;
    std::vector<Word> configuration_;               // frames, before a portion
    std::vector<FrameRecord> first_table_;          // the frame table after boot
    std::vector<std::vector<Word>> first_contents_; // of root's tables
    Totals totals_;
};

} // namespace pepin::test
