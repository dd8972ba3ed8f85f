"""Boots root partitions on x86-64: the same as on i386, and its own ABI."""
import pathlib
import re
import sys
import unittest

sys.path.append(str(pathlib.Path(__file__).resolve().parents[2]))

from harness import BOCHS_PATIENCE, QEMU_PATIENCE, FrontDoorTest, Run

from pepin import architectures, tree

X86_64 = tree.built("x86_64")
FOREIGN = X86_64 / "tests" / "boot" / "foreign"


class Partitions(FrontDoorTest):
    """What runs on i386 runs here and says the same."""

    def lines(self, architecture: str, name: str, last: str) -> list[str]:
        """The partition's own lines, with all numbers made alike."""
        run = self.pepin("run", name, "--arch", architecture)
        for _ in range(3):
            run.expect(last)
        self.assertEqual(run.interrupt(), 130)
        lines = [line for line in run.output.splitlines()[1:] if not line.startswith("Weaknesses")]
        return [
            re.sub(r"0x[0-9a-f]+|[0-9]+ KiB", "N", line)
            for line in lines[: max(i for i, line in enumerate(lines) if re.match(last, line))]
        ]

    def test_minimal(self) -> None:
        run = self.pepin("run", "minimal", "--arch", "x86_64")
        run.expect(r"^Hello World !$")
        self.assertEqual(run.interrupt(), 130)

    def test_minimal_bochs(self) -> None:
        run = self.pepin("run", "minimal", "--arch", "x86_64", "--machine", "bochs")
        run.expect(r"^Hello World !$", BOCHS_PATIENCE)
        self.assertEqual(run.interrupt(), 130)

    def test_minimal_by_uefi(self) -> None:
        run = self.pepin("run", "minimal", "--arch", "x86_64", "--firmware", "uefi", "--board", "q35")
        run.expect(r"^Hello World !$", 2 * QEMU_PATIENCE)
        self.assertEqual(run.interrupt(), 130)

    def test_launcher_says_the_same(self) -> None:
        here, there = (
            self.lines(architecture, "launcher", r"^Woken up!$")
            for architecture in (architectures.default(), "x86_64")
        )
        shorter = min(len(here), len(there))
        self.assertGreater(shorter, 10)
        self.assertEqual(here[:shorter], there[:shorter])

    def test_launcher_on_the_debug_kernel(self) -> None:
        run = self.pepin("run", "launcher", "--arch", "x86_64", "--debug-kernel")
        self.assertGreater(int(run.expect(r"^([0-9]+) invariants hold at boot$")[1]), 100_000)
        run.expect(r"^Woken up!$")
        self.assertEqual(run.interrupt(), 130)

    def test_two_runs_print_the_same(self) -> None:
        """Where instructions are the clock."""
        outputs = []
        for _ in range(2):
            run = self.pepin("run", "launcher", "--arch", "x86_64", "--icount")
            for _ in range(3):
                run.expect(r"^Woken up!$")
            self.assertEqual(run.interrupt(), 130)
            outputs.append(run.output)
        length = min(len(output) for output in outputs)
        self.assertEqual(outputs[0][:length], outputs[1][:length])

    def nanny(self, *words: str) -> None:
        run = self.pepin("run", "nanny", "--arch", "x86_64", *words)
        run.expect(r"^nanny: done", 150)
        self.assertNotRegex(run.output, r"PANIC|FAIL|wrong")

    def test_nanny(self) -> None:
        self.nanny()

    def test_nanny_on_the_debug_kernel(self) -> None:
        self.nanny("--debug-kernel", "--memory", "32")


class Ported(FrontDoorTest):
    """A program as written for Pip's library, with its own start code, link script and compiler flags."""

    def test_qemu(self) -> None:
        run = self.pepin("run", X86_64 / "tests" / "boot" / "ported" / "ported.bin", "--arch", "x86_64")
        self.assertEqual(run.status(), 0, run.output)
        self.assertRegex(run.output, r"ported: [1-9][0-9]* passed, 0 failed")


class Library(FrontDoorTest):
    """libpip's own root partition, which calls every service."""

    def check(self, machine: str, patience: float) -> None:
        run = self.pepin(
            "run",
            X86_64 / "libpip" / "tests" / "target" / "selftest.bin",
            "--arch",
            "x86_64",
            "--machine",
            machine,
        )
        self.assertEqual(run.status(patience), 0, run.output)
        self.assertRegex(run.output, r"libpip: [1-9][0-9]* passed, 0 failed")

    def test_qemu(self) -> None:
        self.check("qemu", QEMU_PATIENCE)

    def test_bochs(self) -> None:
        self.check("bochs", BOCHS_PATIENCE)


class Foreign(FrontDoorTest):
    """Roots that know the ABI and nothing of this tree: a flat binary and an ELF file."""

    def check(self, name: str, *words: str) -> None:
        run = self.pepin("run", FOREIGN / name, "--arch", "x86_64", *words)
        self.assertEqual(run.status(), 0, run.output)
        self.assertGreater(int(run.expect(r"foreign: ([0-9]+) passed, 0 failed")[1]), 200)

    def test_flat(self) -> None:
        self.check("foreign.bin")

    def test_elf(self) -> None:
        self.check("foreign_elf.elf")

    def test_debug_kernel(self) -> None:
        self.check("foreign.bin", "--debug-kernel")

    def test_bochs(self) -> None:
        """The binary powers off by a port that only QEMU has, so here it goes on."""
        run = self.pepin("run", FOREIGN / "foreign.bin", "--arch", "x86_64", "--machine", "bochs")
        result = run.expect(r"foreign: ([0-9]+) passed, ([0-9]+) failed", BOCHS_PATIENCE)
        self.assertGreater(int(result[1]), 200)
        self.assertEqual(result[2], "0", run.output)
        self.assertEqual(run.interrupt(), 130)


class Faulty(FrontDoorTest):
    """Root faults, and nobody is above it: the kernel says what happened, and the run fails."""

    def check(self, run: Run, patience: float) -> None:
        self.assertEqual(run.status(patience), 3, run.output)
        self.assertRegex(
            run.output, r"(?m)^\x00?PANIC: invalid opcode in root at 0x[0-9a-f]{16}, nobody takes it$"
        )
        self.assertRegex(run.output, r"(?m)^rax 0x600df00d12345678 ")
        self.assertRegex(run.output, r"(?m)^PANIC END$")
        self.assertIn("the kernel panicked", run.errors)

    def test_qemu(self) -> None:
        for name in ("faulty.bin", "faulty_elf.elf"):
            self.check(self.pepin("run", FOREIGN / name, "--arch", "x86_64"), QEMU_PATIENCE)

    def test_bochs(self) -> None:
        self.check(
            self.pepin("run", FOREIGN / "faulty.bin", "--arch", "x86_64", "--machine", "bochs"),
            BOCHS_PATIENCE,
        )


if __name__ == "__main__":
    unittest.main()
