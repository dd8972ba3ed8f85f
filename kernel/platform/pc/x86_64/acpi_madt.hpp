// The table of interrupt controllers, MADT.
#pragma once

#include "acpi.hpp"
#include "acpi_table.hpp"

namespace pepin::acpi {

// Where the table is bad, a message, and nothing changes.
void read_madt(Interrupts& interrupts, const Table& table);

} // namespace pepin::acpi
