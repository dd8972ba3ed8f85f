/* Entries of VIDTs, for C and the assembler. Of a child's, each leads to a context that runs the code of this
 * name. */
#ifndef BENCH_ENTRIES_H
#define BENCH_ENTRIES_H

#define ENTRY_SAVED 50    /* root's: where it is saved while it measures */
#define ENTRY_NULL 51     /* nothing is saved there */
#define ENTRY_YIELDING 52 /* by the first way in, and by the next one */
#define ENTRY_YIELDING_FAST 53
#define ENTRY_UNSAVED 54
#define ENTRY_UNSAVED_FAST 55
#define ENTRY_FLOATING 56
#define ENTRY_FAULTING 57
#define ENTRY_INTERRUPTING 58
#define ENTRY_SPINNING 59
#define ENTRY_LEVEL 60   /* a partition of the chain begins there */
#define ENTRY_RESUMED 61 /* and goes on here when its child is done */

#define ENTRY_CALLING 62

#define SOFTWARE_INTERRUPT 0x50

#endif
