// The machine that executes LLVM instructions on symbolic values: internal to ir/. Its methods are grouped in
// one file per family of instructions (integers, pointers, accesses, control, calls, intrinsics, constants,
// merging).
//
// Attributes and metadata (promises.cpp lists all that are known; any other ends the path with an error).
// Those that make undefined behaviour or poison of a value are obligations, or poison the value: range,
// nonnull, noundef, align, dereferenceable, returned, noreturn, and `tail`, which keeps a callee from its
// caller's local variables. Those that describe effects (memory(), nocapture, noalias, tbaa, willreturn, ...)
// are not looked at: calls are executed, so nothing here relies on them; that they are right is part of
// trusting LLVM, which derived them from the same code and may rely on them when it makes machine code of it.
#pragma once

#include <functional>
#include <unordered_map>

#include <llvm/IR/InstVisitor.h>
#include <llvm/IR/IntrinsicInst.h>
#include <llvm/IR/Operator.h>

#include "ir/feasibility.hpp"
#include "ir/layout.hpp"

namespace pepin::ir {

// Thrown to end the path under execution.
struct PathEnd {
    Ending ending;
    std::string reason;
};
// Thrown where the sides of a branch turn out not to be mergeable.
struct NotMergeable {};
// Thrown where the path's conditions exclude each other: it is not reported.
struct Infeasible {};

[[nodiscard]] Term literal(const llvm::APInt& value);
// The number 0 that is no object's address.
[[nodiscard]] inline bool is_null(const Pointer& pointer) {
    return pointer.object == no_object && pointer.offset.is_constant() && pointer.offset.constant() == 0;
}

class Machine : public llvm::InstVisitor<Machine> {
public:
    Machine(const Module::Implementation& module, Client& client, Executor& executor, const Options& options);

    [[nodiscard]] Term guard() const { return guard_; }
    void add_region(std::string_view global, Region& region, std::uint64_t alignment);
    [[nodiscard]] State initial_state(std::unique_ptr<ClientData> data) const;
    [[nodiscard]] Result run(const FunctionLayout& function, std::span<const Value> arguments, State state);

    // For Step.
    void require(Kind kind, Term formula, std::string_view text);
    void assume(Term formula);
    [[nodiscard]] Location where() const;

    // --- InstVisitor: one method for each instruction; what has none ends up in visitInstruction ---
    void visitInstruction(llvm::Instruction& instruction);
    // integers.cpp
    void visitAdd(llvm::BinaryOperator& instruction);
    void visitSub(llvm::BinaryOperator& instruction);
    void visitMul(llvm::BinaryOperator& instruction);
    void visitUDiv(llvm::BinaryOperator& instruction);
    void visitSDiv(llvm::BinaryOperator& instruction);
    void visitURem(llvm::BinaryOperator& instruction);
    void visitSRem(llvm::BinaryOperator& instruction);
    void visitShl(llvm::BinaryOperator& instruction);
    void visitLShr(llvm::BinaryOperator& instruction);
    void visitAShr(llvm::BinaryOperator& instruction);
    void visitAnd(llvm::BinaryOperator& instruction);
    void visitOr(llvm::BinaryOperator& instruction);
    void visitXor(llvm::BinaryOperator& instruction);
    void visitTruncInst(llvm::TruncInst& instruction);
    void visitZExtInst(llvm::ZExtInst& instruction);
    void visitSExtInst(llvm::SExtInst& instruction);
    void visitFreezeInst(llvm::FreezeInst& instruction);
    void visitSelectInst(llvm::SelectInst& instruction);
    void visitExtractValueInst(llvm::ExtractValueInst& instruction);
    void visitInsertValueInst(llvm::InsertValueInst& instruction);
    // pointers.cpp
    void visitICmpInst(llvm::ICmpInst& instruction);
    void visitGetElementPtrInst(llvm::GetElementPtrInst& instruction);
    void visitPtrToIntInst(llvm::PtrToIntInst& instruction);
    void visitIntToPtrInst(llvm::IntToPtrInst& instruction);
    // accesses.cpp
    void visitAllocaInst(llvm::AllocaInst& instruction);
    void visitLoadInst(llvm::LoadInst& instruction);
    void visitStoreInst(llvm::StoreInst& instruction);
    // blocks.cpp
    void visitMemSetInst(llvm::MemSetInst& instruction);
    void visitMemTransferInst(llvm::MemTransferInst& instruction);
    // control.cpp
    void visitBranchInst(llvm::BranchInst& instruction);
    void visitSwitchInst(llvm::SwitchInst& instruction);
    void visitUnreachableInst(llvm::UnreachableInst& instruction);
    // calls.cpp
    void visitReturnInst(llvm::ReturnInst& instruction);
    void visitCallInst(llvm::CallInst& instruction);
    // intrinsics.cpp
    void visitIntrinsicInst(llvm::IntrinsicInst& instruction);

private:
    // --- execution (machine.cpp) ---
    void run_path();
    void end_path(Ending ending, std::string reason);
    void execute(llvm::Instruction& instruction);
    // Whether a condition holds on this path; if it may and may not, the path is forked here: the other one
    // begins again with the current instruction, which therefore must not have changed the state before.
    [[nodiscard]] bool decide(Term condition);
    [[nodiscard]] bool possible(Term condition);
    // Poison at the same condition as before needs no second obligation; where it came from is found by
    // `origins_`.
    void require_defined(const Value& value, std::string_view use);
    // The condition under which an instruction's result is poison because of one of its flags.
    [[nodiscard]] Term broken(Term promise, Kind kind, const char* what);
    [[nodiscard]] Frame& frame() { return state_->frames.back(); }
    [[nodiscard]] Value get(const llvm::Value* value);
    [[nodiscard]] Integer get_integer(const llvm::Value* value);
    [[nodiscard]] Pointer get_pointer(const llvm::Value* value);
    void set(const llvm::Instruction& instruction, Value value); // and goes on to the next
    void go_on(const llvm::Instruction& instruction) { frame().next = instruction.getNextNode(); }

