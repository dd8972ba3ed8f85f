"""Boots root partitions on ARMv7: the same as on i386, and Pip's ABI."""
import pathlib
import re
import subprocess
import sys
import unittest

sys.path.append(str(pathlib.Path(__file__).resolve().parents[2]))

from harness import FrontDoorTest

from pepin import architectures, tree

ARMV7 = tree.built("armv7")
FOREIGN = ARMV7 / "tests" / "boot" / "foreign"


class Partitions(FrontDoorTest):
    """What runs on i386 runs here and says the same."""

    def lines(self, architecture: str, name: str, last: str) -> list[str]:
        """The partition's own lines, with all numbers made alike."""
        run = self.pepin("run", name, "--arch", architecture)
        for _ in range(3):
            run.expect(last)
        self.assertEqual(run.interrupt(), 130)
        lines = run.output.splitlines()[1:]
        return [
            re.sub(r"0x[0-9a-f]+|[0-9]+ KiB", "N", line)
            for line in lines[: max(i for i, line in enumerate(lines) if re.match(last, line))]
        ]

    def test_minimal(self) -> None:
        run = self.pepin("run", "minimal", "--arch", "armv7")
        run.expect(r"^Hello World !$")
        self.assertEqual(run.interrupt(), 130)

    def test_launcher_says_the_same(self) -> None:
        here, there = (
            self.lines(architecture, "launcher", r"^Woken up!$")
            for architecture in (architectures.default(), "armv7")
        )
        shorter = min(len(here), len(there))
        self.assertGreater(shorter, 10)
        self.assertEqual(here[:shorter], there[:shorter])

    def test_launcher_on_the_debug_kernel(self) -> None:
        run = self.pepin("run", "launcher", "--arch", "armv7", "--debug-kernel")
        self.assertGreater(int(run.expect(r"^([0-9]+) invariants hold at boot$")[1]), 100_000)
        run.expect(r"^Woken up!$")
        self.assertEqual(run.interrupt(), 130)

    def test_all_memory(self) -> None:
        run = self.pepin("run", "minimal", "--arch", "armv7", "--memory", "1024", "--debug-kernel")
        self.assertGreater(int(run.expect(r"root has ([0-9]+) KiB free")[1]), 900 * 1024)
        run.expect(r"^[0-9]+ invariants hold at boot$")
        run.expect(r"^Hello World !$")
        self.assertEqual(run.interrupt(), 130)

    def test_keyboard_interrupt(self) -> None:
        """A character on the console's line: the interrupt of the peripherals, and a device that root has."""
        run = self.pepin("run", "launcher", "--arch", "armv7", stdin=subprocess.PIPE)
        run.expect(r"^Hello World!$")
        assert run.process.stdin is not None
        self.addCleanup(run.process.stdin.close)
        run.process.stdin.write(b"a")
        run.process.stdin.flush()
        run.expect(r"^A keyboard interruption was triggered ... scan code 0x61")
        run.expect(r"^A timer interruption was triggered")
        self.assertEqual(run.interrupt(), 130)

    def test_two_runs_print_the_same(self) -> None:
        """Where instructions are the clock."""
        outputs = []
        for _ in range(2):
            run = self.pepin("run", "launcher", "--arch", "armv7", "--icount")
            for _ in range(3):
                run.expect(r"^Woken up!$")
            self.assertEqual(run.interrupt(), 130)
            outputs.append(run.output)
        length = min(len(output) for output in outputs)
        self.assertEqual(outputs[0][:length], outputs[1][:length])

    def nanny(self, *words: str) -> None:
        run = self.pepin("run", "nanny", "--arch", "armv7", *words)
        run.expect(r"^nanny: done", 150)
        self.assertNotRegex(run.output, r"PANIC|FAIL|wrong")

    def test_nanny(self) -> None:
        self.nanny()

    def test_nanny_on_the_debug_kernel(self) -> None:
        self.nanny("--debug-kernel", "--memory", "32")


class Ported(FrontDoorTest):
    """A program as written for Pip's library, with its own start code, link script and compiler flags."""

    def test_qemu(self) -> None:
        run = self.pepin("run", ARMV7 / "tests" / "boot" / "ported" / "ported.bin", "--arch", "armv7")
        self.assertEqual(run.expect(r"ported: ([0-9]+) passed, ([0-9]+) failed")[2], "0", run.output)
        self.assertEqual(run.interrupt(), 130)


class Library(FrontDoorTest):
    """libpip's own root partition, in Thumb code, calls every service."""

    def test_every_service(self) -> None:
        run = self.pepin("run", ARMV7 / "libpip" / "tests" / "target" / "selftest.bin", "--arch", "armv7")
        self.assertEqual(run.status(), 0, run.output)
        self.assertRegex(run.output, r"libpip: 1[0-9][0-9] passed, 0 failed")


class PipsAbi(FrontDoorTest):
    """ELF files that know the ABI and nothing of this tree."""

    def test_what_binaries_rely_on(self) -> None:
        # By instructions, so that the timer comes at the same places whatever the host does: some checks are
        # of what it interrupts.
        run = self.pepin("run", FOREIGN / "foreign.elf", "--arch", "armv7", "--icount")
        result = run.expect(r"foreign: ([0-9]+) passed, ([0-9]+) failed")
        self.assertEqual(int(result[1]), 84)
        self.assertEqual(result[2], "0", run.output)
        self.assertEqual(run.interrupt(), 130)

    def test_a_fault_that_nobody_takes(self) -> None:
        run = self.pepin("run", FOREIGN / "faulty.elf", "--arch", "armv7")
        self.assertEqual(run.status(), 3, run.output)
        self.assertRegex(run.output, r"(?m)^PANIC: data abort in root at 0x00700008, nobody takes it$")
        self.assertRegex(run.output, r"(?m)^r4 .* r5  0x600df00d")
        self.assertRegex(run.output, r"\nPANIC END\n")
        self.assertIn("the kernel panicked", run.errors)


if __name__ == "__main__":
    unittest.main()
