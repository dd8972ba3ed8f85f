/* What was measured, kept until root prints it: partitions at every depth share these variables, but only
 * root needs the console. */
#include "bench.h"

#include <pip/stdio.h>
#include <pip/string.h>

enum { MOST_RECORDS = 3000 };

static struct {
    const char *name, *suffix, *series;
    uint32_t at, instructions;
} records[MOST_RECORDS];
static uint32_t count, reported;

void note(const char* name, const char* suffix, uint32_t instructions) {
    for (uint32_t i = reported; i < count; ++i)
        if (records[i].name == name && records[i].suffix == suffix) {
            if (instructions < records[i].instructions) records[i].instructions = instructions;
            return;
        }
    need(count < MOST_RECORDS, "there is no room for so many figures");
    records[count].name = name;
    records[count].suffix = suffix;
    records[count++].instructions = instructions;
}

void report(const char* series, uint32_t at) {
    for (; reported < count; ++reported) {
        records[reported].series = series;
        records[reported].at = at;
    }
}

void print_reports(void) {
    for (uint32_t i = 0; i < count; ++i)
        printf("figure %s %u %s%s %u\n", records[i].series, records[i].at, records[i].name, records[i].suffix,
               records[i].instructions);
}
