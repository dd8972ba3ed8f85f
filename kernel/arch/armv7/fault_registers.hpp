// What the processor says of a fault, and whose tables it walks.
#pragma once

#include "core/types.hpp"

namespace pepin {

// What a fault was about: ARM ARM B3.13. Status and address of data aborts, and of prefetch aborts.
struct FaultRegisters {
    Word status = 0;
    Word address = 0;
};
[[nodiscard]] inline FaultRegisters data_fault() {
    FaultRegisters fault;
    asm volatile("mrc p15, 0, %0, c5, c0, 0\n\tmrc p15, 0, %1, c6, c0, 0"
                 : "=r"(fault.status), "=r"(fault.address));
    return fault;
}
[[nodiscard]] inline FaultRegisters instruction_fault() {
    FaultRegisters fault;
    asm volatile("mrc p15, 0, %0, c5, c0, 1\n\tmrc p15, 0, %1, c6, c0, 2"
                 : "=r"(fault.status), "=r"(fault.address));
    return fault;
}
[[nodiscard]] inline Word current_root_table() {
    Word table;
    asm volatile("mrc p15, 0, %0, c2, c0, 0" : "=r"(table));
    return table & ~page_offset_mask;
}

} // namespace pepin
