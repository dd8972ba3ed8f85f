"""Bochs as a machine: boots an ISO image by GRUB. Slower than QEMU, but it checks segments, their limits and
the like.

Bochs wants a terminal for its display and one for its serial port: both are pseudo-terminals here. Its log,
on a pipe, tells how it ends."""
import collections
import collections.abc
import fcntl
import os
import re
import struct
import subprocess
import termios
import tty

from . import iso, process
from .machine import End, Ending, Machine, Settings
from .problems import Problem

INSTRUCTIONS_PER_SECOND = 50_000_000  # of the machine's time; about what Bochs does in a second of ours
LARGEST_HOST_MEMORY = (
    2048  # MiB that Bochs can allocate at once; beyond it keeps parts of the machine's memory in a file
)

CONFIGURATION = """\
config_interface: textconfig
display_library: term
plugin_ctrl: unmapped=1, biosdev=1
memory: guest={memory}, host={host_memory}
romimage: file=/usr/share/bochs/BIOS-bochs-latest
vgaromimage: file=/usr/share/bochs/VGABIOS-lgpl-latest
boot: cdrom
ata0: enabled=1, ioaddr1=0x1f0, ioaddr2=0x3f0, irq=14
ata0-master: type=cdrom, path=image.iso, status=inserted
cpu: model={processor}, count=1, ips={speed}, reset_on_triple_fault=0
clock: sync=none
com1: enabled=1, mode=term, dev={console}
panic: action=fatal
error: action=report
info: action=report
debug: action=ignore
log: /dev/fd/{log}
"""
# Debian's Bochs has the debugger built in and starts in it. What is said after `c` is read when that comes
# back.
DEBUGGER_COMMANDS = "c\nq\n"


class Bochs(Machine):
    """A PC in Bochs."""

    def __init__(self, settings: Settings) -> None:
        """A kernel and a module are put into an image first: there is no other way to boot them."""
        super().__init__(settings)
        self._process: subprocess.Popen[bytes] | None = None
        self._descriptors: list[int] = []
        self._starts = 0
        self._partial_line = ""
        self._last_lines: collections.deque[str] = collections.deque(maxlen=12)

    def start(self) -> None:
        image = self.directory / "image.iso"
        if self.settings.boot_image is not None:
            image.symlink_to(self.settings.boot_image.absolute())
        else:
            assert self.settings.kernel is not None and self.settings.module is not None
            iso.write(
                self.settings.kernel,
                self.settings.module,
                self.settings.module_name,
                image,
                modules=self.settings.modules,
                protocol=self.settings.about.multiboot,
            )
        self._console, console = self._terminal()
        self._display, display = self._terminal()
        self._log, log = os.pipe()
        self._descriptors += [self._log, log]
        (self.directory / "bochsrc").write_text(
            CONFIGURATION.format(
                memory=self.settings.memory,
                host_memory=min(self.settings.memory, LARGEST_HOST_MEMORY),
                processor=self.settings.processor or self.settings.about.bochs,
                speed=INSTRUCTIONS_PER_SECOND,
                console=os.ttyname(console),
                log=log,
            ),
            encoding="ascii",
        )
        (self.directory / "debugger").write_text(DEBUGGER_COMMANDS, encoding="ascii")
        try:
            self._process = process.start(
                ["bochs", "-q", "-f", "bochsrc", "-rc", "debugger"],
                cwd=self.directory,
                stdin=display,
                stdout=display,
                stderr=display,
                pass_fds=(log,),
                env={**os.environ, "TERM": "xterm"},
            )
        except OSError as error:
            raise Problem(f"cannot start bochs: {error.strerror}") from error
        # The far end of the console stays open here: without Bochs on it yet, reading would fail.
        self._close(display)
        self._close(log)

    def stop(self) -> None:
        if self._process is not None:
            process.stop(self._process)
        for descriptor in list(self._descriptors):
            self._close(descriptor)

    @property
    def console(self) -> int:
        return self._console

    @property
    def sources(self) -> dict[int, collections.abc.Callable[[], Ending | None]]:
        return {self._log: self._hear_log, self._display: self._hear_display}

    def heard(self, text: bytes) -> Ending | None:
        return Ending(End.PANIC) if self._panic.feed(text) else None

    def _terminal(self) -> tuple[int, int]:
        """Our end, non-blocking, and the far end of a pseudo-terminal that changes no byte."""
        ours, theirs = os.openpty()
        self._descriptors += [ours, theirs]
        tty.setraw(theirs)
        fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("4H", 30, 100, 0, 0))
        os.set_blocking(ours, False)
        return ours, theirs

    def _close(self, descriptor: int) -> None:
        self._descriptors.remove(descriptor)
        os.close(descriptor)

    def _hear_display(self) -> Ending | None:
        """The screen is not shown, but Bochs would wait if nobody took it in."""
        try:
            os.read(self._display, 65536)
        except OSError:  # Bochs has closed its side; how it ended is in the log
            pass
        return None

    def _hear_log(self) -> Ending | None:
        chunk = os.read(self._log, 65536)
        *lines, self._partial_line = (self._partial_line + chunk.decode(errors="replace")).split("\n")
        for line in lines:
            ending = self._judge(line)
            if ending is not None:
                return ending
        if chunk:
            return None
        assert self._process is not None
        said = "\n".join(self._last_lines) or "its log is empty"
        return Ending(
            End.FAILURE, f"Bochs ended with status {self._process.wait()}; the end of its log:\n{said}"
        )

    def _judge(self, line: str) -> Ending | None:
        """What a line of the log says about the end of the run."""
        self._last_lines.append(line)
        if "[BIOS  ] Shutdown flag" in line:  # printed by the BIOS each time that it starts
            self._starts += 1
            return Ending(End.RESET) if self._starts > 1 else None
        panic = re.search(r">>PANIC<< (.*)", line)
        if panic is None:
            return None
        if re.search(r"soft power off|shutdown requested", panic[1]):
            return Ending(End.POWER_OFF)
        if "exception with no resolution" in panic[1]:
            return Ending(End.RESET, f"by a fault that the kernel could not take (triple fault): {panic[1]}")
        return Ending(End.FAILURE, f"Bochs: {panic[1]}")
