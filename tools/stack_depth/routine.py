"""How deep the stack gets in a piece of code and in all that it calls: the stack pointer is followed along
every path.

Nothing is guessed: where two paths reach an instruction with different depths, where a loop pushes, where the
stack pointer gets a value that is not known, where a call or jump is indirect or leads back into its own
caller, there is no bound and that is an error. """
import abc
import collections.abc
import dataclasses

from .listing import Instruction, Listing, Problem


@dataclasses.dataclass(frozen=True)
class State:
    """Bytes on the stack before an instruction, and how many there were when the frame pointer became the
    stack pointer's copy."""

    depth: int
    frame: int | None = None

    def joined(self, other: "State") -> "State":
        """What holds in both, whose depths are the same."""
        return dataclasses.replace(self, frame=self.frame if self.frame == other.frame else None)


@dataclasses.dataclass(frozen=True)
class Routine:
    """What was found out about code that is entered at an address.

    `depth`: the bytes on the stack at most, besides what its caller has there. `path`: where those come from,
    as pairs of an address that was called and of the bytes on the stack there. `returns`: whether any path
    comes back; `popped`: the bytes of arguments that go with it."""

    depth: int
    path: tuple[tuple[int, int], ...]
    returns: bool
    popped: int


class Analysis:
    """Routines of a listing. `top` is the address that resets the stack pointer to an empty stack, `others`
    are those of other stacks; `tables` are those that jumps go through: their address, and where they lead.

    Code may go over to another stack for good, with nothing on it: `switches` has what was found of that, the
    stack's top and where it goes on."""

    def __init__(
        self,
        listing: Listing,
        top: int,
        walk: "type[Walk]",
        tables: dict[int, list[int]] | None = None,
        others: collections.abc.Set[int] = frozenset(),
    ) -> None:
        self.tables = tables or {}
        self.others = others - {top}
        self.switches: set[tuple[int, int]] = set()
        self._listing = listing
        self._top = top
        self._walk = walk
        self._known: dict[tuple[int, int], Routine] = {}
        self._callers: list[int] = []

    def routine(self, entry: int, pushed: int = 0) -> Routine:
        """What is entered with so many bytes on the stack that it may take. Raises Problem where there is no
        bound."""
        if (entry, pushed) in self._known:
            return self._known[entry, pushed]
        if entry in self._callers:
            cycle = [*self._callers[self._callers.index(entry) :], entry]
            raise Problem(f"recursion: {' calls '.join(map(self._listing.name, cycle))}")
        self._callers.append(entry)
        found = self._walk(self, self._listing, self._top, entry, pushed).routine()
        self._callers.pop()
        self._known[entry, pushed] = found
        return found


class Walk(abc.ABC):
    """All paths through one routine; jumps are followed wherever they lead."""

    CALL_PUSHES: int  # bytes of a return address

    @staticmethod
    def start(pushed: int) -> State:
        """The state at the entry."""
        return State(pushed)

    @staticmethod
    def place(address: int, state: State) -> tuple[object, ...]:
        """Where the depth has to be the same each time."""
        return (address,)

    def __init__(self, analysis: Analysis, listing: Listing, top: int, entry: int, pushed: int) -> None:
        self._analysis = analysis
        self._listing = listing
        self._top = top
        self._entry = entry
        self._states: dict[tuple[object, ...], State] = {}
        self._start = (entry, pushed)
        self._waiting = [(entry, self.start(pushed))]
        self._depth = pushed
        self._path: tuple[tuple[int, int], ...] = (self._start,)
        self._popped: int | None = None

    def routine(self) -> Routine:
        while self._waiting:
            address, state = self._waiting.pop()
            place = self.place(address, state)
            before = self._states.get(place)
            if before is not None and before.depth != state.depth:
                raise self._problem(
                    address, f"the stack can have {before.depth} bytes or {state.depth} bytes here"
                )
            if before is not None:
                state = before.joined(state)
                if state == before:
                    continue
            if address not in self._listing.instructions:
                raise self._problem(address, "there is no code here")
            self._states[place] = state
            self._step(address, self._listing.instructions[address], state)
        return Routine(self._depth, self._path, self._popped is not None, self._popped or 0)

    @abc.abstractmethod
    def _step(self, address: int, instruction: Instruction, state: State) -> None:
        """Adds to `_waiting` where it goes on behind an instruction, and with which state."""

    def _targets(self, instruction: Instruction, _: State) -> list[int]:
        """Where a call leads to; nothing where that is not known."""
        return [] if instruction.target is None else [instruction.target]

    def _call(self, address: int, instruction: Instruction, state: State) -> None:
        targets = self._targets(instruction, state)
        if not targets:
            raise self._problem(address, f"an indirect call, of {instruction.operands}")
        for target in targets:
            callee = self._analysis.routine(target)
            inside = state.depth + self.CALL_PUSHES
            self._reach(
                inside + callee.depth, tuple((called, inside + depth) for called, depth in callee.path)
            )
            if callee.returns:
                self._waiting.append(
                    (instruction.behind, dataclasses.replace(state, depth=state.depth - callee.popped))
                )

    def _return(self, address: int, instruction: Instruction, state: State) -> None:
        popped = int(instruction.operands.removeprefix("$"), 0) if instruction.operands else 0
        if state.depth != 0:
            raise self._problem(address, f"a return with {state.depth} bytes on the stack")
        if self._popped not in (None, popped):
            raise self._problem(
                address,
                f"a return that takes {popped} bytes of arguments, where another one takes {self._popped}",
            )
        self._popped = popped

    def _reach(self, depth: int, path: tuple[tuple[int, int], ...]) -> None:
        if depth > self._depth:
            self._depth = depth
            self._path = (self._start, *path)

    def _problem(self, address: int, what: str) -> Problem:
        return Problem(
            f"at {address:#x} ({self._listing.name(address)}), in {self._listing.name(self._entry)}: {what}"
        )
