"""Boots the supervisor, which judges for itself: waiting, the timer and lines, on each machine."""
import pathlib
import re
import sys
import unittest

sys.path.append(str(pathlib.Path(__file__).resolve().parent.parent))

from harness import BOCHS_PATIENCE, QEMU_PATIENCE, FrontDoorTest

STEPS = (
    "it ticks",
    "a time that comes, and one that is past",
    "a time that is far away",
    "a later call takes the place of an earlier one",
    "disarmed",
    "masked, and not any more",
    "100 times in a row",
    "done",
)


class Supervisor(FrontDoorTest):
    """Each step has to end, and none in an error."""

    architecture: str
    ticks_in_a_second = 1_193_182 / 26_000
    tick: int  # in microseconds, as root has found it

    def supervise(self, *words: str, patience: float = QEMU_PATIENCE) -> int:
        """The clock's frequency in kHz, as root is told."""
        run = self.pepin("run", "supervisor", "--arch", self.architecture, *words)
        self.assertEqual(run.status(patience), 0, run.output[-4000:] + run.errors)
        clock = int(run.expect(r"^supervisor: a clock of ([0-9]+) kHz$").group(1))
        self.tick = int(run.expect(r"^supervisor: a tick takes ([0-9]+) microseconds$").group(1))
        said = re.findall(r"(?m)^supervisor: (?!a clock of|a tick takes)(.*)$", run.output.replace("\r", ""))
        self.assertEqual(tuple(said), STEPS)
        return clock

    def counting(self) -> None:
        """Where an instruction takes a nanosecond the clock is known."""
        self.assertAlmostEqual(self.supervise("--icount"), 1_000_000, delta=1_000)
        expected = 1_000_000 / self.ticks_in_a_second
        self.assertAlmostEqual(self.tick, expected, delta=expected / 20)


class OnI386(Supervisor):
    """With the 8254 and the 8259."""

    architecture = "i386"

    def test_qemu(self) -> None:
        self.supervise()

    def test_by_instructions(self) -> None:
        self.counting()

    def test_invariants(self) -> None:
        self.supervise("--debug-kernel", "--board", "q35", "--memory", "16")

    def test_bochs(self) -> None:
        self.supervise("--machine", "bochs", patience=BOCHS_PATIENCE)


class OnX86_64(Supervisor):
    """With the 8254 and the APICs."""

    architecture = "x86_64"

    def test_qemu(self) -> None:
        self.supervise()

    def test_by_instructions(self) -> None:
        self.counting()

    def test_invariants(self) -> None:
        self.supervise("--debug-kernel", "--board", "q35", "--memory", "16")

    def test_uefi(self) -> None:
        self.supervise("--board", "q35", "--firmware", "uefi", patience=BOCHS_PATIENCE)

    def test_bochs(self) -> None:
        self.supervise("--machine", "bochs", patience=BOCHS_PATIENCE)


class OnArmv7(Supervisor):
    """With the generic timer."""

    architecture = "armv7"
    ticks_in_a_second = 160

    def test_qemu(self) -> None:
        self.supervise()

    def test_by_instructions(self) -> None:
        self.counting()

    def test_invariants(self) -> None:
        self.supervise("--debug-kernel", "--memory", "16")


if __name__ == "__main__":
    unittest.main()
