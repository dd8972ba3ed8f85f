// What the proof assumes about the bitcode, and about the kernel image that the core is linked into.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "ir/executor.hpp"

namespace pepin::proof {

// What is wrong with the bitcode itself, in words: it is of another architecture than this program proves, or
// the entry code can call a function that this program says nothing of.
[[nodiscard]] std::vector<std::string> objections(const ir::Module& core);

// What of it does not hold, in words: that the image's note names the hash of this bitcode, and that the
// symbols which the core's memory regions stand for lie as the executor takes them to. Empty where all is
// well. Throws std::runtime_error where a file cannot be read.
[[nodiscard]] std::vector<std::string>
objections(const std::filesystem::path& image, const std::filesystem::path& bitcode, const ir::Module& core);

} // namespace pepin::proof
