#include "patterns.h"

/* What `returned` has grown by since the sum was taken. */
static uint32_t returned(void) {
    uint32_t sum = 0;
    for (uint32_t i = 0; i < PIP_SERVICE_COUNT; ++i) sum += tally[i].returned;
    return sum;
}

/* Pages that a child takes before it is fed, at most: configuration, tables of all areas, program, stack,
 * mailbox and VIDT. */
static uint32_t cost(uint32_t levels) {
    return CONFIGURATION_PAGES + MOST_TABLES + prototype_size * (levels > 0 ? 2 : 1) + STACK_PAGES + 2;
}

void one_child(void) {
    const uint32_t before = returned();
    const uint32_t food = (free_count - cost(0)) / 8;
    child_t* child = make(0, 0);
    feed(child, food);
    const uint32_t pages = pages_of(child);
    must_equal("the outcome of playing", order(child, PLAY, 0), DONE);
    say("one child: made of %u pages, fed %u; found each as it was given, and left marks on it", pages - food,
        food);
    starve(child, MOST_PAGES, LAST_TO_FIRST);
    strip(child);
    take_down(child);
    must_equal("pages that came back", returned() - before, pages);
    say("           starved page by page, taken down; %u pages are back", pages);
}

void siblings(void) {
    uint32_t count = free_count / (cost(0) + 8);
    if (count > MOST_CHILDREN) count = MOST_CHILDREN;
    const uint32_t food = (free_count - count * cost(0)) / count / 4;
    for (uint32_t i = 0; i < count; ++i) make(i, 0);
    for (uint32_t round = 0; round < 3; ++round) {
        for (uint32_t i = 0; i < count; ++i) feed(&children[(i + round) % count], 1 + food / (1 + i));
        for (uint32_t i = 0; i < count; ++i) {
            child_t* child = &children[count - 1 - i];
            if (round > 0) /* what has marks of its own is not to be found as it was given */
                starve(child, food, (sequence_t)(i % 3));
            starve(child, round == 0 ? 0 : MOST_PAGES, FIRST_TO_LAST);
            feed(child, 2 + i);
            if (round == 0) must_equal("the outcome of playing", order(child, PLAY, 0), DONE);
        }
    }
    for (uint32_t i = 0; i < count; ++i)
        if (i % 2 != 0) strip(&children[i]);
    for (uint32_t i = count; i-- > 0;) take_down(&children[i]);
    say("%u siblings: fed in turns, starved in turns; every other one taken down with all that it had",
        count);
}

void hungry(void) {
    enum { FOOD = 3, FAR = AREA_PAGES };
    child_t* child = make(0, 0);
    feed(child, FOOD);
    const uint32_t wanted[] = {FOOD, FOOD + 1, FAR, 0};
    uint32_t faults = 0;
    for (const uint32_t* index = wanted; *index != 0; ++index) {
        must_equal("the outcome of reading where nothing is", order(child, READ, pool_page(*index)), FAULTED);
        must_equal("the address of a fault", fault_address, pool_page(*index));
        feed_page(child, *index, 0); /* read-only */
        must_equal("the outcome of reading again", go_on(child, 0), DONE);
        must_equal("the outcome of writing what is read-only", order(child, WRITE, pool_page(*index)),
                   FAULTED);
        must_equal("the address of a fault", fault_address, pool_page(*index));
        starve_page(child, *index);
        feed_page(child, *index, 1);
        must_equal("the outcome of writing again", go_on(child, 0), DONE);
        note_written(child, *index);
        faults += 2;
    }
    strip(child);
    take_down(child);
    say("a hungry child: fed at each of %u faults, where it went on as if nothing had been", faults);
}

