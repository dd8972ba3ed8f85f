/* The port services under the short names that older Pip partitions use. */
#ifndef PIP_IO_H
#define PIP_IO_H

#include "pip/api.h"

#define outb Pip_Outb
#define inb Pip_Inb
#define outw Pip_Outw
#define inw Pip_Inw
#define outl Pip_Outl
#define inl Pip_Inl
#define outaddr Pip_Outaddrl
#define outaddrl Pip_Outaddrl

#endif
