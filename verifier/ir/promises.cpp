// What code says of itself besides its instructions: attributes, metadata, operand bundles. Each kind is
// checked, or is of no consequence here, or ends the execution: what this file does not know might be a
// promise, and a promise that is not kept is undefined behaviour.
#include "ir/promises.hpp"

#include <algorithm>
#include <array>

#include <llvm/Config/llvm-config.h>
#include <llvm/IR/InstrTypes.h>
#include <llvm/IR/Instructions.h>
#include <llvm/IR/IntrinsicInst.h>
#include <llvm/IR/Operator.h>

// Another version has other flags of instructions, attributes and metadata: look at what is new before going
// on.
static_assert(LLVM_VERSION_MAJOR == 19);

namespace pepin::ir {
namespace {

using llvm::Attribute;
using llvm::LLVMContext;

constexpr std::array checked_attributes = {
    Attribute::NoUndef,   Attribute::NonNull,         Attribute::Range,
    Attribute::Alignment, Attribute::Dereferenceable, Attribute::DereferenceableOrNull,
    Attribute::NoReturn,  Attribute::Returned,        Attribute::ByVal,
};

// How values are passed, what the optimiser and the back end shall do; not what is true.
constexpr std::array ways_of_compilation = {
    Attribute::ZExt,
    Attribute::SExt,
    Attribute::InReg,
    Attribute::StructRet,
    Attribute::ImmArg,
    Attribute::NoInline,
    Attribute::AlwaysInline,
    Attribute::InlineHint,
    Attribute::OptimizeNone,
    Attribute::OptimizeForSize,
    Attribute::MinSize,
    Attribute::NoImplicitFloat,
    Attribute::NoRedZone,
    Attribute::UWTable,
    Attribute::Cold,
    Attribute::Hot,
    Attribute::NoBuiltin,
    Attribute::Builtin,
    Attribute::NoMerge,
    Attribute::NoDuplicate,
    Attribute::StackProtect,
    Attribute::StackProtectReq,
    Attribute::StackProtectStrong,
    Attribute::NonLazyBind,
    Attribute::NoProfile,
    Attribute::NullPointerIsValid, // which only allows more
};

// Effects. Calls are executed, so nothing here relies on them; that they are right is part of trusting LLVM
// (CAVEATS.md).
constexpr std::array effects = {
    Attribute::Memory,       Attribute::NoFree,     Attribute::NoSync,       Attribute::NoCallback,
    Attribute::NoRecurse,    Attribute::WillReturn, Attribute::MustProgress, Attribute::NoUnwind,
    Attribute::Speculatable, Attribute::NoAlias,    Attribute::NoCapture,    Attribute::ReadNone,
    Attribute::ReadOnly,     Attribute::WriteOnly,  Attribute::Writable,     Attribute::DeadOnUnwind,
};

constexpr std::array<std::string_view, 20> known_words = {
    "frame-pointer",      "min-legal-vector-width",
    "no-builtins",        "no-jump-tables",
    "no-trapping-math",   "stack-protector-buffer-size",
    "target-cpu",         "target-features",
    "tune-cpu",           "probe-stack",
    "stackrealign",       "no-inline-line-tables",
    "less-precise-fpmad", "no-infs-fp-math",
    "no-nans-fp-math",    "no-signed-zeros-fp-math",
    "unsafe-fp-math",     "approx-func-fp-math",
    "disable-tail-calls", "use-soft-float",
};

constexpr std::array known_metadata = {
    // checked
    LLVMContext::MD_range,
    LLVMContext::MD_nonnull,
    LLVMContext::MD_noundef,
    LLVMContext::MD_align,
    LLVMContext::MD_dereferenceable,
    LLVMContext::MD_dereferenceable_or_null,
    LLVMContext::MD_callees,
    // effects, trusted as the attributes are
    LLVMContext::MD_tbaa,
    LLVMContext::MD_tbaa_struct,
    LLVMContext::MD_alias_scope,
    LLVMContext::MD_noalias,
    LLVMContext::MD_loop,
    LLVMContext::MD_access_group,
    // of no consequence
    LLVMContext::MD_dbg,
    LLVMContext::MD_prof,
    LLVMContext::MD_unpredictable,
    LLVMContext::MD_annotation,
    LLVMContext::MD_nosanitize,
    LLVMContext::MD_DIAssignID,
    LLVMContext::MD_nontemporal,
};

template <class List, class Element> bool contains(const List& list, Element element) {
    return std::ranges::find(list, element) != list.end();
}

std::optional<std::string> unknown_in(const llvm::AttributeSet& attributes) {
    for (const Attribute& attribute : attributes) {
        if (attribute.isStringAttribute()) {
            const std::string word = attribute.getKindAsString().str();
            if (!contains(known_words, std::string_view(word)) && !word.starts_with("no-builtin-"))
                return "attribute " + attribute.getAsString();
            continue;
        }
        const Attribute::AttrKind kind = attribute.getKindAsEnum();
        if (!contains(checked_attributes, kind) && !contains(ways_of_compilation, kind) &&
            !contains(effects, kind))
            return "attribute " + attribute.getAsString();
    }
    return std::nullopt;
}

std::optional<std::string> unknown_in(const llvm::AttributeList& attributes) {
    for (const unsigned index : attributes.indexes())
        if (auto unknown = unknown_in(attributes.getAttributes(index))) return unknown;
    return std::nullopt;
}

// What both sides of a call have to agree on, as it changes how arguments are passed.
bool passed_alike(const llvm::CallBase& call, const llvm::Function& callee) {
    if (call.getCallingConv() != callee.getCallingConv()) return false;
    for (unsigned i = 0; i < callee.arg_size(); ++i)
        for (const Attribute::AttrKind kind : {Attribute::ByVal, Attribute::StructRet, Attribute::InReg})
            if (call.getAttributes().hasParamAttr(i, kind) != callee.hasParamAttribute(i, kind)) return false;
    return true;
}

std::optional<std::string> unknown_in_call(const llvm::CallBase& call) {
    if (call.hasOperandBundles() && !llvm::isa<llvm::IntrinsicInst>(call)) return "operand bundles";
    return unknown_in(call.getAttributes());
}

} // namespace

std::optional<std::string> disagreement(const llvm::CallBase& call, const llvm::Function& callee) {
    if (!passed_alike(call, callee)) return "another convention than the callee's";
    const llvm::MDNode* callees = call.getMetadata(LLVMContext::MD_callees);
    if (callees && std::ranges::none_of(callees->operands(), [&](const llvm::MDOperand& one) {
            return llvm::mdconst::dyn_extract_or_null<llvm::Function>(one) == &callee;
        }))
        return "!callees without the callee";
    return std::nullopt;
}

std::optional<std::string> unknown_promise(const llvm::Function& function) {
    return unknown_in(function.getAttributes());
}

std::optional<std::string> unknown_promise(const llvm::Instruction& instruction) {
    llvm::SmallVector<std::pair<unsigned, llvm::MDNode*>, 8> metadata;
    instruction.getAllMetadataOtherThanDebugLoc(metadata);
    for (const auto& [kind, node] : metadata) {
        if (contains(known_metadata, kind)) continue;
        llvm::SmallVector<llvm::StringRef, 64> names;
        instruction.getContext().getMDKindNames(names);
        if (names[kind] != "srcloc" && names[kind] != "heapallocsite")
            return "metadata !" + names[kind].str();
    }
    const auto* address = llvm::dyn_cast<llvm::GEPOperator>(&instruction);
    if (address && address->getInRange()) return "inrange of getelementptr";
    for (const llvm::Use& operand : instruction.operands())
        if (const auto* pointer = llvm::dyn_cast<llvm::PointerType>(operand->getType());
            pointer && pointer->getAddressSpace() != 0 && !llvm::isa<llvm::Function>(operand))
            return "an address space of its own";
    const auto* call = llvm::dyn_cast<llvm::CallBase>(&instruction);
    return call ? unknown_in_call(*call) : std::nullopt;
}

} // namespace pepin::ir
