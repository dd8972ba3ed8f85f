/* What is particular to ARMv7: there is one way into the kernel, `svc`, from ARM and Thumb code.
 *
 * Of services: Pip_AddVAddr's `executable` may be asked for only where the caller may itself execute, unless
 * it is 2 (PIP_EXECUTE_AS_HELD): as the caller may. Code has to be in a page before the page becomes
 * executable in the child: what is written later may not be seen by instruction fetch. Nobody may execute
 * devices' pages. There are no ports: the port services, Pip_Set_Ports included, answer 0 with the error
 * unknown_service. The console is the second UART, by a service of the kernel's that everybody may use.
 * time() is the generic timer's virtual counter. */
#ifndef PIP_ARCH_API_H
#define PIP_ARCH_API_H

#include "pip/pipcall.h"

#endif
