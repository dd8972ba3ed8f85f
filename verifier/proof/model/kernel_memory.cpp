#include "proof/model/kernel_memory.hpp"

#include <algorithm>
#include <map>
#include <unordered_set>

namespace pepin::proof {

namespace {

namespace kind = spec::kind;

[[nodiscard]] Term frames(const State& s) { return s.frames.term(); }

// The low bits of a word that is used as a number; that the others are 0 is required where it is not plain.
[[nodiscard]] Term used_as_number(ir::Step& step, Term word, unsigned bits, const char* what) {
    const Term above =
        smt::equal(smt::extract(word, bits, word.width() - bits), Term(word.width() - bits, 0));
    if (!above.is_true()) step.require(ir::Kind::bounds, above, what);
    return smt::extract(word, 0, bits);
}

// Whether a path, or the branch that is being merged into it, says this in so many words.
[[nodiscard]] bool is_known(const ir::Step& step, Term formula) {
    const auto says = [&](Term condition) {
        if (condition == formula) return true;
        if (condition.operation() != smt::Operation::conjunction) return false;
        return std::ranges::find(condition.operands(), formula) != condition.operands().end();
    };
    if (says(step.guard())) return true;
    for (const auto* link = step.state.conditions.last().get(); link != nullptr; link = link->previous.get())
        if (says(link->formula)) return true;
    return false;
}

// The function that a frame's number comes from, without the state's prefix.
[[nodiscard]] std::string_view function_of(Term frame) {
    if (frame.operation() != smt::Operation::apply && frame.operation() != smt::Operation::constant)
        return {};
    return frame.name().substr(frame.name().rfind('.') + 1);
}

[[nodiscard]] std::uint32_t kind_by_function(std::string_view function) {
    static const std::map<std::string, std::uint32_t, std::less<>> kinds = [] {
        std::map<std::string, std::uint32_t, std::less<>> made{{"mmu", kind::mmu_root},
                                                               {"shadow1", kind::shadow1_root},
                                                               {"shadow2", kind::shadow2_root},
                                                               {"private_frame", kind::private_data},
                                                               {"parent", kind::descriptor},
                                                               {"owner", kind::descriptor},
                                                               {"root", kind::descriptor},
                                                               {"current", kind::descriptor},
                                                               {"floating_point_owner", kind::descriptor},
                                                               {"chain", kind::descriptor},
                                                               {"line", kind::descriptor},
                                                               {"victim", kind::descriptor},
                                                               {"partition", kind::descriptor},
                                                               {"first frame", kind::user},
                                                               {"second frame", kind::user},
                                                               {"number_0", kind::descriptor}};
        for (spec::Level level = 1; level <= spec::leaf_level; ++level) {
            made.emplace(table_name("mmu", level), kind::tables_of(level));
            made.emplace(table_name("shadow1", level), kind::tables_of(level) + 1);
            made.emplace(table_name("shadow2", level), kind::tables_of(level) + 2);
        }
        return made;
    }();
    const auto found = kinds.find(function);
    return found == kinds.end() ? kind::reserved : found->second;
}

[[nodiscard]] bool can_be_frame(Term term) {
    if (term.operation() == smt::Operation::if_then_else) return true; // of frames, or it would not be left
    return function_of(term) == "frame" || kind_by_function(function_of(term)) != kind::reserved;
}

// The numbers of frames that a term's bits are made of.
void collect_numbers(Term term, std::unordered_set<Term>& seen, std::vector<Term>& numbers) {
    if (term.width() == 1 || !seen.insert(term).second) return;
    const auto operation = term.operation();
    if (operation == smt::Operation::apply || operation == smt::Operation::constant) {
        if (term.width() == number_bits && can_be_frame(term)) numbers.push_back(term);
        return;
    }
    for (const Term& operand : term.operands()) collect_numbers(operand, seen, numbers);
}

// The one such number; otherwise the term itself.
[[nodiscard]] Term only_number_in(Term frame) {
    std::unordered_set<Term> seen;
    std::vector<Term> numbers;
    collect_numbers(frame, seen, numbers);
    return numbers.size() == 1 ? numbers.front() : frame;
}

// Of a choice between frames, the one that the path has chosen, or the one that can be a frame at all; the
// choice where both can. Of a number that was taken out of the bits of an entry, the frame that the entry is
// made of. Whoever asks shows that the two are the same.
[[nodiscard]] Term chosen(const ir::Step& step, Term frame) {
    const auto operation = frame.operation();
    if (operation == smt::Operation::apply || operation == smt::Operation::constant || frame.is_literal())
        return frame;
    if (operation != smt::Operation::if_then_else) return only_number_in(frame);
    const auto operands = frame.operands();
    if (is_known(step, operands[0])) return chosen(step, operands[1]);
    if (is_known(step, !operands[0])) return chosen(step, operands[2]);
    const Term a = chosen(step, operands[1]), b = chosen(step, operands[2]);
    return !can_be_frame(a) ? b : !can_be_frame(b) ? a : smt::if_then_else(operands[0], a, b);
}

} // namespace

std::optional<Role> role_by_place(Term frame) {
    const std::uint32_t k = kind_by_function(function_of(frame));
    const auto key = frame.operands();
    if (k == kind::reserved) return std::nullopt;
    if (k == kind::descriptor) return Role{k, frame, {}};
    if (k == kind::user) return Role{k, {}, {}};
    if (!is_table(k)) return Role{k, key[0], {}};
    return Role{k, key[0], key[1]};
}

namespace {

[[nodiscard]] Role likely_role(const ir::Step& step, const State& s, Term frame, Term index) {
    if (frame.operation() == smt::Operation::if_then_else) {
        const Role a = likely_role(step, s, frame.operands()[1], index),
                   b = likely_role(step, s, frame.operands()[2], index);
        if (a.kind == b.kind && a.kind == kind::descriptor) return {kind::descriptor, frame, {}};
        if (a.kind == b.kind && a.kind == kind::user) return a;
        return role_by_table(s, a.kind, frame);
    }
    const std::string_view function = function_of(frame);
    if (function == "frame") {
        const auto is = [&](std::uint32_t k) {
            return is_known(step, (s.kind(Word{widened(frame)}) == k).term());
        };
        if (is(kind::user)) return {kind::user, {}, {}};
        const bool reads_descriptor =
            index.is_literal() && index.value() > 0 && index.value() < descriptor_words;
        if (is(kind::descriptor) || reads_descriptor) return {kind::descriptor, frame, {}};
        return {kind::user, {}, {}};
    }
    const auto role = role_by_place(frame);
    if (!role) throw ir::Unmodelled("a frame of which is not known what it is used for: " + frame.text(200));
    return *role;
}

} // namespace

Word likely_number(Term word) { return Word{widened(only_number_in(smt::extract(word, 0, number_bits)))}; }

Term packed(const ir::Value& result) {
    if (!result.is_aggregate()) return result.term();
    std::vector<Term> words; // most significant first
    for (const ir::Value& member : result.members()) words.insert(words.begin(), widened(member.term()));
    return smt::concatenate(words);
}

Term unknown(const std::string& name, unsigned width) {
    static thread_local unsigned count = 0;
    return smt::constant(name + "#" + std::to_string(count++) + ":" + std::to_string(width), width);
}

namespace {
// The number of a frame or a page, in as many bits as a record has for it.
constexpr unsigned stored_bits = 8 * sizeof(FrameRecord::owner);
[[nodiscard]] Term stored(const Word& number) { return smt::extract(number.term(), 0, stored_bits); }
} // namespace

Term KernelData::record(RecordField field, Term frame) const {
    const Word f{widened(frame)};
    Term value;
    switch (field) {
    case RecordField::kind: value = smt::extract(state.kind(f).term(), 0, 8); break;
    case RecordField::used: value = smt::extract(state.used(f).term(), 0, 16); break;
    case RecordField::owner: value = stored(state.owner(f)); break;
    case RecordField::page_in_parent: value = stored(state.page_in_parent(f)); break;
    case RecordField::first_page: value = stored(state.first_page(f)); break;
    }
    const auto role = roles.find(frame);
    for (const RecordWrite& write : records) {
        if (write.field != field) continue;
        // Frames of different roles differ.
        const auto other = roles.find(write.frame);
        if (write.frame != frame && role != roles.end() && other != roles.end() &&
            role->second.kind != other->second.kind)
            continue;
        value = smt::if_then_else(smt::equal(write.frame, frame), write.value, value);
    }
    return value;
}

Term KernelData::word(const Role& role, Term frame, Term index, Term noted, std::size_t count) const {
    const auto number = [](unsigned value) { return Term(word_index_bits, value); };
    // Who can reach what a leaf table maps is another matter than its words: no word is written before that
    // changes.
    const auto reachable = [&](Term mapped) {
        Term result = is_reachable(state, mapped);
        for (const Write& write : std::span{writes}.first(count)) {
            if (write.kind != Write::Kind::access) continue;
            Term here = smt::equal(mapped, write.frame);
            if (write.below.exists())
                here = here & smt::less_unsigned(write.below, state.depth(Word{widened(role.owner)}).term());
            result = smt::if_then_else(here, write.value, result);
        }
        return result;
    };
    Term value = word_of(state, role, frame, index, noted, reachable);
    bool is_written = false;
    for (std::size_t i = 0; i < count; ++i) {
        const Write& write = writes[i];
        if (write.kind == Write::Kind::access) {
            if (is_written && role.kind == kind::mmu_leaf)
                throw ir::Unmodelled("user mode's access changes after an entry of a table was written");
            continue;
        }
        // Frames of different roles differ: the path has shown both.
        Term here = smt::equal(write.frame, frame);
        if (const auto other = roles.find(write.frame);
            write.frame != frame && other != roles.end() && other->second.kind != role.kind)
            here = smt::truth(false);
        const auto within = [&] {
            const Term low =
                write.first == 0 ? smt::truth(true) : smt::at_most_unsigned(number(write.first), index);
            return low & (write.end >> word_index_bits != 0 ? smt::truth(true)
                                                            : smt::less_unsigned(index, number(write.end)));
        };
        if (here.is_false()) continue;
        is_written = true;
        switch (write.kind) {
        case Write::Kind::word:
            value = smt::if_then_else(here & smt::equal(write.index, index), write.value, value);
            break;
        case Write::Kind::zero: value = smt::if_then_else(here & within(), Term(word_width, 0), value); break;
        case Write::Kind::floating_point:
            value = smt::if_then_else(here & within(), floating_point_word(write.value, index), value);
            break;
        case Write::Kind::copy:
            value = smt::if_then_else(here & within(),
                                      word(roles.at(write.source), write.source, index, noted, write.before),
                                      value);
            break;
        case Write::Kind::access: break;
        }
    }
    return value;
}

std::unordered_map<Term, Term> KernelData::not_taken() const {
    std::unordered_map<Term, Term> replaced;
    for (const Delivery& delivery : deliveries) replaced.emplace(delivery.taken, smt::truth(false));
    return replaced;
}

void KernelData::require_not_taken(ir::Step& step) const {
    for (const Delivery& delivery : deliveries)
        if (!delivery.taken.is_false())
            step.require(ir::Kind::assertion, !delivery.taken, "nothing happens after an event was taken");
}

void KernelData::absorb_writes() {
    for (const Write& write : writes) {
        const Role& role = roles.at(write.frame);
        const Word frame{widened(write.frame)};
        if (write.kind != Write::Kind::word)
            throw ir::Unmodelled("control passes after more than words were written");
        if (role.kind == kind::user)
            state.memory.update(true, frame, Word{widened(write.index)}, Word{write.value});
        else if (role.kind == kind::descriptor && write.index.is_literal(descriptor_interrupt_state))
            state.interrupt_state.update(true, frame, Word{write.value});
        else
            throw ir::Unmodelled("control passes after configuration was written");
    }
    writes.clear();
}

namespace {

// The frame that the path has chosen, shown to be the one that is given.
[[nodiscard]] Term require_chosen(ir::Step& step, Term given) {
    const Term frame = chosen(step, given);
    if (frame != given)
        step.require(ir::Kind::assertion, smt::equal(frame, given),
                     "the frame is the one that the path has chosen");
    return frame;
}

} // namespace

Term PhysicalMemory::number(ir::Step& step, Term word) {
    return require_chosen(step, used_as_number(step, word, number_bits, "a frame's number"));
}

FrameUse PhysicalMemory::use(ir::Step& step, Term given, Term index) {
    auto& data = step.state.data<KernelData>();
    data.require_not_taken(step);
    const Term frame = require_chosen(step, given);
    auto found = data.roles.find(frame);
    if (found == data.roles.end()) {
        const Role role = likely_role(step, data.state, frame, index);
        step.require(ir::Kind::assertion, has_role(data.state, frame, role),
                     "the frame is used for what its place in the tree says");
        // What is shown for one branch of a merged path is not known of the others.
        if (!step.guard().is_true()) return {frame, role};
        found = data.roles.emplace(frame, role).first;
    }
    return {frame, found->second};
}

Term PhysicalMemory::in_bounds(const ir::State& state, const ir::Offset& offset) const {
    const auto [frame, in_frame] = offset.split(spec::page_bytes);
    const Term word = in_frame.split(word_bytes).quotient;
    return smt::less_unsigned(frame, frames(state.data<KernelData>().state)) &
           smt::at_most_unsigned(word, Term(word_width, spec::words_per_page));
}

PhysicalMemory::Place PhysicalMemory::place(ir::Step& step, const ir::Offset& offset) {
    if (step.state.data<KernelData>().service_answer.exists())
        throw ir::Unmodelled("an access to memory after a service");
    const auto [frame, in_frame] = offset.split(spec::page_bytes);
    const auto [word, in_word] = in_frame.split(word_bytes);
    if (!in_word.is_constant() || in_word.constant() != 0)
        throw ir::Unmodelled("an access to a part of a word");
    step.state.data<KernelData>().require_not_taken(step);
    step.require(ir::Kind::bounds, smt::less_unsigned(frame, frames(step.state.data<KernelData>().state)),
                 "the frame exists");
    return {used_as_number(step, frame, number_bits, "a frame's number"),
            used_as_number(step, word, word_index_bits, "the word is within its frame")};
}

Term PhysicalMemory::load(ir::Step& step, const ir::Offset& offset, unsigned bytes) {
    if (bytes != word_bytes) throw ir::Unmodelled("a load of a part of a word");
    const Place where = place(step, offset);
    const auto& data = step.state.data<KernelData>();
    // What the path itself has just written there needs no role.
    for (std::size_t i = data.writes.size(); i-- > 0;) {
        const Write& write = data.writes[i];
        if (write.kind == Write::Kind::access) break;
        // Another term may be the same frame, unless the two are known to be used differently.
        if (write.frame != where.frame) {
            const auto one = data.roles.find(write.frame), other = data.roles.find(where.frame);
            if (one == data.roles.end() || other == data.roles.end() ||
                one->second.kind == other->second.kind)
                break;
            continue;
        }
        if (write.kind == Write::Kind::word && write.index == where.index) return write.value;
        if (write.kind == Write::Kind::zero && write.first == 0 && write.end == spec::words_per_page)
            return {word_width, 0};
        if (write.kind == Write::Kind::word && write.index.is_literal() && where.index.is_literal()) continue;
        break;
    }
    const FrameUse used = use(step, where.frame, where.index);
    if (data.examine_read) data.examine_read(step, &used.role);
    return data.word(used.role, used.frame, where.index, unknown("noted by the processor", word_width),
                     data.writes.size());
}

void PhysicalMemory::store(ir::Step& step, const ir::Offset& offset, unsigned bytes, Term value) {
    if (bytes != word_bytes) throw ir::Unmodelled("a store of a part of a word");
    const Place where = place(step, offset);
    const FrameUse used = use(step, where.frame, where.index);
    step.state.data<KernelData>().writes.push_back(
        {.kind = Write::Kind::word, .frame = used.frame, .index = where.index, .value = value});
}

namespace {

// Lengths of areas within a frame, in words.
[[nodiscard]] unsigned known_words(Term length) {
    if (!length.is_literal() || length.value() % word_bytes != 0)
        throw ir::Unmodelled("an area of a length that is not known");
    return static_cast<unsigned>(length.value() / word_bytes);
}

} // namespace

void PhysicalMemory::fill(ir::Step& step, const ir::Offset& offset, Term length, Term byte) {
    if (!byte.is_literal(0)) throw ir::Unmodelled("a memset with anything but 0");
    const Place where = place(step, offset);
    const unsigned words = known_words(length);
    if (!where.index.is_literal()) throw ir::Unmodelled("a memset that begins anywhere");
    const auto first = static_cast<unsigned>(where.index.value());
    step.require(ir::Kind::bounds, smt::truth(first + words <= spec::words_per_page),
                 "what is filled is one frame's");
    const FrameUse used = use(step, where.frame, where.index);
    // one instruction here, and many for the processor
    step.state.data<KernelData>().steps = step.state.data<KernelData>().steps + Word{words};
    step.state.data<KernelData>().writes.push_back(
        {.kind = Write::Kind::zero, .frame = used.frame, .first = first, .end = first + words});
}

void PhysicalMemory::copy(ir::Step& step, const ir::Offset& to, ir::Region& source, const ir::Offset& from,
                          Term length) {
    if (&source != this) throw ir::Unmodelled("a memcpy from the frame table");
    const Place target = place(step, to), origin = place(step, from);
    const unsigned words = known_words(length);
    if (!target.index.is_literal() || target.index != origin.index)
        throw ir::Unmodelled("a memcpy to another part of a frame");
    const auto first = static_cast<unsigned>(target.index.value());
    step.require(ir::Kind::bounds, smt::truth(first + words <= spec::words_per_page),
                 "what is copied is one frame's");
    step.require(ir::Kind::overlap, smt::differ(target.frame, origin.frame), "the frames of a memcpy differ");
    const FrameUse read = use(step, origin.frame, origin.index),
                   written = use(step, target.frame, target.index);
    auto& data = step.state.data<KernelData>();
    if (data.examine_read) data.examine_read(step, &read.role);
    data.steps = data.steps + Word{words};
    data.writes.push_back({.kind = Write::Kind::copy,
                           .frame = written.frame,
                           .first = first,
                           .end = first + words,
                           .source = read.frame,
                           .before = data.writes.size()});
}

namespace {

struct FieldPlace {
    RecordField field;
    unsigned offset, bytes;
};
constexpr FieldPlace record_fields[] = {
    {RecordField::kind, offsetof(FrameRecord, kind), sizeof(FrameRecord::kind)},
    {RecordField::used, offsetof(FrameRecord, used), sizeof(FrameRecord::used)},
    {RecordField::owner, offsetof(FrameRecord, owner), sizeof(FrameRecord::owner)},
    {RecordField::page_in_parent, offsetof(FrameRecord, page_in_parent), sizeof(FrameRecord::page_in_parent)},
    {RecordField::first_page, offsetof(FrameRecord, first_page), sizeof(FrameRecord::first_page)},
};

// The fields that an access has in it, as a whole each, by ascending offset from its beginning.
struct FieldsOfRecord {
    Term frame;
    std::vector<FieldPlace> fields;
};
[[nodiscard]] FieldsOfRecord fields_at(ir::Step& step, const ir::Offset& offset, unsigned bytes) {
    const auto [record, in_record] = offset.split(sizeof(FrameRecord));
    if (!in_record.is_constant()) throw ir::Unmodelled("an access to any field of a record");
    if (step.state.data<KernelData>().service_answer.exists())
        throw ir::Unmodelled("an access to a record after a service");
    step.state.data<KernelData>().require_not_taken(step);
    step.require(ir::Kind::bounds,
                 smt::less_unsigned(record, step.state.data<KernelData>().state.frames.term()),
                 "the record exists");
    Term frame = PhysicalMemory::number(step, record);
    if (role_by_place(frame)) frame = PhysicalMemory::use(step, frame, Term(word_index_bits, 0)).frame;
    const auto begin = static_cast<unsigned>(in_record.constant()), end = begin + bytes;
    FieldsOfRecord accessed{frame, {}};
    for (FieldPlace place : record_fields) {
        const unsigned last = place.offset + place.bytes;
        if (last <= begin || place.offset >= end) continue;
        if (place.offset < begin || last > end)
            throw ir::Unmodelled("an access to a part of a record's field");
        place.offset -= begin;
        accessed.fields.push_back(place);
    }
    if (accessed.fields.empty()) throw ir::Unmodelled("an access to no field of a record");
    return accessed;
}

} // namespace

Term FrameTable::in_bounds(const ir::State& state, const ir::Offset& offset) const {
    return smt::less_unsigned(offset.split(sizeof(FrameRecord)).quotient,
                              state.data<KernelData>().state.frames.term());
}

Term FrameTable::load(ir::Step& step, const ir::Offset& offset, unsigned bytes) {
    const auto [frame, fields] = fields_at(step, offset, bytes);
    const auto& data = step.state.data<KernelData>();
    if (data.examine_read) data.examine_read(step, nullptr);
    std::vector<Term> parts; // most significant first
    unsigned done = 0;
    const auto pad = [&](unsigned until) {
        if (done < until) parts.insert(parts.begin(), unknown("padding", 8 * (until - done)));
    };
    for (const FieldPlace& place : fields) {
        pad(place.offset);
        parts.insert(parts.begin(), smt::extract(data.record(place.field, frame), 0, 8 * place.bytes));
        done = place.offset + place.bytes;
    }
    pad(bytes);
    return smt::concatenate(parts);
}

void FrameTable::store(ir::Step& step, const ir::Offset& offset, unsigned bytes, Term value) {
    const auto [frame, fields] = fields_at(step, offset, bytes);
    for (const FieldPlace& place : fields)
        step.state.data<KernelData>().records.push_back(
            {frame, place.field, smt::extract(value, 8 * place.offset, 8 * place.bytes)});
}

} // namespace pepin::proof
