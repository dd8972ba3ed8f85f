"""Measures what the kernel's entries cost, in guest instructions, and holds it against budgets/."""
import copy
import dataclasses
import functools
import pathlib
import sys
import unittest

sys.path.append(str(pathlib.Path(__file__).resolve().parents[2]))

import harness  # noqa: F401: puts the front door's modules in reach
from pepin.bench import curves, results, table
from pepin.bench.command import take


@functools.cache
def measured() -> results.Results:
    """What the quick form of `./pepin bench` measures."""
    return take("i386", quick=True)


class Figures(unittest.TestCase):
    """On i386."""

    def test_budgets_and_growth(self) -> None:
        """Every figure within its budget, no cost that grows, no stretch of the kernel that is too long; and
        a check that would say so."""
        found = measured()
        self.assertEqual(results.check(found), [])

        def complains(of: str, changed: results.Results) -> None:
            said = results.check(changed)
            self.assertEqual(len(said), 1, said)
            self.assertRegex(said[0], of)

        def with_cost(series: str, at: int, name: str, factor: float) -> results.Results:
            figures = copy.deepcopy(found.figures)
            costs = figures[128][series][at]
            costs[name] = int(costs[name] * factor)
            return dataclasses.replace(found, figures=figures)

        complains("^add_vaddr: [0-9]+ with pages 1000, where ", with_cost("pages", 1000, "add_vaddr", 1.02))
        complains("^prepare: [0-9]+ with depth 63, where ", with_cost("depth", 63, "prepare", 1.02))
        complains("^in_byte: [0-9]+ with children 10, where ", with_cost("children", 10, "in_byte", 0.9))
        complains("^timer: [0-9]+, more than its budget", with_cost("base", 0, "timer", 1.1))
        complains("^timer: [0-9]+; lower its budget", with_cost("base", 0, "timer", 0.8))
        metered = found.metered[results.SMALL_RUN]
        complains(
            "^boot .* more than",
            dataclasses.replace(
                found, metered={results.SMALL_RUN: dataclasses.replace(metered, boot=metered.boot * 2)}
            ),
        )
        longer = {
            **metered.stretches,
            "yield": dataclasses.replace(metered.stretches["yield"], longest=40000),
        }
        complains(
            "entered by 'yield', took 40000",
            dataclasses.replace(
                found, metered={results.SMALL_RUN: dataclasses.replace(metered, stretches=longer)}
            ),
        )
        complains(
            "^image, text", dataclasses.replace(found, image=dataclasses.replace(found.image, text=10**6))
        )

    def test_meter_agrees_with_the_partition(self) -> None:
        """The longest call of deletePartition, counted inside and outside: the partition counts its own
        instructions, too."""
        found = measured()
        inside = max(
            cost
            for name, cost in found.base.items()
            if name.startswith("delete_partition") and name.endswith("_longest_call")
        )
        outside = found.metered[results.SMALL_RUN].stretches["delete_partition"].longest
        self.assertTrue(inside - 8 <= outside <= inside, (inside, outside))

    def test_table_and_picture(self) -> None:
        """What the front door shows has all operations, and the picture all series."""
        found = measured()
        rows = table.operations(found)
        self.assertEqual(
            {row[0] for row in rows[1:]}, {name for name in found.base if not name.endswith(".fast")}
        )
        self.assertIn("3,765", next(row for row in rows if row[0] == "yield_round_trip"))
        self.assertEqual(curves.svg(found).count('class="title"'), 5)


if __name__ == "__main__":
    unittest.main()
