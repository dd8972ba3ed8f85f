/* Where things are in a child, and addresses that are worth a try. */
#ifndef CHAOS_ADDRESSES_H
#define CHAOS_ADDRESSES_H

#include <pip/abi.h>

#define CODE 0x3ff00000u
#define POOL 0x3ff08000u
#define SUPPLY 0x3ffc0000u
#define STATISTICS 0x3fffc000u
#define STACK 0x3fffd000u
#define STATE 0x3fffe000u

#define FIRST_RESERVED PIP_ARMV7_USER_END
#define LAST_RESERVED 0xfffff000u
#define OTHER_TABLES {0x00400000u, 0x30000000u, 0x3fe00000u}

enum {
    ROOM_IN_VIDT = 0,   /* whether there is room for contexts in the VIDT's page, in its upper half */
    FORWARDS_CALLS = 0, /* whether calls of what is no service go to the parent */
};

#endif
