// Every address may have one device that answers, and none may lie where memory, the interrupt controllers or
// the kernel's ports are. What a bridge hands on counts as its own where the device is not behind it, and a
// device behind it answers within that only. Sources: PCI Local Bus Specification 3.0, 6.2.5; PCI-to-PCI
// Bridge Architecture Specification 1.2, 3.2.5.
#include "pci_windows.hpp"

#include <array>

#include "core/ports.hpp"
#include "pci_functions.hpp"
#include "ports.hpp"

namespace pepin {

namespace {

constexpr Word first_base = 0x10, bases_end = 0x28, rom_base = 0x30;
constexpr Word bridge_bases_end = 0x18, bridge_rom_base = 0x38;
constexpr Word bus_register = 0x18, forwarded_ports = 0x1C, forwarded_memory = 0x20,
               forwarded_prefetchable = 0x24, prefetchable_base_high = 0x28, prefetchable_limit_high = 0x2C,
               forwarded_ports_high = 0x30;

// Memory that no device may decode: VGA, whose text pages are root's, and where interrupt controllers are.
constexpr Window kept_memory[] = {
    {0x000A0000, 0x000FFFFF}, {0xFEC00000, 0xFECFFFFF}, {0xFEE00000, 0xFEEFFFFF}};

// ... and ports, beside those that are open already: edge and level control, the emulators' configuration
// device, memory modules and backdoor.
constexpr Window kept_ports[] = {
    {0x0400, 0x04FF, true}, {0x0510, 0x051B, true}, {0x0A18, 0x0A1B, true}, {0x5658, 0x565B, true}};

// With room for more than any of QEMU's machines has. What does not fit stays closed.
constexpr Word most_windows = 224;
Window windows[most_windows];
Word window_count = 0;
std::span<const boot::FrameRange> taken_frames;

// How a bus is reached. Of those that no bridge is said to lead to the first is one, and others that a host
// bridge of their own leads to.
struct Way {
    std::uint8_t above = 0;
    bool is_behind : 1 = false; // some bridge says that it leads there
    bool is_known : 1 = false;  // ... and is the one next to it, on the bus `above`, which has a lower number
    bool takes_the_rest : 1 = false; // that bridge hands on what nobody else answers to
};
std::array<Way, buses> ways;

bool is_on_the_way(Word bridged, Word bus) {
    for (; ways[bus].is_known; bus = ways[bus].above)
        if (bus == bridged) return true;
    return false;
}

bool is_handed_on(const Window& window, Word bus) {
    for (; ways[bus].is_behind; bus = ways[bus].above) {
        if (!ways[bus].is_known) return false;
        bool found = ways[bus].takes_the_rest;
        for (Word i = 0; i < window_count && !found; ++i)
            found = windows[i].behind == bus && windows[i].holds(window);
        if (!found) return false;
    }
    return true;
}

bool meets_kept(const Window& window) {
    if (window.last < window.first) return true;
    if (!window.of_ports) {
        for (const boot::FrameRange range : taken_frames)
            if (window.first >> Architecture::page_bits < range.end &&
                window.last >> Architecture::page_bits >= range.first)
                return true;
        for (const Window& kept : kept_memory)
            if (window.meets(kept)) return true;
        return false;
    }
    if (window.first < first_device_port || window.last >= port_count) return true;
    // Blocks of 4 KiB, of which the first has nearly all that is kept; what is behind the bridge is asked for
    // the rest.
    if (window.behind != 0) return false;
    for (const Window& kept : kept_ports)
        if (window.meets(kept)) return true;
    for (Word port = window.first; port <= window.last; ++port)
        if (!is_port_closed(port)) return true;
    return false;
}

// Of a function on this bus; `noted` are others' windows.
bool is_good(const Window& window, Word bus, Word noted) {
    for (Word i = 0; i < noted; ++i)
        if (window.meets(windows[i]) && !(windows[i].behind != 0 && is_on_the_way(windows[i].behind, bus)))
            return false;
    return !meets_kept(window) && is_handed_on(window, bus);
}

constexpr Word all_ones = 0xFFFFFFFF; // of a register

// Which bits of a register can be written. Decoding has to be off.
Word writable_bits(Word function, Word number) {
    const Word value = read_register(function, number);
    write_register(function, number, all_ones);
    const Word bits = read_register(function, number);
    write_register(function, number, value);
    return bits;
}

// Half of an address of 64 bits, where words have room for it.
constexpr bool has_high_half = sizeof(Word) > sizeof(std::uint32_t);
constexpr Word high_half(Word value) { return static_cast<Word>(std::uint64_t{value} << 32); }

// What a base address register decodes. It has no address yet where that is 0, which some devices decode all
// the same. Decoding has to be off.
enum class Place { none, not_yet, known };
struct Decoded {
    Place place = Place::none;
    bool wide = false;
    Window window{};
};
Decoded decoded(Word function, Word number, bool of_rom) {
    const Word value = read_register(function, number);
    const bool of_ports = !of_rom && (value & 1) != 0;
    const Word flags = of_rom ? 0x7FF : of_ports ? 0x3 : 0xF;
    const bool wide = !of_rom && !of_ports && (value & 0x6) == 0x4;
    Word first = value & ~flags, bits = writable_bits(function, number) & ~flags,
         highest = of_ports ? 0xFFFF : all_ones;
    if (wide) {
        const Word high = read_register(function, number + 4);
        if (!has_high_half && high != 0) return {Place::none, wide, {}};
        first |= high_half(high);
        highest |= high_half(all_ones);
        if (has_high_half) bits |= high_half(writable_bits(function, number + 4));
    }
    const Word size = highest & ~bits;
    return {size == highest ? Place::none
            : first == 0    ? Place::not_yet
                            : Place::known,
            wide,
            {first, first + size, of_ports}};
}

// Where an IDE controller is told to read and write memory. It is of no use to who may not master the bus,
// and Bochs' controller does not ask whether it may.
bool leads_to_memory(Word function, const Window& window) {
    constexpr Word ide = 0x0101, fifth_base = 0x20, flags = 0x3;
    return class_of(function) >> 8 == ide && window.of_ports &&
           window.first == (read_register(function, fifth_base) & ~flags);
}

constexpr Word kind_of(const Window& window) { return window.of_ports ? decodes_ports : decodes_memory; }

// Of one function: six that it decodes itself and its ROM, or two, the ROM, and three that it hands on.
struct Windows {
    Window all[7];
    Word count = 0;
    Word without_place = 0; // bits of the command register, for each kind of which one has no address

