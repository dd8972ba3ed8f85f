/* The kernel's services under Pip's names.
 *
 * Semantics, checks and their order are those of the ABI (docs/abi.md, made from abi/abi.toml), which are
 * Pip's but for what is marked there.
 *
 * Words that the descriptions below use:
 *   page        an address of the caller that is a multiple of 4096
 *   descriptor  the page that became a child's first page of configuration; it names that child from then on
 *   child page  an address in the child that is a multiple of 4096
 * Which addresses a partition can map pages at says pip/arch.h.
 *
 * Each service exists twice: Pip_X_Result returns value and error together; Pip_X, for programs that were
 * written for Pip's libpip, returns the value alone and leaves the error to Pip_Last_Error(). A refused call
 * changes nothing and names the first check that failed.
 */
#ifndef PIP_API_H
#define PIP_API_H

#include <stdint.h>

#include "pip/abi.h"
#include "pip/arch_api.h"
#include "pip/context.h"
#include "pip/result.h"
#include "pip/rights.h"
#include "pip/word.h"

#ifdef __cplusplus
extern "C" {
#endif

/* The error of the latest Pip_X call, PIP_ERROR_NONE after one that succeeded.
 * Pip_X_Result calls, printing, and what the library does of its own leave it alone.
 * There is one such word in a partition. An interrupt handler runs on a stack of its own in the middle of
 * other code; if it calls services, it overwrites the word under that code's feet. Code that can be
 * interrupted (a child always can; root while its interrupt state is not 0) should therefore call
 * Pip_X_Result, whose error is its own. */
pip_word_t Pip_Last_Error(void);

/* The name of an error as in the ABI ("not_mapped"), or "unknown" for a number that is none. Never NULL. */
const char* Pip_Error_Name(pip_word_t error);

/* A sentence that says which check failed, or "an error that this libpip does not know". Never NULL. */
const char* Pip_Error_Text(pip_word_t error);

/* --- children ------------------------------------------------------------------------------------------ */

/* Makes a new, empty child out of five pages of the caller, which lose their contents and become its
 * configuration: the caller and its ancestors cannot touch them until Pip_DeletePartition gives them back.
 * `descriptor` names the child from then on. All five: pages that the caller may write and has not handed on,
 * of ordinary memory, no two the same. `privatePage` is what Pip calls the configuration list. Returns 1, or
 * 0. Errors: too_deep (the tree has 64 levels), unaligned, reserved_address, not_mapped, not_accessible,
 * not_writable, handed_on, not_memory, duplicate_page. */
pip_word_t Pip_CreatePartition(pip_word_t descriptor, pip_word_t mmuRoot, pip_word_t shadow1Root,
                               pip_word_t shadow2Root, pip_word_t privatePage);
pip_result_t Pip_CreatePartition_Result(pip_word_t descriptor, pip_word_t mmuRoot, pip_word_t shadow1Root,
                                        pip_word_t shadow2Root, pip_word_t privatePage);

/* Takes a child down with all its descendants. All pages come back to the caller, those that were
 * configuration as zeros. The kernel does it in portions of bounded work; Pip_DeletePartition repeats the
 * call until all is done, Pip_DeletePartition_Result makes one call, which returns 0 with the error `again`
 * while something is left (the child cannot be entered any more then). Returns 1, or 0. Errors: unaligned,
 * reserved_address, not_a_child; again. */
pip_word_t Pip_DeletePartition(pip_word_t descriptor);
pip_result_t Pip_DeletePartition_Result(pip_word_t descriptor);

/* How many pages Pip_Prepare needs before the child can map something at `childPage`: three for each level of
 * tables that is missing, which is 0 or 3 where there are two levels, and 6 as well where there are three.
 * (Pip itself can also say 4.) Returns 0 with an error when refused: unaligned, reserved_address,
 * not_a_child, child_dying. */
pip_word_t Pip_CountToMap(pip_word_t descriptor, pip_word_t childPage);
pip_result_t Pip_CountToMap_Result(pip_word_t descriptor, pip_word_t childPage);

/* Makes the child's tables for `childPage` (they cover PIP_TABLE_SPAN bytes around it, pip/arch.h) out of
 * pages of the caller, which become configuration as in Pip_CreatePartition. `first` is the first page of a
 * list: the first word of each page is the address of the next, 0 ends it. Takes the three that are missing,
 * none where the tables exist; with more than two levels three a call, from the root down, until
 * Pip_CountToMap says 0. `first` = 0 is refused in any case. Returns the address of the first page that was
 * not used, with bit 0 set; when refused, `first` with bit 0 clear. Errors: those of Pip_CountToMap,
 * list_too_short, those of Pip_CreatePartition's pages. */
pip_word_t Pip_Prepare(pip_word_t descriptor, pip_word_t childPage, pip_word_t first);
pip_result_t Pip_Prepare_Result(pip_word_t descriptor, pip_word_t childPage, pip_word_t first);

/* Maps the caller's `page` in the child too, at `childPage`. The caller keeps its own mapping, but cannot
 * hand the page on a second time. `readable` must be given (not 0), `writable` may be asked for only where
 * the caller may itself write. `executable`: see pip/arch_api.h. Returns 1, or 0. Errors: those of
 * Pip_CountToMap, not_mapped, not_accessible, handed_on, rights, not_writable, not_prepared, already_mapped.
 */
pip_word_t Pip_AddVAddr(pip_word_t page, pip_word_t descriptor, pip_word_t childPage, pip_word_t readable,
                        pip_word_t writable, pip_word_t executable);
pip_result_t Pip_AddVAddr_Result(pip_word_t page, pip_word_t descriptor, pip_word_t childPage,
                                 pip_rights_t rights);

/* Takes the page at `childPage` back from the child, with its contents. The child must not have handed it on.
 * Returns 1, or 0. Errors: those of Pip_CountToMap, child_not_mapped, child_not_accessible, child_handed_on.
 */
pip_word_t Pip_RemoveVAddr(pip_word_t descriptor, pip_word_t childPage);
pip_result_t Pip_RemoveVAddr_Result(pip_word_t descriptor, pip_word_t childPage);

/* The descriptor of the child that the caller's `page` was handed to, 0 if to nobody.
 * Errors (value 0): unaligned, reserved_address, not_mapped. */
pip_word_t Pip_MappedInChild(pip_word_t page);
pip_result_t Pip_MappedInChild_Result(pip_word_t page);

/* Gives the child's tables for `childPage` back to the caller, as pages of zeros, if nothing is mapped
 * through them; the caller finds them where it had them before Pip_Prepare. With more than two levels these
 * are the tables of the lowest level that there are. Returns 1, also where the tables are in use and nothing
 * comes back (error table_in_use), and 0 where there are none. Errors: those of Pip_CountToMap, no_table,
 * table_in_use. */
pip_word_t Pip_Collect(pip_word_t descriptor, pip_word_t childPage);
pip_result_t Pip_Collect_Result(pip_word_t descriptor, pip_word_t childPage);

/* --- control ------------------------------------------------------------------------------------------- */

/* Passes control to a child, or with `descriptor` 0 to the parent: loads the context that entry `targetIndex`
 * of the target's VIDT points to. The caller's own context is saved where entry `saveIndex` of its VIDT
 * points; 0 there saves nothing, and the call never returns. Both indices are below PIP_INDEX_LIMIT
 * (pip/arch.h). The caller's interrupt state becomes `flagsOnYield` at once, and `flagsOnWake` when its saved
 * context is loaded (0 is a virtual cli, anything else a virtual sti). A guarded partition (pip/event.h) can
 * be entered, or save itself, below PIP_EVENT_RECORD only, and entered only where the entry is open to the
 * caller; a closed entry is refused as if it were null, and so is a context that is spent. Returns 0 when the
 * caller is resumed. Refused, in this order of checks, value then error: 1 target_index, 2 save_index, 3
 * no_parent (root has none), 4 unaligned, reserved_address, not_a_child or child_dying, 6 caller_vidt, 5
 * target_vidt, 8 target_context, 9 save_context. */
pip_word_t Pip_Yield(pip_word_t descriptor, pip_word_t targetIndex, pip_word_t saveIndex,
                     pip_word_t flagsOnYield, pip_word_t flagsOnWake);
pip_result_t Pip_Yield_Result(pip_word_t descriptor, pip_word_t targetIndex, pip_word_t saveIndex,
                              pip_word_t flagsOnYield, pip_word_t flagsOnWake);

/* The child's interrupt state: 0 is a virtual cli, anything else a virtual sti. It says in which slot an
 * interrupted child was saved: 48 or 49. Returns a word of ones when refused, with the errors of
 * Pip_CountToMap.
 */
pip_word_t Pip_Get_Int_State(pip_word_t descriptor);
pip_result_t Pip_Get_Int_State_Result(pip_word_t descriptor);

/* Sets the caller's own interrupt state. For root it is the processor's interrupt flag; for others it only
 * chooses the save slot. Always succeeds and returns 0. */
pip_word_t Pip_Set_Int_State(pip_word_t state);
pip_result_t Pip_Set_Int_State_Result(pip_word_t state);

/* --- for root alone ------------------------------------------------------------------------------------ */

/* Turns interrupts on, as Pip_Set_Int_State(1) does, and halts the processor until one arrives: it arrives as
 * if right behind the call, where the caller is saved, in slot 49, if that leads anywhere: a root whose
 * handlers end in Pip_Wait needs no such slot, and is never resumed. With interrupts off before, nothing can
 * come between a look for work and waiting for more. Returns 1, or 0. Error: not_root. */
pip_word_t Pip_Wait(void);
pip_result_t Pip_Wait_Result(void);

/* Masks an interrupt line (`enabled` 0), or lets it interrupt again. On PCs lines are 0 to 15, and arrive at
 * entry 32 + line of root's VIDT; on ARMv7 they are 0 to 11, which are their entries, and only those of the
 * timer and of the peripherals are ever used. All are on when root begins. Returns 1, or 0. Errors: not_root,
 * bad_line. */
pip_word_t Pip_Set_Line(pip_word_t line, pip_word_t enabled);
pip_result_t Pip_Set_Line_Result(pip_word_t line, pip_word_t enabled);

/* From the first call on the timer's line (PIP_TIMER_ENTRY) ticks no more: it interrupts once, when the clock
 * (time(), below) shows this time, at once where that is past, and not at all where it is 0. A later call
 * takes the place of an earlier one. `time_high` is the upper half where words have 32 bits, and is not
 * looked at elsewhere. A PC counts 0.84 microseconds, at the cost of a short interrupt in the kernel each
 * 55 ms, and of one more shortly before. Returns 1, or 0. Error: not_root. */
pip_word_t Pip_Set_Timer(pip_word_t time, pip_word_t time_high);
pip_result_t Pip_Set_Timer_Result(pip_word_t time, pip_word_t time_high);

/* --- ports, where the architecture has them (pip/arch_api.h) ------------------------------------------- */

/* Port output of the low 8, 16 or 32 bits of `value`. Port: 0 to 0xffff; the caller and all its ancestors
 * need the right to every port that the access touches. A refused write does nothing. Errors: port_denied;
 * configuration_denied for PCI configuration writes that could let a device reach memory by itself or move
 * its registers. */
pip_word_t Pip_Outb(pip_word_t port, pip_word_t value);
pip_word_t Pip_Outw(pip_word_t port, pip_word_t value);
pip_word_t Pip_Outl(pip_word_t port, pip_word_t value);
pip_result_t Pip_Outb_Result(pip_word_t port, pip_word_t value);
pip_result_t Pip_Outw_Result(pip_word_t port, pip_word_t value);
pip_result_t Pip_Outl_Result(pip_word_t port, pip_word_t value);

/* Port input of 8, 16 or 32 bits. Returns what was read, 0 when refused. Error: port_denied. */
pip_word_t Pip_Inb(pip_word_t port);
pip_word_t Pip_Inw(pip_word_t port);
pip_word_t Pip_Inl(pip_word_t port);
pip_result_t Pip_Inb_Result(pip_word_t port);
pip_result_t Pip_Inw_Result(pip_word_t port);
pip_result_t Pip_Inl_Result(pip_word_t port);

/* Writes the physical address behind `address`, any address of the caller, to a port, 32 bits wide. Needs,
 * besides the right to the four ports, that to port 0xffff (PIP_LIMITS_ADDRESS_RIGHT): root has it, a child
 * only where it was given with Pip_Set_Ports. Errors: port_denied, reserved_address, not_mapped,
 * not_accessible, configuration_denied. */
pip_word_t Pip_Outaddrl(pip_word_t port, pip_word_t address);
pip_result_t Pip_Outaddrl_Result(pip_word_t port, pip_word_t address);

/* Puts the ports `first` to `last` (0 to 0xffff) into entry `slot` (0 to 7) of the child's list of port
 * rights; `first` > `last` empties the entry. A new child has the console, COM1, in slot 0. A child's rights
 * are always within its ancestors', at the time of use: ports that the caller has not got may be named, to no
 * effect until it gets them. Not in Pip. Returns 1, or 0. Errors: those of Pip_CountToMap, bad_slot,
 * bad_range, port_denied (all 65536 ports at once). */
pip_word_t Pip_Set_Ports(pip_word_t descriptor, pip_word_t slot, pip_word_t first, pip_word_t last);
pip_result_t Pip_Set_Ports_Result(pip_word_t descriptor, pip_word_t slot, pip_word_t first, pip_word_t last);

/* Has a debug kernel check every invariant of its specification; a violation ends in a dump. Returns how many
 * were checked. Not in Pip. Error: unknown_service, value 0, from a kernel that is not a debug kernel. */
pip_word_t Pip_Check_Invariants(void);
pip_result_t Pip_Check_Invariants_Result(void);

/* --- the clock ----------------------------------------------------------------------------------------- */

/* What the processor has counted since it was reset (pip/arch_api.h says what that is). Returns it, and
 * stores it at `t` unless that is NULL. Nothing to do with the C library's function, whose name it has in
 * Pip. */
#ifndef PIP_HAS_C_LIBRARY /* the machine that tests has that function */
uint64_t time(uint64_t* t);
#endif

/* --- made of services: see the headers named ----------------------------------------------------------- */

pip_word_t Pip_MapPageWrapper(pip_word_t page, pip_word_t descriptor,
                              pip_word_t childPage); /* pip/paging.h */
pip_word_t Pip_MapPageWrapperFlags(pip_word_t page, pip_word_t descriptor, pip_word_t childPage,
                                   pip_word_t rights);
void Pip_Debug_Putc(char character); /* pip/debug.h */
user_ctx_t* Pip_AllocContext(void);  /* pip/vidt.h */
void Pip_RegisterInterrupt(user_ctx_t* context, pip_word_t index, pip_word_t handler, pip_word_t stack,
                           pip_word_t pipFlags);
pip_word_t Pip_Notify(pip_word_t descriptor, pip_word_t calleeVidt, pip_word_t index);
pip_word_t Pip_Resume(void);

#ifdef __cplusplus
}
#endif

#endif
