// A root partition that goes on with what firmware has begun: the BIOS has read a floppy disk, so it has
// programmed channel 2 of the ISA DMA controller. Root has the floppy controller, not that one; it has a
// sector read, which has to wait for ever, and looks for it in all its memory. Source: Intel 82077AA,
// chapters 2 and 5.
#include "attempt.hpp"

extern "C" void main(const pip_fpinfo* information);

namespace adversary {

namespace {

constexpr Word digital_output = 0x3f2, main_status = 0x3f4, data = 0x3f5, data_rate = 0x3f7;
constexpr Word to_processor = 0x40, ready = 0x80;

[[noreturn]] void end(const char* why) {
    printf("floppy: %s\n", why);
    Pip_Power_Off();
    for (;;) {}
}

void wait(Word turns) {
    for (volatile Word left = turns; left != 0;) left = left - 1;
}

Word status() { return Pip_Inb_Result(main_status).value; }

// Whether the controller gives or takes a byte soon.
bool is_ready(Word direction) {
    for (Word tries = 0; tries < 100'000; ++tries)
        if ((status() & (ready | to_processor)) == (ready | direction)) return true;
    return false;
}
void put(Word byte) {
    if (!is_ready(0)) end("the controller does not listen");
    Pip_Outb_Result(data, byte);
}
Word get() {
    if (!is_ready(to_processor)) end("the controller does not answer");
    return Pip_Inb_Result(data).value;
}

// The second sector of the disk in drive A, by DMA.
void start_reading() {
    constexpr Word motor_and_dma = 0x1c, recalibrate = 7, sense_interrupt = 8, specify = 3, read = 0x46;
    Pip_Outb_Result(digital_output, 0);
    Pip_Outb_Result(digital_output, motor_and_dma);
    Pip_Outb_Result(data_rate, 0);
    wait(2'000'000);
    for (Word drive = 0; drive < 4; ++drive) { // the reset is reported for each
        put(sense_interrupt);
        get();
        get();
    }
    for (const Word byte : {recalibrate, Word{0}}) put(byte);
    wait(2'000'000);
    put(sense_interrupt);
    get();
    get();
    for (const Word byte : {specify, Word{0xaf}, Word{2}}) put(byte);
    for (const Word byte :
         {read, Word{0}, Word{0}, Word{0}, Word{2}, Word{2}, Word{2}, Word{0x1b}, Word{0xff}})
        put(byte);
    wait(10'000'000);
}

Word written(Word begin, Word end) {
    Word found = 0;
    for (Word at = begin; at < end; at += sizeof(Word))
        if (*reinterpret_cast<volatile Word*>(at) != 0) ++found;
    return found;
}

} // namespace

} // namespace adversary

void main(const pip_fpinfo* information) {
    using namespace adversary;
    Pip_Set_Int_State_Result(0);
    for (Word at = information->membegin; at < information->memend; at += sizeof(Word))
        *reinterpret_cast<volatile Word*>(at) = 0;
    start_reading();
    const Word found = written(information->membegin, information->memend);
    if (found != 0) printf("floppy: %zu words of root's memory were written\n", found);
    // the results are there
    if ((status() & (ready | to_processor)) != 0) end("the sector was written somewhere");
    end(found == 0 ? "nothing was written, and the controller waits" : "the controller waits");
}
