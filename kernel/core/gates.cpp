// The ways into the services: with arguments on the caller's stack, as C passes them, and packed into few
// registers. An architecture takes those that it needs (ways_in in architectures.toml).
#include <utility>

#include "core/events.hpp"
#include "core/services.hpp"
#include "core/user_memory.hpp"

namespace pepin {

namespace {

[[nodiscard]] constexpr DoubleWord pack(Outcome outcome) {
    return outcome.value | DoubleWord{static_cast<Word>(outcome.error)} << 8 * sizeof(Word);
}

template <class... Words, std::size_t... index>
Outcome call_with(Outcome (*service)(Words...), const std::array<Word, sizeof...(Words)>& words,
                  std::index_sequence<index...>) {
    return service(words[index]...);
}

} // namespace
} // namespace pepin

using namespace pepin;

// refused_value, call_*, fast_* and call_by_words, made of abi/abi.toml.
#include "core/calls.inc"

namespace pepin {
namespace {

// A call whose arguments may lie at any address, in two pages, or nowhere. Out of line, so that it is not in
// the way of the others.
[[nodiscard, gnu::noinline]] DoubleWord gate_by_words(abi::Service service, Word count, Word stack) {
    const auto arguments = user_range(current_partition(), UserAddress{stack}, count * sizeof(Word),
                                      Access::read, Error::bad_stack);
    if (!arguments) return pack(refuse(arguments.error(), refused_value(service)));
    std::array<Word, most_arguments> words;
    arguments->load_by_words(words.data(), count);
    return call_by_words(service, words);
}

// Reads as many words as the service takes from the caller's stack, where they nearly always lie: at aligned
// addresses of one page. The pointer is a constant of the template: no call through it is left in the code.
template <auto function, abi::Service service> DoubleWord gate(Word stack) {
    constexpr auto count = []<class... Words>(Outcome (*)(Words...)) { return sizeof...(Words); }(function);
    const UserAddress start{stack};
    const auto frame = user_frame(current_partition(), start.page(), Access::read, Error::bad_stack);
    if (!frame || !UserRange::is_plain(start.offset(), count * sizeof(Word)))
        return gate_by_words(service, count, stack);
    std::array<Word, count> words;
    memory::load<count>(*frame, start.offset() / sizeof(Word), words);
    return pack(call_with(function, words, std::make_index_sequence<count>{}));
}

} // namespace
} // namespace pepin

// gate_*, likewise.
#include "core/gates.inc"
