// The same program as C++, and all headers in one text.
#include "program.c"

#include "older.c"
