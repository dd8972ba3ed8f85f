// What user mode may do with a page besides reading it.
#pragma once

namespace pepin {

struct Rights {
    bool writable = false;
    bool executable = false;
};

} // namespace pepin
