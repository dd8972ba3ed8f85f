"""Boots a root partition that has a disk copy the kernel's memory, and looks for it on the disk: a read of
memory that no partition would notice."""
import pathlib
import re
import struct
import sys
import unittest

sys.path.append(str(pathlib.Path(__file__).resolve().parents[2]))

from adversary import PARTITIONS
from booting import boot
from harness import FrontDoorTest
from pepin import tree
from pepin.bochs import Bochs
from pepin.machine import End, Ending, Settings

DISK = 1 << 20
PATTERN, PATTERN_AT = 0x5EC702D6, 64 * 512  # tests/partitions/adversary/disk/main.cpp
KERNEL_AT = 1 << 20
OPEN_PORTS = "call (void) pepin::open_ports(0xc000, 16)"  # where the BIOS places them
MASTER_THE_BUS = ("monitor o/w 0xcf8 0x80000904", "monitor o/h 0xcfc 7")  # device 1.1
PIECE = 64  # bytes that cannot be there by chance


def kernel_memory() -> bytes:
    """The first page of the kernel, as its file has it."""
    image = tree.kernel(False).read_bytes()
    (headers,) = struct.unpack_from("<I", image, 28)
    (count,) = struct.unpack_from("<H", image, 44)
    for number in range(count):
        kind, offset, _, physical, size = struct.unpack_from("<5I", image, headers + 32 * number)
        if kind == 1 and physical <= KERNEL_AT < physical + size:
            return image[offset + KERNEL_AT - physical :][:4096]
    raise AssertionError("the kernel has nothing at 1 MiB")


class Disk(FrontDoorTest):
    """An IDE disk of a PC."""

    def boot(self, *commands: str) -> tuple[str, bool]:
        """What the partition says, and whether memory came to the disk, where these are GDB's commands before
        root runs."""
        disk = self.directory() / "disk.img"
        content = bytes(PATTERN_AT) + struct.pack("<I", PATTERN) * ((DISK - PATTERN_AT) // 4)
        disk.write_bytes(content)
        words = ["break enter_root", "continue", *commands, "continue"]
        run = self.pepin(
            "debug",
            PARTITIONS / "disk.bin",
            "--memory",
            "16",
            "--device",
            "ide-hd,bus=ide.0,drive=disk",
            "--drive",
            f"driver=file,filename={disk},node-name=disk",
            "--",
            "-batch",
            *(word for command in words for word in ("-ex", command)),
        )
        run.status()
        said = re.search(r"(?m)^disk: (.*)$", run.output)
        self.assertIsNotNone(said, run.output)
        after, kernel = disk.read_bytes(), kernel_memory()
        pieces = [kernel[at : at + PIECE] for at in range(0, len(kernel), PIECE)]
        return said[1], any(piece in after for piece in pieces if len(set(piece)) > PIECE // 8)

    def test_the_ports_are_closed(self) -> None:
        self.assertEqual(self.boot(), ("the controller's ports are closed", False))

    def test_the_ports_are_closed_in_bochs(self) -> None:
        """Its controller does not ask whether it may master the bus."""
        output, ending = boot(Settings(tree.kernel(False), PARTITIONS / "disk.bin", memory=16), Bochs)
        self.assertEqual(ending, Ending(End.POWER_OFF), output)
        self.assertRegex(output, "(?m)^disk: the controller's ports are closed$")

    def test_nothing_is_copied(self) -> None:
        """Where the ports have been opened, behind the kernel's back, there is still the bus."""
        self.assertEqual(self.boot(OPEN_PORTS), ("to it waits, from it waits, memory is as it was", False))

    def test_a_controller_that_masters_the_bus(self) -> None:
        """... and where that has been given to it, too, there is something to be found."""
        self.assertEqual(
            self.boot(OPEN_PORTS, *MASTER_THE_BUS), ("to it ended, from it ended, memory was written", True)
        )


if __name__ == "__main__":
    unittest.main()
