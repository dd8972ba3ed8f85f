// Functions that the build, the proof and assembly name have symbols without types in them: `core_` and the
// function's name. So their names are the same on every architecture, whatever a word is there. The symbol
// stands at the first declaration.
#pragma once

#define PEPIN_SYMBOL(name) __asm__("core_" #name)
