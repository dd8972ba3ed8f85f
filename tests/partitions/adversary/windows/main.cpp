// A root partition that says of each PCI function what it decodes, and what root may do about it: whether the
// kernel lets it write the command register, and which of the function's ports are open. A line is "windows:
// BUS:DEVICE.FUNCTION kind 0 decodes 3, may be changed, ports open at 0xc000", numbers but ports as decimals.
#include "attempt.hpp"

extern "C" void main(const pip_fpinfo* information);

namespace adversary {

namespace {

constexpr Word config_address = 0xcf8, config_data = 0xcfc, enable = 0x80000000;
constexpr Word command_register = 4, header_register = 12, first_window = 0x10, decoding = 3;

Word read_register(Word function, Word number) {
    Pip_Outl_Result(config_address, function | number);
    return Pip_Inl_Result(config_data).value;
}

void survey(Word bus, Word device, Word number) {
    const Word function = enable | bus << 16 | device << 11 | number << 8;
    if ((read_register(function, 0) & 0xffff) == 0xffff) return;
    const Word kind = read_register(function, header_register) >> 16 & 0x7f,
               command = read_register(function, command_register);
    printf("windows: %zu:%zu.%zu kind %zu decodes %zu, ", bus, device, number, kind, command & decoding);
    // What is there is written, so nothing changes where it is allowed.
    Pip_Outl_Result(config_address, function | command_register);
    printf("may %sbe changed",
           Pip_Outb_Result(config_data, command & 0xff).error == PIP_ERROR_NONE ? "" : "not ");
    for (Word at = first_window; at < first_window + (kind == 0 ? 24 : 8); at += 4) {
        const Word window = read_register(function, at);
        if ((window & 1) == 0 || (window & ~3U) == 0) continue;
        printf(", ports %s at 0x%zx",
               Pip_Inb_Result(window & 0xfffc).error == PIP_ERROR_NONE ? "open" : "closed", window & 0xfffc);
    }
    printf("\n");
}

} // namespace

} // namespace adversary

void main(const pip_fpinfo*) {
    Pip_Set_Int_State_Result(0);
    for (adversary::Word place = 0; place < 256 * 32; ++place)
        for (adversary::Word number = 0; number < 8; ++number)
            adversary::survey(place / 32, place % 32, number);
    printf("windows: done\n");
    Pip_Power_Off();
    for (;;) {}
}
