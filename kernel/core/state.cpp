#include "core/control.hpp"

namespace pepin {

extern "C" {
KernelState kernel_state{};
ProcessorContext processor_context{};
}

} // namespace pepin
