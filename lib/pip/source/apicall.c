#include "pip/api.h"

pip_word_t __Arch_APICall_0(pip_word_t call) {
    (void)call;
    return 0;
}

pip_word_t __Arch_APICall_1(pip_word_t call, pip_word_t a) {
    switch (call) {
    case GET_INT_STATE: return Pip_Get_Int_State(a);
    case SET_INT_STATE: return Pip_Set_Int_State(a);
    case MAPPEDINCHILD: return Pip_MappedInChild(a);
    case DELETEPARTITION: return Pip_DeletePartition(a);
    case INB: return Pip_Inb(a);
    case INW: return Pip_Inw(a);
    case INL: return Pip_Inl(a);
    default: return 0;
    }
}

pip_word_t __Arch_APICall_2(pip_word_t call, pip_word_t a, pip_word_t b) {
    switch (call) {
    case COUNTTOMAP: return Pip_CountToMap(a, b);
    case REMOVEVADDR: return Pip_RemoveVAddr(a, b);
    case COLLECT: return Pip_Collect(a, b);
    case OUTB: return Pip_Outb(a, b);
    case OUTW: return Pip_Outw(a, b);
    case OUTL: return Pip_Outl(a, b);
    case OUTADDRL: return Pip_Outaddrl(a, b);
    default: return 0;
    }
}

pip_word_t __Arch_APICall_3(pip_word_t call, pip_word_t a, pip_word_t b, pip_word_t c) {
    return call == PREPARE ? Pip_Prepare(a, b, c) : 0;
}

pip_word_t __Arch_APICall_4(pip_word_t call, pip_word_t a, pip_word_t b, pip_word_t c, pip_word_t d) {
    (void)call, (void)a, (void)b, (void)c, (void)d;
    return 0;
}

pip_word_t __Arch_APICall_5(pip_word_t call, pip_word_t a, pip_word_t b, pip_word_t c, pip_word_t d,
                            pip_word_t e) {
    switch (call) {
    case CREATEPARTITION: return Pip_CreatePartition(a, b, c, d, e);
    case YIELD: return Pip_Yield(a, b, c, d, e);
    default: return 0;
    }
}

pip_word_t __Arch_APICall_6(pip_word_t call, pip_word_t a, pip_word_t b, pip_word_t c, pip_word_t d,
                            pip_word_t e, pip_word_t f) {
    return call == ADDVADDR ? Pip_AddVAddr(a, b, c, d, e, f) : 0;
}
