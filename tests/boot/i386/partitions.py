"""Boots root partitions in QEMU and Bochs, and reads what they say."""
import pathlib
import sys
import unittest

sys.path.append(str(pathlib.Path(__file__).resolve().parents[2]))

from harness import BOCHS_PATIENCE, QEMU_PATIENCE, FrontDoorTest, Run

from pepin import console, qemu, tree
from pepin.machine import Settings

I386 = tree.built("i386")
FOREIGN = I386 / "tests" / "boot" / "foreign"


class Minimal(FrontDoorTest):
    """The partition without a library."""

    def test_qemu(self) -> None:
        run = self.pepin("run", "minimal")
        run.expect(r"^Hello World !$")
        self.assertEqual(run.interrupt(), 130)

    def test_bochs(self) -> None:
        run = self.pepin("run", "minimal", "--machine", "bochs")
        run.expect(r"^Hello World !$", BOCHS_PATIENCE)
        self.assertEqual(run.interrupt(), 130)


class Launcher(FrontDoorTest):
    """Root and a child, timer interrupts, and yields in both directions."""

    def watch(self, run: Run, patience: float) -> None:
        run.expect(r"Yielding to the child", patience)
        run.expect(r"^Hello World!$", patience)
        for _ in range(3):
            run.expect(r"^A timer interruption was triggered", patience)
            run.expect(r"^Woken up!$", patience)
        self.assertEqual(run.interrupt(), 130)

    def test_qemu(self) -> None:
        self.watch(self.pepin("run", "launcher"), QEMU_PATIENCE)

    def test_bochs(self) -> None:
        self.watch(self.pepin("run", "launcher", "--machine", "bochs"), BOCHS_PATIENCE)

    def test_debug_kernel(self) -> None:
        self.watch(self.pepin("run", "launcher", "--debug-kernel"), QEMU_PATIENCE)

    def test_keyboard_interrupt(self) -> None:
        """A key pressed on the machine's own keyboard, which the front door has no word for."""
        launcher = tree.find_partition("launcher")
        text = b""

        class Typist(qemu.Qemu):
            """Presses a key as soon as the child runs, and is content when root has seen it."""

            pressed = False

            def heard(self, piece: bytes):
                nonlocal text
                text += piece
                if b"Hello World!" in text and not self.pressed:
                    self.pressed = True
                    self.monitor.command("send-key", keys=[{"type": "qcode", "data": "a"}])
                if b"A keyboard interruption was triggered ... scan code 0x1e" in text:
                    self.monitor.command("quit")
                return None

        with Typist(Settings(tree.kernel(False), launcher.binary)) as machine:
            console.attend(machine, QEMU_PATIENCE)
        self.assertIn(b"A keyboard interruption was triggered ... scan code 0x1e", text)


class Foreign(FrontDoorTest):
    """Binaries that know the ABI and nothing of this tree."""

    def test_qemu_to_power_off(self) -> None:
        run = self.pepin("run", FOREIGN / "foreign.bin")
        self.assertEqual(run.status(), 0, run.output)
        self.assertRegex(run.output, r"foreign: [1-9][0-9]* passed, 0 failed")

    def test_bochs(self) -> None:
        """The binary powers off by a port that only QEMU has, so here it goes on."""
        run = self.pepin("run", FOREIGN / "foreign.bin", "--machine", "bochs")
        result = run.expect(r"foreign: ([0-9]+) passed, ([0-9]+) failed", BOCHS_PATIENCE)
        self.assertGreater(int(result[1]), 0)
        self.assertEqual(result[2], "0", run.output)
        self.assertEqual(run.interrupt(), 130)


class TwoPagesOfStack(FrontDoorTest):
    """A binary that goes deeper than a page of stack, and has itself saved in the lower page."""

    def check(self, *words: str) -> None:
        run = self.pepin("run", FOREIGN / "stack.bin", *words)
        self.assertEqual(run.status(), 0, run.output)
        self.assertRegex(run.output, r"foreign: [1-9][0-9]* passed, 0 failed")

    def test_qemu(self) -> None:
        self.check()

    def test_debug_kernel(self) -> None:
        self.check("--debug-kernel")


class Ported(FrontDoorTest):
    """A program as written for Pip's library, with its own start code, link script and compiler flags."""

    def test_qemu(self) -> None:
        run = self.pepin("run", I386 / "tests" / "boot" / "ported" / "ported.bin")
        self.assertEqual(run.status(), 0, run.output)
        self.assertRegex(run.output, r"ported: [1-9][0-9]* passed, 0 failed")


class Library(FrontDoorTest):
    """libpip's own root partition, which calls every service by the call gates and by the fast entry."""

    def check(self, machine: str, patience: float) -> None:
        run = self.pepin("run", I386 / "libpip" / "tests" / "target" / "selftest.bin", "--machine", machine)
        run.expect(r"^libpip: by the call gates\r?$", patience)
        run.expect(r"^libpip: by the fast entry\r?$", patience)
        self.assertEqual(run.status(patience), 0, run.output)
        self.assertRegex(run.output, r"libpip: [1-9][0-9]* passed, 0 failed")

    def test_qemu(self) -> None:
        self.check("qemu", QEMU_PATIENCE)

    def test_bochs(self) -> None:
        self.check("bochs", BOCHS_PATIENCE)


class Faulty(FrontDoorTest):
    """Root faults, and nobody is above it: the kernel says what happened, and the run fails."""

    def check(self, run: Run, patience: float) -> None:
        self.assertEqual(run.status(patience), 3, run.output)
        dump = run.output[run.output.index("PANIC: ") :]
        self.assertRegex(dump, r"^PANIC END$|\nPANIC END$|\nPANIC END\n")
        self.assertIn("600df00d", dump.lower())  # EAX of the partition
        self.assertIn("the kernel panicked", run.errors)

    def test_qemu(self) -> None:
        self.check(self.pepin("run", FOREIGN / "faulty.bin"), QEMU_PATIENCE)

    def test_bochs(self) -> None:
        self.check(self.pepin("run", FOREIGN / "faulty.bin", "--machine", "bochs"), BOCHS_PATIENCE)


if __name__ == "__main__":
    unittest.main()
