"""The same for ARM code: how the stack pointer moves there.

Instructions can be conditional. One that moves the stack pointer, or leaves, splits the path into one on
which its condition holds and one on which it does not; what follows under the same condition, or the opposite
one, is followed accordingly until the flags change. """
import dataclasses
import re

from .listing import Instruction
from .routine import State, Walk

_CONDITIONS = "eq ne hs lo mi pl vs vc hi ls ge lt gt le".split()
_OPPOSITE = {condition: _CONDITIONS[index ^ 1] for index, condition in enumerate(_CONDITIONS)}
_CONDITIONAL = re.compile(
    rf"(?P<base>b|bl|bx|push|pop|add|sub|mov|ldr|str|ldm|stm|ldmib|stmib|bfc)(?P<condition>{'|'.join(_CONDITIONS)})"
)
_SETS_FLAGS = re.compile(
    r"(cmp|cmn|tst|teq|adds|subs|rsbs|ands|orrs|eors|bics|movs|mvns|lsls|lsrs|asrs|muls|msr|vmrs|bl|blx|svc)"
)
_ENDS = {"eret", "udf", "movs"}  # an exception return is the only movs that there is with PC
_BY = re.compile(r"(?P<target>sp|r11), (?P<source>sp|r11), #(?P<by>-?(?:0x[0-9a-f]+|[0-9]+))")
_WRITEBACK = re.compile(
    r".*\[sp(?:, #(?P<before>-?(?:0x[0-9a-f]+|[0-9]+))\]!|\], #(?P<after>-?(?:0x[0-9a-f]+|[0-9]+)))"
)
_LITERAL = re.compile(r"sp, \[pc, #(?P<offset>-?0x[0-9a-f]+|-?[0-9]+)\]")


@dataclasses.dataclass(frozen=True)
class ArmState(State):
    """`holds`: a condition that is known to hold, or nothing."""

    holds: str | None = None


class ArmWalk(Walk):
    """All paths through one routine."""

    CALL_PUSHES = 0  # return addresses are in a register

    @staticmethod
    def start(pushed: int) -> ArmState:
        return ArmState(pushed)

    @staticmethod
    def place(address: int, state: State) -> tuple[object, ...]:
        assert isinstance(state, ArmState)
        return (address, state.holds)

    def _step(self, address: int, instruction: Instruction, state: State) -> None:
        assert isinstance(state, ArmState)
        match = _CONDITIONAL.fullmatch(instruction.mnemonic)
        if (
            match is None
            or match["base"] not in ("b", "bx", "push", "pop", "bl")
            and not self._moves(instruction)
        ):
            changed = ArmState(state.depth, state.frame) if _SETS_FLAGS.match(instruction.mnemonic) else state
            self._always(address, instruction, changed)
            return
        condition = match["condition"]
        plain = dataclasses.replace(instruction, mnemonic=match["base"])
        if state.holds != _OPPOSITE[condition]:
            self._always(address, plain, dataclasses.replace(state, holds=condition))
        if state.holds != condition:
            self._waiting.append((instruction.behind, dataclasses.replace(state, holds=_OPPOSITE[condition])))

    @staticmethod
    def _moves(instruction: Instruction) -> bool:
        operands = instruction.operands
        return (
            operands.startswith(("sp,", "sp!"))
            or "[sp], #" in operands
            or operands.endswith("]!")
            and "[sp," in operands
            or "pc" in operands.split(",")[0]
        )

    def _always(self, address: int, instruction: Instruction, state: ArmState) -> None:
        mnemonic, operands = instruction.mnemonic, instruction.operands
        if mnemonic == "bl":
            self._call(address, instruction, ArmState(state.depth, state.frame))
        elif mnemonic in ("bx", "mov") and operands in ("lr", "pc, lr"):
            self._return(address, dataclasses.replace(instruction, operands=""), state)
        elif mnemonic == "b":
            if instruction.target is None:
                raise self._problem(address, f"an indirect jump, to {operands}")
            self._waiting.append((instruction.target, state))
        elif mnemonic == "add" and operands.startswith("pc, pc,"):
            pass  # a table of jumps; its entries are described as such
        elif mnemonic in ("blx", "bx") or mnemonic != "pop" and operands.startswith("pc,"):
            if mnemonic not in _ENDS:
                raise self._problem(address, f"an indirect jump, to {operands}")
        elif mnemonic == "pop" and re.search(r"\bpc\b", operands):
            self._return(
                address,
                dataclasses.replace(instruction, operands=""),
                dataclasses.replace(state, depth=state.depth - 4 * _count(operands)),
            )
        elif mnemonic not in _ENDS or not operands.startswith(("pc", "#")):
            after = self._after(address, instruction, state)
            if after.depth < 0:
                raise self._problem(address, "more is taken from the stack than was put there")
            self._reach(after.depth, ())
            self._waiting.append((instruction.behind, after))

    def _after(self, address: int, instruction: Instruction, state: State) -> State:
        assert isinstance(state, ArmState)
        mnemonic, operands = instruction.mnemonic, instruction.operands
        if mnemonic == "push":
            return dataclasses.replace(state, depth=state.depth + 4 * _count(operands))
        if mnemonic == "pop":
            frame = None if re.search(r"\br11\b", operands) else state.frame
            return dataclasses.replace(state, depth=state.depth - 4 * _count(operands), frame=frame)
        if writeback := _WRITEBACK.match(operands):
            moved = int(writeback["before"] or writeback["after"], 0)
            return dataclasses.replace(state, depth=state.depth - moved)
        if mnemonic in ("add", "sub", "mov") and (
            move := _BY.fullmatch(operands if mnemonic != "mov" else f"{operands}, #0")
        ):
            base = state.depth if move["source"] == "sp" else state.frame
            if base is None:
                if move["target"] == "r11":  # it is a register like any other here
                    return state
                raise self._problem(address, "the frame pointer is not known")
            depth = base - int(move["by"], 0) * (-1 if mnemonic == "sub" else 1)
            return (
                dataclasses.replace(state, depth=depth)
                if move["target"] == "sp"
                else dataclasses.replace(state, frame=depth)
            )
        if mnemonic == "bfc" and (align := re.fullmatch(r"sp, #0, #([0-9]+)", operands)):
            return dataclasses.replace(
                state, depth=state.depth + (1 << int(align[1])) - 4
            )  # at most: it was a multiple of 4
        if mnemonic == "ldr" and (literal := _LITERAL.fullmatch(operands)):
            if self._listing.words(address + 8 + int(literal["offset"], 0), 1) == [self._top]:
                return dataclasses.replace(state, depth=0)
        if (
            operands.startswith("sp,")
            and not mnemonic.startswith(("cmp", "tst", "stm", "ldm"))
            or operands.startswith("sp!")
        ):
            raise self._problem(
                address, f"the stack pointer gets a value that is not known: {mnemonic} {operands}"
            )
        if operands.startswith("r11,") and not mnemonic.startswith(("cmp", "tst", "str", "cmn")):
            return dataclasses.replace(state, frame=None)
        return state


def _count(registers: str) -> int:
    """Of a list in braces."""
    return registers.count(",") + 1
