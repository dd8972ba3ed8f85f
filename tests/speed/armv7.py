"""Measures what the kernel's entries cost on ARMv7, in guest instructions, and holds it against budgets_armv7.json."""
import unittest

from figures import Budgets


class Figures(Budgets):
    """On ARMv7."""

    def test_budgets_and_growth(self) -> None:
        self.check("armv7", "budgets_armv7.json")


if __name__ == "__main__":
    unittest.main()
