// ACPI's tables, right and wrong.
#include <gtest/gtest.h>

#include "acpi.hpp"
#include "platform/fake_firmware.hpp"

namespace pepin::test {
namespace {

using acpi::Interrupts;
using ::testing::Test;

constexpr std::uint64_t local_apic = 0xFEE00000, io_apic = 0xFEC00000;

[[nodiscard]] Bytes io_apic_entry(std::uint64_t address, std::uint32_t first_line) {
    return Bytes{}.add(1, 1).add(12, 1).add(0, 2).add(address, 4).add(first_line, 4);
}
[[nodiscard]] Bytes override_entry(std::uint8_t source, std::uint32_t line, std::uint16_t flags,
                                   std::uint8_t bus = 0) {
    return Bytes{}.add(2, 1).add(10, 1).add(bus, 1).add(source, 1).add(line, 4).add(flags, 2);
}
[[nodiscard]] Bytes madt(std::initializer_list<Bytes> entries, std::uint64_t local = local_apic) {
    Bytes content = Bytes{}.add(local, 4).add(1, 4);
    for (const Bytes& entry : entries) content.add(entry.text());
    return acpi_table("APIC", content);
}

class Acpi : public Test {
protected:
    static constexpr std::uint64_t pointer_place = 0xF5000, root_place = 0x1000, first_table = 0x2000;

    // ACPI 1.0's root pointer and table of tables, or the newer ones.
    static Bytes old_pointer(std::uint64_t rsdt) {
        return summed(Bytes{"RSD PTR "}.add(0, 1).add("PEPIN ").add(0, 1).add(rsdt, 4), 8, 20);
    }
    static Bytes new_pointer(std::uint64_t xsdt, std::uint64_t rsdt = 0) {
        Bytes pointer = Bytes{"RSD PTR "}.add(0, 1).add("PEPIN ").add(2, 1).add(rsdt, 4);
        summed(pointer, 8, 20).add(36, 4).add(xsdt, 8).fill_up_to(36);
        return summed(pointer, 32, 36);
    }

    // Tables one behind the other, and their addresses, in the form of the table of tables.
    void put_tables(std::initializer_list<Bytes> tables, std::size_t address_bytes) {
        Bytes addresses;
        std::uint64_t place = first_table;
        for (const Bytes& table : tables) {
            addresses.add(place, address_bytes);
            firmware_.put(place, table);
            place += table.size();
        }
        firmware_.put(root_place, acpi_table(address_bytes == 4 ? "RSDT" : "XSDT", addresses));
    }
    acpi::Information& read(const multiboot::RootPointer& copy = {}) {
        acpi::read(information_, copy);
        return information_;
    }
    acpi::Information& read_tables(std::initializer_list<Bytes> tables) {
        put_tables(tables, 8);
        firmware_.put(pointer_place, new_pointer(root_place));
        return read();
    }
    [[nodiscard]] bool is_kept(std::uint64_t address) const {
        for (const boot::FrameRange range : information_.kept.ranges())
            if (range.contains(Frame{address / page_size})) return true;
        return false;
    }
    // The table counts as not there, and this is why.
    void expect_ignored(const Bytes& table, const std::string& reason) {
        firmware_.console.clear();
        information_ = {};
        read_tables({table});
        EXPECT_FALSE(information_.interrupts.described) << reason;
        EXPECT_NE(firmware_.console.find(reason), std::string::npos) << reason << "\n" << firmware_.console;
        EXPECT_NE(firmware_.console.find(" is ignored: it "), std::string::npos) << firmware_.console;
    }

