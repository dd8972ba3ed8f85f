// Barriers. Source: ARM ARM A3.8.3.
#pragma once

namespace pepin {

// What was written is seen, and what comes behind is fetched anew.
inline void barrier() { asm volatile("dsb\n\tisb" : : : "memory"); }

} // namespace pepin
