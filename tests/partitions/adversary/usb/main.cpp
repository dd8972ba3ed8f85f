// A root partition that a loader has started which has left the USB controller at work: it looks whether
// anything is written to its memory.
#include "attempt.hpp"

extern "C" void main(const pip_fpinfo* information);

namespace adversary {

namespace {

// Longer than the transfer takes: a quarter of a second, at about four instructions for each word, and a
// nanosecond for each of these.
constexpr Word rounds = 24;

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
    Word found = 0;
    for (Word round = 0; round < rounds; ++round) found = written(information->membegin, information->memend);
    printf("usb: %u words of %u KiB of root's memory were written\n", found,
           (information->memend - information->membegin) / 1024);
    Pip_Power_Off();
    for (;;) {}
}
