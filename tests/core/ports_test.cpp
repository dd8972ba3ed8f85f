#include "core/fixture.hpp"

namespace pepin::test {

class Ports : public CoreTest {
protected:
    Ports() {
        child = create_with_memory(30);
        make_enterable(child);
    }
    void allow(const Child& whom, Word slot, Word first, Word last) {
        expect_value(Service::set_ports, {whom.descriptor, slot, first, last}, 1);
    }
    void expect_read(Service service, Word port, Word width) {
        machine.port_input = 0x87654321;
        expect_value(service, {port}, 0x87654321);
        EXPECT_EQ(machine.port_access, (PortAccess{width, port, 0}));
    }
    void expect_written(Service service, Word port, Word width) {
        expect_value(service, {port, 0xAABBCCDD}, 0);
        EXPECT_EQ(machine.port_access, (PortAccess{width, port, 0xAABBCCDD}));
    }
    // Denied, and no port is touched.
    void expect_denied(Service service, Word port) {
        expect_refused(service, {port, 0xFF}, Error::port_denied);
        EXPECT_EQ(machine.port_access, PortAccess{});
    }
    Child child;
};

TEST_F(Ports, EachWidthIsPassedOn) {
    expect_read(Service::in_byte, 0x3FD, 1);
    expect_read(Service::in_word, 0x1F0, 2);
    expect_read(Service::in_long, 0xCFC, 4);
    expect_written(Service::out_byte, 0x3F8, 1);
    expect_written(Service::out_word, 0x604, 2);
    expect_written(Service::out_long, 0xCF8, 4);
}

TEST_F(Ports, NobodyUsesAClosedPort) {
    for (const Word port : machine.closed_ports) {
        expect_denied(Service::in_byte, port);
        expect_denied(Service::out_byte, port);
    }
}

TEST_F(Ports, AWideAccessNeedsEveryPortThatItTouches) {
    // 0x4D0 and 0x4D1 are the kernel's.
    expect_denied(Service::in_word, 0x4CF);
    expect_denied(Service::out_long, 0x4CD);
    expect_denied(Service::in_long, 0x4D1);
    expect_read(Service::in_long, 0x4CC, 4);
    expect_read(Service::in_long, 0x4D2, 4);
    enter(child);
    expect_read(Service::in_long, 0x3FC, 4);
    expect_denied(Service::in_long, 0x3FD);
    expect_denied(Service::in_word, 0x3FF);
    expect_denied(Service::out_word, 0x3F7);
}

TEST_F(Ports, NoAccessWrapsAroundTheEndOfThePorts) {
    expect_read(Service::in_byte, 0xFFFF, 1);
    expect_read(Service::in_long, 0xFFFC, 4);
    expect_denied(Service::in_word, 0xFFFF);
    expect_denied(Service::in_long, 0xFFFD);
    expect_denied(Service::in_byte, 0x10000);
    expect_denied(Service::in_byte, 0x103F8);
    expect_denied(Service::in_long, ~Word{0});
    expect_denied(Service::in_long, ~Word{0} - 1);
}

TEST_F(Ports, RangesOfSeveralSlotsJoin) {
    allow(child, 1, 0x100, 0x101);
    allow(child, 2, 0x102, 0x103);
    enter(child);
    expect_read(Service::in_long, 0x100, 4);
    expect_denied(Service::in_long, 0x101);
}

TEST_F(Ports, SetPortsHandsRangesDownAndTakesThemBack) {
    allow(child, 7, 0x600, 0x60F);
    enter(child);
    expect_read(Service::in_byte, 0x600, 1);
    expect_read(Service::in_byte, 0x60F, 1);
    expect_denied(Service::in_byte, 0x610);
    leave();
    allow(child, 7, 1, 0); // empty
    allow(child, 0, 5, 4); // the console, too
    enter(child);
    expect_denied(Service::in_byte, 0x600);
    expect_denied(Service::out_byte, 0x3F8);
}

TEST_F(Ports, ARightCountsOnlyWhereEveryAncestorHasIt) {
    allow(child, 1, 0, 0xFFFE); // more than root has itself
    enter(child);
    expect_denied(Service::in_byte, 0x20);
    expect_read(Service::in_byte, 0x600, 1);
    const Child grandchild = create_with_memory(2);
    make_enterable(grandchild);
    allow(grandchild, 1, 0x500, 0x6FF);
    enter(grandchild);
    expect_read(Service::in_byte, 0x600, 1);
    EXPECT_TRUE(kernel.interrupt(1)); // to root, which takes the right from the child
    allow(child, 1, 0x700, 0x7FF);
    enter(child);
    enter(grandchild);
    expect_denied(Service::in_byte, 0x600);
    expect_read(Service::in_byte, 0x3FD, 1);
}

TEST_F(Ports, SetPortsChecksItsArguments) {
    const Word d = child.descriptor;
    expect_refused(Service::set_ports, {d, 8, 0, 0}, Error::bad_slot);
    expect_refused(Service::set_ports, {d, ~Word{0}, 0, 0}, Error::bad_slot);
    expect_refused(Service::set_ports, {d, 0, 0x10000, 0}, Error::bad_range);
    expect_refused(Service::set_ports, {d, 0, 0, 0x10000}, Error::bad_range);
    expect_refused(Service::set_ports, {d, 0, ~Word{0}, ~Word{0}}, Error::bad_range);
    expect_refused(Service::set_ports, {d, 0, 0, 0xFFFF}, Error::port_denied);
    expect_refused(Service::set_ports, {d, 8, 0, 0x10000}, Error::bad_slot);
    allow(child, 3, 0xFFFF, 0xFFFF);
    allow(child, 3, 1, 0xFFFF);
    allow(child, 3, 0xFFFF, 0);
}

TEST_F(Ports, WritesThatWouldChangeWhatTheKernelReliesOnAreRefused) {
    machine.output_denied = true;
    for (const Service service : {Service::out_byte, Service::out_word, Service::out_long}) {
        expect_refused(service, {0xCFC, 4}, Error::configuration_denied);
        expect_refused(service, {0x4D0, 4}, Error::port_denied); // the right comes first
    }
    expect_refused(Service::out_address, {0xCFC, image_address}, Error::configuration_denied);
    expect_refused(Service::out_address, {0xCFC, far_address}, Error::not_mapped);
    EXPECT_EQ(machine.port_access, PortAccess{});
    expect_read(Service::in_long, 0xCFC, 4);
}

TEST_F(Ports, OutAddressWritesThePhysicalAddress) {
    const Word own = take_page();
    expect_value(Service::out_address, {0x600, own + 0x123}, 0);
    EXPECT_EQ(machine.port_access,
              (PortAccess{4, 0x600, frame_at(root(), own) << Architecture::page_bits | 0x123}));
    expect_value(Service::out_address, {0x600, device_address}, 0);
    expect_refused(Service::out_address, {0x4CE, own}, Error::port_denied);
    expect_refused(Service::out_address, {0x600, 0x1234}, Error::reserved_address);
    expect_refused(Service::out_address, {0x600, kernel_address + 5}, Error::reserved_address);
    expect_refused(Service::out_address, {0x600, 0x00400000}, Error::not_mapped);
    expect_refused(Service::out_address, {0x600, child.descriptor + 8}, Error::not_accessible);
    enter(child);
    expect_denied(Service::out_address, 0x600);
}

TEST_F(Ports, PhysicalAddressesAreForThoseWhoHaveTheRightToKnowThem) {
    const Child grandchild = [&] {
        enter(child);
        const Child made = create_with_memory(2);
        make_enterable(made);
        allow(made, 1, PIP_LIMITS_ADDRESS_RIGHT, PIP_LIMITS_ADDRESS_RIGHT); // which the child has not got
        return made;
    }();
    const auto expect_told = [&](bool told) {
        const Arguments call{PIP_LIMITS_CONSOLE_FIRST, context_page + 8};
        if (told) {
            expect_value(Service::out_address, call, 0);
            EXPECT_EQ(
                machine.port_access,
                (PortAccess{4, call[0], frame_at(current(), context_page) << Architecture::page_bits | 8}));
        } else {
            expect_refused(Service::out_address, call, Error::port_denied);
            EXPECT_EQ(machine.port_access, PortAccess{});
        }
    };
    const auto expect_told_both = [&](bool told) {
        expect_told(told);
        enter(grandchild);
        expect_told(told);
        EXPECT_TRUE(kernel.interrupt(1));
    };
    expect_told_both(false); // they have the console
    allow(child, 1, PIP_LIMITS_ADDRESS_RIGHT - 1, PIP_LIMITS_ADDRESS_RIGHT);
    enter(child);
    expect_told_both(true);
    allow(child, 0, 1, 0); // the right alone is not enough
    enter(child);
    expect_told_both(false);
}

} // namespace pepin::test
