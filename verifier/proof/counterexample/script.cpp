#include "proof/counterexample/script.hpp"

#include <algorithm>
#include <stdexcept>

#include <llvm/ADT/StringExtras.h>

namespace pepin::proof {

namespace {

// Of something with the model's number.
[[nodiscard]] std::string variable(const char* what, std::uint64_t number) {
    return std::string{what} + "_" + llvm::utohexstr(number, true);
}

} // namespace

Script::Script() { lines_.emplace_back("const Word root = b.state.root;"); }

void Script::spare_entry(Word entry) {
    builder_.spare_entry = entry;
    if (entry != spec::StateBuilder::default_spare_entry)
        lines_.push_back("b.spare_entry = " + hexadecimal(entry) + ";");
}

void Script::bind(Number frame, Word made) {
    if (made == builder_.state.root) names_[frame] = "root";
    bound_.emplace(frame, made);
}

Script::Word Script::bound(Number frame) const {
    if (frame == 0) return 0;
    const auto found = bound_.find(frame);
    if (found == bound_.end()) throw std::logic_error("frame " + hexadecimal(frame) + " has no place");
    return found->second;
}

Number Script::unbound(Word made) const {
    const auto found = std::ranges::find(bound_, made, [](const auto& pair) { return pair.second; });
    return found == bound_.end() ? made : found->first;
}

Number Script::number_of(Word made) {
    const Number number = unbound(made);
    if (is_bound(number) && bound(number) == made) return number;
    constexpr Number above_all = Number{1} << 32;
    bind(above_all + made, made);
    return above_all + made;
}

std::string Script::name(Number frame) const {
    const auto found = names_.find(frame);
    return found != names_.end() ? found->second : hexadecimal(bound(frame));
}

void Script::frame(Number frame, bool device) {
    bind(frame, device ? builder_.device() : builder_.memory());
    names_[frame] = variable("frame", frame);
    lines_.push_back("const Word " + name(frame) + " = b." + (device ? "device" : "memory") + "();");
}

// Frames that are not known yet are the builder's to choose.
template <std::size_t count>
std::string Script::given(std::span<const Number> frames, std::array<Word, count>& made) const {
    std::string text;
    bool any = false;
    for (std::size_t i = 0; i < frames.size(); ++i) {
        made[i] = is_bound(frames[i]) ? bound(frames[i]) : 0;
        any = any || made[i] != 0;
        text += (i == 0 ? "" : ", ") + (made[i] != 0 ? name(frames[i]) : "0");
    }
    return any ? ", {" + text + "}" : "";
}

void Script::child(Number child, Number parent, std::span<const Number> frames) {
    std::array<Word, 5> made{};
    const std::string text = given(frames, made);
    const Word descriptor = builder_.child(bound(parent), made);
    names_[child] = variable("partition", child);
    lines_.push_back("const Word " + names_[child] + " = b.child(" + name(parent) + text + ");");
    bound_.emplace(child, descriptor);
}

void Script::descendant(Number descendant, Number partition, Word levels) {
    const Word descriptor = builder_.descendant(bound(partition), levels);
    names_[descendant] = variable("partition", descendant);
    lines_.push_back("const Word " + names_[descendant] + " = b.descendant(" + name(partition) + ", " +
                     std::to_string(levels) + ");");
    bound_.emplace(descendant, descriptor);
}

void Script::tables(Number partition, Word entry, std::span<const Number> frames) {
    std::array<Word, 3> made{};
    const std::string text = given(frames, made);
    builder_.tables(bound(partition), entry, made);
    lines_.push_back("b.tables(" + name(partition) + ", " + hexadecimal(entry) + text + ");");
}

void Script::map(Number partition, Word page, Number frame, bool writable, bool executable) {
    builder_.map(bound(partition), page, bound(frame), writable, executable);
    const std::string rights = executable ? writable ? "" : ", false"
                               : writable ? ", true, false"
                                          : ", false, false";
    lines_.push_back("b.map(" + name(partition) + ", " + hexadecimal(page) + ", " + name(frame) + rights +
                     ");");
}

void Script::map_somewhere(Number partition, Number frame) {
    static_cast<void>(builder_.map_somewhere(bound(partition), bound(frame)));
    lines_.push_back("b.map_somewhere(" + name(partition) + ", " + name(frame) + ");");
}

void Script::map_more(Number partition, Word page) {
    builder_.map(bound(partition), page, builder_.memory());
    lines_.push_back("b.map(" + name(partition) + ", " + hexadecimal(page) + ", b.memory());");
}

void Script::more_tables(Number partition, Word in_use) {
    builder_.more_tables(bound(partition), in_use);
    lines_.push_back("b.more_tables(" + name(partition) + ", " + std::to_string(in_use) + ");");
}

void Script::run(Number partition) {
    builder_.run(bound(partition));
    lines_.push_back("b.run(" + name(partition) + ");");
}

void Script::set(const char* what, spec::ConcreteField& field, Number frame, Word value) {
    if (field(bound(frame)) == value) return;
    field.update(true, bound(frame), value);
    lines_.push_back(std::string{"b.state."} + what + ".update(true, " + name(frame) + ", " +
                     hexadecimal(value) + ");");
}

void Script::close_port(Word port) {
    builder_.state.closed_port.update(true, port, 1);
    lines_.push_back("b.state.closed_port.update(true, " + hexadecimal(port) + ", 1);");
}

void Script::set(const char* what, spec::ConcreteTable& table, Number frame, Word column, Word value) {
    if (table(bound(frame), column) == value) return;
    table.update(true, bound(frame), column, value);
    lines_.push_back(std::string{"b.state."} + what + ".update(true, " + name(frame) + ", " +
                     hexadecimal(column) + ", " + hexadecimal(value) + ");");
}

void Script::set(const std::string& what, Word& variable, Word value) {
    if (variable == value) return;
    variable = value;
    lines_.push_back("b.state." + what + " = " + hexadecimal(value) + ";");
}

void Script::set_to_frame(const std::string& what, Word& variable, Number frame) {
    variable = bound(frame);
    lines_.push_back("b.state." + what + " = " + (frame == 0 ? "0" : name(frame)) + ";");
}

} // namespace pepin::proof
