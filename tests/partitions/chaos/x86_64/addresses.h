/* Where things are in a child, and addresses that are worth a try. */
#ifndef CHAOS_ADDRESSES_H
#define CHAOS_ADDRESSES_H

#include <pip/abi.h>

#define CODE 0x7fffe00000u
#define POOL 0x7fffe08000u
#define SUPPLY 0x7ffffc0000u
#define STATISTICS 0x7fffffc000u
#define STACK 0x7fffffd000u
#define STATE 0x7fffffe000u

#define FIRST_RESERVED PIP_X86_64_USER_END
#define LAST_RESERVED PIP_X86_64_KERNEL_WINDOW
/* The last one begins in front of where interrupts are made. */
#define OTHER_TABLES {0x00400000u, 0x4000000000u, PIP_X86_64_RESERVED - 0x2000u}

enum {
    ROOM_IN_VIDT = 1,   /* whether there is room for contexts in the VIDT's page, in its upper half */
    FORWARDS_CALLS = 1, /* whether calls of what is no service go to the parent */
};

#endif
