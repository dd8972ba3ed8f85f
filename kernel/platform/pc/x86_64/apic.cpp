#include "apic.hpp"

#include <optional>

#include "arch/x86/registers.hpp"
#include "console/console.hpp"
#include "interrupts.hpp"
#include "mmio.hpp"
#include "pic.hpp"

namespace pepin::apic {

namespace {

using acpi::Interrupts;

using Registers = volatile std::uint32_t*;

constexpr std::uint32_t masked = 1U << 16; // of an entry, in either controller

// Registers in the page of a controller, by their offsets; with x2APIC each has an MSR.
enum class Local : std::uint32_t {
    identifier = 0x20,
    version = 0x30,
    task_priority = 0x80,
    end_of_interrupt = 0xB0,
    spurious = 0xF0,
    in_service = 0x100, // eight registers
    corrected_errors = 0x2F0,
    timer = 0x320,
    thermal_sensor = 0x330,
    performance_counters = 0x340,
    first_pin = 0x350,  // the first interrupt controllers
    second_pin = 0x360, // interrupts that cannot be masked
    error = 0x370
};
constexpr std::uint32_t step = 0x10; // from a register to the next one

// Null where the processor's controller is in x2APIC mode.
Registers local_registers = nullptr;

[[nodiscard]] std::uint32_t msr_of(std::uint32_t offset) {
    constexpr std::uint32_t first_msr = 0x800;
    return first_msr + offset / step;
}
[[nodiscard]] std::uint32_t read_local(Local which, std::uint32_t index = 0) {
    const std::uint32_t offset = static_cast<std::uint32_t>(which) + index * step;
    return local_registers != nullptr ? local_registers[offset / sizeof(std::uint32_t)]
                                      : static_cast<std::uint32_t>(read_msr(msr_of(offset)));
}
void write_local(Local which, std::uint32_t value) {
    const std::uint32_t offset = static_cast<std::uint32_t>(which);
    if (local_registers != nullptr)
        local_registers[offset / sizeof(std::uint32_t)] = value;
    else
        write_msr(msr_of(offset), value);
}

// --- the processor's controller ---

constexpr std::uint32_t base_msr = 0x1B;
constexpr std::uint64_t is_x2apic = 1U << 10, is_on = 1U << 11;
constexpr std::uint64_t base_mask = ((std::uint64_t{1} << 52) - 1) & ~std::uint64_t{page_offset_mask};

[[nodiscard]] bool has_local_apic() {
    constexpr std::uint32_t features = 1, apic = 1U << 9;
    return (cpuid(features).edx & apic) != 0;
}

void find_local_registers() {
    const std::uint64_t base = read_msr(base_msr);
    if ((base & is_on) == 0) write_msr(base_msr, base | is_on);
    if ((base & is_x2apic) == 0) local_registers = device_registers(base & base_mask);
}

// The number by which I/O APICs know this processor; they have 8 bits for it, and 255 is everybody.
[[nodiscard]] std::uint32_t identifier() {
    constexpr unsigned shift = 24;
    return read_local(Local::identifier) >> (local_registers != nullptr ? shift : 0);
}
constexpr std::uint32_t identifier_limit = 255;

// What firmware has not ended would keep interrupts of lower vectors away for ever.
void end_all_in_service() {
    constexpr std::uint32_t in_service_registers = 8, bits = 32;
    for (std::uint32_t i = 0; i < in_service_registers; ++i)
        for (std::uint32_t tries = 0; tries < bits && read_local(Local::in_service, i) != 0; ++tries)
            end_interrupt();
}

// Nothing of the processor's own interrupts.
void start_local() {
    constexpr std::uint32_t software_enabled = 1U << 8, with_timer_and_pins = 3;
    struct Own {
        Local which;
        std::uint32_t highest_entry; // is there where the version says so many
    };
    constexpr Own own[] = {{Local::timer, 0},
                           {Local::first_pin, 0},
                           {Local::second_pin, 0},
                           {Local::error, with_timer_and_pins},
                           {Local::performance_counters, 4},
                           {Local::thermal_sensor, 5},
                           {Local::corrected_errors, 6}};
    const std::uint32_t highest = read_local(Local::version) >> 16 & 0xFF;
    for (const Own& one : own)
        if (one.highest_entry <= highest)
            write_local(one.which, masked | static_cast<std::uint32_t>(spurious_vector));
    write_local(Local::task_priority, 0);
    write_local(Local::spurious, software_enabled | static_cast<std::uint32_t>(spurious_vector));
    end_all_in_service();
}

// --- controllers for lines ---

// Two registers: the number of another one, and what that holds. Each pin's entry are two.
class Controller {
public:
    // None where nothing answers.
    [[nodiscard]] static std::optional<Controller> at(const acpi::IoApic& where) {
        Controller found{where};
        const std::uint32_t version = found.read(version_register);
        found.pins_ = (version >> 16 & 0xFF) + 1;
        if (version == ~std::uint32_t{0} || version == 0) return {};
        return found;
    }

