#include "core/core_calls.hpp"

#include <array>
#include <utility>

#include "core/events.hpp"
#include "core/services.hpp"

namespace pepin::test {

namespace {

[[nodiscard]] Result unpack(DoubleWord packed) {
    return {static_cast<Word>(packed), static_cast<Error>(packed >> 8 * sizeof(Word))};
}

using GateFunction = DoubleWord (*)(Word);
constexpr std::array<GateFunction, PIP_SERVICE_COUNT> gates{
#define PEPIN_SERVICE(name, fast) gate_##name,
#include "core/list.inc"
#undef PEPIN_SERVICE
};

// A function's arguments are the first words.
template <class Answer, class... Words, std::size_t count>
[[nodiscard]] Answer call(Answer (*function)(Words...), const std::array<Word, count>& words) {
    return [&]<std::size_t... index>(std::index_sequence<index...>) {
        return function(words[index]...);
    }(std::index_sequence_for<Words...>{});
}

} // namespace

Result run_core(Service service, const Arguments& a) {
    const Outcome outcome = [&] {
        switch (service) {
#define PEPIN_SERVICE(name, fast)                                                                            \
    case Service::name: return call(services::name, a);
#include "core/list.inc"
#undef PEPIN_SERVICE
        }
        return refuse(Error::unknown_service);
    }();
    return {outcome.value, outcome.error};
}

Result run_gate(Service service, Word stack) { return unpack(gates[static_cast<Word>(service)](stack)); }

Result run_fast(Word selector, Word first, Word second, Word third, Word fourth) {
    const std::array words{first, second, third, fourth, selector};
    switch (static_cast<Service>(selector & PIP_FAST_SERVICE_MASK)) {
#define PEPIN_SERVICE(name, fast)                                                                            \
    case Service::name: return unpack(call(fast, words));
#include "core/list.inc"
#undef PEPIN_SERVICE
    }
    const Outcome unknown = refuse(Error::unknown_service);
    return {unknown.value, unknown.error};
}

} // namespace pepin::test
