/* Where things are in a child, and addresses that are worth a try. */
#ifndef CHAOS_ADDRESSES_H
#define CHAOS_ADDRESSES_H

#include <pip/abi.h>

#define CODE 0xffc00000u
#define POOL 0xffc08000u
#define SUPPLY 0xfffc0000u
#define STATISTICS 0xffffc000u
#define STACK 0xffffd000u
#define STATE 0xffffe000u

#define FIRST_RESERVED PIP_I386_KERNEL_WINDOW
#define LAST_RESERVED (PIP_I386_KERNEL_WINDOW_END - 0x1000u)
#define OTHER_TABLES {0x00400000u, 0x80000000u, PIP_I386_KERNEL_WINDOW_END}

enum {
    ROOM_IN_VIDT = 0,   /* whether there is room for contexts in the VIDT's page, in its upper half */
    FORWARDS_CALLS = 0, /* whether calls of what is no service go to the parent */
};

#endif
