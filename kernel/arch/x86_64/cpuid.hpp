// What this processor can do, and which weaknesses it has, asked once. Source: Intel SDM volume 2, CPUID;
// AMD APM volume 3, appendix E.
#pragma once

#include "core/types.hpp"

namespace pepin {

struct ProcessorFeatures {
    Word address_bits = 36;         // of physical addresses
    bool base_instructions = false; // rdfsbase and its like
    bool time_stamp_counter = true; // all have it
    bool supervisor_mode_execution_prevention = false;
    bool supervisor_mode_access_prevention = false;
    bool user_mode_instruction_prevention = false;

    // Whether what speculation makes of forbidden accesses can be seen; CAVEATS.md says what each means.
    bool meltdown = true;
    bool l1tf = true;
    bool mds = true;
    bool lazy_fp = true;
};

[[nodiscard]] const ProcessorFeatures& processor_features();

} // namespace pepin
