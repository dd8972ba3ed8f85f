/* The launcher: a root partition that makes one child, runs it, and decides at each interrupt what goes on.
 *
 * How control moves (a "yield" is the kernel's only way to pass it):
 *
 *     main ---- yield ----> child's start                 "Hello World!"
 *     child_yielded <------ child yields to its parent    nothing to do: root idles with interrupts on
 *     timer  <------------- a timer interrupt             "A timer interruption was triggered ..."
 *     timer ---- yield ---> child, where it yielded       "Woken up!", and so on
 *
 * Hardware interrupts always go to root. If one hits while the child runs, the kernel saves the child in a
 * slot of the child's VIDT, and root goes on with the child from there.
 *
 * The functions timer, keyboard and child_yielded are handlers: the VIDT has a context for each, and each
 * entry starts at the handler's first instruction on the handler's own stack. None of them ever returns. They
 * end in a yield or in idling, and whatever root did before is forgotten: this program keeps what it must
 * remember in variables, not on stacks. */
#include <pip/api.h>
#include <pip/event.h>
#include <pip/fpinfo.h>
#include <pip/paging.h>
#include <pip/stdio.h>
#include <pip/string.h>
#include <pip/vidt.h>

#include "layout.h"

enum {
    CLOSED = 0, /* an entry of the VIDT that nobody may name; the kernel itself takes interrupts there */
    /* the timer ticks more often than anybody can read; twice a second is enough */
    TICKS_PER_REPORT = PIP_TIMER_FREQUENCY / 2,
};

extern char child_image[], child_image_end[]; /* child_image.S */

static pip_word_t child;         /* its descriptor: the page whose address names it */
static int child_waits;          /* it has yielded, and will say something when it is resumed */
static uint32_t ticks_to_report; /* 0: a report is due */
static int key_pressed;
static uint32_t scan_code;

static _Noreturn void stop(const char* what, pip_word_t error) {
    printf("The launcher stops: %s", what);
    if (error != PIP_ERROR_NONE) printf(": %s", Pip_Error_Text(error));
    printf("\n");
    for (;;) continue;
}

/* --- making the child ---------------------------------------------------------------------------------- */

static pip_word_t allocate_page(void) {
    void* page = Pip_AllocPage();
    if (!page) stop("there is no free page left", PIP_ERROR_NONE);
    return (pip_word_t)page;
}

/* Maps one of root's pages in the child as well. Root keeps it: a parent shares all the memory of its
 * children. */
static void share(pip_word_t page, pip_word_t child_page) {
    const pip_result_t mapped = Pip_MapPage_Result(page, child, child_page, PIP_ALL_RIGHTS);
    if (mapped.error != PIP_ERROR_NONE) stop("a page cannot be mapped in the child", mapped.error);
}

/* The child's stack, with the contexts of the child at its upper end, as root sees the page. The kernel reads
 * and writes contexts in the child's memory, by the pointers in the child's VIDT, so those are addresses of
 * the child. */
typedef struct {
    char stack[PAGE_SIZE - 4 * sizeof(user_ctx_t)];
    user_ctx_t start, waiting, interrupted, interrupted_masked;
} stack_page_t;

_Static_assert(sizeof(stack_page_t) == PAGE_SIZE, "it is one page");

static void make_child(void) {
    /* Five pages become the child's configuration: descriptor, page directory, two shadow directories,
     * private page. From here on they are the kernel's and root cannot touch them, until the child is
     * deleted. */
    child = allocate_page();
    const pip_result_t created =
        Pip_CreatePartition_Result(child, allocate_page(), allocate_page(), allocate_page(), allocate_page());
    if (created.error != PIP_ERROR_NONE) stop("the child cannot be created", created.error);

    /* The image. Its pages are part of root's own image and need not be copied. */
    for (pip_word_t offset = 0; offset < (pip_word_t)(child_image_end - child_image); offset += PAGE_SIZE)
        share((pip_word_t)child_image + offset, CHILD_IMAGE + offset);

    /* The stack page. The child starts with interrupt state 1, so that interrupts save it in slot 49. */
    stack_page_t* page = (stack_page_t*)allocate_page();
    stack_page_t* page_in_child = (stack_page_t*)CHILD_STACK;
    memset(page, 0, sizeof *page);
    Pip_InitContext(&page->start, CHILD_IMAGE, (pip_word_t)&page_in_child->start, 1);
    share((pip_word_t)page, CHILD_STACK);

    /* The VIDT: where the child starts, and where it is saved. A slot that is 0 would mean that it need not
     * be saved. We are the one who enters the child at each of these, so each is open to its parent. */
    user_ctx_t** vidt = (user_ctx_t**)allocate_page();
    memset(vidt, 0, PAGE_SIZE);
    Pip_Guard_Vidt(vidt);
    vidt[CHILD_START] = Pip_Open(&page_in_child->start, PIP_OPEN_TO_PARENT);
    vidt[CHILD_WAITING] = Pip_Open(&page_in_child->waiting, PIP_OPEN_TO_PARENT);
    vidt[CHILD_INTERRUPTED] = Pip_Open(&page_in_child->interrupted, PIP_OPEN_TO_PARENT);
    vidt[CHILD_INTERRUPTED_MASKED] = Pip_Open(&page_in_child->interrupted_masked, PIP_OPEN_TO_PARENT);
    share((pip_word_t)vidt, VIDT_VADDR);
}

