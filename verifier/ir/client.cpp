// What a client gets that leaves things as they are.
#include "ir/client.hpp"

namespace pepin::ir {

std::string_view name(Kind kind) {
    switch (kind) {
    case Kind::bounds: return "bounds";
    case Kind::alignment: return "alignment";
    case Kind::writable: return "writable";
    case Kind::flag: return "flag";
    case Kind::division: return "division";
    case Kind::poison: return "poison";
    case Kind::comparison: return "comparison";
    case Kind::overlap: return "overlap";
    case Kind::unreachable: return "unreachable";
    case Kind::assumption: return "assumption";
    case Kind::assertion: return "assertion";
    }
    return "?";
}

std::string_view name(Ending ending) {
    switch (ending) {
    case Ending::returned: return "returned";
    case Ending::stopped: return "stopped";
    case Ending::violated: return "violated";
    case Ending::error: return "error";
    }
    return "?";
}

void Region::fill(Step&, const Offset&, Term, Term) { throw Unmodelled("a region that cannot be filled"); }
void Region::copy(Step&, const Offset&, Region&, const Offset&, Term) {
    throw Unmodelled("a region that cannot be copied to");
}

std::optional<Value> Client::call(Step&, std::string_view, std::span<const Value>) { return std::nullopt; }
bool Client::replaces(std::string_view) const { return false; }
LoopAction Client::loop(Step&, LoopVisit&) { return LoopAction::unroll; }
std::optional<bool> Client::feasible(const State&, Term) { return std::nullopt; }

} // namespace pepin::ir
