"""Machines with PCI bridges: of what firmware has placed sensibly everything is usable, of what it has not,
nothing."""
import pathlib
import re
import sys
import typing
import unittest

sys.path.append(str(pathlib.Path(__file__).resolve().parents[2]))

from adversary import PARTITIONS
from booting import boot
from harness import FrontDoorTest
from pepin import tree
from pepin.machine import End, Ending, Settings

WINDOWS = PARTITIONS / "windows.bin"


class Function(typing.NamedTuple):
    """What root has found out about one."""

    is_bridge: bool
    decodes: int  # 1 ports, 2 memory
    changeable: bool
    ports: list[str]  # open or closed, one for each window


USABLE, CLOSED = (3, True, {"open"}), (0, False, {"closed"})


def functions(output: str) -> dict[str, Function]:
    """What the partition says, by BUS:DEVICE.FUNCTION."""
    assert "\nwindows: done\n" in output, output
    lines = re.findall(
        r"(?m)^windows: ([0-9:.]+) kind ([01]) decodes ([0-3]), may (not )?be changed(.*)$", output
    )
    return {
        place: Function(kind == "1", int(decodes), not denied, re.findall("ports (open|closed) at", ports))
        for place, kind, decodes, denied, ports in lines
    }


class Sensible(unittest.TestCase):
    """As the BIOS places windows: nothing is lost, at any depth."""

    NOBODYS = (
        "0:31.3",
        "0:1.1",
    )  # an ICH9's management bus, and what tells a PIIX3's IDE controller where memory is

    def check(self, board: str, bridges: int, behind: int, *devices: str) -> None:
        output, ending = boot(Settings(tree.kernel(True), WINDOWS, memory=16, board=board, devices=devices))
        self.assertEqual(ending, Ending(End.POWER_OFF), output)
        found = functions(output)
        self.assertEqual(sum(function.is_bridge for function in found.values()), bridges, output)
        self.assertEqual(
            sum(not place.startswith("0:") and not function.is_bridge for place, function in found.items()),
            behind,
            output,
        )
        for place, function in found.items():
            self.assertEqual(function.decodes, 3, (place, output))
            self.assertNotIn("closed", function.ports if place not in self.NOBODYS else [], (place, output))
            if function.is_bridge:
                self.assertFalse(function.changeable, (place, output))
            elif not place.startswith("0:"):
                self.assertTrue(function.changeable, (place, output))

    def test_pc(self) -> None:
        self.check(
            "pc",
            2,
            3,
            "pci-bridge,chassis_nr=1,id=first",
            "e1000,bus=first,addr=1",
            "rtl8139,bus=first,addr=2",
            "pci-bridge,chassis_nr=2,id=second,bus=first,addr=3",
            "ES1370,audiodev=quiet,bus=second,addr=1",
            "e1000",
        )

    def test_q35(self) -> None:
        self.check(
            "q35",
            7,
            4,
            "pcie-root-port,id=port1,chassis=1",
            "e1000e,bus=port1",
            "pcie-pci-bridge,id=old",
            "rtl8139,bus=old,addr=1",
            "pcie-root-port,id=port2,chassis=2",
            "x3130-upstream,id=up,bus=port2",
            "xio3130-downstream,id=down,bus=up,chassis=3",
            "nec-usb-xhci,bus=down",
            "i82801b11-bridge,id=mobile",
            "AC97,audiodev=quiet,bus=mobile,addr=1",
            "pcie-root-port,id=empty,chassis=4",
        )

    def test_another_host_bridge(self) -> None:
        """Its buses are reached without a bridge."""
        self.check("pc", 1, 1, "pxb,bus_nr=30,id=host", "e1000,bus=host,addr=1")


class Placed(FrontDoorTest):
    """Windows placed by the test, at the kernel's first instruction. Devices 8 and 9 of bus 0 are bridges,
    with 1:2.0 and 2:3.0 behind them; 10 is none."""

    DEVICES = (
        "pci-bridge,chassis_nr=1,id=first,addr=8",
        "rtl8139,bus=first,addr=2",
        "pci-bridge,chassis_nr=2,id=second,addr=9",
        "ne2k_pci,bus=second,addr=3",
        "e1000,addr=0xa",
    )
    FIRST, SECOND, E1000, RTL8139, NE2K = "0:8.0", "0:9.0", "0:10.0", "1:2.0", "2:3.0"
    PORTS, MEMORY, PREFETCHABLE, BUSES = 0x1C, 0x20, 0x24, 0x18  # what bridges hand on
    NONE = 0x0000FFF0  # a base above its limit
    GOOD = (
        (FIRST, PORTS, 0x4040),
        (FIRST, MEMORY, 0xF010F000),
        (FIRST, PREFETCHABLE, NONE),
        (RTL8139, 0x10, 0x4000),
        (RTL8139, 0x14, 0xF0000000),
        (RTL8139, 0x30, 0xF0080000),
        (SECOND, PORTS, 0x5050),
        (SECOND, MEMORY, 0xF030F020),
        (SECOND, PREFETCHABLE, NONE),
        (NE2K, 0x10, 0x5000),
        (NE2K, 0x30, 0xF0280000),
        (E1000, 0x10, 0xF0400000),
        (E1000, 0x14, 0x6000),
        (E1000, 0x30, 0xF0480000),
    )

    def place(self, *writes: tuple[str, int, int]) -> dict[str, Function]:
        """What root finds where these are the values of registers."""
        entry = int.from_bytes(tree.kernel(False).read_bytes()[24:28], "little")  # of the ELF header
        commands = [f"break *{entry:#x}", "continue"]
        for place, register, value in (*self.GOOD, *writes):
            bus, device, function = (int(number) for number in re.split("[:.]", place))
            commands += [
                f"monitor o/w 0xcf8 {1 << 31 | bus << 16 | device << 11 | function << 8 | register:#x}",
                f"monitor o/w 0xcfc {value:#x}",
            ]
        run = self.pepin(
            "debug",
            WINDOWS,
            "--memory",
            "16",
            *(word for device in self.DEVICES for word in ("--device", device)),
            "--",
            "-batch",
            *(word for command in (*commands, "continue") for word in ("-ex", command)),
        )
        run.status()
        return functions(run.output.replace("\r\n", "\n"))

    def check(
        self, *writes: tuple[str, int, int], bridges: tuple[int, int] = (3, 3), closed: tuple[str, ...] = ()
    ) -> None:
        found = self.place(*writes)
        self.assertEqual((found[self.FIRST].decodes, found[self.SECOND].decodes), bridges, found)
        for place in (self.FIRST, self.SECOND):
            self.assertFalse(found[place].changeable, found)
        for place in (self.E1000, self.RTL8139, self.NE2K):
            function = found[place]
            self.assertEqual(
                (function.decodes, function.changeable, set(function.ports)),
                CLOSED if place in closed else USABLE,
                (place, found),
            )

    def test_apart(self) -> None:
        self.check()

    def test_a_device_in_what_a_bridge_hands_on(self) -> None:
        self.check((self.E1000, 0x14, 0x4800), closed=(self.E1000,))
        self.check((self.E1000, 0x10, 0xF0200000), closed=(self.E1000,))

    def test_a_device_outside_of_what_its_bridge_hands_on(self) -> None:
        self.check((self.RTL8139, 0x10, 0x7000), closed=(self.RTL8139,))
        self.check((self.RTL8139, 0x14, 0xF0500000), closed=(self.RTL8139,))

    def test_a_device_in_what_another_bridge_hands_on(self) -> None:
        self.check((self.NE2K, 0x10, 0x4800), closed=(self.NE2K,))

    def test_a_device_that_has_not_been_placed(self) -> None:
        """A base address of 0, which some devices decode: that kind stays off where firmware has left it
        off."""
        command = 4
        found = self.place((self.E1000, 0x14, 0), (self.E1000, command, 2))[self.E1000]
        self.assertEqual((found.decodes, found.changeable, found.ports), (0, False, []))
        found = self.place((self.E1000, 0x14, 0), (self.E1000, command, 3))[self.E1000]
        self.assertEqual((found.decodes, found.changeable), (3, True))
        found = self.place((self.E1000, 0x10, 0), (self.E1000, command, 1))[self.E1000]
        self.assertEqual((found.decodes, found.changeable, found.ports), (0, False, ["closed"]))

    def test_two_bridges_that_hand_on_the_same(self) -> None:
        self.check((self.SECOND, self.PORTS, 0x5040), bridges=(3, 2), closed=(self.NE2K,))
        self.check((self.SECOND, self.MEMORY, 0xF030F010), bridges=(3, 1), closed=(self.NE2K,))
        self.check((self.SECOND, self.PREFETCHABLE, 0xF000F000), bridges=(3, 1), closed=(self.NE2K,))

    def test_a_bridge_that_hands_on_memory(self) -> None:
        self.check((self.FIRST, self.MEMORY, 0xF0100080), bridges=(1, 3), closed=(self.RTL8139,))
        self.check((self.SECOND, self.MEMORY, 0x00000000), bridges=(3, 1), closed=(self.NE2K,))

    def test_a_bridge_that_hands_on_interrupt_controllers(self) -> None:
        self.check((self.FIRST, self.MEMORY, 0xFFF0F000), bridges=(1, 3), closed=(self.RTL8139,))
        self.check((self.SECOND, self.PORTS, 0x5000), bridges=(3, 2), closed=(self.NE2K,))

    def test_buses_that_cannot_be(self) -> None:
        """The first bridge leads to the second's bus, and then to none; what stood behind them cannot be
        found any more, or is reached by the other."""
        found = self.place((self.SECOND, self.BUSES, 0x00010100))
        self.assertEqual((found[self.FIRST].decodes, found[self.SECOND].decodes), (3, 0), found)
        self.assertNotIn(self.NE2K, found)
        found = self.place((self.SECOND, self.BUSES, 0x00000000))
        self.assertEqual((found[self.FIRST].decodes, found[self.SECOND].decodes), (3, 0), found)


if __name__ == "__main__":
    unittest.main()