/* --- running it ---------------------------------------------------------------------------------------- */

/* Passes control to the child and never comes back: root is entered again by its handlers. While the child
 * runs, root's interrupt state is of no account; the handlers' contexts set it to 0, which keeps the
 * processor's interrupts off as long as root runs. */
static _Noreturn void run_child(uint32_t entry) {
    const pip_result_t result = Pip_Yield_Result(child, entry, NOWHERE, 0, 0);
    stop("the child cannot be entered", result.error);
}

/* What every handler ends with. */
static _Noreturn void go_on(void) {
    /* An interrupt took the processor from the child: give it back first, in the middle of whatever the child
     * was doing. Where was it saved? The kernel chose the slot by the child's interrupt state. */
    if (!child_waits)
        run_child(Pip_Get_Int_State_Result(child).value == 0 ? CHILD_INTERRUPTED_MASKED : CHILD_INTERRUPTED);

    /* The child waits, so the console is ours. */
    const int report_due = ticks_to_report == 0;
    if (key_pressed)
        printf("A keyboard interruption was triggered ... scan code 0x%02x, resuming the child\n", scan_code);
    if (report_due) printf("A timer interruption was triggered ... resuming the child\n");
    if (key_pressed || report_due) {
        key_pressed = 0;
        if (report_due) ticks_to_report = TICKS_PER_REPORT;
        child_waits = 0;
        run_child(CHILD_WAITING);
    }

    /* Nothing to do for anybody. For root the interrupt state is the processor's interrupt flag: once it is
     * set, a handler takes over. Entries 48 and 49 of root's VIDT are 0, so this loop is not saved, and not
     * missed. */
    Pip_Set_Int_State(1);
    for (;;) continue;
}

static void timer(void) {
    if (ticks_to_report > 0) --ticks_to_report;
    go_on();
}

static void keyboard(void) {
    /* Faults arrive here, too; the record says which it is. */
    pip_event_t event;
    if (Pip_Event_Read(&event) && event.cause == PIP_EVENT_CAUSE_FAULT)
        stop("the child has faulted", PIP_ERROR_NONE);
    scan_code = keyboard_read();
    key_pressed = 1;
    go_on();
}

static void child_yielded(void) {
    child_waits = 1;
    go_on();
}

/* A handler with a context and a page of stack of its own. Interrupt state 0: nothing interrupts it. `whom`:
 * who may name the entry in a yield; interrupts need no permission. */
static void handle(uint32_t index, void (*handler)(void), uint32_t whom) {
    user_ctx_t* context = Pip_AllocContext();
    if (!context) stop("there is no memory for a context", PIP_ERROR_NONE);
    Pip_InitContext(context, (pip_word_t)handler, allocate_page() + PAGE_SIZE, 0);
    Pip_Set_Entry(index, context, whom);
}

void main(const pip_fpinfo* information) {
    printf("The root partition is booting ...\n");
    if (information->magic != FPINFO_MAGIC) {
        printf("The boot information has the magic number 0x%zx instead of 0x%x.\n", information->magic,
               FPINFO_MAGIC);
        stop("this is no kernel of ours", PIP_ERROR_NONE);
    }
    printf("Magic number   0x%zx\n", information->magic);
    printf("Free memory    0x%zx to 0x%zx, %zu KiB\n", information->membegin, information->memend,
           (information->memend - information->membegin) / 1024);
    printf("Kernel         %s\n", information->revision);
    printf("Child's image  0x%zx to 0x%zx\n", (pip_word_t)child_image, (pip_word_t)child_image_end);

    if (!Pip_InitPaging(information->membegin, information->memend))
        stop("there is no free memory", PIP_ERROR_NONE);
    handle(ROOT_TIMER, timer, CLOSED);
    handle(ROOT_KEYBOARD, keyboard, CLOSED);
    /* of faults that have no entry of their own; on some machines it is the keyboard's anyhow */
    handle(PIP_VIDT_DOUBLE_FAULT, keyboard, CLOSED);
    keyboard_initialise();
    handle(ROOT_CHILD_YIELDED, child_yielded, PIP_OPEN_TO_CHILDREN);
    VIDT[CHILD_INTERRUPTED_MASKED] = VIDT[CHILD_INTERRUPTED] = 0; /* root itself is never resumed */
    make_child();

    printf("Yielding to the child partition ...\n");
    run_child(CHILD_START);
}
