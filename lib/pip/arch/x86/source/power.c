#include "pip/power.h"

#include "pip/api.h"

void Pip_Power_Off(void) {
    enum {
        ACPI_SLEEP_NOW = 0x2000
    }; /* bit 13 of the ACPI control register; sleep type 0, which these machines take for "off" */
    Pip_Outw_Result(0x604, ACPI_SLEEP_NOW);
    Pip_Outw_Result(0xb004, ACPI_SLEEP_NOW);
    for (const char* word = "Shutdown"; *word; ++word) /* Bochs' own port wants this word */
        Pip_Outb_Result(0x8900, (unsigned char)*word);
    for (;;) continue;
}
