/* The C library's assert, which is configASSERT here. */
#include "FreeRTOS.h"

#undef assert
#ifdef NDEBUG
#define assert(condition) ((void)0)
#else
#define assert(condition) configASSERT(condition)
#endif
