// What this processor can do, asked once by CPUID. Source: Intel SDM volume 2, CPUID.
#pragma once

#include "core/types.hpp"

namespace pepin {

struct ProcessorFeatures {
    bool floating_point = false;
    bool time_stamp_counter = false;
    bool page_size_extension = false; // pages of 4 MiB
    bool global_pages = false;
    bool fast_system_call = false; // sysenter
    bool fxsave = false;
    bool sse = false;
    bool supervisor_mode_execution_prevention = false;
    bool supervisor_mode_access_prevention = false;
};

// Panics on a processor that lacks what the kernel cannot do without.
void require_processor();

[[nodiscard]] const ProcessorFeatures& processor_features();

} // namespace pepin
