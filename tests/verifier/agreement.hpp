// Programs as LLVM IR and as machine code: shared by the agreement tests.
#pragma once

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <string>

namespace agreement {

// A directory of its own, removed at the end.
class Workplace {
public:
    Workplace() {
        std::string pattern = (std::filesystem::temp_directory_path() / "agreement-XXXXXX").string();
        if (!mkdtemp(pattern.data()))
            throw std::runtime_error("cannot make a temporary directory like " + pattern);
        path_ = pattern;
    }
    ~Workplace() {
        std::error_code ignored;
        std::filesystem::remove_all(path_, ignored);
    }
    Workplace(const Workplace&) = delete;
    Workplace& operator=(const Workplace&) = delete;
    [[nodiscard]] std::string operator/(const std::string& name) const { return (path_ / name).string(); }

private:
    std::filesystem::path path_;
};

// The exit status of a shell command; 124 where `timeout` ended it.
[[nodiscard]] inline int run(const std::string& command) {
    const int status = std::system(command.c_str());
    return status == -1 ? -1 : WIFEXITED(status) ? WEXITSTATUS(status) : 128;
}

inline void require(const std::string& command) {
    if (const int status = run(command); status != 0)
        throw std::runtime_error("exit status " + std::to_string(status) + " of: " + command);
}

[[nodiscard]] inline std::string contents(const std::string& path) {
    std::ifstream file(path);
    return {std::istreambuf_iterator<char>(file), {}};
}

// Comes after -O2, which would turn vectors on again: the verifier does not model them. printf stays printf.
inline const std::string to_ir =
    " -emit-llvm -fno-vectorize -fno-slp-vectorize -fno-builtin-printf -fno-builtin-puts -g0 -w ";

} // namespace agreement
