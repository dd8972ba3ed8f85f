/* The attempts' own entries of the VIDT, for assembly too: a hundred and three, between the processor's and
 * the event record. */
#ifndef ADVERSARY_ENTRIES_H
#define ADVERSARY_ENTRIES_H

#define ADVERSARY_FIRST_ENTRY 140
#define ADVERSARY_YIELDED_ENTRY (ADVERSARY_FIRST_ENTRY + 101)

#endif