    // --- constants.cpp ---
    [[nodiscard]] Value constant(const llvm::Constant* constant);
    [[nodiscard]] Value make_constant(const llvm::Constant* constant);
    [[nodiscard]] Value zero(llvm::Type* type) const;
    [[nodiscard]] Value undefined(llvm::Type* type) const;
    void initialise(Contents& contents, std::uint64_t offset, const llvm::Constant* constant);
    void add_globals();

    // --- integers.cpp ---
    void finish(const llvm::Instruction& instruction, Term term, Term a_poison,
                Term b_poison = smt::truth(false), Term flags = smt::truth(false));

    // --- pointers.cpp ---
    [[nodiscard]] Value element_address(const llvm::GEPOperator& address);
    [[nodiscard]] Term in_bounds(const Pointer& pointer) const; // or just behind the object
    [[nodiscard]] Integer compare_pointers(llvm::CmpInst::Predicate predicate, const Pointer& a,
                                           const Pointer& b);

    // --- accesses.cpp ---
    // What has to hold before an access; returns the object.
    const Object& require_access(const Pointer& pointer, std::uint64_t bytes, std::uint64_t alignment,
                                 bool writes);
    [[nodiscard]] Term is_aligned(const Pointer& pointer, std::uint64_t alignment) const;
    // The offsets that an access to an ordinary object may have, ascending: one if it is known.
    [[nodiscard]] std::vector<std::uint64_t> places(const Pointer& pointer, std::uint64_t bytes) const;
    [[nodiscard]] Value load(llvm::Type* type, const Pointer& pointer, std::uint64_t alignment);
    [[nodiscard]] Value load_bytes(const Pointer& pointer, unsigned bytes);
    void store(llvm::Type* type, const Pointer& pointer, std::uint64_t alignment, const Value& value);
    void store_bytes(const Pointer& pointer, unsigned bytes, const Value& value);
    void store_padding(const Pointer& pointer, std::uint64_t begin, std::uint64_t end);
    // what is in memory where an integer does not fill its bytes
    [[nodiscard]] Term filled(Term integer, unsigned bytes);
    [[nodiscard]] Value as_type(llvm::Type* type, const Value& bytes) const;
    [[nodiscard]] Value checked_by_metadata(const llvm::Instruction& instruction, Value value);
    [[nodiscard]] std::shared_ptr<Contents> blank(std::uint64_t size) const; // of an object whose life begins
    [[nodiscard]] static Pointer moved(Pointer pointer, std::uint64_t bytes);

    // --- blocks.cpp ---
    void copy_bytes(const Pointer& to, const Pointer& from, std::uint64_t length);

    // --- control.cpp ---
    void enter(const llvm::BasicBlock* from, const llvm::BasicBlock* to);
    [[nodiscard]] std::vector<Value> incoming(const llvm::BasicBlock* from, const llvm::BasicBlock* to);
    void enter_with(const llvm::BasicBlock* from, const llvm::BasicBlock* to, const std::vector<Value>& phis);
    void arrive(unsigned loop_number, const llvm::BasicBlock* from, std::vector<Value>& phis);
    void require_unchanged(const Frame::Loop& loop);

