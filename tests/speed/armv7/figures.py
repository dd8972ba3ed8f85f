"""Measures what the kernel's entries cost on ARMv7, in guest instructions, and holds it against budgets/."""
import pathlib
import sys
import unittest

sys.path.append(str(pathlib.Path(__file__).resolve().parents[2]))

import harness  # noqa: F401: puts the front door's modules in reach
from pepin.bench import results
from pepin.bench.command import take


class Figures(unittest.TestCase):
    """On ARMv7."""

    def test_budgets_and_growth(self) -> None:
        """Every figure within its budget, no cost that grows, no stretch of the kernel that is too long."""
        self.assertEqual(results.check(take("armv7", quick=True)), [])


if __name__ == "__main__":
    unittest.main()
