// A root partition that has an IDE disk copy memory: what the kernel has there to the disk, and what is on
// the disk to a page of root's. What came of the first is seen on the disk alone. The ports by which the
// controller is told where memory is are nobody's, and to reach it, it would have to master the bus. Sources:
// Intel 82371SB (PIIX3), 2.7; ATA/ATAPI-6, 8.27 and 8.62.
#include "attempt.hpp"

extern "C" void main(const pip_fpinfo* information);

namespace adversary {

namespace {

constexpr Word config_address = 0xcf8, config_data = 0xcfc, enable = 0x80000000;
constexpr Word kernel_memory = 0x100000, pattern = 0x5ec702d6;
constexpr Word page_bytes = 4096, sectors = page_bytes / 512, kernel_sector = 0, pattern_sector = 64;

[[noreturn]] void end(const char* why) {
    printf("disk: %s\n", why);
    Pip_Power_Off();
    for (;;) {}
}

Word read_register(Word function, Word number) {
    Pip_Outl_Result(config_address, function | number);
    return Pip_Inl_Result(config_data).value;
}

// The ports by which IDE controllers are told where memory is.
Word find_controller() {
    constexpr Word class_register = 8, fifth_window = 0x20, ide = 0x0101;
    for (Word place = 0; place < 32 * 8; ++place) {
        const Word function = enable | place << 8;
        if (read_register(function, class_register) >> 16 == ide)
            return read_register(function, fifth_window) & 0xfffc;
    }
    end("there is no controller");
}

// Root has the right to know where its pages are, and the address register keeps what is written to it.
Word physical(Word page) {
    Pip_Outaddrl_Result(config_address, page);
    return Pip_Inl_Result(config_address).value;
}

enum class To : Word { disk, memory };

// A page of memory and as much of the first disk, from a sector on; whether it came to its end.
bool transfer(Word controller, To to, Word address, volatile std::uint32_t* list, Word sector) {
    constexpr Word start = 1, to_memory = 8, active = 1, interrupted = 4, clear = 6, last = 1U << 31;
    constexpr Word count = 0x1f2, first_byte = 0x1f3, drive = 0x1f6, command = 0x1f7;
    constexpr Word by_sector_number = 0xe0, read = 0xc8, write = 0xca;
    list[0] = static_cast<std::uint32_t>(address);
    list[1] = page_bytes | last;
    Pip_Outb_Result(controller, to == To::memory ? to_memory : 0);
    Pip_Outb_Result(controller + 2, clear);
    if (Pip_Outaddrl_Result(controller + 4, reinterpret_cast<Word>(list)).error != PIP_ERROR_NONE)
        end("the controller's ports are closed");
    Pip_Outb_Result(drive, by_sector_number);
    Pip_Outb_Result(count, sectors);
    for (Word byte = 0; byte < 3; ++byte) Pip_Outb_Result(first_byte + byte, sector >> 8 * byte & 0xff);
    Pip_Outb_Result(command, to == To::memory ? read : write);
    Pip_Outb_Result(controller, start | (to == To::memory ? to_memory : 0));
    bool done = false;
    for (Word looks = 0; looks < 200'000 && !done; ++looks)
        done = (Pip_Inb_Result(controller + 2).value & (active | interrupted)) == interrupted;
    Pip_Outb_Result(controller, 0);
    return done;
}

} // namespace

} // namespace adversary

void main(const pip_fpinfo* information) {
    using namespace adversary;
    Pip_Set_Int_State_Result(0);
    const Word begin = (information->membegin + page_bytes - 1) & ~(page_bytes - 1);
    volatile auto* const list = reinterpret_cast<volatile std::uint32_t*>(begin);
    volatile auto* const page = reinterpret_cast<volatile std::uint32_t*>(begin + page_bytes);
    page[0] = 0;
    const Word controller = find_controller();
    const bool written = transfer(controller, To::disk, kernel_memory, list, kernel_sector);
    const bool read = transfer(controller, To::memory, physical(begin + page_bytes), list, pattern_sector);
    printf("disk: to it %s, from it %s, memory %s\n", written ? "ended" : "waits", read ? "ended" : "waits",
           page[0] == pattern ? "was written" : "is as it was");
    end("done");
}
