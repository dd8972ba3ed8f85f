"""Boot loaders that get it wrong, on ARMv7."""
import pathlib
import sys
import unittest

sys.path.append(str(pathlib.Path(__file__).resolve().parents[2]))

from booting import boot
from harness import QEMU_PATIENCE, FrontDoorTest

from pepin import tree
from pepin.machine import End, Ending, Settings

FOREIGN = tree.built("armv7") / "tests" / "boot" / "foreign"


class Boots(FrontDoorTest):
    """What the loader brings is checked before it is used."""

    def panics(self, module: bytes | None, because: str, memory: int = 64) -> None:
        path = None
        if module is not None:
            path = self.directory() / "module.bin"
            path.write_bytes(module)
        output, ending = boot(
            Settings(tree.kernel(False, "armv7"), path, memory=memory, architecture="armv7"),
            patience=QEMU_PATIENCE,
        )
        self.assertEqual(ending, Ending(End.PANIC), output)
        self.assertRegex(output, f"(?m)^PANIC: .*{because}")

    def test_no_module(self) -> None:
        self.panics(None, "no boot module")

    def test_elf_of_another_processor(self) -> None:
        self.panics(
            (tree.built("i386") / "partitions" / "minimal" / "minimal.elf").read_bytes(),
            "an ELF file for machine 3 instead of 40",
        )

    def test_elf_headers(self) -> None:
        # Offset, bytes and value of a field, and what is said of it.
        for offset, size, value, because in (
            (4, 1, 2, "class 2 instead of 1"),
            (5, 1, 2, "byte order 2 instead of 1"),
            (16, 2, 3, "type 3 instead of 2"),
            (20, 4, 9, "version 9 instead of 1"),
            (24, 4, 0x600000, "entry, 6291456, does not lie in it"),
            (42, 2, 56, "program headers of 56 bytes instead of 32"),
            (28, 4, 0xFFFFFFF0, "cut off"),
            (44, 2, 0xFFFF, "cut off"),
        ):
            with self.subTest(because):
                image = bytearray((FOREIGN / "faulty.elf").read_bytes())
                image[offset : offset + size] = value.to_bytes(size, "little")
                self.panics(bytes(image), because)

    def test_elf_that_was_cut_off(self) -> None:
        self.panics((FOREIGN / "foreign.elf").read_bytes()[:0x1100], "cut off")

    def test_elf_that_wants_the_kernels_place(self) -> None:
        image = bytearray((FOREIGN / "faulty.elf").read_bytes())
        segments = int.from_bytes(image[28:32], "little")
        image[segments + 8 : segments + 12] = (0x80000000).to_bytes(4, "little")
        self.panics(bytes(image), "outside of root's address space")

    def test_module_larger_than_memory(self) -> None:
        self.panics(b"\x00\x00\xa0\xe1" + bytes(24 << 20), "does not fit", memory=16)

    def test_too_little_memory(self) -> None:
        self.panics(b"\xfe\xff\xff\xea", "too little", memory=2)

    def test_flat_binary_of_one_instruction(self) -> None:
        path = self.directory() / "module.bin"
        path.write_bytes(b"\xfe\xff\xff\xea")
        output, _ = boot(
            Settings(tree.kernel(True, "armv7"), path, memory=16, architecture="armv7"),
            patience=QEMU_PATIENCE,
            until=b"invariants hold at boot",
        )
        self.assertIn("invariants hold at boot", output)


if __name__ == "__main__":
    unittest.main()
