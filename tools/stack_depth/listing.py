"""Instructions, symbols and data of an ELF file for x86, of 32 bits or 64, or ARM, as LLVM's tools show them."""
import dataclasses
import pathlib
import re
import struct
import subprocess

_LOADED = 1  # PT_LOAD
_ARM = 40  # EM_ARM
_CLASS64 = 2  # ELFCLASS64


class Problem(Exception):
    """Why there is no bound, in words."""


@dataclasses.dataclass(frozen=True)
class Instruction:
    """In AT&T syntax, or ARM's; `operands` as printed, without the name of a target; `behind` is the address
    of the next one in memory."""

    mnemonic: str
    operands: str
    behind: int

    @property
    def target(self) -> int | None:
        """Where a direct jump or call leads to; None for an indirect one."""
        match = re.fullmatch(r"(?:\$0x[0-9a-f]+, \$)?(0x[0-9a-f]+)", self.operands)
        return int(match[1], 16) if match else None

    @property
    def destination(self) -> str:
        """The last operand, which in this syntax is the one that is written."""
        return self.operands.rsplit(", ", 1)[-1]


@dataclasses.dataclass(frozen=True)
class Symbol:
    """`size` is 0 for a plain label of assembly."""

    address: int
    size: int


class Listing:
    """All code of the file."""

    def __init__(self, path: pathlib.Path, options: list[str]) -> None:
        """`options` are the disassembler's. Raises Problem where the file cannot be taken apart."""
        self._path = path
        self._options = options
        image = path.read_bytes()
        self.is_arm = struct.unpack_from("<H", image, 18)[0] == _ARM
        self.word_bytes = 8 if image[4] == _CLASS64 else 4
        self.instructions = self._disassemble()
        self.symbols: dict[str, Symbol] = {}
        self._names: dict[int, str] = {}
        for line in _output(
            "llvm-nm-19", "--demangle", "--print-size", "--format=posix", str(path)
        ).splitlines():
            match = re.fullmatch(r"(.+) \w ([0-9a-f]+) ([0-9a-f]*)", line)
            if match:
                self.symbols[match[1]] = Symbol(int(match[2], 16), int(match[3] or "0", 16))
                self._names.setdefault(int(match[2], 16), match[1])

    def symbol(self, name: str) -> Symbol:
        """Of a name, or NAME + NUMBER. Raises Problem where the file has no such symbol."""
        if match := re.fullmatch(r"(.*\S)\s*\+\s*([0-9]+)", name):
            return Symbol(self.symbol(match[1]).address + int(match[2]), 0)
        if name not in self.symbols:
            raise Problem(f"{self._path.name} has no symbol '{name}'")
        return self.symbols[name]

    def name(self, address: int) -> str:
        """The symbol at an address, with a distance where the address lies behind it."""
        if address in self._names:
            return self._names[address]
        before = max((known for known in self._names if known < address), default=None)
        return f"{address:#x}" if before is None else f"{self._names[before]}+{address - before:#x}"

    def words(self, address: int, count: int) -> list[int]:
        """Words of initialised data. Raises Problem where the file has none there."""
        image = self._path.read_bytes()
        is_long, size_needed = self.word_bytes == 8, self.word_bytes * count
        table, entry_size, entries = struct.unpack_from(
            *(("<Q14xHH", image, 32) if is_long else ("<I10xHH", image, 28))
        )
        for index in range(entries):
            place = table + index * entry_size
            if is_long:
                kind, _, offset, begin, _, size = struct.unpack_from("<2I4Q", image, place)
            else:
                kind, offset, begin, _, size = struct.unpack_from("<5I", image, place)
            if kind == _LOADED and begin <= address and address + size_needed <= begin + size:
                word = "Q" if is_long else "I"
                return list(struct.unpack_from(f"<{count}{word}", image, offset + address - begin))
        raise Problem(f"{self._path.name} has no {count} words at {address:#x}")

    def _disassemble(self) -> dict[int, Instruction]:
        lines = []
        for line in _output(
            "llvm-objdump-19",
            "--disassemble",
            "--no-show-raw-insn",
            "--no-leading-headers",
            *self._options,
            str(self._path),
        ).splitlines():
            match = re.match(
                r"\s*([0-9a-f]+):\s+(\S+)\s*" + ("([^<@]*)" if self.is_arm else "([^<#]*)"), line
            )
            if match:
                lines.append((int(match[1], 16), match[2], match[3].strip()))
        behind = [address for address, _, _ in lines[1:]] + [0]
        return {
            address: Instruction(mnemonic, operands, after)
            for (address, mnemonic, operands), after in zip(lines, behind)
        }


def _output(*command: str) -> str:
    try:
        done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
    except OSError as error:
        raise Problem(f"cannot start {command[0]}: {error.strerror}") from error
    if done.returncode != 0:
        raise Problem(f"{command[0]} failed with status {done.returncode}: {done.stderr.strip()}")
    return done.stdout
