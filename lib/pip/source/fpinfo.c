#include "pip/fpinfo.h"

uint64_t Pip_Clock_Frequency(const pip_fpinfo* information) {
    return *(const uint64_t*)((uintptr_t)information + PIP_FPINFO_CLOCK_FREQUENCY_OFFSET);
}
