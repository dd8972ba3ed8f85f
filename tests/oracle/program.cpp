#include "oracle/program.hpp"

#include "machine_facts.hpp"

namespace pepin::test {

namespace {

// Where children get their pages: all through one table, together with the VIDT, or through others.
constexpr Word main_region = vidt_address & ~(leaf_entries * page_size - 1);

} // namespace

// --- arguments --------------------------------------------------------------------------------------

Word Program::junk() {
    const std::array<Word, 12> values{0,
                                      1,
                                      0xFFF,
                                      0x1000,
                                      low_end - page_size,
                                      kernel_address,
                                      last_kernel_page,
                                      device_address,
                                      ~Word{0},
                                      any(),
                                      any() & ~Word{0xFFF},
                                      own_page() + below(5)};
    return pick(values);
}

Word Program::own_page() {
    const auto& pages = state().frame.row(state().current);
    return pages.empty() ? image_address : pick(pages).first << Architecture::page_bits;
}

Word Program::spare_page() {
    const SpecState& s = state();
    Word address = own_page();
    for (Word tries = 0; tries < 40; ++tries, address = own_page()) {
        const Word page = address >> Architecture::page_bits;
        if (s.is_accessible(s.current, page) && s.child(s.current, page) == 0 &&
            page != Architecture::vidt_page && page != root_stack_address >> Architecture::page_bits)
            return address;
    }
    return address;
}

std::vector<Word> Program::children(Word partition) const {
    std::vector<Word> result;
    for (const auto& [page, child] : state().child.row(partition))
        if (page == child) result.push_back(page << Architecture::page_bits);
    return result;
}

Word Program::descriptor() {
    const auto all = children(state().current);
    return all.empty() ? or_junk(own_page()) : or_junk(pick(all));
}

Word Program::enterable_child(Word otherwise) {
    for (Word tries = 0; tries < 4; ++tries) {
        const auto all = children(state().current);
        if (all.empty()) break;
        const Word address = pick(all),
                   child = state().frame(state().current, address >> Architecture::page_bits);
        if (is_user_memory(child, vidt_address) && state().dying(child) == 0) return address;
    }
    return otherwise;
}

Word Program::child_page(Word descriptor_address, bool mapped) {
    const Word child = state().frame(state().current, descriptor_address >> Architecture::page_bits);
    const auto& pages = state().frame.row(child);
    if (mapped && !pages.empty()) return or_junk(pick(pages).first << Architecture::page_bits);
    if (chance(70)) return or_junk(main_region + (below(64) << Architecture::page_bits));
    return or_junk(pick(regions) + (below(3) << Architecture::page_bits));
}

Word Program::port() {
    const std::array<Word, 9> ports{0x3F8, 0x3FD, 0x3FC, 0x20, 0x4D1, 0x604, 0xFFFC, 0xFFFF, 0x10000};
    return or_junk(chance(80) ? pick(ports) : below(0x10000));
}

Arguments Program::arguments_of(Service service) {
    const Word child = descriptor();
    const auto page = [&] { return or_junk(spare_page()); };
    switch (service) {
    case Service::create_partition: return {page(), page(), page(), page(), page(), 0};
    case Service::prepare: {
        Arguments arguments{child, child_page(child, false), 0};
        if (!link_list(arguments) || chance(5)) arguments[2] = junk();
        return arguments;
    }
    case Service::add_vaddr:
        return {page(),
                child,
                child_page(child, chance(10)),
                chance(95) ? 1U : 0U,
                below(2),
                chance(95) ? 1 + below(2) : 0};
    case Service::count_to_map:
    case Service::collect: return {child, child_page(child, chance(50))};
    case Service::remove_vaddr: return {child, child_page(child, chance(90))};
    case Service::mapped_in_child: return {or_junk(own_page())};
    case Service::out_address: return {port(), or_junk(own_page() + below(page_size))};
    case Service::set_int_state: return {chance(50) ? below(2) : junk()};
    case Service::wait: return {};
    case Service::set_line: return {or_junk(below(18)), below(2)};
    case Service::set_timer: return {or_junk(below(4)), junk()};
    case Service::set_ports: return {child, or_junk(below(9)), port(), port()};
    case Service::yield: {
        // Mostly downwards, to somebody who can be entered.
        const bool up = chance(state().current == state().root ? 3 : 15);
        const Word target = chance(90) ? enterable_child(child) : child;
        return {up ? 0 : target, or_junk(below(4)), or_junk(4 + below(4)), below(2), below(2)};
    }
    case Service::get_int_state:
    case Service::delete_partition:
    case Service::check_invariants: return {child};
    default: return {port(), junk()}; // ports
    }
}

// --- actions ----------------------------------------------------------------------------------------

// One of the three ways in, all with the same arguments.
Result Program::call(Service service, const Arguments& a) {
    machine.port_input = any();
    machine.output_denied = chance(5);
    const Word stack = memory_address(state().current, chance(80));
    const Word way = below(4);
    Result result;
    if (way == 0) {
        if (chance(95))
            for (Word i = 0; i < a.size(); ++i) poke(state().current, stack + word_bytes * i, a[i]);
        result = kernel.gate(service, chance(97) ? stack : junk());
    } else if (way == 1) {
        const Word selector = static_cast<Word>(service) |
                              (service == Service::create_partition ? a[4] & ~Word{PIP_FAST_SERVICE_MASK}
                                                                    : junk() & ~Word{0xFFF});
        const Word rights = (a[3] != 0 ? PIP_FAST_READABLE : 0) | (a[4] != 0 ? PIP_FAST_WRITABLE : 0) |
                            (a[5] != 0 ? PIP_FAST_EXECUTABLE : 0);
        if (service == Service::add_vaddr)
            result = kernel.fast(selector, a[0], a[1], a[2], rights);
        else if (service == Service::yield)
            result = kernel.fast(selector, a[0], (a[1] & 0xFFFF) | a[2] << 16, a[3], a[4]);
        else
            result = kernel.fast(chance(99) ? selector : junk(), a[0], a[1], a[2], a[3]);
    } else {
        result = kernel.call(service, a);
    }
    ++tally_[{service, result.error}];
    return result;
}

void Program::give_pages(Word descriptor_address, Word pages) {
    if (!state().has_tables(state().frame(state().current, descriptor_address >> Architecture::page_bits),
                            Architecture::vidt_page))
        return;
    for (Word i = 0; i < pages; ++i)
        call(Service::add_vaddr,
             {spare_page(), descriptor_address, main_region + (below(128) << Architecture::page_bits), 1,
              chance(90) ? 1U : 0U, 1});
}

// Tables for a page, level by level.
bool Program::prepare(Word descriptor_address, Word page) {
    for (Level level = 0; level < leaf_level; ++level) {
        Arguments arguments{descriptor_address, page, 0};
        link_list(arguments);
        if (call(Service::prepare, arguments).error != Error::none) return false;
    }
    return true;
}

// A child that can be entered, if nothing comes in between.
void Program::furnish_child() {
    const Arguments five{spare_page(), spare_page(), spare_page(), spare_page(), spare_page(), 0};
    if (call(Service::create_partition, five).error != Error::none) return;
    const Word child = state().frame(state().current, five[0] >> Architecture::page_bits);
    prepare(five[0], vidt_address);
    call(Service::add_vaddr, {spare_page(), five[0], vidt_address, 1, chance(95) ? 1U : 0U, 1});
    give_pages(five[0], 10 + below(70));
    write_vidt(child);
    if (chance(50)) call(Service::yield, {five[0], below(4), 4 + below(4), below(2), below(2)});
}

// A child whose pages lie far apart, so that taking it down takes more than one call.
void Program::sprawl() {
    const Word child = descriptor();
    for (Word i = 0; i < (9 + below(4)) * leaf_level; ++i) {
        Word address = (i * (60 / leaf_level) + 1 + below(40 / leaf_level)) * leaf_entries * page_size;
        if (leaf_level > 1 && chance(50)) address *= 64; // under another table of the level above
        if (!prepare(child, address)) break;
        call(Service::add_vaddr,
             {spare_page(), child, address + (leaf_entries - 1 - below(20)) * page_size, 1, 1, 1});
    }
}

// Who makes its VIDT the descriptor of a child cannot yield until that child is gone.
void Program::lend_vidt() {
    if (call(Service::create_partition,
             {vidt_address, spare_page(), spare_page(), spare_page(), spare_page(), 0})
            .error != Error::none)
        return;
    call(Service::yield, {0, below(4), 4 + below(4), below(2), below(2)});
    while (call(Service::delete_partition, {vidt_address}).error == Error::again) {}
}

// Three pages, each of which names the next; sometimes the list is broken.
bool Program::link_list(Arguments& prepare) {
    const std::array<Word, 3> pages{spare_page(), spare_page(), spare_page()};
    for (std::size_t i = 0; i < pages.size(); ++i) {
        if (!is_user_memory(state().current, pages[i])) return false;
        const Word next = i + 1 < pages.size() ? pages[i + 1] : chance(50) ? 0 : spare_page() + below(3);
        poke(state().current, pages[i], chance(95) ? next : chance(50) ? 0 : junk());
    }
    if (chance(5)) poke(state().current, pages[below(2)], pages[below(2)]); // a list that bites its tail
    prepare[2] = pages[0];
    return true;
}

bool Program::is_user_memory(Word partition, Word address) const {
    const SpecState& s = state();
    return s.is_accessible(partition, address >> Architecture::page_bits) &&
           s.kind(s.frame(partition, address >> Architecture::page_bits)) == spec::kind::user;
}

// A word of user memory changes, as far as there is any.
void Program::poke(Word partition, Word address, Word value) {
    for (Word byte = 0; byte < word_bytes; ++byte) {
        const Word at = address + byte, frame = state().frame(partition, at >> Architecture::page_bits),
                   shift = at % word_bytes * 8;
        if (!is_user_memory(partition, at)) continue;
        const Word index = at % page_size / word_bytes;
        kernel.poke(frame, index,
                    (state().memory(frame, index) & ~(Word{0xFF} << shift)) | (value >> (8 * byte) & 0xFF)
                                                                                  << shift);
    }
}

Word Program::memory_address(Word partition, bool aligned) {
    const auto& pages = state().frame.row(partition);
    if (pages.empty()) return 0;
    const Word offset = chance(20) ? page_size - below(Architecture::context_bytes) : below(page_size);
    Word page = pick(pages).first;
    for (Word tries = 0; tries < 8 && (!is_user_memory(partition, page << Architecture::page_bits) ||
                                       !is_user_memory(partition, (page + 1) << Architecture::page_bits));
         ++tries)
        page = pick(pages).first;
    return (page << Architecture::page_bits) + (aligned ? offset & ~Word{3} : offset);
}

void Program::write_vidt(Word partition) {
    std::vector<Word> entries{0, 1, 2, 3, 4, 5, 6, 7, 8, 13, 14, 32, 33, 48, 49, 100};
    if (Architecture::foreign_call != 0) entries.push_back(Architecture::foreign_call);
    for (const Word index : entries) {
        Word context = memory_address(partition, chance(60));
        // Rather not where it would soon overwrite the VIDT itself.
        if (context >> Architecture::page_bits == Architecture::vidt_page && chance(95))
            context = memory_address(partition, true);
        // as of a guarded partition
        if (chance(Architecture::always_guarded ? 95 : 40)) {
            context &= ~Word{PIP_OPEN_MASK};
            if (Architecture::always_guarded && chance(90))
                poke(partition, (context & ~(word_bytes - 1)) + word_bytes * Architecture::context_valid,
                     PIP_CONTEXT_STATE_PROGRAM);
            if (index == 48 || index == 49)
                context |= PIP_OPEN_TO_PARENT;
            else
                context |=
                    Architecture::always_guarded && chance(80) ? PIP_OPEN_MASK : below(PIP_OPEN_MASK + 1);
        }
        if (chance(10)) context = junk();
        poke(partition, vidt_address + word_bytes * index, context);
    }
    if (chance(60))
        poke(partition, vidt_address + word_bytes * record_index::magic,
             chance(70) ? PIP_EVENT_GUARDED_MAGIC : PIP_EVENT_MAGIC);
}

// User mode changes some of its memory.
void Program::scribble() {
    const Word current = state().current;
    if (chance(40)) write_vidt(chance(70) ? current : state().root);
    for (Word i = below(4); i > 0; --i) poke(current, memory_address(current, false), junk());
    auto registers = state().context;
    for (Word& word : registers) word = any();
    kernel.set_registers(registers);
    kernel.set_thread_register(~registers.front());
}

void Program::step() {
    static constexpr std::array common{Service::create_partition,
                                       Service::prepare,
                                       Service::add_vaddr,
                                       Service::add_vaddr,
                                       Service::remove_vaddr,
                                       Service::collect,
                                       Service::mapped_in_child,
                                       Service::count_to_map,
                                       Service::yield,
                                       Service::yield,
                                       Service::yield,
                                       Service::set_ports};
    const Word dice = below(100);
    if (dice < 3)
        furnish_child();
    else if (dice < 4)
        chance(75) ? sprawl() : lend_vidt();
    else if (dice < 50) {
        const Service service = pick(common);
        call(service, arguments_of(service));
    } else if (dice < 66) {
        const Service service = static_cast<Service>(below(PIP_SERVICE_COUNT));
        if (service != Service::delete_partition || chance(30)) call(service, arguments_of(service));
    } else if (dice < 69) {
        // Some children are deleted to the end, some are left half taken down, some only once much is in use.
        const Word child = descriptor();
        if (state().frame.row(state().current).size() < 60 || chance(30))
            while (call(Service::delete_partition, {child}).error == Error::again && chance(80)) {}
    } else if (dice < 72)
        faults_taken +=
            kernel.fault(chance(80) ? pick(std::array<Word, 4>{8, 13, 14, 6}) : below(32), any(), junk());
    else if (dice < 74)
        interrupts_taken += kernel.interrupt(below(16));
    else if (dice < 76)
        interrupts_taken += kernel.software_interrupt(
            chance(50) ? 100 : PIP_VIDT_FIRST_SOFTWARE + below(256 - PIP_VIDT_FIRST_SOFTWARE));
    else if (dice < 77 && Architecture::foreign_call != 0)
        interrupts_taken += kernel.foreign_call(any());
    else if (dice < 80)
        kernel.compute(any());
    else if (dice < 84 && !children(state().current).empty())
        give_pages(pick(children(state().current)), 1 + below(10));
    else
        scribble();

    deepest = std::max<std::size_t>(deepest, state().depth(state().current));
}

} // namespace pepin::test
