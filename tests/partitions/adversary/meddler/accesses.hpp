// Random accesses to ports and to PCI configuration space, of every width.
#pragma once

#include "attempt.hpp"

namespace adversary {

// What was done so far.
struct Counts {
    Word reads = 0, writes = 0, refused = 0, configuration = 0;

    [[nodiscard]] Word made() const { return reads + writes; }
};

class Meddler {
public:
    // Looks for PCI functions and their windows.
    explicit Meddler(std::uint32_t seed);

    // Makes some accesses, all of which may be refused. None of them turns the machine off or resets it, as
    // root may.
    void meddle();
    // No function masters the bus that did not at boot, and windows are where they were.
    void check() const;
    // Puts the devices that a check needs into order: the console, the timer, and interrupts of devices,
    // which would come for ever.
    void settle();

    [[nodiscard]] const Counts& counts() const { return counts_; }
    [[nodiscard]] Word functions() const { return function_count_; }
    [[nodiscard]] Word windows() const { return window_count_; }

private:
    static constexpr Word most_functions = 64, most_windows = 96;

    struct Window {
        Word first, size;
    };

    [[nodiscard]] Word any();
    [[nodiscard]] Word below(Word limit) { return any() % limit; }
    [[nodiscard]] Word value(Word before);
    [[nodiscard]] Word port();
    void access(Word port);
    void read(Word port, Word width);
    void write(Word port, Word width, Word value);
    void configure();
    void note(const pip_result_t& result);

    static constexpr Word bases = 7; // of a function's windows, the last one's that of its ROM

    struct Function {
        Word address, command, base[bases];
    };

    std::uint32_t random_;
    Function functions_[most_functions];
    Word function_count_ = 0;
    Window windows_[most_windows];
    Word window_count_ = 0;
    Word last_read_ = 0;
    Counts counts_;
};

} // namespace adversary
