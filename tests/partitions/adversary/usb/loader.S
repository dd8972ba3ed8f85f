/* A boot loader as one that starts from USB could be: it asks the hub at the controller's port for 1,023 reports on its ports, into memory, and does not wait for
 * them; in QEMU one comes every quarter of a millisecond. The kernel's image follows 4 KiB behind the first instruction; what the firmware says in r0
 * to r2 goes on to it.
 * Source: Linux, drivers/usb/dwc2/hw.h; QEMU, hw/usb/hcd-dwc2.c and dev-hub.c. */
#define BUS_CONFIGURATION 0x008
#define HOST_PORT 0x440
#define CHANNEL 0x500
#define SIZE 0x10
#define ADDRESS 0x14

#define DMA 0x20
#define PORT_POWER 0x1000
#define PORT_RESET 0x0100
#define ENABLE 0x80000000
#define BULK (2 << 18)
#define FROM_HUB (1 << 15 | 1 << 11)   /* its endpoint 1 */
#define PACKET_BYTES 1

#define REPORTS 1023                   /* as many as can be asked for at once */
#define TARGET 0xC2000000              /* where devices see the memory at 32 MiB, which will be root's */

    .arm
    .globl _start
_start:
    ldr r4, =0x3F980000
    mov r5, #DMA
    str r5, [r4, #BUS_CONFIGURATION]
    ldr r5, =(PORT_POWER | PORT_RESET)
    str r5, [r4, #HOST_PORT]
    ldr r5, =PORT_POWER
    str r5, [r4, #HOST_PORT]
    ldr r5, =TARGET
    str r5, [r4, #(CHANNEL + ADDRESS)]
    ldr r5, =(REPORTS << 19 | REPORTS)
    str r5, [r4, #(CHANNEL + SIZE)]
    ldr r5, =(ENABLE | BULK | FROM_HUB | PACKET_BYTES)
    str r5, [r4, #CHANNEL]
    b kernel
    .ltorg

    .org 4096
kernel:
