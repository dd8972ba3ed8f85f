"""The tables of docs/performance.md, which are written from what is measured, so that none can be older than the
kernel. A comment before a table names it: `<!-- measured: operations ARCHITECTURE -->`."""
import collections.abc
import re

from .. import architectures, tree
from ..problems import Problem
from . import table
from .measure import MEMORIES, SMALL_MEMORY
from .results import Results
from .table import Cells

PATH = tree.ROOT / "docs" / "performance.md"
_MARKED = re.compile(r"(?m)^<!-- measured: (?P<name>.+) -->\n\n(?P<rows>(?:^\|.*\n)+)")
_DELETED = {
    "4096_pages": "4,096 pages, a child of root's",
    "tables": "as many empty tables as fit (ARMv7 800, others 760)",
    "deepest": "600 pages at depth 64",
    "chain": "a chain of 64 partitions with all their pages",
}
_DEEPEST = ("create_partition", "delete_partition_empty", "prepare", "collect", "in_byte", "out_byte")
_NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?")
_TOLERANCE = 0.01
Tables = dict[str, list[Cells]]


def tables(taken: collections.abc.Sequence[Results]) -> Tables:
    """Those that these results say everything of, by name; first their heads."""
    made: Tables = {f"operations {found.architecture}": table.operations(found) for found in taken}
    complete = {found.architecture for found in taken} == set(architectures.names())
    if not complete or any(len(found.metered) < 3 for found in taken):
        return made
    titles = [found.architecture for found in taken]
    made["depth"] = [["", *titles], *(_by_depth(name, taken) for name in _DEEPEST)]
    made["stretches"] = [["run", *titles], *(_stretches(run, taken) for run in taken[0].metered)]
    heads = [f"{title}: {what}" for title in titles for what in ("calls", "longest", "all")]
    made["deletion"] = [["a child with", *heads], *(_deletion(name, taken) for name in _DELETED)]
    made["boot"] = [["", *titles], *_boot(taken)]
    return made


def _row(title: str, figures: collections.abc.Iterable[int]) -> Cells:
    return [title, *(f"{figure:,}" for figure in figures)]


def _by_depth(name: str, taken: collections.abc.Sequence[Results]) -> Cells:
    cells = [name]
    for found in taken:
        points = found.curves()["depth"].get(name)
        if points is None:
            cells.append("")
            continue
        deepest = max(points)
        each = (points[deepest] - found.base[name]) / deepest
        cells.append(f"{found.base[name]:,} to {points[deepest]:,}, {each:.0f} each")
    return cells


def _stretches(run: str, taken: collections.abc.Sequence[Results]) -> Cells:
    return _row(run, (found.metered[run].longest for found in taken))


def _deletion(name: str, taken: collections.abc.Sequence[Results]) -> Cells:
    parts = ("calls", "longest_call", "total")
    return _row(
        _DELETED[name], (found.base[f"delete_partition_{name}_{part}"] for found in taken for part in parts)
    )


def _boot(taken: collections.abc.Sequence[Results]) -> list[Cells]:
    images = [found.image for found in taken]
    return [
        *(
            _row(
                f"from the kernel's first instruction to root's, {memory} MiB",
                (found.metered[f"bench, {memory} MiB"].boot for found in taken),
            )
            for memory in (SMALL_MEMORY, MEMORIES[-1])
        ),
        _row("code and constants, bytes", (image.text for image in images)),
        _row("data, stacks and first tables, bytes", (image.data for image in images)),
        _row("frame table, bytes for each MiB of memory", (image.frame_table_per_mib for image in images)),
    ]


def _as_markdown(rows: collections.abc.Sequence[Cells]) -> str:
    head, *others = (f"| {' | '.join(row)} |\n" for row in rows)
    return f"{head}|{'---|' + '---:|' * (len(rows[0]) - 1)}\n{''.join(others)}"


def _agree(written: str, measured: str) -> bool:
    """Whether two tables differ by no more than what another release of a compiler may change."""
    ours, theirs = (_NUMBER.findall(rows) for rows in (written, measured))
    return _NUMBER.sub("", written) == _NUMBER.sub("", measured) and all(
        abs(_value(one) - _value(other)) <= max(1, _TOLERANCE * _value(other))
        for one, other in zip(ours, theirs, strict=True)
    )


def _value(number: str) -> float:
    return float(number.replace(",", ""))


def replaced(text: str, made: Tables) -> tuple[str, list[str]]:
    """The document with these tables in it, and the names of those that said something else. Raises Problem where
    it has no place for one of them."""
    missing = made.keys() - {match["name"] for match in _MARKED.finditer(text)}
    if missing:
        raise Problem(f"{PATH} has no table after '<!-- measured: {min(missing)} -->' and an empty line")
    older = []

    def write(match: re.Match[str]) -> str:
        if match["name"] not in made:
            return match[0]
        rows = _as_markdown(made[match["name"]])
        if not _agree(match["rows"], rows):
            older.append(match["name"])
        return match[0].removesuffix(match["rows"]) + rows

    return _MARKED.sub(write, text), older
