"""The kernel's last words: that they were said, for machines on which it cannot end the emulator, and what
the addresses in them mean."""
import pathlib
import re
import subprocess

_BIG_ENDIAN = 0x200  # in a program status register


class PanicWatch:
    """Sees a kernel's dump in the console's text: from a line that begins with `PANIC: ` to the line `PANIC
    END`."""

    def __init__(self) -> None:
        self._line = b""
        self._in_dump = False
        self.dump = ""  # the last one, as far as it has come

    def feed(self, text: bytes) -> bool:
        """Whether a dump has ended in the text so far, with this piece at its end."""
        *lines, self._line = (self._line + text).split(b"\n")
        self._line = self._line[:4096]
        for line in lines:
            # The kernel may have to set up the serial port anew for its dump, which can cut off the line feed
            # before it.
            if re.search(rb"(^|[\x00-\x1f])PANIC: ", line):
                self._in_dump = True
                self.dump = ""
            if self._in_dump:
                self.dump += line.decode(errors="replace").rstrip() + "\n"
            if self._in_dump and line.rstrip() == b"PANIC END":
                self._in_dump = False
                return True
        return False


def has_halted(registers: str) -> bool | None:
    """Tells from the registers, as QEMU's `info registers` shows them, whether an ARM kernel has stopped for
    good. What looks like a dump may be a partition's text, but no partition can make the kernel big-endian,
    as only architecture_halt does. True: the kernel has stopped; false: user mode runs; None: to be asked
    again."""
    status = re.search(r"PSR=([0-9a-f]{8}).* (\w+)\s*$", registers, re.MULTILINE)
    if status is None or status[2].startswith("usr"):
        return False
    return True if int(status[1], 16) & _BIG_ENDIAN else None


def places(dump: str, kernel: pathlib.Path) -> list[str]:
    """The functions of the kernel that a dump's registers and stack name, in the order in which they stand
    there: a line for each, with the address. On a stack there are also addresses that nobody returns to any
    more. Nothing where the kernel's symbols cannot be had."""
    done = subprocess.run(
        ["llvm-nm-19", "--demangle", "--defined-only", "--numeric-sort", str(kernel)],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    symbols = [
        (int(address, 16), kind, name)
        for address, kind, name in re.findall(r"(?m)^([0-9a-f]+) (\w) (.+)$", done.stdout)
    ]
    bounds = {name: address for address, _, name in symbols}
    begin, end = bounds.get("kernel_text_begin", 0), bounds.get("kernel_text_end", 0)
    functions = [(address, name) for address, kind, name in symbols if kind in "tTW" and address >= begin]
    lines = []
    # of whole words: with 8 digits or 16
    for word in dict.fromkeys(re.findall(r"\b0x([0-9a-f]{8}(?:[0-9a-f]{8})?)\b", dump)):
        address = int(word, 16)
        if begin <= address < end:
            base, function = max(symbol for symbol in functions if symbol[0] <= address)
            lines.append(f"  0x{word}  {function}+{address - base:#x}")
    return ["addresses of the kernel in it:", *lines] if lines else []
