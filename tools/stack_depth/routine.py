"""How deep the stack gets in a piece of code and in all that it calls: the stack pointer is followed along
every path.

Nothing is guessed: where two paths reach an instruction with different depths, where a loop pushes, where the
stack pointer gets a value that is not known, where a call or jump is indirect or leads back into its own
caller, there is no bound and that is an error. """
import collections.abc
import dataclasses
import re

from .listing import Instruction, Listing, Problem

_PUSHES = {"pushl": 4, "pushfl": 4, "pushal": 32}
_POPS = {"popl": 4, "popfl": 4, "popal": 32}
_ENDS = {"iretl", "sysexitl", "ud2", "int3"}
_ONLY_READ = {"cmpl", "testl", *_PUSHES}  # their last operand is not written
_SUM = re.compile(r"\$(-?0x[0-9a-f]+|-?[0-9]+), %esp")
_TABLE = re.compile(r"\*(-?0x[0-9a-f]+)\(,%e[a-z]{2},4\)")
_RELATIVE = re.compile(r"(-?0x[0-9a-f]+)?\(%e([bs])p\), %esp")


@dataclasses.dataclass(frozen=True)
class State:
    """Bytes on the stack before an instruction, and how many there were when EBP became the stack pointer's
    copy."""

    depth: int
    frame: int | None = None


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
    """Routines of a listing. `top` is the address that resets the stack pointer to an empty stack; `tables`
    are those that jumps go
    through: their address, and where they lead."""

    def __init__(
        self, listing: Listing, top: int, walk: "type[Walk]", tables: dict[int, list[int]] | None = None
    ) -> None:
        self.tables = tables or {}
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


class Walk:
    """All paths through one routine; jumps are followed wherever they lead."""

    CALL_PUSHES = 4

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
            if before is not None and before.frame in (None, state.frame):
                continue
            if before is not None:
                state = dataclasses.replace(state, frame=None)
            if address not in self._listing.instructions:
                raise self._problem(address, "there is no code here")
            self._states[place] = state
            self._step(address, self._listing.instructions[address], state)
        return Routine(self._depth, self._path, self._popped is not None, self._popped or 0)

    def _step(self, address: int, instruction: Instruction, state: State) -> None:
        mnemonic = instruction.mnemonic
        if mnemonic.startswith("call"):
            self._call(address, instruction, state)
        elif mnemonic.startswith("ret"):
            self._return(address, instruction, state)
        elif mnemonic.startswith(("j", "ljmp", "loop")):
            through = _TABLE.fullmatch(instruction.operands)
            targets: collections.abc.Sequence[int | None] = (
                self._analysis.tables.get(int(through[1], 0) % 2**32, [])
                if through
                else [instruction.target]
            )
            if not targets or None in targets:
                raise self._problem(address, f"an indirect jump, to {instruction.operands}")
            self._waiting.extend((target, state) for target in targets if target is not None)
            if mnemonic not in ("jmp", "ljmpl"):
                self._waiting.append((instruction.behind, state))
        elif mnemonic.startswith(("lcall", "lret", "enter", "int")) and mnemonic not in _ENDS:
            raise self._problem(address, f"'{mnemonic}' has no place in a kernel of one stack")
        elif mnemonic not in _ENDS:
            after = self._after(address, instruction, state)
            if after.depth < 0:
                raise self._problem(address, "more is taken from the stack than was put there")
            self._reach(after.depth, ())
            self._waiting.append((instruction.behind, after))

    def _call(self, address: int, instruction: Instruction, state: State) -> None:
        if instruction.target is None:
            raise self._problem(address, f"an indirect call, of {instruction.operands}")
        callee = self._analysis.routine(instruction.target)
        inside = state.depth + self.CALL_PUSHES
        self._reach(inside + callee.depth, tuple((called, inside + depth) for called, depth in callee.path))
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

    def _after(self, address: int, instruction: Instruction, state: State) -> State:
        mnemonic, operands = instruction.mnemonic, instruction.operands
        depth, frame = state.depth, state.frame
        if mnemonic.startswith("push"):
            if mnemonic not in _PUSHES:
                raise self._problem(address, f"'{mnemonic}' is not known")
            return State(depth + _PUSHES[mnemonic], frame)
        if mnemonic.startswith("pop"):
            if mnemonic not in _POPS or operands == "%esp":
                raise self._problem(address, f"'{mnemonic} {operands}' is not known")
            return State(
                depth - _POPS[mnemonic], None if operands == "%ebp" or mnemonic == "popal" else frame
            )
        if mnemonic == "leave" or instruction.destination == "%esp" and mnemonic not in _ONLY_READ:
            return self._set(address, instruction, state)
        if operands == "%esp, %ebp" and mnemonic == "movl":
            return State(depth, depth)
        if instruction.destination == "%ebp" and mnemonic not in _ONLY_READ:
            return State(depth)
        return state

    def _set(self, address: int, instruction: Instruction, state: State) -> State:
        """After an instruction that gives ESP a value."""
        mnemonic, operands = instruction.mnemonic, instruction.operands
        by = _SUM.fullmatch(operands)
        amount = int(by[1], 0) if by else 0
        if by and mnemonic == "addl":
            return State(state.depth - amount, state.frame)
        if by and mnemonic == "subl":
            return State(state.depth + amount, state.frame)
        if by and mnemonic == "andl" and amount < 0 and -amount & (-amount - 1) == 0:
            return State(
                state.depth - amount - 4, state.frame
            )  # at most: before, the pointer was a multiple of 4
        if by and mnemonic == "movl" and amount == self._top:
            return State(0)  # of the caller's stack nothing is used any more: 0 is an upper bound
        relative = _RELATIVE.fullmatch(operands)
        base = state.depth if relative and relative[2] == "s" else state.frame
        if base is not None and relative and mnemonic == "leal":
            return State(base - int(relative[1] or "0", 0), state.frame)
        if base is not None and operands == "%ebp, %esp" and mnemonic == "movl":
            return State(base, state.frame)
        if base is not None and mnemonic == "leave":
            return State(base - 4)
        raise self._problem(
            address, f"the stack pointer gets a value that is not known: {mnemonic} {operands}"
        )

    def _problem(self, address: int, what: str) -> Problem:
        return Problem(
            f"at {address:#x} ({self._listing.name(address)}), in {self._listing.name(self._entry)}: {what}"
        )
