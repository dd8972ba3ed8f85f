#include "gdt.hpp"

#include "descriptor.hpp"
#include "tss.hpp"

namespace pepin {

namespace {

// Access bytes: present, privilege, type; the accessed bit is set so that the processor need not.
constexpr Word kernel_code = 0x9B, kernel_data = 0x93, user_data = 0xF3, user_code = 0xFB, task = 0x89;
constexpr Word code_of_64_bits = 0xA, data = 0xC; // all of the address space, in 4 KiB units

constexpr Descriptor flat(Word access, Word flags) { return segment(0, 0xFFFFF, access, flags); }
static_assert(flat(kernel_code, code_of_64_bits) == 0x00AF9B000000FFFF);

constexpr Word task_index = PIP_X86_64_TASK_STATE / 8;
Descriptor segments[task_index + 2] = {0, flat(kernel_code, code_of_64_bits), flat(kernel_data, data),
                                       flat(user_data, data), flat(user_code, code_of_64_bits)};
static_assert(PIP_X86_64_USER_DATA / 8 == 3 && PIP_X86_64_USER_CODE / 8 == 4);

} // namespace

// The boot code runs in a segment with the same selector and the same contents as the kernel's.
void load_gdt() {
    static_assert(PIP_X86_64_KERNEL_CODE == 8);
    const Word state = address_of(&task_state);
    segments[task_index] = segment(state & 0xFFFFFFFF, sizeof task_state - 1, task, 0);
    segments[task_index + 1] = state >> 32;
    const TableRegister gdt{sizeof segments - 1, address_of(segments)};
    asm volatile("lgdt %0\n\t"
                 "movl %1, %%ss\n\t"
                 "movl %2, %%ds\n\t"
                 "movl %2, %%es\n\t"
                 "movl %2, %%fs\n\t"
                 "movl %2, %%gs\n\t"
                 "lldt %w2\n\t"
                 "ltr %w3"
                 :
                 : "m"(gdt), "r"(PIP_X86_64_KERNEL_DATA), "r"(0), "r"(PIP_X86_64_TASK_STATE)
                 : "memory");
}

} // namespace pepin
