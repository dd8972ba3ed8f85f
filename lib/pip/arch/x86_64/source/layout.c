/* The structures have the layout that the kernel knows; see ../../../source/layout.c. */
#include <stddef.h>

#include "pip/context.h"
#include "pip/fpinfo.h"
#include "pip/word.h"

#define CONTEXT_HAS(word, offset)                                                                            \
    _Static_assert(offsetof(user_ctx_t, word) == (offset), "the context has the layout that the ABI says")
CONTEXT_HAS(rip, PIP_X86_64_CONTEXT_RIP);
CONTEXT_HAS(rflags, PIP_X86_64_CONTEXT_RFLAGS);
CONTEXT_HAS(pipflags, PIP_X86_64_CONTEXT_PIPFLAGS);
CONTEXT_HAS(valid, PIP_X86_64_CONTEXT_VALID);
CONTEXT_HAS(rsp, PIP_X86_64_CONTEXT_RSP);
CONTEXT_HAS(rbp, PIP_X86_64_CONTEXT_RBP);
CONTEXT_HAS(rbx, PIP_X86_64_CONTEXT_RBX);
CONTEXT_HAS(r12, PIP_X86_64_CONTEXT_R12);
CONTEXT_HAS(r13, PIP_X86_64_CONTEXT_R13);
CONTEXT_HAS(r14, PIP_X86_64_CONTEXT_R14);
CONTEXT_HAS(r15, PIP_X86_64_CONTEXT_R15);
CONTEXT_HAS(fs_base, PIP_X86_64_CONTEXT_FS_BASE);
CONTEXT_HAS(gs_base, PIP_X86_64_CONTEXT_GS_BASE);
CONTEXT_HAS(rax, PIP_X86_64_CONTEXT_RAX);
CONTEXT_HAS(rcx, PIP_X86_64_CONTEXT_RCX);
CONTEXT_HAS(rdx, PIP_X86_64_CONTEXT_RDX);
CONTEXT_HAS(rsi, PIP_X86_64_CONTEXT_RSI);
CONTEXT_HAS(rdi, PIP_X86_64_CONTEXT_RDI);
CONTEXT_HAS(r8, PIP_X86_64_CONTEXT_R8);
CONTEXT_HAS(r9, PIP_X86_64_CONTEXT_R9);
CONTEXT_HAS(r10, PIP_X86_64_CONTEXT_R10);
CONTEXT_HAS(r11, PIP_X86_64_CONTEXT_R11);
_Static_assert(sizeof(user_ctx_t) == PIP_X86_64_CONTEXT_SIZE, "the context has the size that the ABI says");

#define INFORMATION_HAS(word, offset)                                                                        \
    _Static_assert(offsetof(pip_fpinfo, word) == (offset), "the information has the layout that the ABI "    \
                                                           "says")
INFORMATION_HAS(membegin, PIP_X86_64_FIRST_INFORMATION_MEMORY_BEGIN_OFFSET);
INFORMATION_HAS(memend, PIP_X86_64_FIRST_INFORMATION_MEMORY_END_OFFSET);
INFORMATION_HAS(revision, PIP_X86_64_FIRST_INFORMATION_REVISION_OFFSET);
INFORMATION_HAS(hwinfo.hwcount, PIP_X86_64_FIRST_INFORMATION_DEVICE_COUNT_OFFSET);
INFORMATION_HAS(hwinfo.devices, PIP_X86_64_FIRST_INFORMATION_DEVICES_OFFSET);
INFORMATION_HAS(module_count, PIP_X86_64_FIRST_INFORMATION_MODULE_COUNT_OFFSET);
INFORMATION_HAS(modules, PIP_X86_64_FIRST_INFORMATION_MODULES_OFFSET);
_Static_assert(sizeof(pip_fpinfo_module) == PIP_X86_64_FIRST_INFORMATION_MODULE_BYTES,
               "a module is described as the ABI says");

_Static_assert(sizeof(pip_word_t) == sizeof(void*), "an address is a word");
