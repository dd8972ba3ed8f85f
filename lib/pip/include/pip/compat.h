/* The names that services and functions had in the first libpip. */
#ifndef PIP_COMPAT_H
#define PIP_COMPAT_H

#include "pip/api.h"
#include "pip/debug.h"
#include "pip/io.h"
#include "pip/paging.h"
#include "pip/vidt.h"

#define createPartition Pip_CreatePartition
#define countToMap Pip_CountToMap
#define prepare Pip_Prepare
#define mapPage Pip_AddVAddr
#define unmapPage Pip_RemoveVAddr
#define mappedInChild Pip_MappedInChild
#define deletePartition Pip_DeletePartition
#define getIntState Pip_Get_Int_State
#define setIntState Pip_Set_Int_State

#define initPaging Pip_InitPaging
#define allocPage Pip_AllocPage
#define freePage Pip_FreePage
#define mapPageWrapper Pip_MapPageWrapper

#define puts Pip_Debug_Puts
#define putc Pip_Debug_Putc
#define puthex Pip_Debug_PutHex
#define putdec Pip_Debug_PutDec

#define registerInterrupt Pip_RegisterInterrupt
#define initVidt Pip_InitVIDT

#endif
