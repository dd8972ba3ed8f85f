/* What differs between machines in the API's headers. */
#ifndef PORTMACRO_H
#define PORTMACRO_H

#include "../x86/lines.h"

#define portSTACK_TYPE uint32_t
#define portPOINTER_SIZE_TYPE uint32_t
#define portBYTE_ALIGNMENT 8 /* of memory from the heap */

#endif
