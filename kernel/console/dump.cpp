#include "console/dump.hpp"

#include "console/console.hpp"
#include "core/partition.hpp"

namespace pepin::dump {

using console::print;

namespace {

// Root, then of each partition on the way down the page at which its parent maps the descriptor.
void print_path(Partition partition) {
    Word descriptors[maximum_depth];
    Word depth = 0;
    const Word state = partition.interrupt_state();
    for (; depth < maximum_depth && !partition.is_root(); partition = partition.parent())
        descriptors[depth++] = partition.page_in_parent().address();
    print("root");
    while (depth > 0) print_field("/", descriptors[--depth]);
    print_field(", interrupt state ", state);
}

} // namespace

void begin(const char* what) {
    static bool dumping = false;
    if (dumping) architecture_halt();
    dumping = true;
    console_initialise();
    print(panic_begin);
    print(what);
}

void end() {
    print(panic_end);
    architecture_halt();
}

void print_field(const char* name, Word value) {
    print(name);
    console::print_hexadecimal(value);
}

void print_registers(std::span<const Register> registers, Word in_a_line) {
    for (Word i = 0; i < registers.size(); ++i) {
        print(i == 0 ? "" : i % in_a_line == 0 ? "\n" : "  ");
        print(registers[i].name);
        print_field(" ", registers[i].value);
    }
    print("\n");
}

void print_partition() {
    print("partition: ");
    if (kernel_state.current == no_frame)
        print("none yet");
    else
        print_path(current_partition());
    print("\n");
}

bool print_stack(Word address, const char* bottom, const char* top) {
    constexpr Word most = 24;
    const Word end = reinterpret_cast<Word>(top);
    if (address % sizeof(Word) != 0 || address < reinterpret_cast<Word>(bottom) || address > end)
        return false;
    print("stack:");
    for (Word count = 0; address < end && count < most; address += sizeof(Word), ++count)
        print_field(" ", *reinterpret_cast<const Word*>(address));
    print("\n");
    return true;
}

} // namespace pepin::dump
