// The state machine, ways in: where the arguments of a service come from.
#pragma once

#include "spec/user_memory.hpp"

namespace pepin::spec {

// A call gate: `count` words on the caller's stack, the first at the stack pointer.
template <class D> Bool<D> has_arguments(const State<D>& s, Address<D> stack, std::uint32_t count) {
    return count == 0 ? Bool<D>(true) : is_memory_range(s, s.current, stack, word_bytes * count, false);
}

template <class D>
Word<D> argument(const State<D>& s, Address<D> stack, std::uint32_t count, std::uint32_t number) {
    return load(s, range_of(s, s.current, stack, word_bytes * count), Word<D>(number));
}

// The fast entry: a word that names the service and holds the fifth argument, and four more.
template <class D> struct FastCall {
    Word<D> service;
    std::array<Word<D>, 6> arguments;
};

template <class D>
FastCall<D> decode_fast_call(const Word<D>& selector, const Word<D>& first, const Word<D>& second,
                             const Word<D>& third, const Word<D>& fourth) {
    const Word<D> service = selector & PIP_FAST_SERVICE_MASK,
                  fifth = selector & ~Word<D>(PIP_FAST_SERVICE_MASK);
    const Word<D> zero = Word<D>(0);
    FastCall<D> call{service, {first, second, third, fourth, fifth, zero}};
    const auto where = [&](std::uint32_t number, const std::array<Word<D>, 6>& arguments) {
        for (std::size_t i = 0; i < arguments.size(); ++i)
            call.arguments[i] = D::choose(service == number, arguments[i], call.arguments[i]);
    };
    where(PIP_SERVICE_ADD_VADDR, {first, second, third, fourth & PIP_FAST_READABLE,
                                  fourth & PIP_FAST_WRITABLE, fourth & PIP_FAST_EXECUTABLE});
    where(PIP_SERVICE_YIELD, {first, second & 0xFFFF, second >> 16, third, fourth, zero});
    return call;
}

// The service that only a debug kernel has: `checked` invariants hold.
template <class D> Outcome<D> check_invariants(const Word<D>& checked) {
    Checks<D> checks;
    checks.require(checked != 0, abi::Error::unknown_service);
    return checks.outcome(checked);
}

} // namespace pepin::spec
