// Going up the tree of partitions.
#pragma once

#include "spec/state.hpp"

namespace pepin::spec {

// The nearest of a partition and its ancestors of which `holds(partition)` is true, or 0. A domain that
// cannot go up step by step, since it knows no depth, has a definition of its own.
template <class D, class Holds> Partition<D> nearest(const State<D>& s, Partition<D> partition, Holds holds) {
    if constexpr (requires { D::nearest(s, partition, holds); }) {
        return D::nearest(s, partition, holds);
    } else {
        Partition<D> found = Word<D>(0);
        for (std::uint32_t level = 0; level <= greatest_depth; ++level) {
            found = D::choose(found == 0 && holds(partition), partition, found);
            partition = s.parent(partition); // root's is root
        }
        return found;
    }
}

// Whether a partition is another one or a descendant of it: at that one's depth, the way up comes to it.
template <class D> Bool<D> is_within(const State<D>& s, Partition<D> partition, Partition<D> ancestor) {
    return nearest(s, partition, [&](const Partition<D>& p) { return s.depth(p) <= s.depth(ancestor); }) ==
           ancestor;
}

} // namespace pepin::spec
