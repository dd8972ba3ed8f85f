/* The structures of the headers have the layout that the kernel knows. Checked here, since older C and C++
 * cannot do it in a header. */
#include <stddef.h>

#include "pip/context.h"
#include "pip/fpinfo.h"

#if PIP_WORD_BYTES == 4 /* else of the architecture */
_Static_assert(offsetof(pip_fpinfo, hwinfo.devices) == PIP_FPINFO_DEVICES_OFFSET,
               "the information has the layout that the ABI says");
#endif
