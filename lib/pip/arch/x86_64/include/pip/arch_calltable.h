/* Bare names of services (pip/calltable.h) that x86-64 has besides. */
#ifndef PIP_ARCH_CALLTABLE_H
#define PIP_ARCH_CALLTABLE_H

#include "pip/port_calltable.h"

#endif
