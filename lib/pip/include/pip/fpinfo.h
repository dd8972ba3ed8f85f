/* What root finds about the machine: the kernel passes the address of this structure (PIP_FPINFO_ADDRESS in
 * pip/arch.h, which also says in which register). Layout as in Pip. */
#ifndef PIP_FPINFO_H
#define PIP_FPINFO_H

#include <stdint.h>

#include "pip/abi.h"

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
    uint32_t mmio_begin; /* memory range, bytes */
    uint32_t mmio_end;
    uint32_t io_begin; /* port range */
    uint32_t io_end;
    struct fpinfo_pci_extendedinfo* extended_info; /* of a PCI device, else NULL */
} pip_fpinfo_device;

typedef struct fpinfotag_hw {
    uint32_t hwcount;
    pip_fpinfo_device* devices; /* hwcount of them */
} pip_fpinfotag_hw;

typedef struct fpinfo {
    uint32_t magic;    /* FPINFO_MAGIC, or this is not what it should be */
    uint32_t membegin; /* root's free memory, [membegin, memend), is contiguous and all mapped */
    uint32_t memend;
    char revision[PIP_FPINFO_REVISION_SIZE]; /* of the kernel, ends in 0 */
    pip_fpinfotag_hw hwinfo;
} pip_fpinfo;

#endif
