// Arguments of services: descriptors that name no child of the caller, pages that are no pages, stacks that
// are not the caller's.
#include "child.hpp"
#include "platform.hpp"

namespace adversary {

namespace {

constexpr Word page_size = pip::Page::size;
constexpr Word unmapped = 0x30000000; // usable, but nothing is mapped there
constexpr Word free_page = 512;       // of the spare pages: the attempts' own from here on

struct Named {
    const char* service;
    pip_result_t (*call)(Word descriptor);
    Word refused = 0;            // the value beside an error
    bool zero_is_parent = false; // descriptor 0 is not wrong
    bool of_ports = false;
};

// Every service that names a child. The other arguments would be right for one.
constexpr Named child_services[] = {
    {"countToMap", [](Word descriptor) { return Pip_CountToMap_Result(descriptor, pool_address); }},
    {"prepare", [](Word descriptor) { return Pip_Prepare_Result(descriptor, unmapped, 0); }},
    {"addVAddr",
     [](Word descriptor) {
         return Pip_AddVAddr_Result(spare_page(free_page), descriptor, unmapped, PIP_RIGHTS(1, 1, 1));
     }},
    {"get_int_state", [](Word descriptor) { return Pip_Get_Int_State_Result(descriptor); }, ~Word{0}},
    {"removeVAddr", [](Word descriptor) { return Pip_RemoveVAddr_Result(descriptor, pool_address); }},
    {"deletePartition", [](Word descriptor) { return Pip_DeletePartition_Result(descriptor); }},
    {"collect", [](Word descriptor) { return Pip_Collect_Result(descriptor, pool_address); }},
    {"yield", [](Word descriptor) { return Pip_Yield_Result(descriptor, start_entry, here_entry, 0, 0); }, 4,
     true},
    {"set_ports", [](Word descriptor) { return Pip_Set_Ports_Result(descriptor, 7, 0, 0x1000); }, 0, false,
     true},
};

void refuse_descriptor(const char* what, Word descriptor, Error error) {
    for (const auto& named : child_services) {
        if ((descriptor == 0 && named.zero_is_parent) || (named.of_ports && !has_ports)) continue;
        const auto result = named.call(descriptor);
        if (result.error == static_cast<Word>(error) && result.value == named.refused) continue;
        printf("         %s at 0x%zx:\n", what, descriptor);
        expect(named.service, result, error, named.refused);
    }
}

// Addresses that are wrong for whoever names a page.
struct WrongAddress {
    Word address;
    Error error;
};
constexpr WrongAddress wrong_addresses[] = {
    {0, Error::reserved_address},
    {1, Error::unaligned},
    {0x1000, Error::reserved_address},
    {low_end - page_size, Error::reserved_address},
    {low_end - 1, Error::unaligned},
    {first_reserved, Error::reserved_address},
    {first_reserved + 0x100000, Error::reserved_address},
    {first_reserved + 0x100004, Error::unaligned},
    {end_reserved - page_size, Error::reserved_address},
    {~Word{0}, Error::unaligned},
    {~Word{0} - 0xffe, Error::unaligned},
    {low_end / 2, Error::reserved_address},
};

void wrong_descriptors(Word real) {
    for (const auto& wrong : wrong_addresses)
        refuse_descriptor("a wrong address as descriptor", wrong.address, wrong.error);
    for (Word bit = 1; bit < page_size; bit <<= 1)
        refuse_descriptor("a descriptor with low bits", real | bit, Error::unaligned);
    for (const Word page : {unmapped, unused_pages[0], vidt_address, image_address, unused_pages[1]})
        refuse_descriptor("no child at all", page, Error::not_a_child);
}

void descriptors_in_root() {
    Child child{attacker_memory(), 100};
    wrong_descriptors(child.descriptor());
    for (const Word page : {fpinfo_address, root_stack_address, device_address, spare_page(free_page)})
        refuse_descriptor("a page of root's", page, Error::not_a_child);
    for (Word index = 1; index < Child::configuration_pages; ++index)
        refuse_descriptor("other configuration of a child", child.configuration(index), Error::not_a_child);
    refuse_descriptor("memory of a child", child.mailbox_page(), Error::not_a_child);

    // A child of the child: root maps its descriptor too, but it is not root's child.
    const auto outcome = child.run([](Word) {
        watch_all_entries();
        const Child grandchild{pool_address};
        Pip_Yield_Result(0, parent_entry, yielded_entry, 1, 1);
    });
    expect("the child has a child", outcome.event.vector, parent_entry);
    for (Word index = 0; index < Child::configuration_pages; ++index)
        refuse_descriptor("configuration of a grandchild", child.pool_page(index), Error::not_a_child);
    for (Word bit = 1; bit < 16; bit <<= 1)
        refuse_descriptor("a grandchild's descriptor with low bits", child.pool_page(0) | bit,
                          Error::unaligned);
    expect_finished("the child goes on", child.resume());
}

void descriptors_in_child() {
    Child child{attacker_memory(), 100};
    // Names of others, as their parents have them: the child's own, its siblings', and a page that is
    // nobody's.
    const auto outcome = child.run([](Word) {
        watch_all_entries();
        const Child grandchild{pool_address};
        wrong_descriptors(grandchild.descriptor());
        for (const Word page :
             {attacker_memory(), spare_page(0), spare_page(free_page), mailbox_address, stack_address})
            refuse_descriptor("a descriptor of others", page, Error::not_a_child);
        for (Word index = 1; index < Child::configuration_pages; ++index)
            refuse_descriptor("other configuration", grandchild.configuration(index), Error::not_a_child);
        mailbox()[0] = all_as_expected() ? 1 : 2;
    });
    expect_finished("the child", outcome);
    expect("what the child found", child.mailbox()[0], 1);
}

// addVAddr(X, descriptor | 1, ...) made a descriptor of X in Pip; countToMap took any frame.
void descriptor_with_low_bits(const Child& child, Word page) {
    for (Word bit = 1; bit < page_size; bit <<= 1) {
        expect("addVAddr, descriptor",
               Pip_AddVAddr_Result(page, child.descriptor() | bit, unmapped, PIP_RIGHTS(1, 1, 1)),
               Error::unaligned, 0);
        expect("addVAddr, page",
               Pip_AddVAddr_Result(page | bit, child.descriptor(), pool_address, PIP_RIGHTS(1, 1, 1)),
               Error::unaligned, 0);
        expect("addVAddr, child page",
               Pip_AddVAddr_Result(page, child.descriptor(), pool_address | bit, PIP_RIGHTS(1, 1, 1)),
               Error::unaligned, 0);
        expect("countToMap, page", Pip_CountToMap_Result(child.descriptor(), pool_address | bit),
               Error::unaligned, 0);
        expect("prepare, page", Pip_Prepare_Result(child.descriptor(), unmapped | bit, page),
               Error::unaligned, page);
        expect("prepare, list", Pip_Prepare_Result(child.descriptor(), unmapped, page | bit),
               Error::unaligned, (page | bit) & ~Word{1});
        expect("removeVAddr, page", Pip_RemoveVAddr_Result(child.descriptor(), pool_address | bit),
               Error::unaligned, 0);
        expect("collect, page", Pip_Collect_Result(child.descriptor(), pool_address | bit), Error::unaligned,
               0);
        expect("mappedInChild", Pip_MappedInChild_Result(page | bit), Error::unaligned, 0);
    }
    expect("the page is in no child", Pip_MappedInChild_Result(page), Error::none, 0);
    expect("and no descriptor", Pip_Get_Int_State_Result(page), Error::not_a_child, ~Word{0});
}

// A page of the caller's that looks like a child's descriptor: its words are those of any frame there may be,
// the caller's own descriptor among them.
void forged_descriptors(const Child&, Word page) {
    constexpr Word frames = 64 << 8; // of 64 MiB; the attempts' partitions lie in the lowest ones
    for (Word frame = 0; frame < frames; ++frame) {
        for (Word word = 0; word < 16; ++word) pip::Page::containing(page).as<volatile Word>()[word] = frame;
        const auto result = Pip_Get_Int_State_Result(page);
        if (result.error != PIP_ERROR_NOT_A_CHILD)
            return expect("a forged descriptor", result, Error::not_a_child, ~Word{0});
    }
}

void wrong_pages(const Child& child, Word good_page) {
    const Word descriptor = child.descriptor();
    for (const auto& [address, error] : wrong_addresses) {
        expect("countToMap", Pip_CountToMap_Result(descriptor, address), error, 0);
        expect("prepare, page", Pip_Prepare_Result(descriptor, address, good_page), error, good_page);
        if (address != 0)
            expect("prepare, list", Pip_Prepare_Result(descriptor, unmapped, address), error,
                   address & ~Word{1});
        expect("addVAddr, page", Pip_AddVAddr_Result(address, descriptor, pool_address, PIP_RIGHTS(1, 1, 1)),
               error, 0);
        expect("addVAddr, child page",
               Pip_AddVAddr_Result(good_page, descriptor, address, PIP_RIGHTS(1, 1, 1)), error, 0);
        expect("removeVAddr", Pip_RemoveVAddr_Result(descriptor, address), error, 0);
        expect("collect", Pip_Collect_Result(descriptor, address), error, 0);
        expect("mappedInChild", Pip_MappedInChild_Result(address), error, 0);
        for (Word wrong = 0; wrong < 5; ++wrong) {
            Word pages[5];
            for (Word i = 0; i < 5; ++i) pages[i] = i == wrong ? address : good_page + (i + 1) * page_size;
            expect("createPartition",
                   Pip_CreatePartition_Result(pages[0], pages[1], pages[2], pages[3], pages[4]), error, 0);
        }
    }
    for (const Word address : {unmapped, unused_pages[0], low_end}) {
        expect("addVAddr of nothing",
               Pip_AddVAddr_Result(address, descriptor, pool_address, PIP_RIGHTS(1, 1, 1)), Error::not_mapped,
               0);
        expect("prepare of nothing", Pip_Prepare_Result(descriptor, unmapped, address), Error::not_mapped,
               address);
        expect("mappedInChild of nothing", Pip_MappedInChild_Result(address), Error::not_mapped, 0);
        expect("createPartition of nothing",
               Pip_CreatePartition_Result(good_page, good_page + page_size, address, good_page, good_page),
               Error::not_mapped, 0);
    }
}

void devices_as_configuration() {
    const Child child{attacker_memory()};
    const Word page = spare_page(free_page), device = device_address;
    expect("a device as configuration",
           Pip_CreatePartition_Result(device, page, page + page_size, page + 2 * page_size,
                                      page + 3 * page_size),
           Error::not_memory, 0);
    expect("a device as a table", Pip_Prepare_Result(child.descriptor(), unmapped, device), Error::not_memory,
           device);
}

constexpr Attempt attempts[] = {
    {3, "descriptors and pages with low bits, in root", [] { attempt_in_root(descriptor_with_low_bits); }},
    {3, "descriptors and pages with low bits, in a child",
     [] { attempt_in_child(descriptor_with_low_bits); }},
    {11, "descriptors that name no child of root's, grandchildren's among them", descriptors_in_root},
    {11, "descriptors that name no child of a child's, siblings' among them", descriptors_in_child},
    {11, "pages that look like descriptors, in root", [] { attempt_in_root(forged_descriptors); }},
    {11, "pages that look like descriptors, in a child", [] { attempt_in_child(forged_descriptors); }},
    {0, "wrong pages in every service, in root", [] { attempt_in_root(wrong_pages); }},
    {0, "wrong pages in every service, in a child", [] { attempt_in_child(wrong_pages); }},
    {0, "devices as configuration", devices_as_configuration},
};

} // namespace

const std::span<const Attempt> argument_attempts{attempts};

} // namespace adversary
