#include "cpuid.hpp"

#include "arch/x86/registers.hpp"

namespace pepin {

namespace {

constexpr std::uint32_t extended_leaves = 0x80000000;

[[nodiscard]] constexpr bool bit(Word word, unsigned position) { return (word >> position & 1) != 0; }

// Source: Intel, "Affected Processors: Transient Execution Attacks"; IA32_ARCH_CAPABILITIES, SDM volume 4.
void find_weaknesses(ProcessorFeatures& features, const CpuidRegisters& vendor,
                     const CpuidRegisters& structured) {
    // The first four letters. Of who is not known the worst is believed.
    constexpr std::uint32_t amd = 0x68747541, hygon = 0x6F677948, intel = 0x756E6547;
    if (vendor.ebx == amd || vendor.ebx == hygon) {
        features.meltdown = features.l1tf = features.mds = features.lazy_fp = false;
        return;
    }
    constexpr std::uint32_t arch_capabilities = 0x10A;
    constexpr unsigned has_arch_capabilities = 29; // of EDX
    if (vendor.ebx != intel || !bit(structured.edx, has_arch_capabilities)) return;
    const Word capabilities = read_msr(arch_capabilities);
    features.meltdown = !bit(capabilities, 0);
    // Who is not vulnerable to Meltdown, is not to L1TF nor to LazyFP either.
    features.l1tf = features.lazy_fp = features.meltdown;
    features.mds = !bit(capabilities, 5);
}

[[nodiscard]] ProcessorFeatures detect() {
    ProcessorFeatures features;
    const CpuidRegisters vendor = cpuid(0);
    CpuidRegisters structured{};
    if (vendor.eax >= 7) structured = cpuid(7);
    features.base_instructions = bit(structured.ebx, 0);
    features.supervisor_mode_execution_prevention = bit(structured.ebx, 7);
    features.supervisor_mode_access_prevention = bit(structured.ebx, 20);
    features.user_mode_instruction_prevention = bit(structured.ecx, 2);
    const std::uint32_t last_extended = cpuid(extended_leaves).eax;
    if (last_extended >= extended_leaves + 8) features.address_bits = cpuid(extended_leaves + 8).eax & 0xFF;
    find_weaknesses(features, vendor, structured);
    return features;
}

} // namespace

const ProcessorFeatures& processor_features() {
    static ProcessorFeatures features;
    static bool known = false;
    if (!known) {
        features = detect();
        known = true;
    }
    return features;
}

} // namespace pepin
