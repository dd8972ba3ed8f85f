#include "proof/driver/cache.hpp"

#include <cctype>
#include <fstream>
#include <sstream>
#include <stdexcept>

#include <llvm/ADT/StringExtras.h>
#include <llvm/Config/llvm-config.h>
#include <llvm/Support/JSON.h>
#include <llvm/Support/SHA256.h>
#include <unistd.h>

namespace pepin::proof {

namespace json = llvm::json;

std::string sha256(std::string_view bytes) {
    const auto hash = llvm::SHA256::hash({reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size()});
    return llvm::toHex(hash, true);
}

std::string contents(const std::filesystem::path& file) {
    std::ifstream stream{file, std::ios::binary};
    std::ostringstream text;
    text << stream.rdbuf();
    if (!stream) throw std::runtime_error("cannot read " + file.string());
    return text.str();
}

Cache::Cache(std::filesystem::path directory, const ir::Module* core)
    : directory_{std::move(directory)}, core_{core} {
    if (directory_.empty()) return;
    std::error_code error;
    std::filesystem::create_directories(directory_, error);
    if (error)
        throw std::runtime_error("cannot make the directory " + directory_.string() + ": " + error.message());
    program_ = sha256(contents("/proc/self/exe")) + " " LLVM_VERSION_STRING " " + smt::z3_version();
}

std::filesystem::path Cache::file(const Task& task) const {
    std::string name;
    for (const char letter : task.row + "." + task.part)
        name += std::isalnum(static_cast<unsigned char>(letter)) != 0 || letter == '.' ? letter : '_';
    return directory_ / (name + ".json");
}

std::string Cache::key(const Task& task) const {
    const std::string function = task.symbol.empty() ? "" : core_->fingerprint(task.symbol, task.is_replaced);
    return sha256(program_ + '\n' + std::to_string(static_cast<int>(asking.solvers)) + '\n' + task.row +
                  '\n' + task.part + '\n' + function);
}

std::optional<Cache::Entry> Cache::read(const Task& task) const {
    if (directory_.empty() || !std::filesystem::exists(file(task))) return {};
    try {
        auto value = json::parse(contents(file(task)));
        if (!value) {
            llvm::consumeError(value.takeError());
            return {};
        }
        const json::Object* const entry = value->getAsObject();
        const json::Value* const result = entry == nullptr ? nullptr : entry->get("result");
        if (result == nullptr || !entry->getString("key")) return {};
        return Entry{entry->getString("key")->str(), from_json(*result)};
    } catch (const std::runtime_error&) {
        return {}; // of another version, or damaged: as if there were none
    }
}

std::optional<TaskResult> Cache::find(const Task& task) const {
    const auto entry = read(task);
    if (!entry || entry->key != key(task)) return {};
    return entry->result;
}

std::optional<double> Cache::last_seconds(const Task& task) const {
    const auto entry = read(task);
    if (!entry) return {};
    return entry->result.seconds;
}

void Cache::store(const Task& task, const TaskResult& result) const {
    if (directory_.empty()) return;
    const auto path = file(task);
    const std::filesystem::path fresh = path.string() + "." + std::to_string(getpid());
    std::string text;
    llvm::raw_string_ostream stream{text};
    stream << json::Value(json::Object{{"key", key(task)}, {"result", to_json(result)}}) << '\n';
    std::ofstream output{fresh};
    output << text;
    output.close();
    if (!output) throw std::runtime_error("cannot write " + fresh.string());
    std::filesystem::rename(fresh, path);
}

} // namespace pepin::proof
