"""Boots hostile root partitions on x86-64, on several processors: none of their attempts may get through."""
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

ARCHITECTURE = "x86_64"
PARTITIONS = tree.built(ARCHITECTURE) / "partitions" / "adversary"
# QEMU up to 9.0 reads and writes the stacks of far transfers in ring 3 with the kernel's rights, and takes any base.
QEMUS = {
    "far returns, iret and far calls on stacks in the kernel",
    "bases by the instructions for them",
}
# Those of the table in docs/security.md that an attempt can be made for here.
WEAKNESSES = set(range(1, 26)) - {12, 24}


class Attempts(unittest.TestCase):
    """The partition that makes one attempt after the other."""

    def check(self, machine: type[Machine], settings: Settings, emulators: set[str]) -> None:
        """`emulators`: attempts that get through because of the emulator alone."""
        output, ending = boot(settings, machine)
        self.assertEqual(ending, Ending(End.POWER_OFF), output)
        summary = re.search(r"^adversary: ([0-9]+) attempts, ([0-9]+) got through$", output, re.MULTILINE)
        self.assertIsNotNone(summary, output)
        self.assertEqual(summary[2], "0", output)
        lines = re.findall(r"^(refused |emulator) (..) (.*), by syscall$", output, re.MULTILINE)
        self.assertEqual(len(lines), int(summary[1]), output)
        self.assertEqual({int(number) for _, number, _ in lines if number.strip() != "-"}, WEAKNESSES, output)
        self.assertLessEqual({name for verdict, _, name in lines if verdict == "emulator"}, emulators, output)

    def qemu(
        self,
        processor: str | None,
        debug: bool = False,
        memory: int = 64,
        board: str = "pc",
        devices: tuple[str, ...] = (),
    ) -> None:
        # Instructions are counted, so that a timer armed for two milliseconds comes after so many of them,
        # however busy the host is.
        settings = Settings(
            tree.kernel(debug, ARCHITECTURE),
            PARTITIONS / "adversary.bin",
            memory=memory,
            architecture=ARCHITECTURE,
            processor=processor,
            count_instructions=True,
            board=board,
            devices=devices,
        )
        self.check(Qemu, settings, QEMUS)

    def test_qemu(self) -> None:
        self.qemu(None)

    def test_qemu64(self) -> None:
        """Without instructions for bases, SMEP and SMAP: far returns work there, and lead to other modes."""
        self.qemu("qemu64")

    def test_max(self) -> None:
        """With everything that the emulator knows, SMEP and SMAP included."""
        self.qemu("max")

    def test_max_without_smap(self) -> None:
        """QEMU's far returns do not work in ring 3 under SMAP, so those attempts are made here."""
        self.qemu("max,-smap")

    def test_a_processor_with_weaknesses(self) -> None:
        self.qemu("Skylake-Client")

    def test_invariants(self) -> None:
        """The debug kernel checks the specification's invariants after each attempt."""
        self.qemu(None, debug=True, memory=32)

    def test_devices_of_a_pc(self) -> None:
        self.qemu(
            None,
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
            debug=True,
            memory=32,
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

    def test_bochs(self) -> None:
        settings = Settings(
            tree.kernel(False, ARCHITECTURE),
            PARTITIONS / "adversary.bin",
            memory=64,
            architecture=ARCHITECTURE,
        )
        self.check(Bochs, settings, set())


class Fatal(unittest.TestCase):
    """Attempts that fault in root itself: the dump says what it was and where, and nothing else happens."""

    RAX = "600df00d"
    # Of each image: what the first line of the dump says, the error code, and whether RAX is still as the
    # image has set it.
    EXPECTED = {
        "software_interrupt": ("software interrupt", 0, True),
        "foreign_call": ("invalid opcode", 0, True),
        "cli": ("general protection fault", 0, True),
        "port": ("general protection fault", 0, True),
        "read_kernel": ("page fault", 5, True),
        "write_page_table": ("page fault", 6, True),
        "step_call": ("debug exception", 0, False),
        "step_stack_segment": ("debug exception", 0, False),
        "nested_task": ("invalid opcode", 0, True),
        "kernel_stack": ("invalid opcode", 0, True),
        "no_stack": ("invalid opcode", 0, True),
        "jump": ("page fault", 0x15, True),
        "no_vidt": ("software interrupt", 0, True),
    }

    def check(self, machine: type[Machine], **options: int) -> None:
        self.assertEqual(
            set(self.EXPECTED), {path.stem.removeprefix("fatal_") for path in PARTITIONS.glob("fatal_*.bin")}
        )
        for name, (what, error_code, has_marker) in self.EXPECTED.items():
            with self.subTest(name):
                settings = Settings(
                    tree.kernel(False, ARCHITECTURE),
                    PARTITIONS / f"fatal_{name}.bin",
                    architecture=ARCHITECTURE,
                    **options,
                )
                output, ending = boot(settings, machine)
                self.assertEqual(ending, Ending(End.PANIC), output)
                self.assertRegex(output, rf"PANIC: {what} in root at 0x")
                self.assertRegex(output, rf"(?m)^vector [0-9]+ \({what}\), error code {error_code:#018x}")
                self.assertRegex(output, r"(?m)^partition: root, interrupt state 0x0{16}$")
                if has_marker:
                    self.assertRegex(output, rf"(?m)^rax 0x0{{8}}{self.RAX} ")
                self.assertRegex(output, r"(?m)^PANIC END$")

    def test_qemu(self) -> None:
        self.check(Qemu, memory=32)

    def test_bochs(self) -> None:
        self.check(Bochs, memory=32)


if __name__ == "__main__":
    unittest.main()
