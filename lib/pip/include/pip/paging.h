/* A page allocator: a list of free pages, linked through their first words. It is not for use from interrupt
 * handlers that can interrupt another use of it. */
#ifndef PIP_PAGING_H
#define PIP_PAGING_H

#include <stdint.h>

#include "pip/result.h"
#include "pip/rights.h"
#include "pip/word.h"

#define PGSIZE 0x1000
#define PGMASK (PGSIZE - 1)

/* Rights as Pip_MapPageWrapperFlags has them, for programs that were written for Pip's library. */
#define PIP_MAP_EXECUTABLE 1
#define PIP_MAP_WRITABLE 2
#define PIP_MAP_READABLE 4

#ifdef __cplusplus
extern "C" {
#endif

/* Hands the memory [`begin`, `end`) to the allocator, in place of what it had before. Addresses in bytes; the
 * part of a page at either end is left out. In root these are membegin and memend of the first-partition
 * information (pip/fpinfo.h). Constant-time: pages are linked only when they come back. Returns 1, or 0 and
 * an empty allocator if there is no whole page in it, or if it holds page 0, which could not be told from
 * "none". */
int Pip_InitPaging(pip_word_t begin, pip_word_t end);

/* A free page, its first word 0 and the rest as its last user left it (memory that the kernel gave out or
 * gave back is all zeros). Returns its address, or NULL if there is none left. */
void* Pip_AllocPage(void);

/* Gives a page back. It must be one that the caller may write. Addresses that are not page-aligned, and NULL,
 * are ignored. */
void Pip_FreePage(void* page);

/* How many pages Pip_AllocPage can still give. */
uint32_t Pip_FreePageCount(void);

/* Maps the caller's `page` in the child at `childPage` with these rights, and prepares the child's tables for
 * it first if need be, level by level, with pages of the allocator. When it fails, pages that were not used
 * are free again; tables that were prepared stay prepared. The value is 0, or says which step failed
 * (pip/wrappers.h). Errors: list_too_short where the allocator has too few pages; those of Pip_CountToMap,
 * Pip_Prepare and Pip_AddVAddr. */
pip_result_t Pip_MapPage_Result(pip_word_t page, pip_word_t descriptor, pip_word_t childPage,
                                pip_rights_t rights);

/* The same with all rights (to execute as far as the caller has it), in the form of Pip's: returns the value.
 * (As in the current libpip of Pip; older ones returned 1 for success.) Pip_Last_Error() says why. */
pip_word_t Pip_MapPageWrapper(pip_word_t page, pip_word_t descriptor, pip_word_t childPage);

/* ... with chosen rights: a sum of PIP_MAP_READABLE, PIP_MAP_WRITABLE and PIP_MAP_EXECUTABLE (the last as far
 * as the caller has it). Other bits are ignored. */
pip_word_t Pip_MapPageWrapperFlags(pip_word_t page, pip_word_t descriptor, pip_word_t childPage,
                                   pip_word_t rights);

/* The opposite: takes the page back from the child, and the tables too if that was the last page that they
 * cover (PIP_TABLE_SPAN bytes, pip/arch.h), on every level of tables that is empty then. The pages of the
 * tables do not return to the allocator, since the kernel does not say which they were; they are the caller's
 * again. The value is 1, or 0 with the error of Pip_RemoveVAddr. */
pip_result_t Pip_UnmapPage_Result(pip_word_t descriptor, pip_word_t childPage);
pip_word_t Pip_UnmapPage(pip_word_t descriptor, pip_word_t childPage);

/* Whether this partition can touch all of the `bytes` bytes from `start` on: that memory, or a device, is
 * mapped there, none of which has become configuration of a descendant. A child can make partitions out of
 * pages that it shares with its parent, which then cannot touch them until the partition is gone, as if they
 * were not mapped; so a parent asks before it touches what it shares, after each time that the child has run.
 * The answer stays true until a child runs again, or until the caller itself makes configuration of its
 * pages. Says nothing about the right to write. One call of the kernel for each page, two at the greatest
 * depth of the tree. Returns 1, also where `bytes` is 0, or 0. */
int Pip_Can_Access(const void* start, pip_word_t bytes);

#ifdef __cplusplus
}
#endif

#endif
