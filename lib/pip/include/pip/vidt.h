/* The VIDT: one page at the end of user space in each partition, an array of pointers to contexts. Faults of
 * the partition's children arrive at its entries, in root hardware interrupts too: pip/arch.h says at which.
 * Any entry can also be the target of a yield. On every architecture:
 *
 *   - Entry 8 is where the faults arrive that nobody between here and there takes.
 *   - Entries 48 and 49 are where the partition itself is saved when it is interrupted: 48 if its interrupt
 *     state is 0, else 49.
 *   - The nine entries from PIP_EVENT_RECORD on (pip/arch.h) are the event record (pip/event.h).
 *
 * In a guarded partition, which every partition with libpip's start code is:
 *
 *   - An entry is the address of a context, a multiple of a word's size, and in its two low bits who may name
 *     it by a yield or `int n`: PIP_OPEN_TO_CHILDREN (1), PIP_OPEN_TO_PARENT (2), both, or nobody. Faults and
 *     hardware interrupts arrive at closed entries, too. A parent that resumes this partition after an
 *     interrupt needs entries 48 and 49 open.
 *   - `valid` of a context is its state, one of these:
 *       - PIP_CONTEXT_STATE_PROGRAM, which Pip_InitContext leaves: a handler, loaded as it stands there each
 *         time, at its first instruction, on its own stack.
 *       - PIP_CONTEXT_STATE_WAITING: the partition was saved here by its yield. On x86-64 such a context
 *         holds what a C function preserves, and is entered with 0 in all other registers.
 *       - PIP_CONTEXT_STATE_INTERRUPTED: it was saved in the middle of something; only its parent, and root
 *         itself, resume it.
 *       - PIP_CONTEXT_STATE_SPENT: nobody can enter it. A context that was WAITING or INTERRUPTED can be
 *         entered once and is SPENT then; so is a context of zeros.
 *   - A context that is entered must lie in memory that the partition can write.
 *
 * 0 in a save slot means that what is left need not be kept, 0 in an entry that nobody is there. */
#ifndef PIP_VIDT_H
#define PIP_VIDT_H

#include <stdint.h>

#include "pip/arch.h"
#include "pip/context.h"
#include "pip/result.h"
#include "pip/word.h"

#define VIDT_VADDR PIP_VIDT_ADDRESS

#ifndef PAGE_SIZE
#define PAGE_SIZE 4096
#endif

/* The VIDT of this partition. */
#define VIDT ((user_ctx_t**)VIDT_VADDR)

