"""Machines with devices of all kinds, and boot loaders that get it wrong, on x86-64."""
import pathlib
import sys
import unittest

sys.path.append(str(pathlib.Path(__file__).resolve().parents[2]))

from booting import boot
from harness import QEMU_PATIENCE, FrontDoorTest

from pepin import tree
from pepin.machine import End, Ending, Settings

X86_64 = tree.built("x86_64")
ELF = X86_64 / "tests" / "boot" / "foreign" / "faulty_elf.elf"


class Devices(FrontDoorTest):
    """Whatever is plugged in, the kernel boots, and partitions of three generations run to their end with the
    invariants true."""

    def boot(self, board: str, *devices: str) -> None:
        output, ending = boot(
            Settings(
                tree.kernel(True, "x86_64"),
                X86_64 / "partitions" / "nanny" / "nanny.bin",
                memory=32,
                architecture="x86_64",
                board=board,
                devices=devices,
            )
        )
        self.assertEqual(ending, Ending(End.POWER_OFF), output)

    def test_none(self) -> None:
        self.boot("pc")

    def test_none_on_a_q35(self) -> None:
        self.boot("q35")

    def test_disks_and_networks(self) -> None:
        self.boot("pc", "virtio-scsi-pci", "virtio-net-pci", "ich9-ahci", "megasas", "e1000", "rtl8139")

    def test_what_else_a_pc_can_have(self) -> None:
        self.boot(
            "q35", "virtio-rng-pci", "virtio-balloon-pci", "intel-hda", "nec-usb-xhci", "usb-ehci", "edu"
        )


class Loaders(FrontDoorTest):
    """What the loader brings is checked before it is used."""

    def panics(self, module: bytes | None, because: str, memory: int = 64) -> None:
        path = None
        if module is not None:
            path = self.directory() / "module.bin"
            path.write_bytes(module)
        output, ending = boot(
            Settings(tree.kernel(False, "x86_64"), path, memory=memory, architecture="x86_64"),
            patience=QEMU_PATIENCE,
        )
        self.assertEqual(ending, Ending(End.PANIC), output)
        self.assertRegex(output, f"(?m)^PANIC: .*{because}")

    def test_no_module(self) -> None:
        self.panics(None, "module")

    def test_elf_of_another_processor(self) -> None:
        other = tree.built("i386") / "partitions" / "minimal" / "minimal.elf"
        self.panics(other.read_bytes(), "an ELF file of class 1 instead of 2")

    def test_elf_headers(self) -> None:
        # Offset, bytes and value of a field, and what is said of it.
        for offset, size, value, because in (
            (5, 1, 2, "byte order 2 instead of 1"),
            (16, 2, 3, "type 3 instead of 2"),
            (18, 2, 40, "machine 40 instead of 62"),
            (20, 4, 9, "version 9 instead of 1"),
            (24, 8, 0x600000, "entry"),
            (54, 2, 32, "program headers of 32 bytes instead of 56"),
            (32, 8, 0xFFFFFFFFFFFFFFF0, "cut off"),
            (56, 2, 0xFFFF, "(cut off|outside of root's address space)"),  # whatever stands behind them
        ):
            with self.subTest(because):
                image = bytearray(ELF.read_bytes())
                image[offset : offset + size] = value.to_bytes(size, "little")
                self.panics(bytes(image), because)

    def test_elf_that_was_cut_off(self) -> None:
        self.panics(ELF.read_bytes()[:0x800], "cut off")

    def test_elf_that_wants_other_places(self) -> None:
        for address in (0x10000, 0xFEE00000, 0x7FFFFFF000, 0xFFFF800040000000):
            with self.subTest(hex(address)):
                image = bytearray(ELF.read_bytes())
                segments = int.from_bytes(image[32:40], "little")
                image[segments + 16 : segments + 24] = address.to_bytes(8, "little")
                self.panics(bytes(image), "outside of root's address space")

    def test_module_larger_than_memory(self) -> None:
        self.panics(b"\xeb\xfe" + bytes(40 << 20), "(module|memory|image)", memory=32)

    def test_flat_binary_of_one_instruction(self) -> None:
        path = self.directory() / "module.bin"
        path.write_bytes(b"\xeb\xfe")
        output, _ = boot(
            Settings(tree.kernel(True, "x86_64"), path, memory=32, architecture="x86_64"),
            patience=QEMU_PATIENCE,
            until=b"invariants hold at boot",
        )
        self.assertIn("invariants hold at boot", output)


if __name__ == "__main__":
    unittest.main()
