"""Measures what the kernel's entries cost on x86-64, in guest instructions, and holds it against budgets/."""
import functools
import pathlib
import sys
import unittest

sys.path.append(str(pathlib.Path(__file__).resolve().parents[2]))

import harness  # noqa: F401: puts the front door's modules in reach
from pepin.bench import curves, results, table
from pepin.bench.command import take

DEEPEST = 63  # the greatest depth of a partition that can have children
MOST_WHEN_DEEP = 12000


@functools.cache
def measured() -> results.Results:
    """What the quick form of `./pepin bench` measures."""
    return take("x86_64", quick=True)


class Figures(unittest.TestCase):
    """On x86-64."""

    def test_budgets_and_growth(self) -> None:
        """Every figure within its budget, no cost that grows, no stretch of the kernel that is too long."""
        self.assertEqual(results.check(measured()), [])

    def test_tables_in_the_depth(self) -> None:
        """Making tables, and taking them back, changes a mapping of every ancestor."""
        depth = measured().curves()["depth"]
        for name in ("prepare", "collect"):
            with self.subTest(name):
                self.assertLess(depth[name][DEEPEST], MOST_WHEN_DEEP)

    def test_table_and_picture(self) -> None:
        """What the front door shows where there is one way into the kernel, and the picture."""
        found = measured()
        rows = table.operations(found)
        self.assertEqual({row[0] for row in rows[1:]}, set(found.base))
        self.assertEqual({len(row) for row in rows}, {7})
        self.assertIn("432", next(row for row in rows if row[0] == "yield_round_trip"))
        self.assertEqual(curves.svg(found).count('class="title"'), 5)


if __name__ == "__main__":
    unittest.main()
