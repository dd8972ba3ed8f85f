#include "pip/calltable.h"

#include "bare_names.h"

BARE_2(outb, Pip_Outb)
BARE_1(inb, Pip_Inb)
BARE_2(outw, Pip_Outw)
BARE_1(inw, Pip_Inw)
BARE_2(outl, Pip_Outl)
BARE_1(inl, Pip_Inl)
BARE_2(outaddrl, Pip_Outaddrl)
