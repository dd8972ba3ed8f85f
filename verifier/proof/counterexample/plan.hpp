// Which partitions a counterexample is about, how they stand to one another, and what they have: the
// beginning of a whole state.
#pragma once

#include <array>
#include <map>
#include <vector>

#include "proof/counterexample/counterexample.hpp"

namespace pepin::proof {

// Numbers are the model's; what it has none for gets others.
class Plan {
public:
    // What is known of a partition; 0 where anything will do.
    struct Place {
        Number parent = 0;
        unsigned levels = 0; // of partitions between it and the parent
        // of its configuration, in the order in which a child is made of them
        std::array<Number, 5> frames{};
        std::map<Number, std::array<Number, 3>> tables; // leaf tables, by the prefixes of their pages
        std::map<Number, Number> pages;                 // the frames that are mapped there
    };

    // Throws std::logic_error, with the reason, where what is said does not fit together.
    explicit Plan(const Counterexample& counterexample);

    [[nodiscard]] Number root() const { return mentioned_.constant("root").value_or(0); }
    [[nodiscard]] Number current() const { return mentioned_.constant("current").value_or(0); }
    [[nodiscard]] const std::map<Number, Place>& places() const { return places_; }
    [[nodiscard]] const Place& place(Number partition) const { return places_.at(partition); }
    [[nodiscard]] std::vector<Number> children(Number partition) const;
    // Frames that a partition has as memory, no matter where.
    [[nodiscard]] const std::vector<std::pair<Number, Number>>& given() const { return given_; }
    // Whether a frame is part of some partition's configuration.
    [[nodiscard]] bool is_configuration(Number frame) const;
    [[nodiscard]] Number new_number() { return next_number_++; }

private:
    [[nodiscard]] bool is_partition(Number frame) const;
    // The value at a place that matters, or one that is mentioned.
    [[nodiscard]] std::optional<Number> likely(const std::string& function,
                                               const std::vector<Number>& key) const;

    void find_partitions();
    void find_pages();
    void find_marks();
    void find_reach();
    void find_parents();
    void find_configuration();
    void find_pages_of_parents();
    void connect();
    [[nodiscard]] Number child_of_name(Number parent, Number name);
    [[nodiscard]] bool climb(Number partition);
    void place_frame(Number frame, Number kind);
    void map(Number partition, Number page, Number frame);
    [[nodiscard]] bool is_within(Number partition, Number ancestor) const;
    void put_below(Number partition, Number ancestor);

    const Points& relevant_;
    const Points& mentioned_;
    std::map<Number, Place> places_;
    // what a partition has that a mark names, as memory or as configuration
    std::vector<std::pair<Number, Number>> given_, configured_;
    Number next_number_ = Number{1} << 24;
};

} // namespace pepin::proof
