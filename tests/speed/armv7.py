"""Measures what the kernel's entries cost on ARMv7, in guest instructions, and holds it against
budgets_armv7.json."""
import unittest

from figures import measured
from pepin.bench import results


class Figures(unittest.TestCase):
    """On ARMv7."""

    def test_budgets_and_growth(self) -> None:
        """Every figure within its budget, no cost that grows, no stretch of the kernel that is too long."""
        self.assertEqual(results.check(measured("armv7")), [])


if __name__ == "__main__":
    unittest.main()
