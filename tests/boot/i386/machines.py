"""Machines of all sizes, and boot loaders that get it wrong."""
import pathlib
import struct
import sys
import unittest

sys.path.append(str(pathlib.Path(__file__).resolve().parents[2]))

from harness import QEMU_PATIENCE, FrontDoorTest

from pepin import console, tree
from pepin.machine import End, Ending, Settings
from pepin.qemu import Qemu

MIB = 1024  # KiB
WINDOW = 992 * MIB  # of RAM that the kernel uses at most


class Memory(FrontDoorTest):
    """From the smallest machine to the largest: it boots, and root gets what there is."""

    def boot(self, memory: int) -> None:
        run = self.pepin("run", "launcher", "--memory", str(memory))
        free = int(run.expect(r"^Free memory .*, ([0-9]+) KiB")[1])
        run.expect(r"^Woken up!$")
        self.assertEqual(run.interrupt(), 130)
        usable = min(memory * MIB, WINDOW)
        self.assertLess(free, usable)
        # Kept back: the kernel's image, its own memory (1 % and 256 KiB at most), root's image and tables,
        # and the first MiB.
        self.assertGreater(free, usable - usable // 100 - 256 - 3 * MIB)

    def test_16(self) -> None:
        self.boot(16)

    def test_64(self) -> None:
        self.boot(64)

    def test_512(self) -> None:
        self.boot(512)

    def test_1024(self) -> None:
        self.boot(1024)

    def test_4096(self) -> None:
        self.boot(4096)

    def test_bochs_16(self) -> None:
        run = self.pepin("run", "minimal", "--memory", "16", "--machine", "bochs")
        run.expect(r"^Hello World !$", 120)
        self.assertEqual(run.interrupt(), 130)

    def test_bochs_4096(self) -> None:
        run = self.pepin("run", "minimal", "--memory", "4096", "--machine", "bochs")
        run.expect(r"^Hello World !$", 120)
        self.assertEqual(run.interrupt(), 130)


class Devices(FrontDoorTest):
    """Whatever is plugged in, the kernel boots, and partitions of three generations run to their end with the
    invariants true."""

    # One of each kind with something behind it: media of zeros, the other end of a network, a place for
    # sound.
    DISKS = ("floppy", "nvme", "ahci", "usb", "virtio", "scsi")
    BACKED = (
        "floppy,drive=floppy",
        "nvme,drive=nvme,serial=1",
        "ich9-ahci,id=sata",
        "ide-hd,bus=sata.0,drive=ahci",
        "qemu-xhci,id=xhci",
        "usb-storage,bus=xhci.0,drive=usb",
        "usb-kbd,bus=xhci.0",
        "virtio-blk-pci,drive=virtio",
        "lsi53c895a,id=scsi",
        "scsi-hd,bus=scsi.0,drive=scsi",
        "e1000,netdev=wire1",
        "virtio-net-pci,netdev=wire2",
        "virtio-rng-pci",
        "virtio-balloon-pci",
        "AC97,audiodev=quiet",
        "intel-hda",
        "hda-duplex,audiodev=quiet",
        "sb16,audiodev=quiet",
        "nvdimm,memdev=module",
    )
    BEHIND = (
        "-netdev",
        "hubport,id=wire1,hubid=0",
        "-netdev",
        "hubport,id=wire2,hubid=0",
        "-object",
        "memory-backend-ram,id=module,size=2M",
        "-machine",
        "nvdimm=on",
        "-m",
        "slots=2,maxmem=256M",
    )

    def boot(self, board: str, *devices: str, **options: tuple[str, ...]) -> str:
        settings = Settings(
            tree.kernel(True),
            tree.built("i386") / "partitions" / "nanny" / "nanny.bin",
            memory=32,
            board=board,
            devices=devices,
            **options,
        )
        with Qemu(settings) as machine:
            ending, text = console.collect(machine, QEMU_PATIENCE)
        self.assertEqual(ending, Ending(End.POWER_OFF), text)
        return text

    def boot_with_media(self, board: str, *others: str) -> None:
        disks = []
        for name in self.DISKS:
            image = self.directory() / name
            with image.open("wb") as file:
                file.truncate(1440 * 1024)
            disks.append(f"driver=file,filename={image},node-name={name}")
        self.boot(board, *others, *self.BACKED, drives=tuple(disks), words=self.BEHIND)

    def test_none(self) -> None:
        self.boot("pc")

    def test_none_on_a_q35(self) -> None:
        self.boot("q35")

    def test_disks_and_networks(self) -> None:
        self.boot(
            "pc",
            "virtio-scsi-pci",
            "virtio-net-pci",
            "ich9-ahci",
            "megasas",
            "lsi53c895a",
            "e1000",
            "rtl8139",
            "ne2k_pci",
            "pcnet",
        )

    def test_what_else_a_pc_can_have(self) -> None:
        self.boot(
            "q35",
            "virtio-rng-pci",
            "virtio-balloon-pci",
            "ES1370",
            "AC97",
            "intel-hda",
            "nec-usb-xhci",
            "usb-ehci",
            "ich9-usb-uhci1",
            "edu",
            "pci-serial",
        )

    def test_devices_with_something_behind_them(self) -> None:
        self.boot_with_media("pc")

    def test_devices_with_something_behind_them_on_a_q35(self) -> None:
        """A floppy's controller has to be plugged in there."""
        self.boot_with_media("q35", "isa-fdc,id=fdc")

    def test_devices_behind_bridges(self) -> None:
        self.boot(
            "q35",
            "pcie-root-port,id=express,chassis=1",
            "e1000e,bus=express",
            "pcie-pci-bridge,id=old",
            "rtl8139,bus=old,addr=1",
            "virtio-net-pci,bus=old,addr=2",
            "pxb-pcie,bus_nr=40,id=other",
            "pcie-root-port,id=far,bus=other,chassis=2",
            "nec-usb-xhci,bus=far",
        )

    def test_display_that_stays_off(self) -> None:
        self.assertRegex(
            self.boot("pc", "virtio-gpu-pci"),
            r"(?m)^The display uses memory without asking .*the console is the serial line\.$",
        )


class WrongLoader(FrontDoorTest):
    """What the boot loader gives wrongly ends in a message, not in a reset."""

    def test_no_module(self) -> None:
        text = b""

        class Reader(Qemu):
            """Keeps the text."""

            def heard(self, piece: bytes):
                nonlocal text
                text += piece
                return None

        with Reader(Settings(tree.kernel(False))) as machine:
            ending = console.attend(machine, QEMU_PATIENCE)
        self.assertEqual(ending, Ending(End.PANIC), text)
        self.assertRegex(text, rb"PANIC: .*module")

    def large_module(self, mib: int, memory: int) -> None:
        binary = self.directory() / "large.bin"
        with binary.open("wb") as file:
            file.write(b"\xeb\xfe")
            file.truncate(mib << 20)
        run = self.pepin("run", binary, "--memory", str(memory))
        self.assertEqual(run.status(), 3, run.output + run.errors)
        self.assertRegex(run.output, r"(?m)^PANIC: .*(module|image)")

    def test_module_larger_than_memory(self) -> None:
        self.large_module(24, 16)

    def test_module_that_leaves_no_room(self) -> None:
        self.large_module(15, 16)

    def boot_with(self, *commands: str) -> str:
        """Boots after GDB commands have changed what the boot loader gave; EBX points to it at the kernel's
        first instruction."""
        entry = struct.unpack_from("<I", tree.kernel(False).read_bytes(), 24)[0]  # of the ELF header
        words = [
            word
            for command in (f"break *{entry:#x}", "continue", *commands, "continue")
            for word in ("-ex", command)
        ]
        run = self.pepin("debug", "minimal", "--", "-batch", *words)
        run.status()
        return run.output

    def test_map_without_memory(self) -> None:
        output = self.boot_with("set {int}($ebx + 44) = 0")
        self.assertRegex(output, r"(?m)^PANIC: .*map")

    def test_no_map(self) -> None:
        output = self.boot_with("set {int}$ebx = {int}$ebx & ~0x41")
        self.assertRegex(output, r"(?m)^PANIC: .*map")

    def test_not_multiboot(self) -> None:
        output = self.boot_with("set $eax = 0")
        self.assertRegex(output, r"(?m)^PANIC: .*multiboot")


if __name__ == "__main__":
    unittest.main()
