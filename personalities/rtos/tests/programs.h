/* What random_programs.c and program_scheduler.c agree on. */
#ifndef RTOS_TESTS_PROGRAMS_H
#define RTOS_TESTS_PROGRAMS_H

enum { LARGE_GROUP_EVERY = 10 }; /* programs begins with a large group */

#endif
