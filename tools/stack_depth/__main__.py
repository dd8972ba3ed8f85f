"""python3 tools/stack_depth KERNEL.elf STACKS.toml REPORT: checks that every stack is as large as it may ever
have to be.

STACKS.toml says which stacks there are, how code is entered on them, and as `disassembler` what llvm-objdump
has to be told (see kernel/arch/*/stacks.toml).
The report, with the deepest path for each stack, is written where all goes well; otherwise the path goes to
stderr and the exit status is 1. """
import pathlib
import sys
import tomllib
import typing

if __package__ is None or __package__ == "":
    sys.path[0] = str(pathlib.Path(__file__).resolve().parent.parent)

from stack_depth.arm import ArmWalk
from stack_depth.listing import Listing, Problem
from stack_depth.routine import Analysis, Routine, Walk
from stack_depth.x86 import LongWalk, X86Walk


def _walk(listing: Listing) -> type[Walk]:
    if listing.is_arm:
        return ArmWalk
    return LongWalk if listing.word_bytes == 8 else X86Walk


def _table(listing: Listing, begin: str, end: str) -> list[int]:
    """The words between two symbols."""
    first = listing.symbol(begin).address
    return listing.words(first, (listing.symbol(end).address - first) // listing.word_bytes)


def _addresses(listing: Listing, entry: dict[str, typing.Any]) -> list[int]:
    first = listing.symbol(entry["symbol"]).address
    if "table" in entry:
        return _table(listing, entry["symbol"], entry["table"])
    if "stride" not in entry:
        return [first]
    if "end" in entry:
        return list(range(first, listing.symbol(entry["end"]).address, entry["stride"]))
    bounds = [part.strip().partition("-") for part in entry["indices"].split(",")]
    return [
        first + entry["stride"] * index
        for low, _, high in bounds
        for index in range(int(low), int(high or low) + 1)
    ]


def _deepest(listing: Listing, analysis: Analysis, described: list[dict[str, typing.Any]]) -> Routine:
    routines = [
        analysis.routine(address, entry["pushed"])
        for entry in described
        for address in _addresses(listing, entry)
    ]
    return max(routines, key=lambda routine: routine.depth)


def _story(listing: Listing, routine: Routine) -> list[str]:
    return [*(f"{depth:8} {listing.name(address)}" for address, depth in routine.path), f"{routine.depth:8}"]


def check(listing: Listing, stack: dict[str, typing.Any], others: frozenset[int] = frozenset()) -> str:
    """The report on one stack; `others` are the tops of all. Raises Problem where it may overflow, or where that cannot be told."""
    top = listing.symbol(stack["top"]).address if "top" in stack else 0
    size = top - listing.symbol(stack["bottom"]).address if top else listing.symbol(stack["symbol"]).size
    tables = {
        listing.symbol(entry["jumps"]).address: _table(listing, entry["jumps"], entry["targets"])
        for entry in stack["entry"]
        if "jumps" in entry
    }
    analysis = Analysis(listing, top, _walk(listing), tables, others)
    entries = {entry["name"]: _deepest(listing, analysis, [entry]) for entry in stack["entry"]}
    deepest = max(entries.values(), key=lambda routine: routine.depth)
    nested = (
        _deepest(listing, analysis, stack["nested"]) if "nested" in stack else None
    )  # none: faults have a stack of their own
    most = deepest.depth + (stack["levels"] * nested.depth if nested else 0)
    lines = [
        f"{stack['name']}: at most {most} of {size} bytes"
        + (
            f", {deepest.depth} by an entry and {stack['levels']} x {nested.depth} by faults in it"
            if nested
            else ""
        ),
        *(f"{routine.depth:8} {name}" for name, routine in entries.items()),
        "  bytes on the stack where a function begins, on the deepest path:",
        *_story(listing, deepest),
    ]
    if nested:
        lines += ["  and of a fault in it:", *_story(listing, nested)]
    report = "\n".join(lines) + "\n"
    if most > size:
        raise Problem(f"a stack can overflow.\n{report}")
    return report


def main(kernel: str, stacks: str, report: str) -> int:
    """The exit status."""
    target = pathlib.Path(report)
    target.unlink(missing_ok=True)
    try:
        with open(stacks, "rb") as file:
            described = tomllib.load(file)
        listing = Listing(pathlib.Path(kernel), described.get("disassembler", []))
        tops = frozenset(
            listing.symbol(stack["top"]).address for stack in described["stack"] if "top" in stack
        )
        text = "\n".join(check(listing, stack, tops) for stack in described["stack"])
    except Problem as problem:
        print(f"{kernel}: {problem}", file=sys.stderr)
        return 1
    target.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    if len(sys.argv) != 4:
        sys.exit("usage: stack_depth KERNEL.elf STACKS.toml REPORT")
    sys.exit(main(*sys.argv[1:]))
