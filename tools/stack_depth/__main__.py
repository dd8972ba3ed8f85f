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


class Stack:
    """One of those that STACKS.toml describes."""

    def __init__(self, listing: Listing, described: dict[str, typing.Any], tops: frozenset[int]) -> None:
        """`tops` are those of all stacks."""
        self._listing = listing
        self._described = described
        self.top = _top(listing, described)
        bottom = listing.symbol(described["bottom"]).address if "bottom" in described else 0
        self._size = self.top - bottom if self.top else listing.symbol(described["symbol"]).size
        tables = {
            listing.symbol(entry["jumps"]).address: _table(listing, entry["jumps"], entry["targets"])
            for entry in described["entry"]
            if "jumps" in entry
        }
        self._analysis = Analysis(listing, self.top, _walk(listing), tables, tops)
        self._entries = {
            entry["name"]: _deepest(listing, self._analysis, [entry]) for entry in described["entry"]
        }
        self._come_over: set[int] = set()

    @property
    def switches(self) -> set[tuple[int, int]]:
        """Where its code goes over to another stack: that one's top, and the address of what runs there."""
        return self._analysis.switches

    def come_over(self, address: int) -> None:
        """Code goes on there with nothing on this stack."""
        if address not in self._come_over:
            self._come_over.add(address)
            name = f"from another stack, {self._listing.name(address)}"
            self._entries[name] = self._analysis.routine(address)

    def check(self) -> str:
        """The report. Raises Problem where the stack may overflow, or where that cannot be told."""
        listing, stack = self._listing, self._described
        deepest = max(self._entries.values(), key=lambda routine: routine.depth)
        nested = (
            _deepest(listing, self._analysis, stack["nested"]) if "nested" in stack else None
        )  # none: faults have a stack of their own
        most = deepest.depth + (stack["levels"] * nested.depth if nested else 0)
        lines = [
            f"{stack['name']}: at most {most} of {self._size} bytes"
            + (
                f", {deepest.depth} by an entry and {stack['levels']} x {nested.depth} by faults in it"
                if nested
                else ""
            ),
            *(f"{routine.depth:8} {name}" for name, routine in self._entries.items()),
            "  bytes on the stack where a function begins, on the deepest path:",
            *_story(listing, deepest),
        ]
        if nested:
            lines += ["  and of a fault in it:", *_story(listing, nested)]
        report = "\n".join(lines) + "\n"
        if most > self._size:
            raise Problem(f"a stack can overflow.\n{report}")
        return report


def _top(listing: Listing, described: dict[str, typing.Any]) -> int:
    """The address behind a stack that code may reset the stack pointer to; 0 where there is none."""
    return listing.symbol(described["top"]).address if "top" in described else 0


def reports(listing: Listing, described: list[dict[str, typing.Any]]) -> list[str]:
    """On each stack. Raises Problem."""
    tops = frozenset(_top(listing, one) for one in described if "top" in one)
    stacks = [Stack(listing, one, tops) for one in described]
    by_top = {stack.top: stack for stack in stacks}
    known: set[tuple[int, int]] = set()
    while fresh := {switch for stack in stacks for switch in stack.switches} - known:
        known |= fresh
        for top, address in sorted(fresh):
            by_top[top].come_over(address)
    return [stack.check() for stack in stacks]


def main(kernel: str, stacks: str, report: str) -> int:
    """The exit status."""
    target = pathlib.Path(report)
    target.unlink(missing_ok=True)
    try:
        with open(stacks, "rb") as file:
            described = tomllib.load(file)
        listing = Listing(pathlib.Path(kernel), described.get("disassembler", []))
        text = "\n".join(reports(listing, described["stack"]))
    except Problem as problem:
        print(f"{kernel}: {problem}", file=sys.stderr)
        return 1
    target.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    if len(sys.argv) != 4:
        sys.exit("usage: stack_depth KERNEL.elf STACKS.toml REPORT")
    sys.exit(main(*sys.argv[1:]))