void spinning(uint32_t until_ticks) {
    child_t* child = make(1, 0);
    must_equal("the outcome of sleeping", order(child, SLEEP, 0), DONE);
    must("the interrupt state that the child has set",
         CALL(GET_INT_STATE, Pip_Get_Int_State_Result(child->descriptor)), 0);
    uint32_t progress = 0;
    for (uint32_t i = 0; i < until_ticks; ++i) {
        if (i == until_ticks / 2) child->mailbox->argument = 1;
        must_equal("the outcome of spinning", i == 0 ? order(child, SPIN, 0) : go_on(child, 1), TICKED);
        must_equal("a spinning child has made no progress between two interrupts",
                   i > 0 && child->mailbox->progress == progress, 0);
        progress = child->mailbox->progress;
    }
    child->mailbox->stop = 1;
    must_equal("the outcome of being told to stop", go_on(child, 0), DONE);
    strip(child);
    take_down(child);
    say("a child that never yields: interrupted %u times and resumed", until_ticks);
}

static void random_step(child_t* child, uint32_t number) {
    if (child->descriptor == 0) {
        if (free_count > cost(0) + 8) make(number, 0);
        return;
    }
    switch (below(6)) {
    case 0:
        starve(child, MOST_PAGES, AT_RANDOM);
        feed(child, below(8));
        must_equal("the outcome of playing", order(child, PLAY, 0), DONE);
        break;
    case 1:
    case 2:
        if (free_count > 64) feed(child, below(32));
        break;
    case 3: starve(child, below(48), AT_RANDOM); break;
    case 4: must_equal("the outcome of sleeping", order(child, SLEEP, below(2)), DONE); break;
    case 5:
        if (below(2) == 0) strip(child);
        take_down(child);
        break;
    }
}

void random_care(uint32_t rounds) {
    const uint32_t before = returned();
    for (uint32_t i = 0; i < rounds; ++i) {
        const uint32_t number = below(MOST_CHILDREN);
        random_step(&children[number], number);
    }
    for (uint32_t i = 0; i < MOST_CHILDREN; ++i)
        if (children[i].descriptor != 0) take_down(&children[i]);
    say("at random: %u steps, %u pages are back", rounds, returned() - before);
}

/* --- children with children ---------------------------------------------------------------------------- */

/* A child that has most of what is free. */
static child_t* make_heir(uint32_t levels) {
    child_t* child = make(2, levels);
    feed(child, (free_count - 2 * ROOM_FOR_TABLES) * 3 / 4);
    return child;
}

void nest(uint32_t levels) {
    child_t* child = make_heir(levels - 1);
    const uint32_t pages = pages_of(child);
    say("a child that is a nanny: has %u pages", pages);
    delegate(child, NURSE, 1 + below(1000));
    starve(child, MOST_PAGES, AT_RANDOM);
    strip(child);
    take_down(child);
    say("the child that was a nanny is taken down; %u pages are back", pages);
}

void nurse(uint32_t levels) {
    one_child();
    siblings();
    refusals();
    hungry();
    random_care(24);
    if (levels > 1)
        nest(levels);
    else
        spinning(2);
    audit();
}

uint32_t build(uint32_t levels) {
    uint32_t made = 0;
    if (levels > 1) {
        child_t* heir = make_heir(levels - 1);
        delegate(heir, BUILD, 1);
        made += 1 + heir->mailbox->progress;
    }
    if (free_count > cost(0) + 4) {
        make(3, 0);
        feed(&children[3], (free_count - ROOM_FOR_TABLES) / 2);
        must_equal("the outcome of playing", order(&children[3], PLAY, 0), DONE);
        ++made;
    }
    return made;
}

void orphans(uint32_t levels) {
    child_t* child = make_heir(levels - 1);
    delegate(child, BUILD, 1);
    const uint32_t descendants = child->mailbox->progress;
    const kept_t kept = starve_builder(child);
    say("a child that has built %u descendants: refuses to give up %u pages that they have and %u that "
        "configure them",
        descendants, kept.handed_on, kept.configuration);
    const uint32_t pages = pages_of(child), portions = take_down(child);
    say("           taken down with all of them, in %u portions; %u pages are back", portions, pages);
}
