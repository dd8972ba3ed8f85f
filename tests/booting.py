"""Boots a machine to its end, for tests that look at what was said and how it ended."""
import harness  # noqa: F401: the modules of the front door are found from there
from pepin import console
from pepin.machine import Ending, Machine, Settings
from pepin.qemu import Qemu

PATIENCE = 240.0  # seconds, for machines that do other things too


def boot(
    settings: Settings,
    machine: type[Machine] = Qemu,
    *,
    patience: float = PATIENCE,
    until: bytes | None = None,
) -> tuple[str, Ending | None]:
    """Runs until a text is there, or to the end; what the console said and how it ended. A text can be waited
    for in QEMU alone."""
    text = b""

    class Reader(machine):
        """Keeps the text."""

        def heard(self, piece: bytes) -> Ending | None:
            nonlocal text
            text += piece
            if until is not None and until in text:
                self.monitor.command("quit")
            return super().heard(piece)

    with Reader(settings) as running:
        ending = console.attend(running, patience)
    return text.decode(errors="replace").replace("\r\n", "\n"), ending
