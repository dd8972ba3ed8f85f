"""How the stack pointer moves in x86 code, of 32 bits and of 64.

In 64-bit code the addresses that registers are given in relation to the instruction pointer are remembered as
long as nothing else can have been written there: tables of jumps and the top of a stack are named so. """
import dataclasses
import re

from .listing import Instruction
from .routine import State, Walk

_NUMBER = r"-?(?:0x[0-9a-f]+|[0-9]+)"
_FAR = ("lcall", "lret", "enter", "int", "syscall", "sysenter")
_SWAPS = ("xchg", "xadd", "cmpxchg")
_READ_ONLY = ("cmp", "test", "push", "bt")  # their last operand is not written, but for bts and the like
_WRITES_AS_WELL = ("bts", "btr", "btc")
# Instructions that write no general register but their last operand, or none.
_PLAIN = re.compile(
    r"(mov|movabs|movs[bwl](?=[wlq])|movz[bw](?=[wlq])|lea|add|sub|and|or|xor|cmp|test|shl|shr|sar|bt[src]?|push|neg|not|"
    r"inc|dec|cmov[a-z]+|set[a-z]+|nop|swapgs|cli|sti|lfence|pause)[bwlq]?|endbr64"
)


class X86Walk(Walk):
    """All paths through one routine, in 32-bit code."""

    WORD = 4
    CALL_PUSHES = 4
    SUFFIX = "l"
    LETTER = "e"
    PUSHES = {"pushl": 4, "pushfl": 4, "pushal": 32}
    POPS = {"popl": 4, "popfl": 4, "popal": 32}
    ENDS = {"iretl", "sysexitl", "ud2", "int3"}

    @property
    def stack(self) -> str:
        """The stack pointer, as it is printed."""
        return f"%{self.LETTER}sp"

    @property
    def frame(self) -> str:
        """The frame pointer."""
        return f"%{self.LETTER}bp"

    def _step(self, address: int, instruction: Instruction, state: State) -> None:
        mnemonic = instruction.mnemonic
        if mnemonic.startswith("call"):
            self._call(address, instruction, state)
        elif mnemonic.startswith("ret"):
            self._return(address, instruction, state)
        elif mnemonic.startswith(("j", "ljmp", "loop")):
            targets = self._targets(instruction, state)
            if not targets:
                raise self._problem(address, f"an indirect jump, to {instruction.operands}")
            self._waiting.extend((target, state) for target in targets)
            if not mnemonic.startswith(("jmp", "ljmp")):
                self._waiting.append((instruction.behind, state))
        elif mnemonic.startswith(_FAR) and mnemonic not in self.ENDS:
            raise self._problem(address, f"'{mnemonic}' has no place in a kernel of one stack")
        elif mnemonic not in self.ENDS:
            self._move(address, instruction, state)

    def _move(self, address: int, instruction: Instruction, state: State) -> None:
        """Goes on behind an instruction that is no jump."""
        given = self._address(instruction, state) if instruction.destination == self.stack else None
        if given is not None and given in self._analysis.others:
            self._analysis.switches.add((given, instruction.behind))
            return
        after = self._after(address, instruction, state)
        if after.depth < 0:
            raise self._problem(address, "more is taken from the stack than was put there")
        self._reach(after.depth, ())
        self._waiting.append((instruction.behind, after))

    def _targets(self, instruction: Instruction, state: State) -> list[int]:
        """Where a jump or call leads to; nothing where that is not known."""
        if instruction.target is not None:
            return [instruction.target]
        table = self._table(instruction.operands, state)
        return [] if table is None else self._analysis.tables.get(table, [])

    def _table(self, operands: str, _: State) -> int | None:
        """The address of the table that an indirect jump goes through, if it is known."""
        match = re.fullmatch(rf"\*({_NUMBER})\(,%{self.LETTER}[a-z0-9]+,{self.WORD}\)", operands)
        return int(match[1], 0) % 2 ** (8 * self.WORD) if match else None

    def _after(self, address: int, instruction: Instruction, state: State) -> State:
        mnemonic, operands = instruction.mnemonic, instruction.operands
        if mnemonic.startswith("push"):
            if mnemonic not in self.PUSHES:
                raise self._problem(address, f"'{mnemonic}' is not known")
            return dataclasses.replace(state, depth=state.depth + self.PUSHES[mnemonic])
        if mnemonic.startswith("pop"):
            if mnemonic not in self.POPS or operands == self.stack:
                raise self._problem(address, f"'{mnemonic} {operands}' is not known")
            lost = operands == self.frame or mnemonic == "popal"
            return dataclasses.replace(
                state, depth=state.depth - self.POPS[mnemonic], frame=None if lost else state.frame
            )
        if mnemonic.startswith(_SWAPS) and re.search(rf"{self.stack}(,|$)", operands):
            raise self._unknown(address, instruction)
        written = not mnemonic.startswith(_READ_ONLY) or mnemonic.startswith(_WRITES_AS_WELL)
        if mnemonic == "leave" or written and self._is(instruction.destination, "sp"):
            return self._set(address, instruction, state)
        if operands == f"{self.stack}, {self.frame}" and mnemonic == f"mov{self.SUFFIX}":
            return dataclasses.replace(state, frame=state.depth)
        swapped = mnemonic.startswith(_SWAPS) and self.frame in operands
        if written and self._is(instruction.destination, "bp") or swapped:
            return dataclasses.replace(state, frame=None)
        return state

    @staticmethod
    def _is(operand: str, register: str) -> bool:
        """Whether an operand is the register, or a part of it."""
        return re.fullmatch(rf"%[re]?{register}l?", operand) is not None

    def _set(self, address: int, instruction: Instruction, state: State) -> State:
        """After an instruction that gives the stack pointer a value."""
        operands, operation = instruction.operands, instruction.mnemonic.removesuffix(self.SUFFIX)
        by = re.fullmatch(rf"\$({_NUMBER}), {self.stack}", operands)
        amount = int(by[1], 0) if by else 0
        if by and operation == "add":
            return dataclasses.replace(state, depth=state.depth - amount)
        if by and operation == "sub":
            return dataclasses.replace(state, depth=state.depth + amount)
        if by and operation == "and" and amount <= -self.WORD and -amount & (-amount - 1) == 0:
            # at most: before, the pointer was a multiple of a word
            return dataclasses.replace(state, depth=state.depth - amount - self.WORD)
        if self._address(instruction, state) == self._top:
            # of the caller's stack nothing is used any more: 0 is an upper bound
            return dataclasses.replace(state, depth=0, frame=None)
        relative = re.fullmatch(rf"({_NUMBER})?\(%{self.LETTER}([bs])p\), {self.stack}", operands)
        base = state.depth if relative and relative[2] == "s" else state.frame
        if base is not None and relative and operation == "lea":
            return dataclasses.replace(state, depth=base - int(relative[1] or "0", 0))
        if base is not None and operands == f"{self.frame}, {self.stack}" and operation == "mov":
            return dataclasses.replace(state, depth=base)
        if base is not None and instruction.mnemonic == "leave":
            return dataclasses.replace(state, depth=base - self.WORD, frame=None)
        raise self._unknown(address, instruction)

    def _address(self, instruction: Instruction, _: State) -> int | None:
        """The address that an instruction gives its destination, if it is known."""
        match = re.fullmatch(rf"\$({_NUMBER}), %\w+", instruction.operands)
        moves = (f"mov{self.SUFFIX}", "movabsq")
        return int(match[1], 0) % 2 ** (8 * self.WORD) if match and instruction.mnemonic in moves else None

    def _unknown(self, address: int, instruction: Instruction) -> Exception:
        return self._problem(
            address,
            f"the stack pointer gets a value that is not known: {instruction.mnemonic} {instruction.operands}",
        )


