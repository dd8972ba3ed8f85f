// The results of all tasks: a row for each step and each function, and a file in JSON.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "proof/driver/tasks.hpp"

namespace pepin::proof {

class Summary {
public:
    Summary(const std::vector<Task>& work, const std::vector<TaskResult>& results);
    // With each counterexample in words, where that is wanted, and as a test in a directory, where there is
    // one.
    void print(bool explained, const std::filesystem::path& replays) const;
    // Throws std::runtime_error where the file cannot be written.
    void write(const std::filesystem::path& file, const std::filesystem::path& bitcode) const;
    [[nodiscard]] std::size_t obligations() const { return all_.obligations.size(); }
    [[nodiscard]] bool is_proved() const { return all_.is_proved(); }

private:
    struct Row {
        std::string name;
        TaskResult sum;
    };
    std::vector<Row> rows_;
    TaskResult all_;
};

} // namespace pepin::proof
