#include "proof/driver/image.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <stdexcept>

#include <llvm/ADT/StringExtras.h>
#include <llvm/Object/ELFObjectFile.h>

#include "core/frame_table.hpp"
#include "core/memory.hpp"
#include "proof/driver/cache.hpp"
#include "proof/obligations/report.hpp"
#include "proof/obligations/units.hpp"

namespace pepin::proof {

namespace {

struct Extent {
    std::uint64_t first, size;
    [[nodiscard]] std::uint64_t end() const { return first + size; }
};

constexpr std::size_t hash_bytes = 32;

// Each of the core's variables has a place in the state.
constexpr std::array<std::string_view, 2> known_variables{"kernel_state", "processor_context"};

template <class T> [[nodiscard]] T value_of(llvm::Expected<T> expected, const std::filesystem::path& image) {
    if (!expected) throw std::runtime_error(image.string() + ": " + llvm::toString(expected.takeError()));
    return std::move(*expected);
}

} // namespace

std::vector<std::string> objections(const ir::Module& core) {
    const std::string target = core.target();
    if (!target.starts_with(PEPIN_ARCHITECTURE "-"))
        return {"it is for " + target + ", this program proves the core of " PEPIN_ARCHITECTURE};
    std::vector<std::string> list;
    for (const std::string& function : core.exported_functions())
        if (std::ranges::find(units(), function, &Unit::symbol) == units().end())
            list.push_back("nothing is proved of " + function + ", which it exports");
    for (const std::string& symbol : core.indirect_symbols())
        list.push_back(symbol + " stands for another function, of which nobody looks at the code");
    for (const std::string& variable : core.variables())
        if (std::ranges::find(known_variables, variable) == known_variables.end())
            list.push_back("nothing is known of the variable " + variable);
    // What stands for what it is proved to do has to be what is proved: of this name and form.
    for (const std::string& function : core.defined_functions()) {
        if (contract_of(function) == nullptr && !is_service(function)) continue;
        const auto parameters = core.parameter_widths(function).size();
        const bool is_proved = std::ranges::any_of(units(), [&](const Unit& unit) {
            return unit.symbol == function && (unit.contract == nullptr || unit.contract->fits(parameters));
        });
        if (!is_proved)
            list.push_back("nothing is proved of " + function + " with " + std::to_string(parameters) +
                           " parameters, which would stand for something that is");
    }
    return list;
}

std::vector<std::string> objections(const std::filesystem::path& image, const std::filesystem::path& bitcode,
                                    const ir::Module& core) {
    const auto binary = value_of(llvm::object::ObjectFile::createObjectFile(image.string()), image);
    const auto* const elf = llvm::dyn_cast<llvm::object::ELFObjectFileBase>(binary.getBinary());
    if (elf == nullptr) throw std::runtime_error(image.string() + " is not an ELF file");

    std::vector<std::string> list;
    std::string noted = "none";
    for (const llvm::object::SectionRef section : elf->sections()) {
        if (value_of(section.getName(), image) != ".note.pepin") continue;
        const llvm::StringRef bytes = value_of(section.getContents(), image);
        if (bytes.size() >= hash_bytes) noted = llvm::toHex(bytes.take_back(hash_bytes), true);
    }
    if (const std::string hash = sha256(contents(bitcode)); noted != hash)
        list.push_back("the image was linked from other bitcode: its note has the hash " + noted + ", " +
                       bitcode.string() + " has " + hash);

    constexpr std::array<std::string_view, 5> needed{"kernel_state", "processor_context", "frame_table",
                                                     "frame_table_end", "physical_memory"};
    std::map<std::string, Extent, std::less<>> symbols;
    for (const llvm::object::ELFSymbolRef symbol : elf->symbols()) {
        const std::string name = value_of(symbol.getName(), image).str();
        if (std::ranges::find(needed, name) == needed.end()) continue;
        const std::uint32_t flags = value_of(symbol.getFlags(), image);
        if ((flags & llvm::object::SymbolRef::SF_Undefined) != 0 ||
            symbol.getELFType() == llvm::ELF::STT_FILE)
            continue;
        const Extent found{value_of(symbol.getAddress(), image), symbol.getSize()};
        if (!symbols.emplace(name, found).second)
            list.push_back("the image has more than one symbol " + name);
    }
    for (const std::string_view name : needed)
        if (!symbols.contains(name)) list.push_back("the image defines no symbol " + std::string{name});
    if (!list.empty()) return list;

    // Regions are as large as they can be: frame_limit frames and records.
    const auto at = [&](std::string_view name) -> Extent& { return symbols.find(name)->second; };
    Extent &memory = at("physical_memory"), &table = at("frame_table");
    memory.size = std::uint64_t{Architecture::frame_limit} * sizeof(FrameContents);
    table.size = std::uint64_t{Architecture::frame_limit} * sizeof(FrameRecord);
    const auto require = [&](bool holds, const std::string& what) {
        if (!holds) list.push_back(what);
    };
    const auto aligned = [&](const char* name, std::uint64_t alignment) {
        const std::uint64_t address = at(name).first;
        require(address % alignment == 0, std::string{name} + " is at " + hexadecimal(address) +
                                              ", which is no multiple of " + std::to_string(alignment));
    };
    aligned("physical_memory", sizeof(FrameContents));
    aligned("frame_table", sizeof(FrameRecord));
    for (const char* const name : {"kernel_state", "processor_context"}) {
        const auto global = core.global(name);
        aligned(name, global.alignment);
        require(at(name).size == global.size, std::string{name} + " has " + std::to_string(at(name).size) +
                                                  " bytes in the image and " + std::to_string(global.size) +
                                                  " in the bitcode");
    }
    // An index of any element, in bytes, is a number with a sign, and no address is past the last one.
    constexpr std::uint64_t last_address = ~std::uint64_t{0} >> (64 - spec::word_bits);
    for (const char* const name : {"physical_memory", "frame_table", "kernel_state", "processor_context"}) {
        const Extent& region = at(name);
        require(region.first != 0 && region.size <= last_address / 2 &&
                    region.first <= last_address - region.size,
                std::string{name} + " with " + hexadecimal(region.size) + " bytes begins at " +
                    hexadecimal(region.first) + ": it is at address 0, or goes past the last address");
    }
    require(table.end() <= at("frame_table_end").first,
            "frame_table with all its records ends at " + hexadecimal(table.end()) +
                ", behind the end of its room at " + hexadecimal(at("frame_table_end").first));
    const char* const apart[] = {"kernel_state", "processor_context", "frame_table"};
    for (const char* const one : apart)
        for (const char* const other : apart)
            require(one == other || at(one).end() <= at(other).first || at(other).end() <= at(one).first,
                    std::string{one} + " and " + other + " overlap");
    return list;
}

} // namespace pepin::proof
