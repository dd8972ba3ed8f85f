"""Boots the chaos on x86-64."""
import pathlib
import sys
import unittest

sys.path.append(str(pathlib.Path(__file__).resolve().parents[2]))

from harness import FrontDoorTest

PATIENCE = 540.0  # seconds; a million calls take 30 where nothing else runs


class Chaos(FrontDoorTest):
    """A million random calls by nested partitions."""

    def test_a_million_calls(self) -> None:
        run = self.pepin("run", "chaos", "--arch", "x86_64", "--debug-kernel", "--icount", "--memory", "32")
        self.assertEqual(run.status(PATIENCE), 0, run.output[-4000:] + run.errors)
        self.assertNotIn("error", run.output)
        made = run.expect(r"^chaos: ([0-9]+) partitions, .* down to depth ([0-9]+); .* ([0-9]+) checks")
        done = run.expect(
            r"^chaos: ([0-9]+) calls \(([0-9]+) refused\), ([0-9]+) faults, ([0-9]+) interrupts, 0 pages lost$"
        )
        # A run that does much less than usual tests nothing.
        for name, actual, least in (
            ("partitions", made[1], 500),
            ("depth", made[2], 3),
            ("checks", made[3], 20),
            ("calls", done[1], 1000000),
            ("refused", done[2], 50000),
            ("faults", done[3], 2000),
            ("interrupts", done[4], 50),
        ):
            self.assertGreaterEqual(int(actual), least, name)

    def test_a_difference_ends_in_failure(self) -> None:
        """The one that is easy to have: a kernel that does not check."""
        run = self.pepin("run", "chaos", "--arch", "x86_64", "--icount", "--memory", "32")
        self.assertEqual(run.status(PATIENCE), 3, run.output[-4000:] + run.errors)
        self.assertIn("chaos: error: the kernel is no debug kernel", run.output)


if __name__ == "__main__":
    unittest.main()
