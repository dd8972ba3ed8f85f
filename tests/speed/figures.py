"""Measures what the kernel's entries cost, in guest instructions, and holds it against budgets.json."""
import functools
import json
import pathlib
import subprocess
import sys
import unittest

sys.path.append(str(pathlib.Path(__file__).resolve().parent.parent))

from harness import FRONT_DOOR

HERE = pathlib.Path(__file__).resolve().parent
FEWER_BY = 0.9  # a figure that is lower than this share of its budget deserves a tighter budget


@functools.cache
def measured(architecture: str) -> dict[str, dict[str, int]]:
    """The figures of one run of the partition `bench`: state of the system, then name, to instructions."""
    run = subprocess.run([FRONT_DOOR, "run", "bench", "--icount", "--arch", architecture], stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=280, check=False)
    if run.returncode != 0 or "bench: done" not in run.stdout:
        raise AssertionError(f"bench: status {run.returncode}\n{run.stdout[-2000:]}\n{run.stderr[-2000:]}")
    figures: dict[str, dict[str, int]] = {}
    for line in run.stdout.splitlines():
        if line.startswith("figure "):
            _, state, name, instructions = line.split()
            figures.setdefault(state, {})[name] = int(instructions)
    return figures


class Budgets(unittest.TestCase):
    """What figures are held against."""

    def check(self, architecture: str, file: str) -> None:
        """No entry costs more than its budget; and none but deletePartition costs more where there are many pages, tables and children."""
        budgets = json.loads((HERE / file).read_text())
        figures = measured(architecture)
        self.assertEqual(set(figures), {"small", "crowded"})
        self.assertEqual(set(budgets), set(figures["small"]) | set(figures["crowded"]), f"{file} and the partition name different figures")
        for state, values in figures.items():
            for name, instructions in values.items():
                with self.subTest(state=state, figure=name):
                    self.assertLessEqual(instructions, budgets[name], "guest instructions, more than the budget")
                    self.assertGreaterEqual(instructions, FEWER_BY * budgets[name], "guest instructions; lower the budget")
        for name, instructions in figures["small"].items():
            with self.subTest(figure=name):
                self.assertEqual(figures["crowded"][name], instructions, "the cost depends on how much there is")


class Figures(Budgets):
    """On i386."""

    def test_budgets_and_growth(self) -> None:
        self.check("i386", "budgets.json")


if __name__ == "__main__":
    unittest.main()
