/* The child: does as it is ordered, which may be to be a nanny itself. */
#include "../marks.h"
#include "../patterns.h"

static mailbox_t* const mailbox = (mailbox_t*)MAILBOX;

static void yield(void) {
    for (uint32_t i = 0; i < PIP_SERVICE_COUNT; ++i) {
        mailbox->tally[i] = tally[i];
        tally[i] = (tally_t){0, 0, 0};
    }
    mailbox->done = 1;
    CALL(YIELD, Pip_Yield_Result(0, RESUME, RESUME, own_state, own_state));
}

void give_up(void) {
    mailbox->failed = 1;
    for (;;) yield();
}

static void open_own_nursery(void) {
    uint32_t pages = 0;
    while (pages < MOST_PAGES && has_bit(mailbox->present, pages)) ++pages;
    dice = mailbox->seed;
    open_nursery(POOL, pages, 1, (const void*)PROTOTYPE, mailbox->prototype_pages, PROTOTYPE - PAGE_SIZE);
}

static void spin(void) {
    for (mailbox->progress = 0; !mailbox->stop; ++mailbox->progress) continue;
}

static void obey(void) {
    const pip_word_t argument = mailbox->argument;
    switch ((order_t)mailbox->order) {
    case PLAY:
        for (uint32_t i = 0; i < MOST_PAGES; ++i)
            if (has_bit(mailbox->present, i)) find_and_mark(pool_page(i));
        break;
    case READ: find(argument); break;
    case WRITE: leave_marks(argument); break;
    case SPIN: spin(); break;
    case SLEEP:
        own_state = (uint32_t)argument;
        must("setting the own interrupt state", CALL(SET_INT_STATE, Pip_Set_Int_State_Result(own_state)), 0);
        break;
    case NURSE:
        open_own_nursery();
        nurse(mailbox->levels);
        break;
    case BUILD:
        open_own_nursery();
        mailbox->progress = build(mailbox->levels);
        break;
    case PORTS:
#ifdef NANNY_HAS_PORTS
        try_ports(argument);
#endif
        break;
    }
}

void main(void) {
    own_depth = mailbox->depth;
    own_state = (uint32_t)mailbox->start.pipflags;
    for (;;) {
        if (!mailbox->done) obey();
        yield();
    }
}
