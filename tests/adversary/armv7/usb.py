"""Boots a Raspberry Pi by a loader that leaves the USB controller at work, with a root partition that looks
for what that writes."""
import pathlib
import re
import subprocess
import sys
import unittest

sys.path.append(str(pathlib.Path(__file__).resolve().parents[2]))

from booting import boot
from harness import FrontDoorTest
from pepin import tree
from pepin.machine import End, Ending, Settings

PARTITIONS = tree.built("armv7") / "partitions" / "adversary"
RETURN = bytes.fromhex("1eff2fe1")  # bx lr
LOADED_AT = 0x80008000  # where the kernel's window shows the first byte of its image


class Usb(FrontDoorTest):
    """A transfer that has begun before the kernel."""

    def words_written(self, kernel: bytes) -> int:
        image = self.directory() / "kernel.img"
        image.write_bytes((PARTITIONS / "usb_loader.bin").read_bytes() + kernel)
        # A device behind the hub that QEMU puts in between, which has something to report therefore.
        output, ending = boot(
            Settings(
                image,
                PARTITIONS / "usb.bin",
                memory=64,
                architecture="armv7",
                count_instructions=True,
                devices=("usb-kbd",),
            ),
        )
        self.assertEqual(ending, Ending(End.POWER_OFF), output)
        found = re.search(r"(?m)^usb: ([0-9]+) words of ([0-9]+) KiB of root's memory were written$", output)
        self.assertIsNotNone(found, output)
        self.assertGreater(int(found[2]), 48 * 1024)
        return int(found[1])

    def test_a_transfer_ends(self) -> None:
        self.assertEqual(self.words_written(tree.kernel(False, "armv7").with_suffix(".img").read_bytes()), 0)

    def test_a_kernel_that_does_not_stop_it(self) -> None:
        """The loader leaves something that can be seen."""
        kernel = tree.kernel(False, "armv7")
        symbols = subprocess.run(["llvm-nm-19", kernel], capture_output=True, text=True, check=True).stdout
        place = int(re.search(r"(?m)^([0-9a-f]+) T .*devices_initialise", symbols)[1], 16) - LOADED_AT
        image = kernel.with_suffix(".img").read_bytes()
        self.assertGreater(self.words_written(image[:place] + RETURN + image[place + len(RETURN) :]), 0)


if __name__ == "__main__":
    unittest.main()
