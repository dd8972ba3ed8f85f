#include "pip/calltable.h"

#include "bare_names.h"

BARE_5(createPartition, Pip_CreatePartition)
BARE_2(countToMap, Pip_CountToMap)
BARE_3(prepare, Pip_Prepare)
BARE_6(addVAddr, Pip_AddVAddr)
BARE_1(get_int_state, Pip_Get_Int_State)
BARE_1(set_int_state, Pip_Set_Int_State)
BARE_2(removeVAddr, Pip_RemoveVAddr)
BARE_1(mappedInChild, Pip_MappedInChild)
BARE_1(deletePartition, Pip_DeletePartition)
BARE_2(collect, Pip_Collect)
BARE_5(yield, Pip_Yield)
