#include "proof/model/representation.hpp"

#include <array>
#include <stdexcept>

namespace pepin::proof {

namespace {

namespace kind = spec::kind;

[[nodiscard]] Term word(std::uint64_t value) { return {word_width, value}; }
[[nodiscard]] Term index(std::uint64_t value) { return {word_index_bits, value}; }

// What an entry looks like where a frame's number is 0: a function of four truths. A frame's number stands
// above the bits of a page's offset, and is inverted where the entry of frame 0 has ones there.
template <class Entry> [[nodiscard]] Term encoded(Term frame, Entry of, std::array<Term, 4> truths) {
    constexpr unsigned choices = 1U << 4;
    const auto at = [&](unsigned choice, Architecture::Word number) {
        return of(number, choice & 1, choice >> 1 & 1, choice >> 2 & 1, choice >> 3 & 1);
    };
    // Each bit depends on the truths by itself: most are one of them, or constant.
    const auto of_bit = [&](unsigned bit) {
        unsigned set = 0;
        for (unsigned choice = 0; choice < choices; ++choice)
            set |= static_cast<unsigned>(at(choice, 0) >> bit & 1) << choice;
        return set;
    };
    const auto chosen = [&](unsigned set, Term one, Term zero) {
        const auto from = [&](unsigned choice, unsigned which, auto&& self) -> Term {
            if (which == truths.size()) return (set >> choice & 1) != 0 ? one : zero;
            return smt::if_then_else(truths[which], self(choice | 1U << which, which + 1, self),
                                     self(choice, which + 1, self));
        };
        return from(0, 0, from);
    };
    constexpr unsigned first = Architecture::page_bits, end = first + number_bits;
    const auto is_frames = [](unsigned bit) { return bit >= first && bit < end; };
    for (unsigned choice = 0; choice < choices; ++choice)
        for (unsigned bit = 0; bit < number_bits; ++bit)
            if (const auto number = Architecture::Word{1} << bit;
                at(choice, number) != (at(choice, 0) ^ number << first))
                throw std::logic_error("an entry's bits depend on the frame in another way");
    std::vector<Term> parts; // most significant first
    for (unsigned high = word_width; high > 0;) {
        unsigned low = high - 1;
        const unsigned set = of_bit(low);
        while (low > 0 && is_frames(low - 1) == is_frames(high - 1) && of_bit(low - 1) == set) --low;
        const unsigned width = high - low;
        if (is_frames(low)) {
            const Term number = smt::extract(frame, low - first, width);
            parts.push_back(chosen(set, ~number, number));
        } else {
            parts.push_back(chosen(set, ~Term(width, 0), Term(width, 0)));
        }
        high = low;
    }
    return smt::concatenate(parts);
}

[[nodiscard]] Term leaf_entry(Term frame, Term writable, Term executable, Term device, Term accessible) {
    const auto of = [](Architecture::Word number, bool may_write, bool is_device, bool may_access,
                       bool may_execute) {
        return Architecture::with_access(
            Architecture::leaf_entry(number, Rights{may_write, may_execute}, is_device), may_access);
    };
    return encoded(frame, of, {writable, device, accessible, executable});
}
[[nodiscard]] Term table_entry(Term frame) {
    const auto of = [](Architecture::Word number, bool, bool, bool, bool) {
        return Architecture::table_entry(number);
    };
    const Term any = smt::truth(false);
    return encoded(frame, of, {any, any, any, any});
}
// A number above the bits of a page's offset, with these flags.
[[nodiscard]] Term with_flags(Term number, Term flags) { return widened(smt::concatenate(number, flags)); }

[[nodiscard]] Term unless_none(Term number, Term entry) {
    return smt::if_then_else(smt::equal(number, Term(number.width(), 0)), word(0), entry);
}

// With the bits of `noted` where the processor sets them.
[[nodiscard]] Term with_noted(Term entry, Term noted) {
    return (entry & word(~Architecture::set_by_processor)) | (noted & word(Architecture::set_by_processor));
}

[[nodiscard]] Term descriptor_word(const State& s, const Word& p, Term i) {
    const std::array<Word, descriptor_words> words{
        s.mmu(p),
        s.shadow1(p),
        s.shadow2(p),
        s.private_frame(p),
        s.parent(p),
        s.depth(p),
        s.interrupt_state(p),
        s.dying(p),
        s.mmu_tables.back()(p, spec::prefix_of(Word{spec::vidt_page}, spec::leaf_level))};
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
        const Term range = widened(smt::concatenate(smt::extract(s.port_count(p, slot).term(), 0, 16),
                                                    smt::extract(s.port_first(p, slot).term(), 0, 16)));
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
    const Term entry = smt::Function{"kernel entry", {word_index_bits}, word_width}(i);
    std::vector<Term> bits;
    for (unsigned bit = word_width; bit-- > 0;) {
        const bool off = (Architecture::with_access(~Architecture::Word{0}, false) >> bit & 1) == 0;
        bits.push_back(off ? Term(1, 0) : smt::extract(entry, bit, 1));
    }
    return smt::concatenate(bits);
}

} // namespace

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

Term prefix_of_entry(const Role& table, Term i) {
    if (!table.prefix.exists()) return smt::extract(i, 0, prefix_bits(1));
    const auto bits = static_cast<unsigned>(Architecture::level_bits[level_of(table.kind)]);
    return smt::concatenate(table.prefix, smt::extract(i, 0, bits));
}

Role role_by_table(const State& s, std::uint32_t of_kind, Term frame) {
    const Word f{widened(frame)};
    if (!spec::is_configuration(of_kind)) return {of_kind, {}, {}};
    if (of_kind == kind::descriptor) return {of_kind, frame, {}};
    const Term owner = frame_number(s.owner(f));
    if (!is_table(of_kind)) return {of_kind, owner, {}};
    const spec::Level level = level_of(of_kind);
    return {of_kind, owner,
            smt::extract(page_number(s.first_page(f)), spec::covered_bits(level), prefix_bits(level))};
}

Term has_role(const State& s, Term frame, const Role& role) {
    const Word f{widened(frame)};
    Term result = smt::equal(s.kind(f).term(), word(role.kind));
    if (role.owner.exists() && role.kind != kind::descriptor)
        result = result & smt::equal(frame_number(s.owner(f)), role.owner);
    if (role.prefix.exists())
        result = result &
                 smt::equal(page_number(s.first_page(f)),
                            smt::concatenate(role.prefix, Term(spec::covered_bits(level_of(role.kind)), 0)));
    return result;
}

Term is_reachable(const State& s, Term frame) {
    return (!spec::is_configuration(s.kind(Word{widened(frame)}))).term();
}

namespace {

// A word of a table above the leaf tables: where it leads to, of its tree.
[[nodiscard]] Term inner_word(const State& s, const Role& role, const Word& p, Term i, Term noted) {
    const bool is_root = !is_table(role.kind);
    const spec::Level level = is_root ? 0 : level_of(role.kind);
    const std::uint32_t tree = is_root ? role.kind - kind::mmu_root : (role.kind - kind::mmu_leaf) % 3;
    const std::array of_tree{&s.mmu_tables, &s.shadow1_tables, &s.shadow2_tables};
    // What lies behind a root's entries reads as absent.
    const Word prefix{is_root ? widened(i) : widened(prefix_of_entry(role, i))};
    const Term table = frame_number((*of_tree[tree])[level](p, prefix));
    if (tree != 0) return unless_none(table, with_flags(table, Term(Architecture::page_bits, 1)));
    const Term other = is_root ? smt::if_then_else(is_kernel_entry(i), kernel_entry(i), word(0)) : word(0);
    return smt::if_then_else(smt::equal(table, Term(number_bits, 0)), other,
                             with_noted(table_entry(table), noted));
}

// A word of a leaf table.
[[nodiscard]] Term leaf_word(const State& s, const Role& role, const Word& p, Term i, Term noted,
                             const Reachable& reachable) {
    const Word page{widened(prefix_of_entry(role, i))};
    switch (role.kind) {
    case kind::mmu_leaf: {
        const Word mapped = s.frame(p, page);
        const Term frame = frame_number(mapped);
        const Term executable =
            spec::has_execute_right ? (s.executable(p, page) != 0).term() : smt::truth(true);
        return unless_none(frame,
                           with_noted(leaf_entry(frame, (s.writable(p, page) != 0).term(), executable,
                                                 (s.kind(mapped) == kind::device).term(), reachable(frame)),
                                      noted));
    }
    case kind::shadow1_leaf: {
        const Word child = s.child(p, page);
        const Term mark = smt::concatenate(Term(Architecture::page_bits - 1, 1), (child == page).term());
        return unless_none(page_number(child), with_flags(page_number(child), mark));
    }
    default: return with_flags(page_number(s.origin(p, page)), Term(Architecture::page_bits, 0));
    }
}

} // namespace

Term word_of(const State& s, const Role& role, Term frame, Term i, Term noted, const Reachable& reachable) {
    const Word p{role.owner.exists() ? widened(role.owner) : word(0)};
    switch (role.kind) {
    case kind::user: return s.memory(Word{widened(frame)}, Word{widened(i)}).term();
    case kind::descriptor: return descriptor_word(s, p, i);
    case kind::private_data: return private_word(s, p, i);
    case kind::mmu_root:
    case kind::shadow1_root:
    case kind::shadow2_root: return inner_word(s, role, p, i, noted);
    default: break;
    }
    if (!is_table(role.kind)) throw std::logic_error("the words of a frame that the kernel does not touch");
    const spec::Level level = level_of(role.kind);
    const Term entry = level == spec::leaf_level ? leaf_word(s, role, p, i, noted, reachable)
                                                 : inner_word(s, role, p, i, noted);
    // A table may fill only the beginning of its frame.
    return spec::entries_of(level) == spec::words_per_page
               ? entry
               : smt::if_then_else(smt::less_unsigned(i, index(spec::entries_of(level))), entry, word(0));
}

Term meaning_of(std::uint32_t of_kind, Term value) {
    return is_mmu_table(of_kind) ? value & word(~Architecture::set_by_processor) : value;
}

} // namespace pepin::proof
