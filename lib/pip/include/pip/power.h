/* The end of everything. */
#ifndef PIP_POWER_H
#define PIP_POWER_H

#ifdef __cplusplus
extern "C" {
#endif

/* Switches the machine off, as far as emulators offer it: by port 0x604 (QEMU), 0xb004 (old QEMU), 0x8900
 * (Bochs). Needs the right to one of those ports, which root has. Where none of them works, as on real
 * machines, it spins for ever. On ARMv7 by the watchdog's device page, which root has too. */
__attribute__((noreturn)) void Pip_Power_Off(void);

#ifdef __cplusplus
}
#endif

#endif
