"""Boots machines whose BIOS has read a floppy disk, with a root partition that has the floppy controller go
on."""
import pathlib
import struct
import sys
import unittest

sys.path.append(str(pathlib.Path(__file__).resolve().parents[2]))

from adversary import PARTITIONS
from booting import boot
from harness import FrontDoorTest
from pepin import iso, tree
from pepin.machine import End, Ending, Settings

SECTOR = 512
DISK = 1440 * 1024
BOOT_NEXT = b"\xcd\x18"  # int 0x18: this disk boots nothing, so the BIOS goes on to the next
PATTERN = 0x5EC70200


class Floppy(FrontDoorTest):
    """The channel that the BIOS has programmed writes no more."""

    def test_a_floppy_that_the_bios_has_read(self) -> None:
        directory = self.directory()
        disk, image = directory / "disk.img", directory / "boot.iso"
        content = (
            BOOT_NEXT.ljust(SECTOR - 2, b"\0")
            + b"\x55\xaa"
            + struct.pack("<I", PATTERN) * ((DISK - SECTOR) // 4)
        )
        disk.write_bytes(content)
        iso.write(tree.kernel(True), PARTITIONS / "floppy.bin", "floppy.bin", image)
        settings = Settings(
            boot_image=image,
            memory=32,
            drives=(f"driver=file,filename={disk},node-name=disk",),
            devices=("floppy,drive=disk",),
        )
        output, ending = boot(settings)
        self.assertEqual(ending, Ending(End.POWER_OFF), output)
        self.assertRegex(output, r"(?m)^floppy: nothing was written, and the controller waits$")


if __name__ == "__main__":
    unittest.main()