@dataclasses.dataclass(frozen=True)
class LongState(State):
    """`known`: registers that hold addresses which are known; `pushed`: such an address, where the latest
    instruction has pushed it."""

    known: frozenset[tuple[str, int]] = frozenset()
    pushed: int | None = None

    def joined(self, other: State) -> "LongState":
        """What holds in both."""
        assert isinstance(other, LongState)
        frame = self.frame if self.frame == other.frame else None
        pushed = self.pushed if self.pushed == other.pushed else None
        return dataclasses.replace(self, frame=frame, known=self.known & other.known, pushed=pushed)


class LongWalk(X86Walk):
    """The same in 64-bit code."""

    WORD = 8
    CALL_PUSHES = 8
    SUFFIX = "q"
    LETTER = "r"
    PUSHES = {"pushq": 8, "pushfq": 8}
    POPS = {"popq": 8, "popfq": 8}
    ENDS = {"iretq", "sysretq", "ud2", "int3"}

    @staticmethod
    def start(pushed: int) -> LongState:
        return LongState(pushed)

    def _call(self, address: int, instruction: Instruction, state: State) -> None:
        assert isinstance(state, LongState)
        super()._call(address, instruction, LongState(state.depth, state.frame))

    def _step(self, address: int, instruction: Instruction, state: State) -> None:
        assert isinstance(state, LongState)
        sized = re.fullmatch(rf"\$({_NUMBER}), \$0x0", instruction.operands)
        if instruction.mnemonic == "enter" and sized:
            frame = state.depth + self.WORD
            self._reach(frame + int(sized[1], 0), ())
            entered = dataclasses.replace(state, depth=frame + int(sized[1], 0), frame=frame)
            self._waiting.append((instruction.behind, entered))
        elif instruction.mnemonic == "lretq" and not instruction.operands and state.pushed is not None:
            # a jump that loads CS; what was pushed before is the selector
            self._waiting.append((state.pushed, LongState(state.depth - 2 * self.WORD, state.frame)))
        elif not self._leaves(instruction, state):
            super()._step(address, instruction, state)

    def _leaves(self, instruction: Instruction, state: State) -> bool:
        """Whether this gives the stack pointer the caller's value, and nothing uses it before the way out by
        sysret."""
        if instruction.mnemonic not in ("movq", "popq") or instruction.destination != self.stack:
            return False
        if instruction.operands.startswith("$") or self._address(instruction, state) is not None:
            return False
        while True:
            following = self._listing.instructions.get(instruction.behind)
            if following is None or following.mnemonic == "sysretq":
                return following is not None
            instruction = following
            if not _PLAIN.fullmatch(instruction.mnemonic) or instruction.mnemonic.startswith("push"):
                return False
            if re.search(r"%[re]?spl?\b", instruction.operands):
                return False

    def _after(self, address: int, instruction: Instruction, state: State) -> State:
        after = super()._after(address, instruction, state)
        assert isinstance(after, LongState)
        if not _PLAIN.fullmatch(instruction.mnemonic) and not instruction.mnemonic.startswith("pop"):
            return dataclasses.replace(after, known=frozenset(), pushed=None)
        if instruction.mnemonic == "pushq":
            return dataclasses.replace(after, pushed=dict(after.known).get(instruction.operands))
        destination = instruction.destination
        kept = frozenset(pair for pair in after.known if pair[0] != _whole(destination))
        given = self._address(instruction, state)
        fresh = frozenset() if given is None else frozenset({(_whole(destination), given)})
        return dataclasses.replace(after, known=kept | fresh, pushed=None)

    def _address(self, instruction: Instruction, state: State) -> int | None:
        assert isinstance(state, LongState)
        if match := re.fullmatch(rf"({_NUMBER})\(%rip\), %\w+", instruction.operands):
            return instruction.behind + int(match[1], 0) if instruction.mnemonic == "leaq" else None
        if match := re.fullmatch(r"(%\w+), %\w+", instruction.operands):
            return dict(state.known).get(match[1]) if instruction.mnemonic == "movq" else None
        return super()._address(instruction, state)

    def _table(self, operands: str, state: State) -> int | None:
        assert isinstance(state, LongState)
        match = re.fullmatch(rf"\*({_NUMBER})?\((%r\w+),%r\w+,{self.WORD}\)", operands)
        if match is None:
            return super()._table(operands, state)
        base = dict(state.known).get(match[2])
        return None if base is None else base + int(match[1] or "0", 0)


def _whole(register: str) -> str:
    """The 64-bit register that one belongs to; anything else as it is."""
    if match := re.fullmatch(r"%(?:[re])?([abcd])(?:x|l|h)", register):
        return f"%r{match[1]}x"
    if match := re.fullmatch(r"%(?:[re])?([sd]i|[sb]p)l?", register):
        return f"%r{match[1]}"
    if match := re.fullmatch(r"%(r[0-9]+)[dwb]?", register):
        return f"%{match[1]}"
    return register
