/* The ABI as its page describes it, in the words of this program. */
#ifndef FOREIGN_H
#define FOREIGN_H

#include <stdint.h>

typedef struct {
    uint32_t eip, pipflags, eflags, edi, esi, ebp, esp, ebx, edx, ecx, eax, valid, unused[4];
} context;

_Static_assert(sizeof(context) == 64, "a context has 64 bytes");

typedef struct {
    uint32_t magic, memory_begin, memory_end;
    char revision[64];
    uint32_t device_count;
} boot_information;

#define VIDT ((context* volatile*)0xfffff000u)
#define LAST_WORD (*(volatile uint32_t*)0xfffffffcu) /* VIDT[1023] */

/* calls.S */
uint32_t outb(uint32_t port, uint32_t value), inb(uint32_t port);
uint32_t outw(uint32_t port, uint32_t value), inw(uint32_t port);
uint32_t outl(uint32_t port, uint32_t value), inl(uint32_t port);
uint32_t createPartition(uint32_t descriptor, uint32_t pd, uint32_t sh1, uint32_t sh2, uint32_t list);
uint32_t countToMap(uint32_t descriptor, uint32_t va);
uint32_t prepare(uint32_t descriptor, uint32_t va, uint32_t first);
uint32_t addVAddr(uint32_t va, uint32_t descriptor, uint32_t va_child, uint32_t r, uint32_t w, uint32_t x);
uint32_t get_int_state(uint32_t child);
uint32_t set_int_state(uint32_t value);
uint32_t removeVAddr(uint32_t descriptor, uint32_t va_child);
uint32_t mappedInChild(uint32_t va);
uint32_t deletePartition(uint32_t descriptor);
uint32_t collect(uint32_t descriptor, uint32_t va);
uint32_t yield(uint32_t descriptor, uint32_t target, uint32_t save, uint32_t on_yield, uint32_t on_wake);
uint32_t resume(uint32_t descriptor, uint32_t target, uint32_t save, uint32_t on_yield, uint32_t on_wake);
uint32_t registers_kept(uint32_t child);
extern uint32_t yield_arguments; /* where those of the last yield were on the stack */

/* start.S */
extern uint32_t entry_ebx, entry_esp, entry_eflags;
extern uint16_t entry_segments[4];
_Noreturn void load_context(const context* saved);
uint32_t int_100(uint32_t* after);
void wait_for(volatile uint32_t* word);
void surprise_entry(void);
extern char image_end[];

/* child.S */
extern char child_page[], child_start[], child_after_yield[], child_after_int[], child_invalid[],
    child_page_fault[];
extern char child_privileged[], child_divide[], child_spin[], child_masked[], child_masked_spin[],
    child_unsaved[], child_yield_point[];
extern char child_unsaved_call[];
extern volatile uint32_t child_stage;

/* console.c */
void print(const char* text);
void print_hex(uint32_t number);
void print_decimal(uint32_t number);
extern uint32_t passed, failed;

/* One line for each check, with the values where it fails. */
void check(const char* what, uint32_t actual, uint32_t expected);
void check_in(const char* what, uint32_t actual, uint32_t first, uint32_t last);

#endif
