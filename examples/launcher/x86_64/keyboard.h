#include "../x86/keyboard.h"