    [[nodiscard]] bool has(std::uint32_t line) const {
        return line >= first_line_ && line - first_line_ < pins_;
    }
    void mask_all() const {
        for (std::uint32_t pin = 0; pin < pins_; ++pin) write_entry(pin, masked, 0);
    }
    void set(std::uint32_t line, std::uint32_t entry, std::uint32_t processor) const {
        constexpr unsigned processor_shift = 24;
        write_entry(line - first_line_, entry, processor << processor_shift);
    }
    // Turns a line on or off.
    void set(std::uint32_t line, std::uint32_t entry) const {
        write(first_entry + 2 * (line - first_line_), entry);
    }

private:
    static constexpr std::uint32_t version_register = 1, first_entry = 0x10;

    explicit Controller(const acpi::IoApic& where) : first_line_{where.first_line} {
        registers_ = device_registers(where.address);
    }

    [[nodiscard]] std::uint32_t read(std::uint32_t number) const {
        registers_[0] = number;
        return registers_[content];
    }
    void write(std::uint32_t number, std::uint32_t value) const {
        registers_[0] = number;
        registers_[content] = value;
    }
    // Off while it changes.
    void write_entry(std::uint32_t pin, std::uint32_t low, std::uint32_t high) const {
        write(first_entry + 2 * pin, masked);
        write(first_entry + 2 * pin + 1, high);
        write(first_entry + 2 * pin, low);
    }

    static constexpr std::uint32_t content = 0x10 / sizeof(std::uint32_t);
    Registers registers_ = nullptr;
    std::uint32_t first_line_ = 0;
    std::uint32_t pins_ = 0;
};

// A line that is on, with its controller's entry.
struct Line {
    std::optional<Controller> controller{};
    std::uint32_t number = 0;
    std::uint32_t entry = 0;
    bool level_triggered = false;
};
std::array<Line, Interrupts::legacy_lines> lines;

// Lines that are masked: since nobody served them, and since root has asked for that.
Word resting_lines = 0, masked_lines = 0;

// As these say.
void update_line(Word number) {
    const Line& line = lines[number];
    const bool is_masked = ((resting_lines | masked_lines) >> number & 1) != 0;
    if (line.controller) line.controller->set(line.number, line.entry | (is_masked ? masked : 0));
}

[[nodiscard]] std::uint32_t entry_of(Word vector, const acpi::LegacyLine& line) {
    constexpr std::uint32_t low = 1U << 13, level = 1U << 15;
    return static_cast<std::uint32_t>(vector) | (line.active_low ? low : 0) |
           (line.level_triggered ? level : 0);
}

// All pins of all of them are off; which of them have the lines is remembered.
void find_lines(const Interrupts& described) {
    for (const acpi::IoApic& where : described.io_apics()) {
        const auto controller = Controller::at(where);
        if (!controller) continue;
        controller->mask_all();
        for (Word i = 0; i < lines.size(); ++i) {
            const acpi::LegacyLine& line = described.lines[i];
            if (!line.exists || lines[i].controller || !controller->has(line.line)) continue;
            lines[i] = {controller, line.line, entry_of(PIP_VIDT_FIRST_INTERRUPT + i, line),
                        line.level_triggered};
        }
    }
}

[[nodiscard]] bool give_up(const char* reason) {
    console::print("Interrupts arrive by the 8259 controllers: ");
    console::print(reason);
    console::print(".\n");
    return false;
}

} // namespace

bool start(const Interrupts& described) {
    if (!described.described) return give_up("ACPI describes no others");
    if (!has_local_apic()) return give_up("the processor has no controller");
    find_local_registers();
    const std::uint32_t processor = identifier();
    if (processor >= identifier_limit) return give_up("the processor's number is too high for others");
    find_lines(described);
    if (!lines[0].controller) return give_up("no other controller has the timer's line");
    pic::turn_off();
    start_local();
    for (const Line& line : lines)
        if (line.controller) line.controller->set(line.number, line.entry, processor);
    return true;
}

void end_interrupt() { write_local(Local::end_of_interrupt, 0); }

void rest_line(Word number) {
    const Line& line = lines[number];
    if (!line.level_triggered || !line.controller) return wake_lines();
    resting_lines |= Word{1} << number;
    update_line(number);
}

void wake_lines() {
    if (resting_lines == 0) return;
    const Word rested = resting_lines;
    resting_lines = 0;
    for (Word i = 0; i < lines.size(); ++i)
        if ((rested & Word{1} << i) != 0) update_line(i);
}

void set_line(Word number, bool enabled) {
    const Word bit = Word{1} << number;
    masked_lines = enabled ? masked_lines & ~bit : masked_lines | bit;
    if (enabled) resting_lines &= ~bit; // root has asked for it
    update_line(number);
}

bool comes_again(Word number) { return (masked_lines >> number & 1) != 0 && lines[number].level_triggered; }

} // namespace pepin::apic
