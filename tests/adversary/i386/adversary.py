"""Boots hostile root partitions, on several processors: none of their attempts may get through."""
import pathlib
import re
import sys
import unittest

sys.path.append(str(pathlib.Path(__file__).resolve().parents[2]))

from booting import boot
from pepin import tree
from pepin.bochs import Bochs
from pepin.machine import End, Ending, Machine, Settings
from pepin.qemu import Qemu

PARTITIONS = tree.built("i386") / "partitions" / "adversary"
# QEMU up to 9.0 reads and writes the stacks of far transfers in ring 3 with the kernel's rights.
QEMUS = {"far returns, iret and far calls on stacks in the kernel"}
WEAKNESSES = 22  # of the table in docs/security.md


class Attempts(unittest.TestCase):
    """The partition that makes one attempt after the other."""

    def check(self, machine: type[Machine], settings: Settings, ways: int, emulators: set[str]) -> None:
        """`ways`: into the kernel, by call gates, and by the fast entry where the processor has it.
        `emulators`: attempts that get
        through because of the emulator alone."""
        output, ending = boot(settings, machine)
        self.assertEqual(ending, Ending(End.POWER_OFF), output)
        summary = re.search(r"^adversary: ([0-9]+) attempts, ([0-9]+) got through$", output, re.MULTILINE)
        self.assertIsNotNone(summary, output)
        self.assertEqual(summary[2], "0", output)
        lines = re.findall(
            r"^(refused |emulator) (..) (.*), by (call gates|the fast entry)$", output, re.MULTILINE
        )
        self.assertEqual(len(lines), int(summary[1]), output)
        self.assertEqual(len({way for *_, way in lines}), ways, output)
        self.assertEqual(
            {int(number) for _, number, *_ in lines if number.strip() != "-"},
            set(range(1, WEAKNESSES + 1)),
            output,
        )
        self.assertLessEqual(
            {name for verdict, _, name, _ in lines if verdict == "emulator"}, emulators, output
        )

    def qemu(
        self,
        processor: str | None,
        ways: int,
        debug: bool = False,
        memory: int = 64,
        board: str = "pc",
        devices: tuple[str, ...] = (),
    ) -> None:
        # Instructions are counted, so that a timer armed for two milliseconds comes after so many of them,
        # however busy the host is.
        settings = Settings(
            tree.kernel(debug),
            PARTITIONS / "adversary.bin",
            memory=memory,
            processor=processor,
            count_instructions=True,
            board=board,
            devices=devices,
        )
        self.check(Qemu, settings, ways, QEMUS)

    def test_devices_of_a_pc(self) -> None:
        self.qemu(
            None,
            2,
            board="pc",
            devices=(
                "virtio-rng-pci",
                "virtio-balloon-pci",
                "virtio-net-pci",
                "virtio-scsi-pci",
                "e1000",
                "rtl8139",
                "ES1370",
                "piix3-usb-uhci",
                "sdhci-pci",
            ),
        )

    def test_devices_of_a_q35(self) -> None:
        self.qemu(
            None,
            2,
            debug=True,
            memory=24,
            board="q35",
            devices=(
                "virtio-rng-pci",
                "virtio-net-pci",
                "e1000",
                "ich9-ahci",
                "nec-usb-xhci",
                "ich9-usb-ehci1",
                "intel-hda",
                "pcie-root-port,id=express",
                "e1000e,bus=express",
                "pci-bridge,chassis_nr=1,id=bridge",
                "virtio-serial-pci,bus=bridge",
            ),
        )

    def test_devices_of_the_emulator_and_of_isa(self) -> None:
        """What ends the machine, tells of panics, manages the board, plugs in, tests the emulator, or uses
        ISA's DMA."""
        self.qemu(
            None,
            2,
            devices=(
                "pvpanic",
                "ipmi-bmc-sim,id=isa",
                "isa-ipmi-kcs,bmc=isa",
                "ipmi-bmc-sim,id=pci",
                "pci-ipmi-kcs,bmc=pci",
                "isa-applesmc",
                "hyperv-testdev",
                "pc-testdev",
                "vmcoreinfo",
                "vmgenid",
                "edu",
                "pci-testdev",
                "pvpanic-pci",
                "ib700",
                "ne2k_isa,iobase=0x300,irq=5",
                "sb16,audiodev=quiet",
                "gus,audiodev=quiet",
                "cs4231a,audiodev=quiet,iobase=0x534,irq=9",
                "adlib,audiodev=quiet",
            ),
        )

    def test_qemu(self) -> None:
        self.qemu(None, 2)

    def test_486(self) -> None:
        """Without the fast entry, SSE and global pages."""
        self.qemu("486", 1)

    def test_pentium(self) -> None:
        self.qemu("pentium", 1)

    def test_max(self) -> None:
        """With everything that the emulator knows, SMEP and SMAP included."""
        self.qemu("max", 2)

    def test_max_without_smap(self) -> None:
        """QEMU's far returns do not work in ring 3 under SMAP, so those attempts are made here."""
        self.qemu("max,-smap", 2)

    def test_invariants(self) -> None:
        """The debug kernel checks the specification's invariants after each attempt."""
        self.qemu(None, 2, debug=True, memory=24)

    def test_bochs(self) -> None:
        self.check(Bochs, Settings(tree.kernel(False), PARTITIONS / "adversary.bin", memory=64), 2, set())


class Fatal(unittest.TestCase):
    """Attempts that fault in root itself: the dump says what it was and where, and nothing else happens."""

    EAX = "600df00d"
    # Of each image: what the first line of the dump says, the error code, and whether EAX is still as the
    # image has set it.
    EXPECTED = {
        "software_interrupt": ("software interrupt", 0, True),
        "cli": ("general protection fault", 0, True),
        "port": ("general protection fault", 0, True),
        "read_kernel": ("page fault", 5, True),
        "write_page_table": ("page fault", 7, True),
        "step_gate": ("debug exception", 0, False),
        "step_sysenter": ("debug exception", 0, False),
        "nested_task": ("invalid task state", 0, True),
        "sysenter_to_kernel": ("page fault", 5, False),
        "kernel_stack": ("invalid opcode", 0, True),
        "far_return": ("general protection fault", 8, True),
        "no_vidt": ("software interrupt", 0, True),
    }

    def check(self, machine: type[Machine], **options: int) -> None:
        self.assertEqual(
            set(self.EXPECTED), {path.stem.removeprefix("fatal_") for path in PARTITIONS.glob("fatal_*.bin")}
        )
        for name, (what, error_code, has_marker) in self.EXPECTED.items():
            with self.subTest(name):
                settings = Settings(tree.kernel(False), PARTITIONS / f"fatal_{name}.bin", **options)
                output, ending = boot(settings, machine)
                self.assertEqual(ending, Ending(End.PANIC), output)
                self.assertRegex(output, rf"PANIC: {what} in root at 0x")
                self.assertRegex(output, rf"(?m)^vector [0-9]+ \({what}\), error code {error_code:#010x}")
                self.assertRegex(output, r"(?m)^partition: root, interrupt state 0x00000000$")
                if has_marker:
                    self.assertRegex(output, rf"(?m)^eax 0x{self.EAX}")
                self.assertRegex(output, r"(?m)^PANIC END$")

    def test_qemu(self) -> None:
        self.check(Qemu, memory=16)

    def test_bochs(self) -> None:
        self.check(Bochs, memory=16)


if __name__ == "__main__":
    unittest.main()
