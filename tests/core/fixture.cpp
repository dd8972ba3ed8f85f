#include "core/fixture.hpp"

namespace pepin::test {

namespace {

constexpr Word root_context_page = 0x00701000; // in root's image
// Those that partitions have.
const std::vector<Word> used_entries = [] {
    std::vector<Word> entries{0, 1, 8, 13, 14, 48, 49, 100};
    if (Architecture::foreign_call != 0) entries.push_back(Architecture::foreign_call);
    return entries;
}();

} // namespace

CoreTest::CoreTest(Word frame_count) : kernel{frame_count} {
    // Root's free memory follows its image, in one piece.
    const Word fpinfo = frame_at(root(), fpinfo_address);
    const Word end = kernel.state().memory(fpinfo, PIP_FPINFO_MEMORY_END_OFFSET / 4);
    const Word begin = kernel.state().memory(fpinfo, PIP_FPINFO_MEMORY_BEGIN_OFFSET / 4);
    for (Word address = end; address > begin; address -= page) supply[root()].push_back(address - page);
    make_root_enterable();
}

void CoreTest::TearDown() {
    kernel.compare_everything();
    kernel.check_invariants();
    kernel.check_isolation();
}

void CoreTest::expect_refused(Service service, const Arguments& arguments, Error error, Word value) {
    const Result result = call(service, arguments);
    EXPECT_EQ(abi::name_of(result.error), std::string{abi::name_of(error)}) << describe(service, arguments);
    EXPECT_EQ(result.value, value) << describe(service, arguments);
}

void CoreTest::expect_value(Service service, const Arguments& arguments, Word value) {
    const Result result = call(service, arguments);
    ASSERT_EQ(abi::name_of(result.error), std::string{"none"}) << describe(service, arguments);
    ASSERT_EQ(result.value, value) << describe(service, arguments);
}

Word CoreTest::take_page() {
    auto& pages = supply[current()];
    if (pages.empty()) throw std::logic_error("the test uses more pages than the partition has");
    const Word address = pages.back();
    pages.pop_back();
    return address;
}

Child CoreTest::create() {
    const Arguments pages{take_page(), take_page(), take_page(), take_page(), take_page(), 0};
    const Child child{pages[0], frame_at(current(), pages[0])};
    expect_value(Service::create_partition, pages, 1);
    return child;
}

void CoreTest::prepare(const Child& child, Word address) {
    do prepare_level(child, address);
    while (call(Service::count_to_map, {child.descriptor, address}).value != 0);
}

void CoreTest::prepare_level(const Child& child, Word address) {
    const Word first = take_page(), second = take_page(), third = take_page();
    write(current(), first, second);
    write(current(), second, third);
    write(current(), third, 0);
    expect_value(Service::prepare, {child.descriptor, address, first}, 1);
}

Word CoreTest::give(const Child& child, Word child_page, bool writable) {
    if (call(Service::count_to_map, {child.descriptor, child_page}).value != 0) prepare(child, child_page);
    const Word own = take_page();
    expect_value(Service::add_vaddr, {own, child.descriptor, child_page, 1, writable ? 1U : 0U, 1}, 1);
    return own;
}

Child CoreTest::create_with_memory(Word pages, Word first) {
    const Child child = create();
    for (Word i = 0; i < pages; ++i) {
        give(child, first + i * page);
        supply[child.frame].push_back(first + (pages - 1 - i) * page);
    }
    return child;
}

void CoreTest::make_enterable(const Child& child) {
    give(child, vidt_address);
    give(child, context_page);
    for (const Word index : used_entries) {
        set_entry(child.frame, index, context_of(index));
        write(child.frame, context_of(index) + registers::pc, 0x00400000 + index);
        write(child.frame, context_of(index) + registers::state, 1);
        write(child.frame, context_of(index) + registers::valid, PIP_CONTEXT_STATE_PROGRAM);
    }
}

void CoreTest::make_root_enterable() {
    for (Word index : used_entries) {
        if (index == 0) index = Architecture::first_interrupt + interrupt_line; // 0 has root's first context
        const Word context = root_context_page + Architecture::context_bytes * slot_of(index);
        set_entry(root(), index, context);
        write(root(), context + registers::pc, image_address + index);
        write(root(), context + registers::valid, PIP_CONTEXT_STATE_PROGRAM);
    }
}

void CoreTest::enter(const Child& child) {
    expect_value(Service::yield, {child.descriptor, 0, 1, 0, 1}, 0);
    ASSERT_EQ(current(), child.frame);
}

void CoreTest::leave() {
    const Word parent = kernel.state().parent(current());
    expect_value(Service::yield, {0, 1, 0, 0, 1}, 0);
    ASSERT_EQ(current(), parent);
}

Word CoreTest::frame_at(Word partition, Word address) const {
    return kernel.state().frame(partition, address >> Architecture::page_bits);
}

void CoreTest::write(Word partition, Word address, Word value) {
    for (Word byte = 0; byte < word_bytes; ++byte) {
        const Word at = address + byte, frame = frame_at(partition, at), shift = at % word_bytes * 8;
        const Word index = at % page_size / word_bytes;
        kernel.poke(frame, index,
                    (kernel.state().memory(frame, index) & ~(Word{0xFF} << shift)) |
                        (value >> (8 * byte) & 0xFF) << shift);
    }
}

Word CoreTest::read(Word partition, Word address) const {
    Word value = 0;
    for (Word byte = word_bytes; byte-- > 0;) {
        const Word at = address + byte;
        value = value << 8 | (memory::read({frame_at(partition, at)}, at % page_size / word_bytes) >>
                                  (at % word_bytes * 8) &
                              0xFF);
    }
    return value;
}

void CoreTest::set_reg(Word offset, Word value) {
    auto words = kernel.state().context;
    words[offset / word_bytes] = value;
    kernel.set_registers(words);
}

} // namespace pepin::test
