"""All that was measured on one architecture, and whether it is what it should be."""
import dataclasses
import json
import pathlib
import typing

from .. import tree
from ..problems import Problem
from .measure import MEMORY, SMALL_MEMORY, Figures, Image, Metered

BUDGETS = tree.ROOT / "tests" / "speed" / "budgets"  # a file for each architecture, as in the next one
SMALL_RUN = f"bench, {SMALL_MEMORY} MiB"  # of those that are metered
TASK_BUDGETS = tree.ROOT / "tests" / "partitions" / "costs"
# instructions by which a cost may differ from the base's: root leaves the kernel with its interrupts off,
# others with theirs on
_ONCE = 2
_FEWER_BY = 0.9  # a figure that is lower than this share of its budget deserves a tighter budget

Curves = dict[str, dict[str, dict[int, int]]]  # series, then figure, then point, to instructions


@dataclasses.dataclass(frozen=True)
class Results:
    """Figures for each size of memory in MiB, and for each partition what was metered while it ran."""

    architecture: str
    figures: dict[int, Figures]
    metered: dict[str, Metered]
    image: Image
    tasks: dict[str, int]  # what it costs to go from one to another in the partition `rtos`

    @property
    def base(self) -> dict[str, int]:
        """The cost of each operation where there is next to nothing."""
        return self.figures[MEMORY]["base"][0]

    def curves(self) -> Curves:
        """How each cost depends on how much there is; by memory, too. The longest curve of a series counts,
        which is that of the greatest memory."""
        curves: Curves = {}
        for _, found in sorted(self.figures.items()):
            for series, points in found.items():
                if series != "base":
                    curves[series] = _by_name(points)
        curves["memory"] = _by_name({memory: found["base"][0] for memory, found in self.figures.items()})
        return curves

    def as_json(self) -> dict[str, typing.Any]:
        """For `--json`."""
        return {
            "figures": [
                {"memory": memory, "series": series, "at": at, "name": name, "instructions": instructions}
                for memory, found in sorted(self.figures.items())
                for series, points in found.items()
                for at, costs in points.items()
                for name, instructions in costs.items()
            ],
            "metered": {run: dataclasses.asdict(metered) for run, metered in self.metered.items()},
            "image": dataclasses.asdict(self.image),
            "tasks": self.tasks,
        }


def _by_name(points: dict[int, dict[str, int]]) -> dict[str, dict[int, int]]:
    curves: dict[str, dict[int, int]] = {}
    for at, costs in sorted(points.items()):
        for name, instructions in costs.items():
            curves.setdefault(name, {})[at] = instructions
    return curves


def budgets(architecture: str) -> dict[str, typing.Any]:
    """The file of budgets: `base`, of each figure; `per_level`, of each level of depth where a cost may grow
    with it; `longest_stretch`, `boot` and
    `image`."""
    return _read(BUDGETS, architecture)


def _read(folder: pathlib.Path, architecture: str) -> dict[str, typing.Any]:
    path = folder / f"{architecture}.json"
    try:
        return dict(json.loads(path.read_text(encoding="utf-8")))
    except (OSError, json.JSONDecodeError) as error:
        raise Problem(f"cannot read the budgets in {path}: {error}") from error


def _tight(name: str, actual: float, budget: float) -> list[str]:
    if actual > budget:
        return [f"{name}: {round(actual):,}, more than its budget of {budget:,}"]
    if actual < _FEWER_BY * budget:
        return [f"{name}: {round(actual):,}; lower its budget of {budget:,}"]
    return []


def _check_each(found: dict[str, int], allowed: dict[str, int]) -> list[str]:
    problems = [f"{name}: there is no budget for it" for name in sorted(found.keys() - allowed.keys())]
    problems += [
        f"{name}: it has a budget, and was not measured" for name in sorted(allowed.keys() - found.keys())
    ]
    for name in sorted(found.keys() & allowed.keys()):
        problems += _tight(name, found[name], allowed[name])
    return problems


def _check_growth(results: Results, per_level: dict[str, int]) -> list[str]:
    """No cost depends on how much there is, but on depth where that is allowed."""
    problems = []
    for series, curves in results.curves().items():
        for name, points in curves.items():
            base = results.base[name]
            for at, instructions in points.items():
                slope = per_level.get(name.partition(".")[0], 0) if series == "depth" else 0
                most = base + slope * at + (_ONCE if series == "depth" and at > 0 else 0)
                if not base <= instructions <= most:
                    problems.append(
                        f"{name}: {instructions} with {series} {at}, where {base} to {most} were expected"
                    )
    return problems


def _check_metered(results: Results, longest_stretch: int, boot: int) -> list[str]:
    """However long the kernel ran in one go, it was within the same bound."""
    problems = [
        f"{run}: the kernel, entered by '{way}', took {stretch.longest} instructions, more than {longest_stretch}"
        for run, metered in results.metered.items()
        for way, stretch in metered.stretches.items()
        if stretch.longest > longest_stretch
    ]
    small = results.metered.get(SMALL_RUN)
    return problems if small is None else problems + _tight(f"boot with {SMALL_MEMORY} MiB", small.boot, boot)


def check(results: Results) -> list[str]:
    """What is not as the budgets say, a line each."""
    allowed = budgets(results.architecture)
    problems = _check_each(results.base, allowed["base"]) + _check_each(
        results.tasks, _read(TASK_BUDGETS, results.architecture)
    )
    problems += _check_growth(results, allowed["per_level"])
    problems += _check_metered(results, allowed["longest_stretch"], allowed["boot"])
    for name, size in dataclasses.asdict(results.image).items():
        problems += _tight(f"image, {name}", size, allowed["image"][name])
    return problems
