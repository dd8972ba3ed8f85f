#include "proof/counterexample/replay.hpp"

#include <algorithm>
#include <cctype>
#include <fstream>
#include <stdexcept>

#include "proof/counterexample/call.hpp"
#include "proof/counterexample/completion.hpp"
#include "proof/obligations/report.hpp"

namespace pepin::proof {

namespace {

// How a test enters the kernel, or makes a step of the specification.
struct Entry {
    bool is_step = false;
    std::string text; // empty: it cannot
    // A portion of deletePartition between two of its steps: the child that goes. The call begins with the
    // state of the one that fails.
    std::optional<Number> deleted = {};
};

// The model's value of an argument; of one that does not matter, any.
[[nodiscard]] Number argument(const Counterexample& counterexample, unsigned which) {
    return argument(counterexample.mentioned(), which).value_or(0);
}

[[nodiscard]] std::string arguments(const Counterexample& counterexample, unsigned count) {
    std::string text;
    for (unsigned i = 0; i < count; ++i)
        text += (i == 0 ? "" : ", ") + hexadecimal(argument(counterexample, i));
    return text;
}

[[nodiscard]] bool strip(std::string& text, std::string_view prefix) {
    if (!text.starts_with(prefix)) return false;
    text.erase(0, prefix.size());
    return true;
}

[[nodiscard]] Entry entry_of(std::string row, const Counterexample& counterexample) {
    const auto given = [&](unsigned count) { return arguments(counterexample, count); };
    if (!strip(row, code_of)) {
        if (row == "floating_point_unavailable") return {true, "spec::" + row + "<spec::Concrete>(s)"};
        const auto* const service = service_called(row);
        if (service == nullptr) return {};
        return {true, "spec::" + row + "<spec::Concrete>(s" + (service->argument_count == 0 ? "" : ", ") +
                          given(service->argument_count) + ")"};
    }
    if (row == "forward_fault") return {false, "kernel.fault(" + given(3) + ")"};
    if (row == "forward_software_interrupt") return {false, "kernel.software_interrupt(" + given(1) + ")"};
    if (row == "forward_call") return {false, "kernel.foreign_call(" + given(1) + ")"};
    if (row == "forward_interrupt") return {false, "kernel.interrupt(" + given(1) + ")"};
    if (row == "floating_point_unavailable") return {false, "kernel.compute(0)"};
    const bool gate = strip(row, "gate_"), fast = !gate && strip(row, "fast_");
    if (!gate && !fast) static_cast<void>(strip(row, "call_"));
    const auto* const service = service_called(row);
    if (service == nullptr) return {};
    if (fast) {
        const Number selector = (argument(counterexample, 4) & ~Number{PIP_FAST_SERVICE_MASK}) |
                                static_cast<Number>(service->service);
        return {false, "kernel.fast(" + hexadecimal(selector) + ", " + given(4) + ")"};
    }
    if (const auto deleted = counterexample.mentioned().constant("deleted"))
        return {false, "kernel.call(Service::" + row + ", {", deleted};
    if (gate) return {false, "kernel.gate(Service::" + row + ", " + given(1) + ")"};
    return {false, "kernel.call(Service::" + row + ", {" + given(service->argument_count) + "})"};
}

// What a row is called as a file and a test.
[[nodiscard]] std::string stem_of(std::string row) {
    if (!strip(row, code_of)) row = "step_" + row;
    for (char& letter : row)
        if (std::isalnum(static_cast<unsigned char>(letter)) == 0) letter = '_';
    return row;
}

// What the test does with the kernel, or the state, in lines.
[[nodiscard]] std::string body_of(const Entry& entry, const Counterexample& counterexample,
                                  const Script& script) {
    std::string text;
    if (!entry.deleted) return "static_cast<void>(" + entry.text + ");";
    for (const auto& [key, cursor] : counterexample.relevant().of("teardown cursor"))
        if (script.is_bound(key[0]) && cursor != 0)
            text += "Partition{Frame{" + hexadecimal(script.bound(key[0])) +
                    "}}.set_private_word(private_teardown_cursor, " + hexadecimal(cursor) + "); ";
    const auto name = spec::address_of(script.state().page_in_parent(script.bound(*entry.deleted)));
    return text + "static_cast<void>(" + entry.text + hexadecimal(name) + "}));";
}

[[nodiscard]] std::string test_text(const std::string& name, const Finding& finding, const Script& script,
                                    bool is_step, const std::string& body) {
    std::string text = "\n// " + finding.what + ", in " + finding.where + "\nTEST(Replay, " + name + ") {\n";
    text += std::string{"    "} + (is_step ? "replay_step" : "replay") + "(\n        [](StateBuilder& b) {\n";
    for (const std::string& line : script.lines()) text += "            " + line + "\n";
    text += std::string{"        },\n        []("} + (is_step ? "SpecState& s" : "Lockstep& kernel") +
            ") { " + body + " });\n}\n";
    return text;
}

} // namespace

ReplayFile::ReplayFile(std::filesystem::path directory, const std::string& row)
    : row_{row}, stem_{stem_of(row)} {
    if (!directory.empty()) path_ = std::move(directory) / (stem_ + ".cpp");
}

namespace {

// Whether the specification of this proof is another one than that of tests.
[[nodiscard]] bool has_fewer_checks() {
    return spec::Checks<Symbolic>::forgotten != static_cast<std::size_t>(-1);
}

[[nodiscard]] bool has_state(const Finding& finding) {
    try {
        const Counterexample counterexample{finding};
        return Completion{counterexample}.is_faithful();
    } catch (const std::logic_error&) {
        return false;
    }
}

} // namespace

Finding ReplayFile::settle(const Finding& finding) const {
    if (path_.empty() || !finding.answer.counterexample || has_fewer_checks()) return finding;
    if (entry_of(row_, Counterexample{finding}).text.empty() || has_state(finding)) return finding;
    for (const Finding& other : closer_to_root(finding))
        if (has_state(other)) return other;
    return finding;
}

std::string ReplayFile::add(const Finding& finding) {
    if (path_.empty() || !finding.answer.counterexample) return {};
    if (has_fewer_checks()) return "no replay: the specification that tests are made with has all checks";
    const Counterexample counterexample{finding};
    const Entry entry = entry_of(row_, counterexample);
    if (entry.text.empty())
        return "no replay: " + (row_.starts_with(code_of)
                                    ? row_.substr(code_of.size()) + " is no way into the kernel"
                                    : row_ + " is no step that a call makes by itself");
    try {
        const Completion completion{counterexample};
        const std::string name = stem_ + "_" + std::to_string(++tests_);
        if (text_.empty())
            text_ = "// Counterexamples to the proof of " + row_ +
                    ", written by `./pepin prove --explain`: each test makes the state and the call.\n"
                    "#include \"core/replay.hpp\"\n\nnamespace pepin::test {\n";
        text_ += test_text(name, finding, completion.script(), entry.is_step,
                           body_of(entry, counterexample, completion.script()));
        std::filesystem::create_directories(path_.parent_path());
        std::ofstream file{path_};
        file << text_ << "\n} // namespace pepin::test\n";
        file.close();
        if (!file) throw std::runtime_error("cannot write " + path_.string());
        std::string line = "replay: Replay." + name + " in " + path_.string();
        // Obligations of instructions are named after what they are: "bounds: ...".
        if (!completion.is_faithful())
            line += "; not all that is said above is true of its state, so it may pass";
        else if (finding.what.find(": ") != std::string::npos)
            line += "; what breaks, breaks on the way: the answer may be right";
        return line;
    } catch (const std::logic_error& reason) {
        return std::string{"no replay: the specification leads to no such state: "} + reason.what();
    }
}

} // namespace pepin::proof
