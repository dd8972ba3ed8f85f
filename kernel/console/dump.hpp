// What dumps of all processors have in common: how they begin, whose they are, the kernel's stack.
#pragma once

#include <span>

#include "core/types.hpp"

namespace pepin::dump {

// The first line begins. The line's settings may be a partition's by now; and where the dump itself goes
// wrong, the second one says nothing.
void begin(const char* what);
// Ends the run.
[[noreturn]] void end();

void print_field(const char* name, Word value);

// Registers, so many a line, with names that are as long as the longest.
struct Register {
    const char* name;
    Word value;
};
void print_registers(std::span<const Register> registers, Word in_a_line);

// A line that says which partition is the current one, from root on.
void print_partition();

// The topmost words of a stack from this address on: return addresses are among them. False, and nothing
// printed, where the address is none of the stack's.
[[nodiscard]] bool print_stack(Word address, const char* bottom, const char* top);

} // namespace pepin::dump