    Firmware firmware_;
    acpi::Information information_;

private:
    static Bytes& summed(Bytes& bytes, std::size_t at, std::size_t size) {
        std::uint8_t sum = 0;
        for (std::size_t i = 0; i < size && i < bytes.size(); ++i)
            sum = static_cast<std::uint8_t>(sum + static_cast<std::uint8_t>(bytes.text()[i]));
        return bytes.set(at, 0x100U - sum, 1);
    }
    static Bytes summed(Bytes&& bytes, std::size_t at, std::size_t size) { return summed(bytes, at, size); }
};

TEST_F(Acpi, NothingIsThere) {
    const auto& found = read();
    EXPECT_FALSE(found.interrupts.described);
    EXPECT_TRUE(is_kept(local_apic)) << "what every PC has is kept all the same";
    EXPECT_TRUE(is_kept(0xFFFFFFFF));
    EXPECT_FALSE(is_kept(0xFEBFFFFF));
    EXPECT_EQ(firmware_.console, "");
}

TEST_F(Acpi, LinesAreLedByOverrides) {
    const auto& found =
        read_tables({madt({Bytes{}.add(0, 1).add(8, 1).add(0, 6), io_apic_entry(io_apic, 0),
                           override_entry(0, 2, 0), override_entry(9, 9, 0xD), override_entry(11, 20, 0xF),
                           override_entry(5, 5, 0x5), override_entry(3, 7, 0, 1), override_entry(16, 7, 0)})})
            .interrupts;
    ASSERT_TRUE(found.described) << firmware_.console;
    EXPECT_TRUE(found.has_8259);
    EXPECT_EQ(found.local_apic, local_apic);
    ASSERT_EQ(found.io_apics().size(), 1);
    EXPECT_EQ(found.io_apics()[0].address, io_apic);
    EXPECT_EQ(found.lines[0].line, 2);
    EXPECT_FALSE(found.lines[0].level_triggered);
    EXPECT_FALSE(found.lines[2].exists) << "the second controller reports there";
    EXPECT_EQ(found.lines[1].line, 1);
    EXPECT_EQ(found.lines[3].line, 3) << "another bus";
    EXPECT_TRUE(found.lines[9].level_triggered);
    EXPECT_FALSE(found.lines[9].active_low);
    EXPECT_EQ(found.lines[11].line, 20);
    EXPECT_TRUE(found.lines[11].level_triggered);
    EXPECT_TRUE(found.lines[11].active_low);
    EXPECT_FALSE(found.lines[5].level_triggered);
    EXPECT_FALSE(found.lines[5].active_low);
    EXPECT_EQ(firmware_.console, "");
}

TEST_F(Acpi, ALineThatAnotherTakesIsNone) {
    const auto& found =
        read_tables({madt({io_apic_entry(io_apic, 0), override_entry(4, 10, 0), override_entry(6, 10, 0)})});
    EXPECT_EQ(found.interrupts.lines[4].line, 10);
    EXPECT_FALSE(found.interrupts.lines[10].exists);
    EXPECT_EQ(found.interrupts.lines[6].line, 6) << "the first one has it";
}

TEST_F(Acpi, ThereCanBeSeveralControllers) {
    constexpr std::uint64_t far_apic = 0x1234567000;
    const auto& found = read_tables(
        {madt({io_apic_entry(io_apic, 0), io_apic_entry(0xFEC01000, 24), io_apic_entry(0xD0000FE0, 48),
               Bytes{}.add(5, 1).add(12, 1).add(0, 2).add(far_apic, 8)})});
    ASSERT_EQ(found.interrupts.io_apics().size(), 3) << firmware_.console;
    EXPECT_EQ(found.interrupts.io_apics()[2].address, 0xD0000FE0);
    EXPECT_EQ(found.interrupts.io_apics()[2].first_line, 48);
    EXPECT_EQ(found.interrupts.local_apic, far_apic);
    EXPECT_TRUE(is_kept(0xD0000000));
    EXPECT_FALSE(is_kept(0xD0001000));
    EXPECT_TRUE(is_kept(far_apic));
}

TEST_F(Acpi, WhatIsKeptIsFound) {
    read_tables(
        {acpi_table("SSDT", {}),
         acpi_table("MCFG", Bytes{}.add(0, 8).add(0xB0000000, 8).add(0, 2).add(1, 1).add(3, 1).add(0, 4)),
         acpi_table("HPET", Bytes{}.add(0, 8).add(0x40000000, 8).fill_up_to(20)),
         acpi_table("DMAR", Bytes{}
                                .add(38, 1)
                                .add(0, 11)
                                .add(1, 2)
                                .add(8, 2)
                                .add(0xAAAAAAAA, 4)
                                .add(0, 2)
                                .add(16, 2)
                                .add(0x100, 4)
                                .add(0xA0000000, 8))});
    EXPECT_EQ(firmware_.console, "");
    EXPECT_FALSE(is_kept(0xB00FFFFF));
    EXPECT_TRUE(is_kept(0xB0100000));
    EXPECT_TRUE(is_kept(0xB03FFFFF));
    EXPECT_FALSE(is_kept(0xB0400000));
    EXPECT_TRUE(is_kept(0x40000000));
    EXPECT_FALSE(is_kept(0x40001000));
    EXPECT_TRUE(is_kept(0xA0001FFF)) << "two pages";
    EXPECT_FALSE(is_kept(0xA0002000));
}

TEST_F(Acpi, TheOldTableOfTablesDoes) {
    put_tables({madt({io_apic_entry(io_apic, 0)})}, 4);
    firmware_.put(0x40E, Bytes{}.add(0x9FC0, 2));
    firmware_.put(0x9FC20, old_pointer(root_place));
    EXPECT_TRUE(read().interrupts.described);
}

TEST_F(Acpi, TheOldTableOfTablesStandsIn) {
    put_tables({madt({io_apic_entry(io_apic, 0)})}, 4);
    firmware_.put(pointer_place, new_pointer(Firmware::memory_bytes + 5, root_place));
    EXPECT_TRUE(read().interrupts.described);
    EXPECT_NE(
        firmware_.console.find("ACPI's table XSDT at 0x0000000000200005 is ignored: it is out of reach"),
        std::string::npos)
        << firmware_.console;
}

TEST_F(Acpi, TheLoadersCopyComesFirst) {
    put_tables({madt({io_apic_entry(io_apic, 0)})}, 8);
    multiboot::RootPointer copy;
    copy.size = 36;
    new_pointer(root_place).text().copy(copy.bytes.data(), copy.size);
    EXPECT_TRUE(read(copy).interrupts.described);
    information_ = {};
    copy.bytes[17] ^= 1;
    EXPECT_FALSE(read(copy).interrupts.described);
    EXPECT_EQ(firmware_.console, "The boot loader's copy of ACPI's root pointer is damaged.\n");
    firmware_.put(pointer_place, new_pointer(root_place));
    EXPECT_TRUE(read(copy).interrupts.described);
}

TEST_F(Acpi, DamagedTablesAreIgnored) {
    const Bytes good = madt({io_apic_entry(io_apic, 0)});
    expect_ignored(Bytes{good}.set(50, 0x77, 1), "is damaged: its bytes add up to ");
    expect_ignored(Bytes{good}.set(4, 35, 4), "says that it has 35 bytes, where 36 to 65536 can be");
    expect_ignored(Bytes{good}.set(4, 0xFFFFFFFF, 4), "says that it has 4294967295 bytes");
    expect_ignored(acpi_table("APIC", Bytes{}.add(0, 4)), "has only 40 bytes instead of 44");
    expect_ignored(madt({Bytes{}.add(9, 1).add(0, 1)}), "has an entry of 0 bytes");
    expect_ignored(madt({Bytes{}.add(9, 1).add(1, 1)}), "has an entry of 1 bytes");
    expect_ignored(madt({Bytes{}.add(9, 1).add(3, 1)}), "has an entry of 3 bytes");
    expect_ignored(madt({Bytes{}.add(9, 1)}), "has 1 bytes behind its last entry");
    expect_ignored(madt({Bytes{}.add(1, 1).add(4, 1).add(0, 2)}), "of 4 bytes, which is too short");
    expect_ignored(madt({Bytes{}.add(2, 1).add(8, 1).add(0, 6)}), "of 8 bytes, which is too short");
    expect_ignored(madt({Bytes{}.add(5, 1).add(8, 1).add(0, 6)}), "of 8 bytes, which is too short");
    expect_ignored(madt({io_apic_entry(0xFEC00FF0, 0)}), "has a controller at 4273999856, where none can be");
    expect_ignored(madt({io_apic_entry(0, 0)}), "has a controller at 0, where none can be");
    expect_ignored(madt({}, 0), "has its local controller at 0");
}

TEST_F(Acpi, TooManyControllersAreIgnored) {
    Bytes entries;
    for (std::uint32_t i = 0; i <= Interrupts::most_io_apics; ++i)
        entries.add(io_apic_entry(io_apic + 0x1000 * i, 24 * i).text());
    expect_ignored(madt({entries}), "has more than 32 controllers");
}

TEST_F(Acpi, EveryTruncationIsNoticed) {
    const Bytes good = madt({io_apic_entry(io_apic, 0), override_entry(0, 2, 0)});
    for (std::size_t size = 44; size < good.size(); ++size) {
        const Bytes cut = acpi_table("APIC", Bytes{good.text().substr(36, size - 36)});
        information_ = {};
        read_tables({cut});
        // Between two entries it is a table with fewer of them.
        EXPECT_EQ(information_.interrupts.described, size == 44 || size == 56) << size;
    }
}

TEST_F(Acpi, RangesThatCannotBeAreNamed) {
    const auto range = [](std::uint64_t base, std::uint8_t first, std::uint8_t last) {
        return acpi_table("MCFG",
                          Bytes{}.add(0, 8).add(base, 8).add(0, 2).add(first, 1).add(last, 1).add(0, 4));
    };
    expect_ignored(range(0xB0000000, 3, 1), "has a range that cannot be, entry 0");
    expect_ignored(range(~std::uint64_t{0}, 0, 0), "has a range that cannot be, entry 0");
    expect_ignored(range(0xFFFFFFFF00000, 0, 255), "has a range that cannot be, entry 0");
    expect_ignored(acpi_table("HPET", Bytes{}.add(0, 8)), "has only 44 bytes instead of 56");
    expect_ignored(acpi_table("HPET", Bytes{}.add(0, 8).add(~std::uint64_t{0}, 8)),
                   "names an address that cannot be");
    expect_ignored(acpi_table("DMAR", Bytes{}.add(0, 12).add(0, 4)), "has a structure of 0 bytes");
    expect_ignored(acpi_table("DMAR", Bytes{}.add(0, 12).add(0, 2).add(0xFFFF, 2)),
                   "has a structure of 65535 bytes");
    expect_ignored(acpi_table("DMAR", Bytes{}.add(0, 12).add(0, 2).add(8, 2).add(0, 4)),
                   "has a unit that cannot be");
}

TEST_F(Acpi, AnAddressOfATableCanBeAnything) {
    firmware_.put(root_place, acpi_table("XSDT", Bytes{}
                                                     .add(0, 8)
                                                     .add(~std::uint64_t{0}, 8)
                                                     .add(Firmware::memory_bytes - 4, 8)
                                                     .add(0x3001, 8)
                                                     .add(7, 3)));
    firmware_.put(Firmware::memory_bytes - 4, Bytes{"APIC"});
    firmware_.put(0x3001, madt({io_apic_entry(io_apic, 0)}));
    firmware_.put(pointer_place, new_pointer(root_place));
    EXPECT_TRUE(read().interrupts.described);
    EXPECT_EQ(firmware_.console, "ACPI's table ???? at 0xffffffffffffffff is ignored: it is out of reach\n"
                                 "ACPI's table APIC at 0x00000000001ffffc is ignored: it is out of reach\n");
}

} // namespace
} // namespace pepin::test
