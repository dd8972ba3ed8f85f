"""Boots of every way on every size, processor and board: the whole product."""
import itertools
import pathlib
import sys
import unittest

sys.path.append(str(pathlib.Path(__file__).resolve().parents[2]))

import probing
from boots import BOARDS, PROCESSORS, SIZES, SMALLEST_BY_UEFI

BY_BOCHS = ("corei7_skylake_x", "corei7_haswell_4770", "ryzen", "core2_penryn_t9600", "athlon64_clawhammer")


class Product(unittest.TestCase):
    """All of them."""

    def check(self, *ways: str) -> None:
        for way, size, processor, board in itertools.product(ways, SIZES, PROCESSORS, BOARDS):
            memory = max(size, SMALLEST_BY_UEFI) if "UEFI" in way else size
            with self.subTest(way=way, memory=memory, processor=processor, board=board):
                settings = probing.machine_for(way, memory=memory, processor=processor, board=board)
                probing.boot(settings).check(memory)

    def test_kernel(self) -> None:
        self.check("kernel")

    def test_cd(self) -> None:
        self.check("cd", "cd by UEFI")

    def test_usb(self) -> None:
        self.check("usb", "usb by UEFI")

    def test_network(self) -> None:
        self.check("network", "network by UEFI")

    def test_bochs(self) -> None:
        for processor, memory in itertools.product(BY_BOCHS, (32, 512, 2048)):
            with self.subTest(processor=processor, memory=memory):
                probing.boot_by_bochs(processor, memory).check(memory)


if __name__ == "__main__":
    unittest.main()
