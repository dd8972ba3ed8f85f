// What was proved before and is still: results of tasks, kept by what they depend on.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "ir/executor.hpp"
#include "proof/driver/tasks.hpp"

namespace pepin::proof {

// One file for each task. It says what its result depends on: this program, the libraries that it is linked
// with, how solvers are asked, and the function of the core with all that it calls. Files are replaced whole,
// so that a run that is interrupted leaves the old or the new one.
class Cache {
public:
    // An empty directory name: nothing is kept. Throws std::runtime_error where the directory cannot be made.
    Cache(std::filesystem::path directory, const ir::Module* core);
    [[nodiscard]] std::optional<TaskResult> find(const Task& task) const;
    // How long the task took last, whatever it depended on then; without a value where that is not known.
    [[nodiscard]] std::optional<double> last_seconds(const Task& task) const;
    void store(const Task& task, const TaskResult& result) const;

private:
    struct Entry {
        std::string key;
        TaskResult result;
    };
    [[nodiscard]] std::filesystem::path file(const Task& task) const;
    [[nodiscard]] std::optional<Entry> read(const Task& task) const;
    [[nodiscard]] std::string key(const Task& task) const;

    std::filesystem::path directory_;
    const ir::Module* core_;
    std::string program_; // its hash
};

// The SHA-256 of some bytes, as hexadecimal digits.
[[nodiscard]] std::string sha256(std::string_view bytes);
// The contents of a file. Throws std::runtime_error where it cannot be read.
[[nodiscard]] std::string contents(const std::filesystem::path& file);

} // namespace pepin::proof
