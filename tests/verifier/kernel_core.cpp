// Executes every entry of the kernel's core on all its paths, with a simple client: physical memory and the
// frame table are uninterpreted functions with lists of updates. What is checked here is that everything in
// the core is modelled, that loops can be cut, and how long it takes; what the core does is for the proof.
//
// usage: kernel_core CORE.bc ENTRIES.txt [SECONDS]: fails where the whole takes longer.
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <fstream>
#include <map>
#include <set>

#include "ir/executor.hpp"

namespace {

using namespace pepin;
using smt::Term;

// Words by two keys: a record's number and the word's within the record.
class Words {
public:
    explicit Words(const std::string& name) : base_(name, {32, 32}, 32) {}

    [[nodiscard]] Term read(Term record, Term word) const {
        Term value = base_(record, word);
        for (const Update& update : updates_) {
            const Term within =
                smt::equal(record, update.record) & smt::less_unsigned(word - update.first, update.count);
            value = smt::if_then_else(within,
                                      update.source.exists()
                                          ? base_(update.source, word - update.first + update.source_first)
                                          : update.value,
                                      value);
        }
        return value;
    }
    void write(Term record, Term word, Term value) {
        updates_.push_back({record, word, Term(32, 1), value, {}, {}});
    }
    void fill(Term record, Term first, Term count, Term value) {
        updates_.push_back({record, first, count, value, {}, {}});
    }
    // For this test it is enough that the source had not been written to before.
    void copy(Term record, Term first, Term count, Term source, Term source_first) {
        updates_.push_back({record, first, count, Term(32, 0), source, source_first});
    }
    // Anything may be there from now on.
    void forget(const std::string& name) { *this = Words(name); }

private:
    struct Update {
        Term record, first, count, value, source, source_first;
    };
    smt::Function base_;
    std::vector<Update> updates_;
};

struct Contents : ir::ClientData {
    std::vector<Words> regions;
    [[nodiscard]] std::unique_ptr<ir::ClientData> clone() const override {
        return std::make_unique<Contents>(*this);
    }
};

// Records of a number of bytes that is a power of two; as many as the constant `frames` says.
class Records : public ir::Region {
public:
    Records(std::size_t number, std::uint64_t record_bytes) : number_(number), bytes_(record_bytes) {}

    [[nodiscard]] Term in_bounds(const ir::State&, const ir::Offset& offset) const override {
        // the end of a record is inside of the region, too
        return smt::less_unsigned(offset.split(bytes_).quotient, frames());
    }
    [[nodiscard]] Term load(ir::Step& step, const ir::Offset& offset, unsigned bytes) override {
        const Place place = find(step, offset);
        return smt::extract(step.state.data<Contents>().regions[number_].read(place.record, place.word),
                            8 * place.byte, 8 * bytes);
    }
    void store(ir::Step& step, const ir::Offset& offset, unsigned bytes, Term value) override {
        const Place place = find(step, offset);
        Words& words = step.state.data<Contents>().regions[number_];
        if (bytes < 4) {
            const Term old = words.read(place.record, place.word);
            std::vector<Term> parts;
            if (const unsigned above = 8 * (place.byte + bytes); above < 32)
                parts.push_back(smt::extract(old, above, 32 - above));
            parts.push_back(value);
            if (place.byte > 0) parts.push_back(smt::extract(old, 0, 8 * place.byte));
            value = smt::concatenate(parts);
        }
        words.write(place.record, place.word, value);
    }
    void fill(ir::Step& step, const ir::Offset& offset, Term length, Term byte) override {
        const Place place = find(step, offset);
        step.require(ir::Kind::bounds,
                     smt::at_most_unsigned(place.word + words_in(length), Term(32, bytes_ / 4)),
                     "what is filled is one record's");
        step.state.data<Contents>().regions[number_].fill(
            place.record, place.word, words_in(length),
            smt::concatenate(std::initializer_list<Term>{byte, byte, byte, byte}));
    }
    void copy(ir::Step& step, const ir::Offset& to, ir::Region&, const ir::Offset& from,
              Term length) override {
        const Place target = find(step, to), source = find(step, from);
        step.state.data<Contents>().regions[number_].copy(target.record, target.word, words_in(length),
                                                          source.record, source.word);
    }
    static Term frames() { return smt::constant("frames", 32); }

private:
    struct Place {
        Term record, word;
        unsigned byte;
    };
    [[nodiscard]] Place find(ir::Step& step, const ir::Offset& offset) const {
        const auto [record, in_record] = offset.split(bytes_);
        const auto [word, in_word] = in_record.split(4);
        if (!in_word.is_constant()) throw ir::Unmodelled("an access at an unknown byte of a word");
        step.require(ir::Kind::bounds, smt::less_unsigned(record, frames()), "the record exists");
        step.require(ir::Kind::bounds, smt::less_unsigned(word, Term(32, bytes_ / 4)),
                     "the word is within the record");
        return {record, word, static_cast<unsigned>(in_word.constant())};
    }
    static Term words_in(Term length) {
        return smt::resize_unsigned(smt::shift_right(length, Term(length.width(), 2)), 32);
    }

    std::size_t number_;
    std::uint64_t bytes_;
};

class Kernel : public ir::Client {
public:
    std::optional<ir::Value> call(ir::Step&, std::string_view name, std::span<const ir::Value>) override {
        const std::string result = std::string(name) + "." + std::to_string(fresh_++);
        if (name == "architecture_denies_output" || name == "architecture_closes_port")
            return smt::constant(result, 1);
        if (name == "architecture_port_read" || name == "debug_check_invariants")
            return smt::constant(result, 32);
        if (name.starts_with("architecture_")) return ir::Value();
        return std::nullopt;
    }

