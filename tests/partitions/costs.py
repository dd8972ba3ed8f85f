"""Measures what it costs to go from task to task in personalities/rtos, in guest instructions, and holds it
against costs/."""
import json
import pathlib
import re
import sys
import unittest

sys.path.append(str(pathlib.Path(__file__).resolve().parent.parent))

from harness import ROOT, FrontDoorTest

BUDGETS = pathlib.Path(__file__).resolve().with_name("costs")
FEWER_BY = 0.9  # a figure that is lower than this share of its budget deserves a tighter budget


class Costs(FrontDoorTest):
    """A context switch between two tasks, a send that wakes a more urgent task, interrupts to tasks that wait
    for them."""

    architecture: str

    def check(self) -> None:
        image = ROOT / "build" / self.architecture / "partitions" / "rtos" / "rtos_costs.bin"
        run = self.pepin("run", image, "--icount", "--arch", self.architecture)
        self.assertEqual(run.status(), 0, run.output + run.errors)
        figures = {
            name: int(figure) for name, figure in re.findall(r"(?m)^cost: (\w+) ([0-9]+)$", run.output)
        }
        budgets = json.loads((BUDGETS / f"{self.architecture}.json").read_text(encoding="utf-8"))
        self.assertEqual(set(figures), set(budgets))
        for name, budget in budgets.items():
            with self.subTest(name):
                self.assertLessEqual(figures[name], budget)
                self.assertGreaterEqual(figures[name], FEWER_BY * budget, "the budget can be tightened")


class OnI386(Costs):
    """On i386."""

    architecture = "i386"

    def test_budgets(self) -> None:
        self.check()


class OnArmv7(Costs):
    """On ARMv7."""

    architecture = "armv7"

    def test_budgets(self) -> None:
        self.check()


class OnX8664(Costs):
    """On x86-64."""

    architecture = "x86_64"

    def test_budgets(self) -> None:
        self.check()


if __name__ == "__main__":
    unittest.main()
