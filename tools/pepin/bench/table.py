"""Results as text."""
import collections.abc
import json
import pathlib
import typing

from .. import architectures
from .measure import MEMORY
from .results import Results

_OTHERS = pathlib.Path(__file__).with_name("others")
Cells = collections.abc.Sequence[str]


def others(architecture: str) -> dict[str, dict[str, int]]:
    """What other kernels need for the same, counted in the same way, and as `target` what was set out to be
    reached; nothing where there is nothing to compare with. Pip: its sources of 2024, built with gcc 12 -O2
    and the memory clobbers that its assembly lacks. seL4: 16.0-dev (on x86-64 4.x), release, fast path, no
    MCS, one core, user-mode stubs included; a call and its reply stand beside a yield and the way back."""
    path = _OTHERS / f"{architecture}.json"
    return dict(json.loads(path.read_text(encoding="utf-8"))) if path.is_file() else {}


def _aligned(rows: collections.abc.Sequence[Cells]) -> list[str]:
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    return [
        "  ".join(
            [
                row[0].ljust(widths[0]),
                *(cell.rjust(width) for cell, width in zip(row[1:], widths[1:], strict=True)),
            ]
        ).rstrip()
        for row in rows
    ]


def _number(value: int | None) -> str:
    return "" if value is None else f"{value:,}"


def _ratio(ours: int, theirs: int | None) -> str:
    return "" if theirs is None else f"{theirs / ours:.1f}" if theirs < 100 * ours else f"{theirs / ours:.0f}"


def operations(results: Results) -> list[Cells]:
    """A row for each operation: what it costs by each way in, of which there are one or two, what it costs
    elsewhere, and how many times as much that is."""
    call, *other_ways = architectures.every()[results.architecture].ways_in
    compared: dict[str, dict[str, typing.Any]] = others(results.architecture)
    rows: list[Cells] = [["operation", call, *other_ways, "target", "Pip", "ratio", "seL4", "ratio"]]
    for name, cost in results.base.items():
        if name.partition(".")[2] in other_ways:
            continue
        other: dict[str, typing.Any] = compared.get(name, {})
        rows.append(
            [
                name,
                _number(cost),
                *(_number(results.base.get(f"{name}.{way}")) for way in other_ways),
                _number(other.get("target")),
                _number(other.get("pip")),
                _ratio(cost, other.get("pip")),
                _number(other.get("sel4")),
                _ratio(cost, other.get("sel4")),
            ]
        )
    return rows


def _growth(results: Results) -> list[str]:
    lines = []
    for series, curves in results.curves().items():
        if all(len(points) == 1 for points in curves.values()):
            continue
        grown = {
            name: points for name, points in curves.items() if max(points.values()) - min(points.values()) > 2
        }
        points = next(iter(curves.values()))
        lines.append(
            f"with {series} from {min(points):,} to {max(points):,}: {len(curves) - len(grown)} of {len(curves)} costs stay as they are"
        )
        for name, points in grown.items():
            first, last = min(points), max(points)
            lines.append(
                f"    {name}: {points[first]:,} to {points[last]:,}, {(points[last] - points[first]) / (last - first):.1f} for each"
            )
    return lines


def text(results: Results) -> str:
    """Everything."""
    lines = [
        f"{results.architecture}: guest instructions, {MEMORY} MiB",
        *_aligned(operations(results)),
        "",
        *_growth(results),
        "",
        "between tasks of the partition rtos",
        *_aligned([(name, _number(cost)) for name, cost in results.tasks.items()]),
        "",
    ]
    for run, metered in results.metered.items():
        way, longest = max(metered.stretches.items(), key=lambda item: item[1].longest)
        lines.append(
            f"{run}: {metered.boot:,} instructions from the kernel's first to root's; then the kernel was entered "
            f"{sum(stretch.times for stretch in metered.stretches.values()):,} times, for at most {longest.longest:,} instructions ({way})"
        )
    lines.append(
        f"the kernel: {results.image.text:,} bytes of code and constants, {results.image.data:,} of data; "
        f"{results.image.frame_table_per_mib:,} for each MiB of memory"
    )
    return "\n".join(lines)
