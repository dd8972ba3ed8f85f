#include "proof/model/representation.hpp"

#include <array>
#include <stdexcept>

namespace pepin::proof {

namespace {

namespace kind = spec::kind;

[[nodiscard]] Term word(std::uint64_t value) { return {word_width, value}; }
[[nodiscard]] Term index(std::uint64_t value) { return {word_index_bits, value}; }

// The flag bits of an entry, which depend on four truths, each bit by itself: most are one of the truths, or
// constant.
template <class Flags> [[nodiscard]] Term flags(Flags of, std::array<Term, 4> truths) {
    std::vector<Term> bits;
    for (unsigned bit = Architecture::page_bits; bit-- > 0;) {
        const auto value = [&](unsigned choice) {
            return smt::truth(
                (of(choice & 1, choice >> 1 & 1, choice >> 2 & 1, choice >> 3 & 1) >> bit & 1) != 0);
        };
        const auto chosen = [&](unsigned lower, unsigned which, auto&& self) -> Term {
            if (which == truths.size()) return value(lower);
            return smt::if_then_else(truths[which], self(lower | 1U << which, which + 1, self),
                                     self(lower, which + 1, self));
        };
        bits.push_back(chosen(0, 0, chosen));
    }
    return smt::concatenate(bits);
}
static_assert(Architecture::leaf_entry(0xFFFFF, Rights{}, false) >> Architecture::page_bits == 0xFFFFF);

[[nodiscard]] Term leaf_entry(Term frame, Term writable, Term executable, Term device, Term accessible) {
    const auto of = [](bool may_write, bool is_device, bool may_access, bool may_execute) {
        return Architecture::with_access(
            Architecture::leaf_entry(0, Rights{may_write, may_execute}, is_device), may_access);
    };
    return smt::concatenate(frame, flags(of, {writable, device, accessible, executable}));
}

[[nodiscard]] Term unless_none(Term frame, Term entry) {
    return smt::if_then_else(smt::equal(frame, Term(number_bits, 0)), word(0), entry);
}

// With the bits of `noted` where the processor sets them.
[[nodiscard]] Term with_noted(Term entry, Term noted) {
    return (entry & word(~Architecture::set_by_processor)) | (noted & word(Architecture::set_by_processor));
}

[[nodiscard]] Term page_number(const Word& value) { return narrowed(value.term(), page_number_bits); }

[[nodiscard]] Term descriptor_word(const State& s, const Word& p, Term i) {
    const std::array<Word, descriptor_words> words{
        s.mmu(p),    s.shadow1(p), s.shadow2(p),         s.private_frame(p),
        s.parent(p), s.depth(p),   s.interrupt_state(p), s.dying(p)};
    Term value = word(0);
    for (std::size_t n = 0; n < words.size(); ++n)
        value = smt::if_then_else(smt::equal(i, index(n)), words[n].term(), value);
    return value;
}

[[nodiscard]] Term private_word(const State& s, const Word& p, Term i) {
    Term value = smt::if_then_else(smt::less_unsigned(i, index(private_floating_point_used)),
                                   floating_point_word(s.floating_point(p).term(), i), word(0));
    value = smt::if_then_else(smt::equal(i, index(private_floating_point_used)),
                              s.floating_point_used(p).term(), value);
    value =
        smt::if_then_else(smt::equal(i, index(private_teardown_cursor)), teardown_cursor(s, p).term(), value);
    if constexpr (Architecture::has_thread_register)
        value = smt::if_then_else(smt::equal(i, index(private_thread_register)),
                                  s.saved_thread_register(p).term(), value);
    for (std::uint32_t slot = 0; slot < port_range_count; ++slot) {
        const Term range = smt::concatenate(smt::extract(s.port_count(p, slot).term(), 0, 16),
                                            smt::extract(s.port_first(p, slot).term(), 0, 16));
        value = smt::if_then_else(smt::equal(i, index(first_port_word + slot)), range, value);
    }
    return value;
}

[[nodiscard]] Term is_kernel_entry(Term i) {
    return smt::at_most_unsigned(index(Architecture::first_kernel_entry), i) &
           smt::less_unsigned(i, index(Architecture::end_kernel_entry));
}
// What every root table has there; not for user mode.
[[nodiscard]] Term kernel_entry(Term i) {
    return with_access(smt::Function{"kernel entry", {word_index_bits}, word_width}(i), smt::truth(false));
}

} // namespace

Term with_access(Term entry, Term accessible) {
    std::vector<Term> bits;
    for (unsigned bit = word_width; bit-- > 0;) {
        const bool on = (Architecture::with_access(0, true) >> bit & 1) != 0,
                   off = (Architecture::with_access(~Architecture::Word{0}, false) >> bit & 1) == 0;
        if (on != off) throw std::logic_error("an entry's access is more than flags");
        bits.push_back(on ? accessible : smt::extract(entry, bit, 1));
    }
    return smt::concatenate(bits);
}

Word teardown_cursor(const State& s, const Word& p) {
    // With the prefix of the state's other functions.
    constexpr std::string_view other = "dying";
    const std::string& name = s.dying.map().name();
    return Word{smt::Function{name.substr(0, name.size() - other.size()) + "teardown cursor",
                              {number_bits},
                              word_width}(frame_number(p))};
}

Term floating_point_word(Term value, Term i) {
    const smt::Function saved{"floating-point word", {word_width, word_index_bits}, word_width};
    return smt::if_then_else(smt::equal(value, word(0)), word(0), saved(value, i));
}

Role role_by_table(const State& s, std::uint32_t of_kind, Term frame) {
    const Word f{widened(frame)};
    if (!spec::is_configuration(of_kind)) return {of_kind, {}, {}};
    if (of_kind == kind::descriptor) return {of_kind, frame, {}};
    const Term owner = frame_number(s.owner(f));
    if (of_kind < kind::mmu_leaf) return {of_kind, owner, {}};
    return {of_kind, owner, smt::extract(page_number(s.first_page(f)), spec::leaf_bits, index_bits)};
}

Term has_role(const State& s, Term frame, const Role& role) {
    const Word f{widened(frame)};
    Term result = smt::equal(s.kind(f).term(), word(role.kind));
    if (role.owner.exists() && role.kind != kind::descriptor)
        result = result & smt::equal(frame_number(s.owner(f)), role.owner);
    if (role.index.exists())
        result = result & smt::equal(page_number(s.first_page(f)),
                                     smt::concatenate(role.index, Term(spec::leaf_bits, 0)));
    return result;
}

Term word_of(const State& s, const Role& role, Term frame, Term i, Term noted) {
    const Word p{role.owner.exists() ? widened(role.owner) : word(0)};
    const auto root = [&](const Table& table) { return frame_number(table(p, Word{widened(i)})); };
    // A leaf table may fill only the beginning of its frame.
    const auto if_entry = [&](Term entry) {
        return spec::leaf_entries == spec::words_per_page
                   ? entry
                   : smt::if_then_else(smt::less_unsigned(i, index(spec::leaf_entries)), entry, word(0));
    };
    const auto page = [&] {
        return Word{widened(smt::concatenate(role.index, smt::extract(i, 0, spec::leaf_bits)))};
    };
    switch (role.kind) {
    case kind::user: return s.memory(Word{widened(frame)}, Word{widened(i)}).term();
    case kind::descriptor: return descriptor_word(s, p, i);
    case kind::private_data: return private_word(s, p, i);
    case kind::mmu_root: {
        const Term table = root(s.mmu_tables[0]);
        const Term flags_of_table =
            smt::extract(word(Architecture::table_entry(0)), 0, Architecture::page_bits);
        const Term other = smt::if_then_else(is_kernel_entry(i), kernel_entry(i), word(0));
        return smt::if_then_else(smt::equal(table, Term(number_bits, 0)), other,
                                 with_noted(smt::concatenate(table, flags_of_table), noted));
    }
    case kind::shadow1_root:
    case kind::shadow2_root: {
        const Term table = root(role.kind == kind::shadow1_root ? s.shadow1_tables[0] : s.shadow2_tables[0]);
        return unless_none(table, smt::concatenate(table, Term(Architecture::page_bits, 1)));
    }
    case kind::mmu_leaf: {
        const Word mapped = s.frame(p, page());
        const Term of_device = (s.kind(mapped) == kind::device).term(),
                   reachable = (!spec::is_configuration(s.kind(mapped))).term();
        const Term executable =
            spec::has_execute_right ? (s.executable(p, page()) != 0).term() : smt::truth(true);
        return if_entry(
            unless_none(frame_number(mapped),
                        with_noted(leaf_entry(frame_number(mapped), (s.writable(p, page()) != 0).term(),
                                              executable, of_device, reachable),
                                   noted)));
    }
    case kind::shadow1_leaf: {
        const Word child = s.child(p, page());
        const Term mark = smt::concatenate(Term(Architecture::page_bits - 1, 1), (child == page()).term());
        return if_entry(unless_none(frame_number(child), smt::concatenate(frame_number(child), mark)));
    }
    case kind::shadow2_leaf:
        return if_entry(
            smt::concatenate(frame_number(s.origin(p, page())), Term(Architecture::page_bits, 0)));
    default: throw std::logic_error("the words of a frame that the kernel does not touch");
    }
}

Term meaning_of(std::uint32_t of_kind, Term value) {
    const bool walked = of_kind == kind::mmu_root || of_kind == kind::mmu_leaf;
    return walked ? value & word(~Architecture::set_by_processor) : value;
}

} // namespace pepin::proof
