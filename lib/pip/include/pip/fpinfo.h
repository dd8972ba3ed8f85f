/* What root finds about the machine: the kernel passes the address of this structure (PIP_FPINFO_ADDRESS in
 * pip/arch.h, which also says in which register). Layout as in Pip where words have 32 bits. */
#ifndef PIP_FPINFO_H
#define PIP_FPINFO_H

#include "pip/abi.h"
#include "pip/arch.h"
#include "pip/word.h"

#define FPINFO_MAGIC PIP_FPINFO_MAGIC

enum fpinfo_devicetype { BUILTIN, PCI, OTHER };

typedef struct fpinfo_pci_extendedinfo {
    uint8_t device_class;
    uint8_t device_subclass;
    uint8_t bus;
    uint8_t slot; /* on that bus */
} pip_fpinfo_pci_extendedinfo;

typedef struct fpinfo_device {
    enum fpinfo_devicetype type;
    pip_word_t mmio_begin; /* memory range, bytes */
    pip_word_t mmio_end;
    pip_word_t io_begin; /* port range */
    pip_word_t io_end;
    struct fpinfo_pci_extendedinfo* extended_info; /* of a PCI device, else NULL */
} pip_fpinfo_device;

typedef struct fpinfotag_hw {
    pip_word_t hwcount;
    pip_fpinfo_device* devices; /* hwcount of them */
} pip_fpinfotag_hw;

#if PIP_HAS_MODULES
/* A file that the boot loader has loaded besides root's image: its contents, [begin, end), are mapped from a
 * page's beginning on. */
typedef struct fpinfo_module {
    pip_word_t begin;
    pip_word_t end;
    const char* command_line; /* what the boot loader was told about it */
} pip_fpinfo_module;
#endif

typedef struct fpinfo {
    pip_word_t magic;    /* FPINFO_MAGIC, or this is not what it should be */
    pip_word_t membegin; /* root's free memory, [membegin, memend), is contiguous and all mapped */
    pip_word_t memend;
    char revision[PIP_FPINFO_REVISION_SIZE]; /* of the kernel, ends in 0 */
    pip_fpinfotag_hw hwinfo;
#if PIP_HAS_MODULES
    pip_word_t module_count;
    const pip_fpinfo_module* modules; /* module_count of them */
#endif
} pip_fpinfo;

/* Ticks of the clock (time() in pip/api.h) in a second; 0 where there is no clock. */
#ifdef __cplusplus
extern "C"
#endif
    uint64_t
    Pip_Clock_Frequency(const pip_fpinfo* information);

#endif
