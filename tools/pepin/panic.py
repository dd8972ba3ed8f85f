"""The kernel's last words, for machines on which it cannot end the emulator."""
import re

_BIG_ENDIAN = 0x200  # in a program status register


class PanicWatch:
    """Sees a kernel's dump in the console's text: from a line that begins with `PANIC: ` to the line `PANIC
    END`."""

    def __init__(self) -> None:
        self._line = b""
        self._in_dump = False

    def feed(self, text: bytes) -> bool:
        """Whether a dump has ended in the text so far, with this piece at its end."""
        *lines, self._line = (self._line + text).split(b"\n")
        self._line = self._line[:4096]
        for line in lines:
            # The kernel may have to set up the serial port anew for its dump, which can cut off the line feed
            # before it.
            if re.search(rb"(^|[\x00-\x1f])PANIC: ", line):
                self._in_dump = True
            elif self._in_dump and line.rstrip() == b"PANIC END":
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
