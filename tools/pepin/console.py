"""Between the user and a machine: shows what its serial console says, passes on what is typed, and waits for
the end."""
import collections.abc
import contextlib
import os
import selectors
import sys
import termios
import time
import tty

from .machine import Ending, Machine

_INPUT = 0
_OUTPUT = 1
_CHUNK = 65536
_last = b"\n"  # what was shown last


def attend(machine: Machine, seconds: float | None) -> Ending | None:
    """Runs until the machine ends by itself, which is returned, or for so many seconds (None: without a
    limit)."""
    deadline = None if seconds is None else time.monotonic() + seconds
    # takes files as input, too
    with _keyboard() as has_input, _whole_lines(), selectors.PollSelector() as selector:
        for source, hear in machine.sources.items():
            selector.register(source, selectors.EVENT_READ, hear)
        selector.register(machine.console, selectors.EVENT_READ)
        keys = _Keys(machine.console, selector) if has_input else None
        while True:
            remaining = None if deadline is None else deadline - time.monotonic()
            if remaining is not None and remaining <= 0:
                return None
            for key, events in selector.select(remaining):
                ending = None
                if key.fd == machine.console:
                    if keys is not None and events & selectors.EVENT_WRITE:
                        keys.send()
                    if events & selectors.EVENT_READ:
                        ending = _show(machine, selector)
                elif key.fd == _INPUT and keys is not None:
                    keys.take()
                elif key.data is not None:
                    ending = key.data()
                if ending is not None:
                    _drain(machine)
                    return ending


def collect(machine: Machine, seconds: float) -> tuple[Ending | None, str]:
    """Runs until the machine ends by itself, or for so many seconds, without showing anything. How it ended,
    and what its console said, with line ends as
    Python has them."""
    deadline = time.monotonic() + seconds
    said = bytearray()
    ending: Ending | None = None
    with selectors.PollSelector() as selector:
        for source, hear in machine.sources.items():
            selector.register(source, selectors.EVENT_READ, hear)
        selector.register(machine.console, selectors.EVENT_READ)
        while ending is None and (remaining := deadline - time.monotonic()) > 0:
            for key, _ in selector.select(remaining):
                if key.data is not None:
                    ending = key.data() or ending
                    continue
                text = _read(machine.console)
                if text == b"":
                    selector.unregister(machine.console)
                elif text is not None:
                    said += text
                    ending = machine.heard(text) or ending
    while text := _read(machine.console):
        said += text
    return ending, said.decode(errors="replace").replace("\r\n", "\n")


def _show(machine: Machine, selector: selectors.BaseSelector) -> Ending | None:
    """Shows what the console has to say."""
    text = _read(machine.console)
    if text is None:
        return None
    if not text:  # closed: that QEMU ends will be heard from its monitor
        selector.unregister(machine.console)
        return None
    _write(text)
    return machine.heard(text)


def _drain(machine: Machine) -> None:
    """Shows what was sent before the machine ended."""
    while text := _read(machine.console):
        _write(text)
        machine.heard(text)


@contextlib.contextmanager
def _whole_lines() -> collections.abc.Iterator[None]:
    """On a terminal, what comes after the run begins on a line of its own."""
    try:
        yield
    finally:
        if _last != b"\n" and os.isatty(_OUTPUT):
            _write(b"\n")


def _read(console: int) -> bytes | None:
    """The next piece of text; nothing at the end, None where there is none at present."""
    try:
        return os.read(console, _CHUNK)
    except BlockingIOError:
        return None
    except OSError:  # what a pseudo-terminal or a socket says when the other side is gone
        return b""


def _write(text: bytes) -> None:
    global _last
    while text:
        _last = text[-1:]
        text = text[os.write(_OUTPUT, text) :]


class _Keys:
    """What was typed and the machine has not taken yet; more is only read when it has."""

    def __init__(self, console: int, selector: selectors.BaseSelector) -> None:
        self._console = console
        self._selector = selector
        self._waiting = b""
        self._selector.register(_INPUT, selectors.EVENT_READ)

    def take(self) -> None:
        """Reads what was typed."""
        with contextlib.suppress(OSError):  # a terminal that is gone: as if nothing more came
            self._waiting = os.read(_INPUT, 4096)
        self._selector.unregister(_INPUT)
        if self._waiting and self._console in self._selector.get_map():
            self._selector.modify(self._console, selectors.EVENT_READ | selectors.EVENT_WRITE)

    def send(self) -> None:
        """Gives the machine as much as it takes."""
        if not self._waiting:
            return
        with contextlib.suppress(OSError):  # full after all, or about to end
            self._waiting = self._waiting[os.write(self._console, self._waiting) :]
        if not self._waiting:
            self._selector.modify(self._console, selectors.EVENT_READ)
            self._selector.register(_INPUT, selectors.EVENT_READ)


@contextlib.contextmanager
def _keyboard() -> collections.abc.Iterator[bool]:
    """Whether there is input to listen to. A terminal gives each key at once and does not show it, but Ctrl-C
    stays what it is."""
    try:
        # A job in the background must not touch the terminal: it would be stopped.
        if os.isatty(_INPUT) and os.tcgetpgrp(_INPUT) != os.getpgrp():
            yield False
            return
        attributes = termios.tcgetattr(_INPUT) if os.isatty(_INPUT) else None
    except (OSError, termios.error):
        yield False
        return
    if attributes is None:
        yield True
        return
    sys.stdout.flush()
    tty.setcbreak(_INPUT, termios.TCSADRAIN)
    try:
        yield True
    finally:
        termios.tcsetattr(_INPUT, termios.TCSADRAIN, attributes)
