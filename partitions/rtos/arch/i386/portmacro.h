/* What differs between machines in the API's headers. */
#ifndef PORTMACRO_H
#define PORTMACRO_H

#define configTICK_RATE_HZ ((TickType_t) 100)

#endif
