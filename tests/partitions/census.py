"""Boots the census, which judges for itself: each event of three generations has to be counted at both
ends."""
import pathlib
import sys
import unittest

sys.path.append(str(pathlib.Path(__file__).resolve().parent.parent))

from harness import FrontDoorTest

from pepin import tree
from pepin.soak import with_parameters

PATIENCE = 600.0  # seconds; a million events take a minute where nothing else runs


class Census(FrontDoorTest):
    """Calls, faults, software interrupts and interrupts, each of which has to be accounted for."""

    architecture: str
    software_interrupts = True
    foreign_calls = False

    def take(self, events: int, *words: str, seed: int = 1) -> None:
        image = self.directory() / "census.bin"
        image.write_bytes(
            with_parameters(
                tree.find_partition("census", self.architecture).binary, b"census settings\0", seed, events
            )
        )
        run = self.pepin("run", image, "--arch", self.architecture, *words)
        self.assertEqual(run.status(PATIENCE), 0, run.output[-4000:] + run.errors)
        self.assertIn(f"census: seed {seed}, {events} events", run.output)
        self.assertNotIn("error", run.output)
        made = run.expect(
            r"^census: ([0-9]+) calls, ([0-9]+) invalid instructions, ([0-9]+) bad accesses, ([0-9]+) software interrupts, each"
        )
        kinds = [int(number) for number in made.groups()]
        if not self.software_interrupts:
            self.assertEqual(kinds.pop(), 0)
        if self.foreign_calls:
            kinds.append(int(run.expect(r"^census: ([0-9]+) foreign calls, each answered").group(1)))
        self.assertGreaterEqual(sum(kinds), events)
        interrupts = run.expect(
            r"^census: ([0-9]+) interrupts of the middle, ([0-9]+) of the leaf; ([0-9]+) attempts of the middle refused$"
        )
        # A run that does much less than usual tests nothing: some interrupts have to hit the few instructions
        # before a record is read.
        self.assertTrue(all(number > events / (len(kinds) + 1) for number in kinds), kinds)
        for number, share in zip(interrupts.groups(), (200, 500, 100), strict=True):
            self.assertGreater(int(number), events / share)


class OnI386(Census):
    """With software interrupts."""

    architecture = "i386"

    def test_by_instructions(self) -> None:
        self.take(100000, "--icount")

    def test_by_the_clock(self) -> None:
        """The timer strikes by the host's clock, anywhere."""
        self.take(30000, "--memory", "16", seed=7)


class OnArmv7(Census):
    """Without."""

    architecture = "armv7"
    software_interrupts = False

    def test_by_instructions(self) -> None:
        self.take(100000, "--icount")


class OnX86_64(Census):
    """With software interrupts, and with calls of what is no service."""

    architecture = "x86_64"
    foreign_calls = True

    def test_by_instructions(self) -> None:
        self.take(100000, "--icount")

    def test_by_the_clock(self) -> None:
        """As for i386."""
        self.take(30000, "--memory", "16", seed=7)


if __name__ == "__main__":
    unittest.main()
