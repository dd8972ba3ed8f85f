"""Boots of all sizes and ways, on processors and boards of all kinds. The full product is in boots_long.py."""
import itertools
import pathlib
import sys
import tempfile
import unittest

sys.path.append(str(pathlib.Path(__file__).resolve().parents[2]))

import probing
from pepin import tree
from pepin.machine import Module, Settings

SIZES = (32, 1024, 4096, 16384)  # MiB; from the third on, memory goes on above 4 GiB
PROCESSORS = ("qemu64", "max,-la57", "EPYC", "Skylake-Client")
BOARDS = ("pc", "q35")
SMALLEST_BY_UEFI = 128  # MiB that the firmware itself wants


def row(way: int, size: int) -> dict[str, object]:
    """The settings of one row of the table: with all of them, each two values of two columns meet."""
    memory = max(SIZES[size], SMALLEST_BY_UEFI) if "UEFI" in probing.WAYS[way] else SIZES[size]
    return {
        "memory": memory,
        "processor": PROCESSORS[(size + way) % len(PROCESSORS)],
        "board": BOARDS[(size + way // 2) % len(BOARDS)],
    }


class Pairs(unittest.TestCase):
    """Each way with all sizes, on processors and boards so that all pairs occur."""

    def check(self, way: str) -> None:
        for size in range(len(SIZES)):
            settings = row(probing.WAYS.index(way), size)
            with self.subTest(**settings):
                probing.boot(probing.machine_for(way, **settings)).check(settings["memory"])

    def test_all_pairs_occur(self) -> None:
        columns = (probing.WAYS, SIZES, PROCESSORS, BOARDS)
        rows = []
        for way, name in enumerate(probing.WAYS):
            for size in range(len(SIZES)):
                settings = row(way, size)
                rows.append((name, settings["memory"], settings["processor"], settings["board"]))
        met = {
            ((one, values[one]), (other, values[other]))
            for values in rows
            for one, other in itertools.combinations(range(len(columns)), 2)
        }
        for one, other in itertools.combinations(range(len(columns)), 2):
            for first, second in itertools.product(columns[one], columns[other]):
                if second == SIZES[0] and "UEFI" in str(first):
                    continue
                self.assertIn(((one, first), (other, second)), met)

    def test_kernel(self) -> None:
        self.check("kernel")

    def test_cd(self) -> None:
        self.check("cd")

    def test_usb(self) -> None:
        self.check("usb")

    def test_network(self) -> None:
        self.check("network")

    def test_cd_by_uefi(self) -> None:
        self.check("cd by UEFI")

    def test_usb_by_uefi(self) -> None:
        self.check("usb by UEFI")

    def test_network_by_uefi(self) -> None:
        self.check("network by UEFI")


class Bochs(unittest.TestCase):
    """Another emulator, by BIOS and GRUB."""

    def test_bochs_skylake(self) -> None:
        probing.boot_by_bochs("corei7_skylake_x").check(64)

    def test_bochs_clawhammer(self) -> None:
        """The first processor of its kind: no SMEP, no FSGSBASE, and an APIC that is old."""
        probing.boot_by_bochs("athlon64_clawhammer").check(64)

    def test_bochs_without_long_mode(self) -> None:
        probing.boot_by_bochs("p4_willamette").check_refused("no 64-bit mode")


class Refused(unittest.TestCase):
    """Machines that the kernel cannot run on are told so."""

    def check(self, processor: str, because: str) -> None:
        for way in ("kernel", "cd"):
            with self.subTest(way):
                probing.boot(probing.machine_for(way, memory=64, processor=processor)).check_refused(because)

    def test_without_long_mode(self) -> None:
        self.check("qemu32", "no 64-bit mode")

    def test_without_never_execute(self) -> None:
        self.check("qemu64,-nx", r"\(NX\)")


class Invariants(unittest.TestCase):
    """The debug kernel, whose tables for its checks are more than its share of a small memory."""

    def test_sizes(self) -> None:
        for memory in (32, 1024):
            with self.subTest(memory=memory):
                outcome = probing.boot(
                    Settings(tree.kernel(True, "x86_64"), probing.PROBE, memory=memory, architecture="x86_64")
                )
                self.assertRegex(outcome.text, r"(?m)^probe: 3 ticks, [1-9][0-9]* passed, 0 failed$")
                at_boot = outcome.number(r"^([0-9]+) invariants hold at boot$")
                self.assertGreater(at_boot, outcome.free_bytes // 4096)  # more than one for each page
                self.assertGreaterEqual(outcome.number(r"^probe: ([0-9]+) invariants hold$"), at_boot)


class Modules(unittest.TestCase):
    """Root has what the boot loader has loaded besides it."""

    def test_modules(self) -> None:
        with tempfile.TemporaryDirectory(prefix="pepin-modules-") as directory:
            contents = {"one": b"the first module", "two": bytes(range(256)) * 33, "three.bin": b"\xff"}
            words = {"one": "key=value, and more", "two": "", "three.bin": "$x * | ;"}
            modules = []
            for name, content in contents.items():
                path = pathlib.Path(directory) / name
                path.write_bytes(content)
                modules.append(Module(path, name, words[name]))
            for settings in (
                Settings(tree.kernel(False, "x86_64"), probing.PROBE, modules=tuple(modules)),
                Settings(boot_image=probing.image(tuple(modules))),
                Settings(boot_image=probing.image(tuple(modules)), firmware="uefi"),
            ):
                with self.subTest(settings=settings):
                    text = probing.boot(
                        Settings(**{**vars(settings), "architecture": "x86_64", "memory": 256})
                    ).text
                    for module in modules:
                        content = contents[module.name]
                        total = 0
                        for byte in content:
                            total = (total * 31 + byte) % 2**32
                        self.assertIn(
                            f"probe: module '{module.command_line}', {len(content)} bytes, sum 0x{total:08x}\n",
                            text,
                        )


if __name__ == "__main__":
    unittest.main()
