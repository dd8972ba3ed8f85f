#include "pip/vidt.h"

#include <stddef.h>

#include "pip/api.h"
#include "pip/event.h"
#include "pip/paging.h"
#include "pip/string.h"
#include "state.h"
#include "words.h"

/* The entries of the VIDT that Pip's libpip uses for Pip_Notify and Pip_Resume. */
enum { NOTIFIER_SLOT = 70, RESUMER_SLOT = PIP_RESUMER_ENTRY, PARTNER_ENTRY = PIP_INDEX_LIMIT };

/* What an address of a context has not got. */
#define BELOW_A_WORD (sizeof(pip_word_t) - 1)

/* What Pip_Yield returns where the VIDT of who is to be entered leads nowhere. */
enum { BAD_TARGET_VIDT = 5 };

user_ctx_t* Pip_AllocContext(void) {
    PIP_STATE static user_ctx_t *next, *end;
    if (next == end) {
        user_ctx_t* page = Pip_AllocPage();
        if (!page) return NULL;
        next = page;
        end = page + PAGE_SIZE / sizeof(user_ctx_t);
    }
    return memset(next++, 0, sizeof(user_ctx_t));
}

void Pip_RegisterInterrupt(user_ctx_t* context, pip_word_t index, pip_word_t handler, pip_word_t stack,
                           pip_word_t pipFlags) {
    const int guarded =
        PIP_ALWAYS_GUARDED || ((volatile pip_word_t*)VIDT_VADDR)[PIP_RECORD_MAGIC] == PIP_EVENT_GUARDED_MAGIC;
    if (index >= (guarded ? PIP_EVENT_RECORD : PIP_INDEX_LIMIT)) return;
    Pip_InitContext(context, handler, stack + PAGE_SIZE, pipFlags);
    VIDT[index] = guarded ? Pip_Open(context, 0) : context;
}

void Pip_RegisterHandler(user_ctx_t* context, pip_word_t index, pip_word_t handler) {
    void* stack = Pip_AllocPage();
    if (stack) Pip_RegisterInterrupt(context, index, handler, (pip_word_t)(uintptr_t)stack, 0);
}

void Pip_InitVIDT(void* page) { memset(page, 0, PAGE_SIZE); }

user_ctx_t* Pip_Open(user_ctx_t* context, pip_word_t whom) {
    /* The bits of an address would open the entry. */
    return ((uintptr_t)context & BELOW_A_WORD) == 0
               ? (user_ctx_t*)((uintptr_t)context | (whom & PIP_OPEN_MASK))
               : NULL;
}

user_ctx_t* Pip_Entry_Context(user_ctx_t* entry) {
    return (user_ctx_t*)((uintptr_t)entry & ~(uintptr_t)BELOW_A_WORD);
}

void Pip_Set_Entry(pip_word_t index, user_ctx_t* context, pip_word_t whom) {
    if (index < PIP_EVENT_RECORD) VIDT[index] = context ? Pip_Open(context, whom) : NULL;
}

void Pip_Guard_Vidt(void* page) {
    volatile pip_word_t* words = page;
    for (pip_word_t index = PIP_RECORD_ENTRY; index <= PIP_RECORD_SEQUENCE; ++index) words[index] = 0;
    words[PIP_RECORD_MAGIC] = PIP_EVENT_GUARDED_MAGIC;
}

pip_result_t Pip_Notify_Result(pip_word_t descriptor, pip_word_t calleeVidt, pip_word_t index) {
    VIDT[PARTNER_ENTRY] = (user_ctx_t*)(uintptr_t)descriptor;
    if (descriptor != 0) {
        /* The callee may have made the page configuration of a child of its own. */
        if (!Pip_Can_Access((void*)(uintptr_t)calleeVidt, PAGE_SIZE))
            return (pip_result_t){BAD_TARGET_VIDT, PIP_ERROR_TARGET_VIDT};
        /* to the callee, its partner is its parent */
        ((user_ctx_t**)(uintptr_t)calleeVidt)[PARTNER_ENTRY] = NULL;
    }
    return Pip_Yield_Result(descriptor, index, NOTIFIER_SLOT, 0, 0);
}

pip_result_t Pip_Resume_Result(void) {
    return Pip_Yield_Result((pip_word_t)(uintptr_t)VIDT[PARTNER_ENTRY], NOTIFIER_SLOT, RESUMER_SLOT, 0, 0);
}

pip_result_t Pip_ResumeInterrupted_Result(pip_word_t descriptor, pip_word_t saveIndex,
                                          pip_word_t flagsOnYield, pip_word_t flagsOnWake) {
    const pip_word_t state = Pip_Get_Int_State_Result(descriptor).value;
    const pip_word_t slot = state == 0 ? PIP_VIDT_SAVE_MASKED : PIP_VIDT_SAVE_UNMASKED;
    return Pip_Yield_Result(descriptor, slot, saveIndex, flagsOnYield, flagsOnWake);
}

pip_word_t Pip_Notify(pip_word_t descriptor, pip_word_t calleeVidt, pip_word_t index) {
    return pip_word(Pip_Notify_Result(descriptor, calleeVidt, index));
}

pip_word_t Pip_Resume(void) { return pip_word(Pip_Resume_Result()); }

pip_word_t Pip_ResumeInterrupted(pip_word_t descriptor, pip_word_t saveIndex, pip_word_t flagsOnYield,
                                 pip_word_t flagsOnWake) {
    return pip_word(Pip_ResumeInterrupted_Result(descriptor, saveIndex, flagsOnYield, flagsOnWake));
}