    // Every loop is cut: at once, or after one iteration where a pointer is carried along, which often begins
    // elsewhere than it goes on.
    ir::LoopAction loop(ir::Step& step, ir::LoopVisit& visit) override {
        if (visit.cut) return ir::LoopAction::stop;
        const bool pointer =
            std::ranges::any_of(visit.phis, [](const ir::Value& phi) { return phi.is_pointer(); });
        if (pointer && visit.arrivals == 0) return ir::LoopAction::unroll;
        for (ir::Value& phi : visit.phis) phi = any(phi);
        for (Words& words : step.state.data<Contents>().regions)
            words.forget("words." + std::to_string(fresh_++));
        for (ir::ObjectNumber object = 1; object < step.state.memory.size(); ++object) {
            const ir::Object& described = step.state.memory.object(object);
            if (described.region || !described.alive || !described.writable) continue;
            for (ir::Byte& byte : step.state.memory.contents(object))
                byte = {smt::constant("byte." + std::to_string(fresh_++), 8), smt::truth(false), nullptr, 0};
            visit.changed_objects.push_back(object);
        }
        cuts.insert(std::string(visit.function) + "." + std::to_string(visit.index));
        return ir::LoopAction::cut;
    }

    // Without invariants hardly any branch is impossible, so that asking costs much and finds little.
    std::optional<bool> feasible(const ir::State&, Term) override { return true; }
    std::set<std::string> cuts;

private:
    ir::Value any(const ir::Value& value) {
        const std::string name = "any." + std::to_string(fresh_++);
        if (value.is_integer())
            return smt::constant(name + "." + std::to_string(value.term().width()), value.term().width());
        ir::Offset offset(32);
        offset.add(4096, smt::constant(name + ".frame", 32));
        offset.add(4, smt::extend_unsigned(smt::constant(name + ".word", 10), 32));
        return ir::Pointer{value.pointer().object, offset};
    }
    unsigned fresh_ = 0;
};

} // namespace

int main(int count, char** words) {
    if (count < 3) return std::fprintf(stderr, "usage: kernel_core CORE.bc ENTRIES.txt [SECONDS]\n"), 2;
    const auto begin = std::chrono::steady_clock::now();
    const auto seconds = [](auto since) {
        return std::chrono::duration<double>(std::chrono::steady_clock::now() - since).count();
    };
    bool good = true;
    std::size_t paths = 0, obligations = 0, entries = 0;
    try {
        const ir::Module module(words[1]);
        std::ifstream list(words[2]);
        for (std::string entry; std::getline(list, entry);) {
            if (entry.empty() || entry[0] < 'a' || entry[0] > 'z') continue;
            std::vector<unsigned> widths;
            try {
                widths = module.parameter_widths(entry);
            } catch (const std::invalid_argument&) {
                continue; // a variable
            }
            const auto start = std::chrono::steady_clock::now();
            Kernel client;
            Records memory(0, 4096), table(1, 16);
            ir::Executor executor(module, client);
            executor.add_region("physical_memory", memory, 4096);
            executor.add_region("frame_table", table);
            auto contents = std::make_unique<Contents>();
            contents->regions = {Words("memory"), Words("table")};
            ir::State state = executor.initial_state(std::move(contents));
            state.assume(smt::less_unsigned(Records::frames(), Term(32, 1u << 18)));
            std::vector<ir::Value> arguments;
            for (const unsigned width : widths)
                arguments.emplace_back(smt::constant("argument" + std::to_string(arguments.size()), width));
            const ir::Result result = executor.run(entry, arguments, std::move(state));
            std::map<std::string, unsigned> endings;
            std::uint64_t longest = 0;
            for (const ir::Path& path : result.paths) {
                ++endings[std::string(name(path.ending))];
                longest = std::max(longest, path.state.instructions);
                if (path.ending == ir::Ending::returned || path.ending == ir::Ending::stopped) continue;
                good = false;
                std::printf("%s: %s: %s\n", entry.c_str(), path.where.text().c_str(), path.reason.c_str());
            }
            std::printf("%-28s %4zu paths (", entry.c_str(), result.paths.size());
            for (const auto& [ending, number] : endings) std::printf(" %s %u", ending.c_str(), number);
            std::printf(" ), %5zu obligations, %5llu instructions at most, %6llu in all, %5llu checks, %3llu "
                        "merged, %zu loops "
                        "cut, %.2f s\n",
                        result.obligations.size(), static_cast<unsigned long long>(longest),
                        static_cast<unsigned long long>(result.statistics.instructions),
                        static_cast<unsigned long long>(result.statistics.feasibility_checks),
                        static_cast<unsigned long long>(result.statistics.merged_branches),
                        client.cuts.size(), seconds(start));
            std::fflush(stdout);
            paths += result.paths.size();
            obligations += result.obligations.size();
            ++entries;
            if (result.paths.empty()) good = false;
        }
    } catch (const std::exception& problem) {
        return std::fprintf(stderr, "kernel_core: %s\n", problem.what()), 2;
    }
    const double all = seconds(begin);
    std::printf("%zu entries, %zu paths, %zu obligations, %.1f s\n", entries, paths, obligations, all);
    if (entries == 0)
        return std::fprintf(stderr, "kernel_core: %s names no function of %s\n", words[2], words[1]), 1;
    if (count > 3 && all > std::stod(words[3]))
        return std::fprintf(stderr, "kernel_core: took longer than %s s\n", words[3]), 1;
    return good ? 0 : 1;
}
