/* A plugin for QEMU that counts the kernel's instructions: from its first one to the first partition's, and
 * in the longest stretch between two instructions of partitions, for each way into the kernel. The kernel
 * runs with interrupts off, so that is how long an interrupt can have to wait.
 *
 * Options: report=FILE, window=ADDRESS and window_end=ADDRESS (where the kernel is linked), boot=ADDRESS and
 * boot_end=ADDRESS (what it runs without paging), and optionally except=ADDRESS: stretches that reach this
 * address do not count. Lines of the report:
 *
 *     boot INSTRUCTIONS
 *     entry ADDRESS TIMES LONGEST
 *
 * Source of the interface: QEMU 7.2, "QEMU TCG Plugins". Debian has no package with its header, so what is
 * needed of it stands here. */
#include <inttypes.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef uint64_t qemu_plugin_id_t;
typedef struct qemu_info_t qemu_info_t;
struct qemu_plugin_tb;   /* a translated block */
struct qemu_plugin_insn; /* an instruction of it */
enum qemu_plugin_cb_flags { QEMU_PLUGIN_CB_NO_REGS };
enum qemu_plugin_op { QEMU_PLUGIN_INLINE_ADD_U64 };
void qemu_plugin_register_vcpu_tb_trans_cb(qemu_plugin_id_t id,
                                           void (*translated)(qemu_plugin_id_t id,
                                                              struct qemu_plugin_tb* block));
void qemu_plugin_register_vcpu_tb_exec_cb(struct qemu_plugin_tb* block,
                                          void (*executed)(unsigned int processor, void* data),
                                          enum qemu_plugin_cb_flags flags, void* data);
void qemu_plugin_register_vcpu_insn_exec_inline(struct qemu_plugin_insn* instruction,
                                                enum qemu_plugin_op operation, void* place, uint64_t value);
void qemu_plugin_register_atexit_cb(qemu_plugin_id_t id, void (*ended)(qemu_plugin_id_t id, void* data),
                                    void* data);
size_t qemu_plugin_tb_n_insns(const struct qemu_plugin_tb* block);
uint64_t qemu_plugin_tb_vaddr(const struct qemu_plugin_tb* block);
struct qemu_plugin_insn* qemu_plugin_tb_get_insn(const struct qemu_plugin_tb* block, size_t index);

__attribute__((visibility("default"))) int qemu_plugin_version = 1;
__attribute__((visibility("default"))) int qemu_plugin_install(qemu_plugin_id_t id, const qemu_info_t* info,
                                                               int count, char** options);

enum { MOST_ENTRIES = 1024 };

static struct entry {
    uint64_t address, times, longest;
} entries[MOST_ENTRIES];
static size_t entry_count;

static const char* report;
static uint64_t window, window_end, boot, boot_end, except = UINT64_MAX;

static uint64_t counted;    /* instructions of the kernel, those of its first steps without paging too */
static uint64_t until_root; /* ... until the first one of a partition */
static bool booted, in_kernel, excepted;
static uint64_t began;      /* counted, when the kernel was entered last */
static struct entry* entry; /* and the way in */

static struct entry* find_entry(uint64_t address) {
    for (size_t i = 0; i < entry_count; ++i)
        if (entries[i].address == address) return &entries[i];
    if (entry_count == MOST_ENTRIES) {
        fprintf(stderr, "meter: more than %d ways into the kernel\n", MOST_ENTRIES);
        exit(1);
    }
    entries[entry_count].address = address;
    return &entries[entry_count++];
}

/* Other processors than the first one sleep, but for a few steps at the very beginning. */
static void enter_kernel(unsigned int processor, void* address) {
    if (processor != 0) return;
    if ((uintptr_t)address == except) excepted = true;
    if (in_kernel || !booted) return;
    in_kernel = true;
    began = counted;
    entry = find_entry((uintptr_t)address);
}

static void enter_partition(unsigned int processor, void* address) {
    (void)address;
    if (processor != 0) return;
    if (!booted && counted != 0) {
        booted = true;
        until_root = counted;
    }
    if (!in_kernel) return;
    in_kernel = false;
    const uint64_t stretch = counted - began;
    ++entry->times;
    if (stretch > entry->longest && !excepted) entry->longest = stretch;
    excepted = false;
}

static bool is_within(uint64_t address, uint64_t begin, uint64_t end) {
    return address >= begin && address < end;
}

static void translated(qemu_plugin_id_t id, struct qemu_plugin_tb* block) {
    (void)id;
    const uint64_t address = qemu_plugin_tb_vaddr(block);
    const bool kernel =
        is_within(address, window, window_end) || (!booted && is_within(address, boot, boot_end));
    void* const data = (void*)(uintptr_t)address; /* NOLINT: a number */
    if (kernel) {
        for (size_t i = 0; i < qemu_plugin_tb_n_insns(block); ++i)
            qemu_plugin_register_vcpu_insn_exec_inline(qemu_plugin_tb_get_insn(block, i),
                                                       QEMU_PLUGIN_INLINE_ADD_U64, &counted, 1);
        qemu_plugin_register_vcpu_tb_exec_cb(block, enter_kernel, QEMU_PLUGIN_CB_NO_REGS, data);
    } else if (counted != 0) {
        qemu_plugin_register_vcpu_tb_exec_cb(block, enter_partition, QEMU_PLUGIN_CB_NO_REGS, data);
    }
}

static void ended(qemu_plugin_id_t id, void* data) {
    (void)id, (void)data;
    FILE* file = fopen(report, "w");
    if (!file) {
        perror(report);
        return;
    }
    fprintf(file, "boot %" PRIu64 "\n", until_root);
    for (size_t i = 0; i < entry_count; ++i)
        fprintf(file, "entry %#" PRIx64 " %" PRIu64 " %" PRIu64 "\n", entries[i].address, entries[i].times,
                entries[i].longest);
    fclose(file);
}

/* What follows `name` in the option, or NULL. */
static const char* value_of(const char* option, const char* name) {
    const size_t length = strlen(name);
    return strncmp(option, name, length) == 0 && option[length] == '=' ? option + length + 1 : NULL;
}

int qemu_plugin_install(qemu_plugin_id_t id, const qemu_info_t* info, int count, char** options) {
    (void)info;
    const struct {
        const char* name;
        uint64_t* number;
    } numbers[] = {{"window", &window},
                   {"window_end", &window_end},
                   {"boot", &boot},
                   {"boot_end", &boot_end},
                   {"except", &except}};
    for (int i = 0; i < count; ++i) {
        const char* value = value_of(options[i], "report");
        if (value) report = value;
        for (size_t j = 0; j < sizeof numbers / sizeof numbers[0]; ++j)
            if ((value = value_of(options[i], numbers[j].name)) != NULL)
                *numbers[j].number = strtoull(value, NULL, 0);
    }
    if (!report || window_end <= window) {
        fprintf(stderr, "meter: the options report, window and window_end are needed\n");
        return 1;
    }
    report = strdup(report);
    qemu_plugin_register_vcpu_tb_trans_cb(id, translated);
    qemu_plugin_register_atexit_cb(id, ended, NULL);
    return 0;
}
