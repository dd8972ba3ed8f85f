/* What is particular to ARMv7: nothing that a partition has to know. There is one way into the kernel, `svc`,
 * from ARM and Thumb code. There are no ports: the port services of pip/api.h, Pip_Set_Ports included, answer
 * 0 with the error unknown_service. */
#ifndef PIP_ARCH_API_H
#define PIP_ARCH_API_H

#include "pip/pipcall.h"

#endif