#ifdef __cplusplus
extern "C" {
#endif

/* A context of its own, all zeros, out of a page of the allocator (pip/paging.h) that as many contexts share
 * as fit. Contexts are not given back. Returns NULL when the allocator is empty. */
user_ctx_t* Pip_AllocContext(void);

/* The entry of a VIDT that points to `context` and may be named by `whom`: PIP_OPEN_TO_CHILDREN,
 * PIP_OPEN_TO_PARENT, their sum, or 0 for nobody. `context` is an address in the partition whose VIDT it is,
 * a multiple of a word's size: for others the entry is NULL. For the VIDTs of guarded children; for one's own
 * there is Pip_Set_Entry. */
user_ctx_t* Pip_Open(user_ctx_t* context, pip_word_t whom);

/* The context that an entry points to, whoever may name it. */
user_ctx_t* Pip_Entry_Context(user_ctx_t* entry);

/* Makes entry `index` (below PIP_EVENT_RECORD; others are ignored) of this partition's VIDT point to
 * `context`, and lets `whom` name it (see Pip_Open). With NULL, nobody is there any more. */
void Pip_Set_Entry(pip_word_t index, user_ctx_t* context, pip_word_t whom);

/* Makes a page that will be the VIDT of a child that of a guarded partition, with an empty record. To be
 * called before the child runs: from then on its entries have to say who may name them. `page`: an address of
 * the caller, which can write it; so must the child. */
void Pip_Guard_Vidt(void* page);

/* Fills in `context` so that `handler` (the address of a function without arguments that never returns)
 * starts on the page of stack at `stack`, with the interrupt state `pipFlags`, and puts it into this
 * partition's VIDT at `index` (below PIP_INDEX_LIMIT, or PIP_EVENT_RECORD where it is guarded; others are
 * ignored), where faults and interrupts find it and, in a guarded partition, nobody else: Pip_Set_Entry opens
 * an entry to children. In root a handler with `pipFlags` 0 cannot be interrupted. Handlers that can
 * interrupt each other need stacks of their own. */
void Pip_RegisterInterrupt(user_ctx_t* context, pip_word_t index, pip_word_t handler, pip_word_t stack,
                           pip_word_t pipFlags);

/* The same with a page of the allocator as stack and interrupt state 0. Without such a page nothing is
 * registered. */
void Pip_RegisterHandler(user_ctx_t* context, pip_word_t index, pip_word_t handler);

/* Makes a page an empty VIDT: all zeros. It must be one that the caller may write. */
void Pip_InitVIDT(void* page);

/* As Pip_RegisterInterrupt, but with the stack's top (its end: the address after its last byte, a multiple of
 * 16) instead of a page. Fills in `context` only. The handler finds its stack aligned as the calling
 * conventions of C want it. */
void Pip_InitContext(user_ctx_t* context, pip_word_t entry, pip_word_t stackTop, pip_word_t pipFlags);

/* Enters `index` of the VIDT of a child, or with `descriptor` 0 of the parent, saves the caller at its own
 * entry 70, and remembers in the last entry of both VIDTs who called whom, so that the other side can
 * Pip_Resume(). `calleeVidt`: the page at which the caller maps the child's VIDT; not looked at for the
 * parent. The interrupt state is 0 on yield and on wake. Pip keeps it for old partitions and so do we;
 * Pip_Yield is the better choice. Where the partners are guarded, entry 70 has to be open to the other.
 * Returns what Pip_Yield returns; 5 (target_vidt) also where the caller cannot touch `calleeVidt`. */
pip_result_t Pip_Notify_Result(pip_word_t descriptor, pip_word_t calleeVidt, pip_word_t index);
pip_word_t Pip_Notify(pip_word_t descriptor, pip_word_t calleeVidt, pip_word_t index);

/* Resumes the partition that last entered this one by Pip_Notify, or that this one last notified, from its
 * entry 70; saves the caller at its own entry PIP_RESUMER_ENTRY (pip/arch.h), which may be 0. Returns what
 * Pip_Yield returns. */
pip_result_t Pip_Resume_Result(void);
pip_word_t Pip_Resume(void);

/* Resumes a child that an interrupt, a fault or `int n` took the processor from: yields to its entry 48 or
 * 49, whichever its interrupt state says it was saved at, and which a guarded child has open to its parent.
 * `saveIndex`, `flagsOnYield` and `flagsOnWake` as for Pip_Yield. Returns what Pip_Yield returns; 4 if
 * `descriptor` is not a child. */
pip_result_t Pip_ResumeInterrupted_Result(pip_word_t descriptor, pip_word_t saveIndex,
                                          pip_word_t flagsOnYield, pip_word_t flagsOnWake);
pip_word_t Pip_ResumeInterrupted(pip_word_t descriptor, pip_word_t saveIndex, pip_word_t flagsOnYield,
                                 pip_word_t flagsOnWake);

#ifdef __cplusplus
}
#endif

/* INTERRUPT_HANDLER(name) declares a handler and the context for it, INTERRUPT_REGISTER puts it into the
 * VIDT:
 *
 *     INTERRUPT_REGISTER(index, name, stack, flags)    as Pip_RegisterInterrupt
 *     INTERRUPT_REGISTER(index, name)                  as Pip_RegisterHandler */
#define INTERRUPT_HANDLER(handlerName)                                                                       \
    user_ctx_t handlerName##Context;                                                                         \
    void handlerName(void)

#define INTERRUPT_REGISTER(...)                                                                              \
    PIP_FIFTH(__VA_ARGS__, PIP_REGISTER_4, PIP_REGISTER_3, PIP_REGISTER_2, ~)(__VA_ARGS__)
#define PIP_FIFTH(first, second, third, fourth, fifth, ...) fifth
#define PIP_REGISTER_2(interruptNumber, handlerName)                                                         \
    Pip_RegisterHandler(&handlerName##Context, interruptNumber, (pip_word_t)(handlerName))
#define PIP_REGISTER_4(interruptNumber, handlerName, stackAddress, pipFlags)                                 \
    Pip_RegisterInterrupt(&handlerName##Context, interruptNumber, (pip_word_t)(handlerName),                 \
                          (pip_word_t)(stackAddress), pipFlags)

#endif
