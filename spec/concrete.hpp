// Plain numbers as a domain, without a library behind them: for the debug kernel and the tests.
#pragma once

#include "architecture.hpp"
#include "spec/domain.hpp"

namespace pepin::spec {

struct ConcreteValues {
    using Word = Architecture::Word;
    using Bool = bool;

    [[nodiscard]] static constexpr Word choose(bool condition, Word then, Word otherwise) {
        return condition ? then : otherwise;
    }

    template <Word limit, class Predicate> [[nodiscard]] static constexpr Word count(Predicate predicate) {
        Word result = 0;
        for (Word index = 0; index < limit; ++index)
            if (predicate(index)) ++result;
        return result;
    }
};
static_assert(ValueDomain<ConcreteValues>);

} // namespace pepin::spec
