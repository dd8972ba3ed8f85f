/* What is particular to x86-64: there is one way into the kernel, `syscall`, with the arguments in registers.
 *
 * Of services: Pip_AddVAddr's `executable` may be asked for only where the caller may itself execute, unless
 * it is 2 (PIP_EXECUTE_AS_HELD): as the caller may. Nobody may execute devices' pages. The console is COM1,
 * by the port services, so any partition that has not lost the right to those ports can print; one without
 * the right loses its output and goes on. time() is the time-stamp counter, in cycles.
 *
 * Every partition is guarded (pip/event.h) from its beginning, whatever it does: entries of a VIDT always say
 * who may name them, and the VIDT has to be writable, since the kernel writes the record at each entry.
 *
 * A child's `syscall` with a number that is not among the kernel's (PIP_X86_64_FIRST_CALL and the
 * PIP_X86_64_CALL_RANGE from there on) is an event of its parent, of the cause PIP_EVENT_CAUSE_CALL: it
 * arrives at the parent's entry PIP_X86_64_FOREIGN_CALL, which has to be open to children. That is its
 * `vector`, too; `error` is the number, from RAX, and `sender` the child. So a parent can be an operating
 * system to programs that know nothing of Pepin. The child is saved as by an interrupt, with all registers:
 * the call's arguments are where the program has put them, `rip` is behind the `syscall`, and what the parent
 * makes of `rax` is the answer. Of root, which has no parent, such calls arrive at its own entry, from
 * PIP_EVENT_SENDER_ITSELF. Where nobody takes it, the call answers 0 with the error unknown_service. */
#ifndef PIP_ARCH_API_H
#define PIP_ARCH_API_H

#include "pip/pipcall.h"

#endif