    void add(const Window& window) { all[count++] = window; }
};

void add_own_windows(Windows& found, Word function) {
    const bool of_bridge = header_of(function) == Header::of_a_bridge;
    const Word end = of_bridge ? bridge_bases_end : bases_end;
    for (Word number = first_base; number < end;) {
        const Decoded one = decoded(function, number, false);
        if (one.place == Place::known) found.add(one.window);
        if (one.place == Place::not_yet) found.without_place |= kind_of(one.window);
        number += one.wide ? 8 : 4;
    }
    if (const Decoded rom = decoded(function, of_bridge ? bridge_rom_base : rom_base, true);
        rom.place == Place::known)
        found.add(rom.window);
}

// What is not there reads as zeros, whatever is written; zeros in what is there would be a window at 0.
bool is_there(Word function, Word number) {
    return read_register(function, number) != 0 || writable_bits(function, number) != 0;
}

// Each is from its base to its limit, and none where that is less.
void add_forwarded_windows(Windows& found, Word function, Word behind) {
    const auto pass = [&](Word first, Word last, bool of_ports) {
        if (first <= last) found.add({first, last, of_ports, static_cast<std::uint8_t>(behind)});
    };
    if (is_there(function, forwarded_ports)) {
        const Word low = read_register(function, forwarded_ports),
                   high = (low & 0xF) == 1 ? read_register(function, forwarded_ports_high) : 0;
        pass((low & 0xF0) << 8 | high << 16, (low & 0xF000) | 0xFFF | (high & 0xFFFF0000), true);
    }
    const Word memory = read_register(function, forwarded_memory);
    pass((memory & 0xFFF0) << 16, memory | 0xFFFFF, false);
    if (is_there(function, forwarded_prefetchable)) {
        const Word low = read_register(function, forwarded_prefetchable);
        const bool wide = (low & 0xF) == 1;
        const Word base_high = wide ? read_register(function, prefetchable_base_high) : 0,
                   limit_high = wide ? read_register(function, prefetchable_limit_high) : 0;
        const Word base = (low & 0xFFF0) << 16, limit = (low & 0xFFF00000) | 0xFFFFF;
        if (has_high_half)
            pass(base | high_half(base_high), limit | high_half(limit_high), false);
        else if (base_high == 0) // nothing below 4 GiB where the base is above
            pass(base, limit_high == 0 ? limit : ~Word{0}, false);
    }
}

// Which buses a bridge on `bus` leads to; whether that makes sense.
bool note_way(Word function, Word bus) {
    constexpr Word subtractive = 0x060401;
    const Word numbers = read_register(function, bus_register), next = numbers >> 8 & 0xFF,
               last = numbers >> 16 & 0xFF;
    for (Word behind = next > bus ? next : bus + 1; next != 0 && behind <= last; ++behind)
        ways[behind].is_behind = true;
    if (next <= bus || last < next || ways[next].is_known) return false;
    ways[next] = {static_cast<std::uint8_t>(bus), true, true, class_of(function) == subtractive};
    return true;
}

} // namespace

void start_judging(std::span<const boot::FrameRange> taken) { taken_frames = taken; }

bool note_window(const Window& window) {
    if (window_count == most_windows) return false;
    windows[window_count++] = window;
    return true;
}

Word judge_board(Word function, Word command) {
    const Word bus = bus_of(function), without_decoding = command & ~(decodes_ports | decodes_memory);
    const Header header = header_of(function);
    Windows found;
    if (header == Header::of_a_device) { // firmware relies on it, or it is wired to decode
        add_own_windows(found, function);
        for (Word i = 0; i < found.count; ++i) static_cast<void>(note_window(found.all[i]));
        return command;
    }
    write_command(function, without_decoding);
    // CardBus, or buses that cannot be
    if (header != Header::of_a_bridge || !note_way(function, bus)) return without_decoding;
    add_own_windows(found, function);
    add_forwarded_windows(found, function, read_register(function, bus_register) >> 8 & 0xFF);
    // All of a kind are good, or it decodes nothing of that kind.
    const Word noted = window_count;
    for (Word i = 0; i < found.count; ++i)
        if (!is_good(found.all[i], bus, noted)) command &= ~kind_of(found.all[i]);
    for (Word i = 0; i < found.count; ++i)
        if ((command & kind_of(found.all[i])) != 0 && !note_window(found.all[i]))
            command &= ~kind_of(found.all[i]);
    return command;
}

bool open_windows(Word function, Word command) {
    Windows found;
    add_own_windows(found, function);
    // who turned such a kind on would have a window at 0
    if ((found.without_place & ~command) != 0) return false;
    const Word noted = window_count;
    for (Word i = 0; i < found.count; ++i)
        if (!is_good(found.all[i], bus_of(function), noted) || !note_window(found.all[i])) return false;
    for (Word i = 0; i < found.count; ++i)
        if (const Window& window = found.all[i]; window.of_ports && !leads_to_memory(function, window))
            open_ports(window.first, window.last - window.first + 1);
    return true;
}

} // namespace pepin