    // --- merging.cpp ---
    struct Edge { // taken or not, while merging
        const llvm::BasicBlock* from;
        Term condition;
    };
    struct Exit {
        Term condition;
        Frame::Arrival arrival;
    };
    [[nodiscard]] bool merged(const llvm::BranchInst& branch, Term condition);
    [[nodiscard]] std::vector<Exit> merge(const llvm::BranchInst& branch, Term condition,
                                          const MergeRegion& region);
    // What the phis of a block are where it is reached over one of the edges; nothing where that cannot be
    // said in one.
    [[nodiscard]] std::optional<std::vector<Value>> merged_phis(const llvm::BasicBlock* block,
                                                                const std::vector<Edge>& edges);
    void execute_side(const llvm::BasicBlock& block);
    void leave_by(std::vector<Exit> exits);

    // --- calls.cpp ---
    void begin_call(const FunctionLayout& function, std::vector<Value> arguments);
    void call_external(llvm::CallInst& call, const llvm::Function& callee,
                       const std::vector<Value>& arguments);
    [[nodiscard]] Value checked_by_attributes(const llvm::AttributeSet& attributes, Value value,
                                              std::string_view use);
    // What attributes promise, poison being allowed unless they say otherwise.
    [[nodiscard]] Value promised_by_attributes(const llvm::AttributeSet& attributes, Value value,
                                               std::string_view use);
    // `accessed`: so many bytes behind each pointer are accessed in any case.
    void require_promised_arguments(const llvm::CallBase& call, std::uint64_t accessed = 0);
    void require_dereferenceable(const Pointer& pointer, std::uint64_t bytes, std::string_view text);
    [[nodiscard]] Term is_not_null(const Pointer& pointer) const;
    // Whether a call under way is marked `tail`, which promises that it does not touch this local variable of
    // its caller.
    [[nodiscard]] bool is_out_of_reach(ObjectNumber object) const;
    void require_in_reach(const Value& argument, const std::string& callee) const;
    void require_to_return(const llvm::Function& function, const llvm::CallBase* call);
    void require_returned(const llvm::Function& function, const Value& value);
    [[nodiscard]] Value within_range(Value value, const llvm::ConstantRange& range);

    // --- intrinsics.cpp ---
    using Handler = void (Machine::*)(llvm::IntrinsicInst&);
    [[nodiscard]] static const std::unordered_map<unsigned, Handler>& handlers();
    void skip(llvm::IntrinsicInst& call);
    void assume_intrinsic(llvm::IntrinsicInst& call);
    void expect(llvm::IntrinsicInst& call);
    void lifetime(llvm::IntrinsicInst& call);
    void funnel_shift(llvm::IntrinsicInst& call);
    void smaller_or_larger(llvm::IntrinsicInst& call);
    void absolute(llvm::IntrinsicInst& call);
    void swap_bytes(llvm::IntrinsicInst& call);
    void reverse_bits(llvm::IntrinsicInst& call);
    void count_bits(llvm::IntrinsicInst& call);
    void with_overflow(llvm::IntrinsicInst& call);
    void saturating(llvm::IntrinsicInst& call);
    void compare_three_way(llvm::IntrinsicInst& call);

    const Module::Implementation& module_;
    Client& client_;
    Executor& executor_;
    const Options& options_;
    Feasibility feasibility_;

    llvm::DenseMap<const llvm::GlobalValue*, ObjectNumber> objects_; // the same numbers in every state
    llvm::DenseMap<ObjectNumber, const llvm::Function*> functions_;
    llvm::DenseMap<const llvm::Constant*, Value> constants_;
    Memory globals_;

    struct Origin {
        Kind kind;
        std::string text;
    };
    std::unordered_map<Term, Origin> origins_; // of conditions under which something is poison

    std::vector<State> pending_; // paths to be explored, the next one last
    State* state_ = nullptr;     // of the path under execution
    const llvm::Instruction* current_ = nullptr;
    bool merging_ = false; // the sides of a branch are executed side by side
    // the condition under which the current instruction is executed, while merging
    Term guard_ = smt::truth(true);
    // numbers the unknown values of `freeze`, and the bits of memory that nobody determines
    unsigned fresh_ = 0;
    Result result_;
};

} // namespace pepin::ir
