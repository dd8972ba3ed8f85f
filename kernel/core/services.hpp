// The services, one per file of the same name, declared as abi/abi.toml describes them. Arguments are the raw
// words that a partition passed; every check is made here, in the order of that description, and a refused
// call changes nothing. Semantics: Pip's API on x86, with the differences that docs/abi.md lists.
#pragma once

#include "core/symbol.hpp"
#include "core/types.hpp"

#include "core/services.inc"
