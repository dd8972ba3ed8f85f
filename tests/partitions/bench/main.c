/* What the kernel's entries cost, in guest instructions: `./pepin bench` runs this on machines of several
 * sizes, and reads what it prints:
 *
 *     figure SERIES AT NAME INSTRUCTIONS
 *
 * The series `base` has one point, 0: a child that is as good as empty. Partitions are as in Pip, since that
 * is what is compared, but for the figures that say `guarded`, and where they are always guarded. */
#include "bench.h"

#include <pip/fpinfo.h>
#include <pip/power.h>
#include <pip/stdio.h>

void main(const pip_fpinfo* information);

void main(const pip_fpinfo* information) {
    Pip_Event_Disable();
    next_page = (information->membegin + PAGE - 1) & -(pip_word_t)PAGE;
    end_of_pages = information->memend & -(pip_word_t)PAGE;
    stop_timer();
    scratch_t scratch;
    make_scratch(&scratch);
    child_t child;
    make_child(&child);
    measure_services(&child, &scratch);
    measure_supervision();
    measure_yields(&child);
    measure_events(&child);
    if (!PIP_ALWAYS_GUARDED) measure_guarded(&child);
    report("base", 0);
    measure_growth(&scratch);
    measure_depth();
    print_reports();
    printf("bench: done\n");
    Pip_Power_Off();
}
