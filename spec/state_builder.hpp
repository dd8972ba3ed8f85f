// States of the specification as they are wanted: a root partition with any memory, and below it what the
// specification's own steps make of that. What nobody says is chosen, such as the pages at which ancestors
// map a frame.
#pragma once

#include <array>
#include <optional>

#include "spec/concrete_fields.hpp"
#include "spec/state.hpp"

namespace pepin::spec {

class StateBuilder {
public:
    using Word = Architecture::Word;
    using State = spec::State<spec::Concrete>;

    StateBuilder();

    // What has nothing to do with who maps what can be changed as it is: words of memory, interrupt states,
    // ports and the like.
    State state{};
    // What has to be mapped somewhere is mapped through entries of root tables from this one on.
    Word spare_entry = default_spare_entry;
    static constexpr Word default_spare_entry = spec::root_entries / 2;

    // A frame that nobody maps.
    [[nodiscard]] Word memory() { return frame_of(spec::kind::user); }
    [[nodiscard]] Word device() { return frame_of(spec::kind::device); }
    // The partition maps a frame there. Its ancestors do, too: somewhere, unless they do already.
    void map(Word partition, Word page, Word frame, bool writable = true, bool executable = true);
    // The same at a page that nothing is known of, with the parent's right to write; answers the page. That
    // at which it is mapped already, if it is.
    Word map_somewhere(Word partition, Word frame);
    // A partition gets the leaf tables with this prefix, unless it has them: of these frames, which become
    // the MMU table and those of the shadows; 0 stands for any. It gets those above, too.
    void tables(Word partition, Word prefix, std::array<Word, 3> frames = {});
    // Of a partition's entries for what has to be mapped somewhere, so many get tables that this number is in
    // use, of all entries.
    void more_tables(Word partition, Word in_use);
    // A new child, made of these frames: descriptor, MMU root, roots of the shadows, private frame; 0 stands
    // for any. Answers the descriptor.
    [[nodiscard]] Word child(Word parent, std::array<Word, 5> frames = {});
    // The last of so many new descendants, each the child of the one before.
    [[nodiscard]] Word descendant(Word partition, Word levels);
    // This partition becomes the current one.
    void run(Word partition);

private:
    void tables_of_level(Word partition, Word page, Level level, std::array<Word, 3> frames);
    [[nodiscard]] Word frame_of(Word kind);
    [[nodiscard]] Word configuration_of_root(Word kind, Word first_page = 0);
    // The page of a partition at which it maps this frame; of any memory, where it is 0.
    [[nodiscard]] Word page_to_give_up(Word partition, Word frame);
    // Answers an outcome's value. Throws std::logic_error where the specification refuses.
    static void expect_granted(const char* what, const spec::Outcome<spec::Concrete>& outcome);
};

} // namespace pepin::spec
