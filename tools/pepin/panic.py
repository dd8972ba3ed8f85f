"""The kernel's last words, for machines on which it cannot end the emulator."""
import re

_ALIKE = 3  # times that the processor has to be found at one place
_MOST = 100  # questions about one dump


class PanicWatch:
    """Sees a kernel's dump in the console's text: from a line that begins with `PANIC: ` to the line `PANIC END`."""

    def __init__(self) -> None:
        self._line = b""
        self._in_dump = False

    def feed(self, text: bytes) -> bool:
        """Whether a dump has ended in the text so far, with this piece at its end."""
        *lines, self._line = (self._line + text).split(b"\n")
        self._line = self._line[:4096]
        for line in lines:
            # The kernel may have to set up the serial port anew for its dump, which can cut off the line feed before it.
            if re.search(rb"(^|[\x00-\x1f])PANIC: ", line):
                self._in_dump = True
            elif self._in_dump and line.rstrip() == b"PANIC END":
                self._in_dump = False
                return True
        return False


class HaltWatch:
    """Tells from the registers, as QEMU's `info registers` shows them, whether an ARM kernel has stopped for good. What looks like a dump may be a
    partition's text: then user mode goes on sooner or later."""

    def __init__(self) -> None:
        self._places: list[str] = []

    def feed(self, registers: str) -> bool | None:
        """True: the kernel has stopped; false: it has not; None: to be asked again."""
        place, mode = re.search(r"R15=([0-9a-f]{8})", registers), re.search(r"PSR=.* (\w+)\s*$", registers, re.MULTILINE)
        if place is None or mode is None or mode[1].startswith("usr") or len(self._places) >= _MOST:
            self._places = []
            return False
        self._places.append(place[1])
        return True if len(self._places) >= _ALIKE and len(set(self._places[-_ALIKE:])) == 1 else None
