// The table of all terms and symbols.
#include "smt/term.hpp"

#include <array>
#include <deque>
#include <map>
#include <mutex>
#include <stdexcept>
#include <unordered_map>
#include <unordered_set>

#include "smt/node.hpp"

namespace pepin::smt {
namespace {

// Mixing as in splitmix64: cheap, and the same everywhere.
constexpr std::uint64_t mix(std::uint64_t seed, std::uint64_t value) {
    std::uint64_t result = seed + 0x9e3779b97f4a7c15u + value;
    result = (result ^ (result >> 30)) * 0xbf58476d1ce4e5b9u;
    result = (result ^ (result >> 27)) * 0x94d049bb133111ebu;
    return result ^ (result >> 31);
}

std::uint64_t hash_of(std::string_view text) {
    std::uint64_t result = text.size();
    for (const char letter : text) result = mix(result, static_cast<unsigned char>(letter));
    return result;
}

std::uint64_t hash_of(const Node& node) {
    std::uint64_t result = mix(static_cast<std::uint64_t>(node.operation), node.width);
    result = mix(result, node.low);
    if (node.symbol) result = mix(result, node.symbol->hash);
    for (const Term& operand : node.operands) result = mix(result, operand.hash());
    result = mix(result, static_cast<std::uint64_t>(node.value));
    return mix(result, static_cast<std::uint64_t>(node.value >> 64));
}

struct SameHash {
    std::size_t operator()(const Node* node) const { return static_cast<std::size_t>(node->hash); }
};
struct SameNode {
    bool operator()(const Node* a, const Node* b) const {
        return a->operation == b->operation && a->width == b->width && a->low == b->low &&
               a->symbol == b->symbol && a->value == b->value && a->operands == b->operands;
    }
};

// The table is split by hash, so that threads seldom wait for each other.
struct Shard {
    std::mutex mutex;
    std::unordered_set<const Node*, SameHash, SameNode> known;
    std::deque<Node> nodes;
};
constexpr std::size_t shard_count = 64;
Shard& shard_of(std::uint64_t hash) {
    // never destroyed: terms may be used until the process ends
    static auto* shards = new std::array<Shard, shard_count>;
    return (*shards)[(hash >> 48) % shard_count];
}

} // namespace

const Symbol& intern_symbol(std::string_view name, std::span<const unsigned> domain, unsigned width) {
    static std::mutex mutex;
    static auto* symbols = new std::map<std::string, Symbol, std::less<>>;
    if (name.empty() || width == 0)
        throw std::invalid_argument("a constant or function needs a name and a width");
    const std::lock_guard lock(mutex);
    auto found = symbols->find(name);
    if (found == symbols->end()) {
        Symbol symbol{std::string(name), {domain.begin(), domain.end()}, width, hash_of(name)};
        found = symbols->emplace(std::string(name), std::move(symbol)).first;
    } else if (found->second.width != width ||
               !std::equal(domain.begin(), domain.end(), found->second.domain.begin(),
                           found->second.domain.end())) {
        throw std::invalid_argument(
            "'" + std::string(name) + "' has been used with another signature before (width " +
            std::to_string(found->second.width) + ", now " + std::to_string(width) + ")");
    }
    return found->second;
}

Term Builder::intern(Node node) {
    node.hash = hash_of(node);
    Shard& shard = shard_of(node.hash);
    const std::lock_guard lock(shard.mutex);
    const auto found = shard.known.find(&node);
    if (found != shard.known.end()) return Term(*found, node.width);
    const Node* kept = &shard.nodes.emplace_back(std::move(node));
    shard.known.insert(kept);
    return Term(kept, kept->width);
}

Term Builder::make(Operation operation, unsigned width, std::vector<Term> operands, unsigned low,
                   const Symbol* symbol) {
    Node node;
    node.operation = operation;
    node.width = width;
    node.low = low;
    node.symbol = symbol;
    node.operands = std::move(operands);
    return intern(std::move(node));
}

Term Builder::literal(unsigned width, Wide value) {
    value &= ones(width);
    if (width <= 64) return Term(width, static_cast<std::uint64_t>(value));
    Node node;
    node.width = width;
    node.value = value;
    return intern(std::move(node));
}

Term::Term(unsigned width, std::uint64_t value) {
    if (width == 0) throw std::invalid_argument("a term has at least one bit");
    if (width <= 64) {
        payload_ = value & static_cast<std::uint64_t>(ones(width));
        width_ = width;
        literal_ = true;
    } else if (width <= wide_bits) {
        *this = Builder::literal(width, value);
    } else {
        *this = concatenate(Term(width - wide_bits, 0), Builder::literal(wide_bits, value));
    }
}

std::uint64_t Term::value() const {
    if (!literal_) throw std::logic_error("not a literal of up to 64 bits: " + text(200));
    return payload_;
}

Operation Term::operation() const { return literal_ ? Operation::literal : node().operation; }

std::span<const Term> Term::operands() const {
    return literal_ ? std::span<const Term>{} : std::span<const Term>(node().operands);
}

std::string_view Term::name() const {
    return literal_ || !node().symbol ? std::string_view{} : std::string_view(node().symbol->name);
}

unsigned Term::low() const { return literal_ ? 0 : node().low; }

std::uint64_t Term::hash() const { return literal_ ? mix(width_, payload_) : node().hash; }

std::optional<Wide> literal_value(Term term) {
    if (term.is_literal()) return term.value();
    if (term.operation() == Operation::literal) return Builder::node(term).value;
    return std::nullopt;
}

bool comes_before(Term a, Term b) {
    const bool a_literal = a.operation() == Operation::literal;
    const bool b_literal = b.operation() == Operation::literal;
    if (a_literal != b_literal) return b_literal;
    if (a.hash() != b.hash()) return a.hash() < b.hash();
    return a.identity() < b.identity();
}

void require_same_width(Term a, Term b, const char* operation) {
    if (a.width() == b.width() && a.exists()) return;
    throw std::invalid_argument(std::string(operation) + " of terms of " + std::to_string(a.width()) +
                                " and " + std::to_string(b.width()) + " bits");
}

Term constant(std::string_view name, unsigned width) {
    return Builder::make(Operation::constant, width, {}, 0, &intern_symbol(name, {}, width));
}

Function::Function(std::string_view name, std::vector<unsigned> domain, unsigned width)
    : domain_(std::move(domain)), width_(width) {
    if (domain_.empty())
        throw std::invalid_argument("function '" + std::string(name) + "' has no arguments: use constant()");
    name_ = &intern_symbol(name, domain_, width).name;
}

Term Function::operator()(std::span<const Term> arguments) const {
    bool fits = arguments.size() == domain_.size();
    for (std::size_t i = 0; fits && i < arguments.size(); ++i) fits = arguments[i].width() == domain_[i];
    if (!fits)
        throw std::invalid_argument("'" + name() + "' is applied to arguments of other widths than its own");
    return Builder::make(Operation::apply, width_, {arguments.begin(), arguments.end()}, 0,
                         &intern_symbol(*name_, domain_, width_));
}

namespace {

Term rebuild(Term term, const std::vector<Term>& operands) {
    const auto at = [&](std::size_t i) { return operands[i]; };
    switch (term.operation()) {
    case Operation::literal:
    case Operation::constant: return term;
    case Operation::apply:
        return Builder::make(Operation::apply, term.width(), operands, 0, Builder::node(term).symbol);
    case Operation::complement: return ~at(0);
    case Operation::conjunction: return term.width() == 1 ? all_of(operands) : at(0) & at(1);
    case Operation::disjunction: return term.width() == 1 ? any_of(operands) : at(0) | at(1);
    case Operation::exclusive: return at(0) ^ at(1);
    case Operation::equal: return equal(at(0), at(1));
    case Operation::less_unsigned: return less_unsigned(at(0), at(1));
    case Operation::less_signed: return less_signed(at(0), at(1));
    case Operation::if_then_else: return if_then_else(at(0), at(1), at(2));
    case Operation::concatenation: return concatenate(operands);
    case Operation::extraction: return extract(at(0), term.low(), term.width());
    case Operation::sign_extension: return extend_signed(at(0), term.width());
    case Operation::negation: return -at(0);
    case Operation::sum: return at(0) + at(1);
    case Operation::product: return at(0) * at(1);
    case Operation::quotient_unsigned: return divide_unsigned(at(0), at(1));
    case Operation::remainder_unsigned: return remainder_unsigned(at(0), at(1));
    case Operation::quotient_signed: return divide_signed(at(0), at(1));
    case Operation::remainder_signed: return remainder_signed(at(0), at(1));
    case Operation::shift_left: return shift_left(at(0), at(1));
    case Operation::shift_right: return shift_right(at(0), at(1));
    case Operation::shift_right_signed: return shift_right_signed(at(0), at(1));
    }
    throw std::logic_error("a term of unknown operation");
}

Term substitute(Term term, const std::function<Term(Term)>& replacement,
                std::unordered_map<Term, Term>& known) {
    if (term.operation() == Operation::literal) return term;
    if (const auto found = known.find(term); found != known.end()) return found->second;
    std::vector<Term> operands;
    for (const Term& operand : term.operands()) operands.push_back(substitute(operand, replacement, known));
    Term result = rebuild(term, operands);
    // By what it was: an operation may simplify to a constant that stands there because it was replaced
    // already.
    if (term.operation() == Operation::constant || term.operation() == Operation::apply) {
        const Term other = replacement(result);
        if (other.exists()) {
            require_same_width(result, other, "replacement");
            result = other;
        }
    }
    known.emplace(term, result);
    return result;
}

Term replace(Term term, const std::unordered_map<Term, Term>& replacements,
             std::unordered_map<Term, Term>& known) {
    if (term.operation() == Operation::literal) return term;
    if (const auto found = replacements.find(term); found != replacements.end()) {
        require_same_width(term, found->second, "replacement");
        return found->second;
    }
    if (const auto found = known.find(term); found != known.end()) return found->second;
    std::vector<Term> operands;
    for (const Term& operand : term.operands()) operands.push_back(replace(operand, replacements, known));
    return known.emplace(term, rebuild(term, operands)).first->second;
}

} // namespace

Term substitute(Term term, const std::function<Term(Term)>& replacement) {
    std::unordered_map<Term, Term> known;
    return substitute(term, replacement, known);
}

Term replace(Term term, const std::unordered_map<Term, Term>& replacements) {
    std::unordered_map<Term, Term> known;
    return replace(term, replacements, known);
}

Term Substitution::operator()(Term term) { return substitute(term, replacement_, known_); }

} // namespace pepin::smt
