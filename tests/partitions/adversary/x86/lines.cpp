// Interrupt lines that never rest: a network card is told to interrupt, and nobody looks at it.
#include "child.hpp"
#include "timer.hpp"

namespace adversary {

namespace {

constexpr Word config_address = 0xcf8, config_data = 0xcfc, enable = 0x80000000;
constexpr Word rtl8139 = 0x813910ec;

Word read_register(Word function, Word number) {
    Pip_Outl_Result(config_address, function | number);
    return Pip_Inl_Result(config_data).value;
}

// A Realtek RTL8139, where there is one, whose timer asks for an interrupt. Source: its data sheet,
// chapter 6.
class Card {
public:
    explicit Card(Word function) : function_{function}, ports_{read_register(function, 0x10) & ~Word{3}} {
        constexpr Word command = 4, decodes_ports = 1;
        Pip_Outl_Result(config_address, function_ | command);
        Pip_Outb_Result(config_data, decodes_ports);
    }
    [[nodiscard]] Word line() const { return read_register(function_, 0x3c) & 0xff; }
    void ask() const {
        Pip_Outw_Result(ports_ + mask, timeout);
        Pip_Outl_Result(ports_ + interval, 100);
        Pip_Outl_Result(ports_ + count, 0);
    }
    [[nodiscard]] bool asks() const { return (Pip_Inw_Result(ports_ + status).value & timeout) != 0; }
    void rest() const {
        Pip_Outl_Result(ports_ + interval, 0);
        Pip_Outw_Result(ports_ + mask, 0);
        Pip_Outw_Result(ports_ + status, 0xffff);
    }

private:
    static constexpr Word mask = 0x3c, status = 0x3e, count = 0x48, interval = 0x54, timeout = 1 << 14;

    Word function_, ports_;
};

void storm() {
    Word function = 0;
    for (Word device = 0; device < 32 && function == 0; ++device)
        if (read_register(enable | device << 11, 0) == rtl8139) function = enable | device << 11;
    if (function == 0) return; // not on this machine
    const Card card{function};
    const Word entry = PIP_VIDT_FIRST_INTERRUPT + card.line();

    const auto wait = [](Word) {
        Pip_Set_Int_State_Result(1);
        for (volatile Word left = 1'000'000; left != 0;) left = left - 1;
        Pip_Set_Int_State_Result(0);
    };
    // Nobody takes it: root goes on. A line that comes back before another instruction is done would hold it
    // here for ever.
    const Word nobody[] = {8};
    pip_event_t event{};
    card.ask();
    expect("what comes while nobody takes the line's interrupt",
           caught(wait, 0, nobody, event) ? event.vector : 0, 0);
    expect("the card asks for an interrupt", card.asks(), true);
    // It still does. Once root takes it, and another line has come, it comes.
    const Word both[] = {entry, PIP_VIDT_FIRST_INTERRUPT};
    bool came = false;
    for (Word tries = 0; tries < 4 && !came; ++tries) {
        arm_timer();
        came = caught(wait, 0, both, event) && event.vector == entry;
    }
    expect("the interrupt of a context that is named late", came ? entry : 0, entry);
    card.rest();
    while (caught(wait, 0, both, event)) {}
}

constexpr Attempt attempts[] = {{0, "a line that never rests, and one that is served late", storm}};

} // namespace

const std::span<const Attempt> line_attempts{attempts};

} // namespace adversary
