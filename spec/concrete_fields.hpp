// The concrete domain with functions that can be changed, for machines with a C++ library. Keys that were
// never given a value have 0. Every change is noted, so that a test can compare what a service changed
// instead of everything.
#pragma once

#include <unordered_map>
#include <utility>
#include <vector>

#include "spec/concrete.hpp"

namespace pepin::spec {

class ConcreteField {
public:
    using Word = ConcreteValues::Word;

    [[nodiscard]] Word operator()(Word key) const {
        const auto found = values_.find(key);
        return found == values_.end() ? 0 : found->second;
    }
    void update(bool guard, Word key, Word value) {
        if (!guard) return;
        values_[key] = value;
        changed_.push_back(key);
    }
    // The keys changed since this was last asked.
    [[nodiscard]] std::vector<Word> take_changed() { return std::exchange(changed_, {}); }

private:
    std::unordered_map<Word, Word> values_;
    std::vector<Word> changed_;
};

class ConcreteTable {
public:
    using Word = ConcreteValues::Word;
    using Row = std::unordered_map<Word, Word>;

    [[nodiscard]] Word operator()(Word row, Word column) const {
        const auto found = rows_.find(row);
        if (found == rows_.end()) return 0;
        const auto value = found->second.find(column);
        return value == found->second.end() ? 0 : value->second;
    }
    void update(bool guard, Word row, Word column, Word value) {
        if (!guard) return;
        if (value == 0) {
            const auto found = rows_.find(row);
            if (found != rows_.end()) found->second.erase(column);
        } else {
            rows_[row][column] = value;
        }
        changed_.emplace_back(row, column);
    }
    void clear_row(bool guard, Word row) {
        const auto found = rows_.find(row);
        if (!guard || found == rows_.end()) return;
        for (const auto& entry : found->second) changed_.emplace_back(row, entry.first);
        rows_.erase(found);
    }

    // The columns of a row that are not 0.
    [[nodiscard]] const Row& row(Word key) const {
        static const Row none;
        const auto found = rows_.find(key);
        return found == rows_.end() ? none : found->second;
    }
    [[nodiscard]] std::vector<std::pair<Word, Word>> take_changed() { return std::exchange(changed_, {}); }

private:
    std::unordered_map<Word, Row> rows_;
    std::vector<std::pair<Word, Word>> changed_;
};

struct Concrete : ConcreteValues {
    using Field = ConcreteField;
    using Table = ConcreteTable;
};
static_assert(Domain<Concrete>);

} // namespace pepin::spec
