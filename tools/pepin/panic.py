"""The kernel's last words, for machines on which it cannot end the emulator."""
import re


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
                return True
        return False
