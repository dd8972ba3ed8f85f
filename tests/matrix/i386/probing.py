"""Boots the probe (target/i386/probe.c), and looks at the machine while the probe waits for a character at its
end."""
import collections.abc
import dataclasses
import os
import re

import harness
from pepin import console, tree
from pepin.machine import End, Ending, Settings
from pepin.qemu import Qemu

KIB = 1024
MIB = 1024 * KIB
PAGE = 4 * KIB
WINDOW = 992 * MIB  # of memory that the kernel uses at most
PROBE = tree.built("i386") / "tests" / "matrix" / "target" / "probe.bin"
SCATTER = tree.built("i386") / "tests" / "matrix" / "target" / "scatter.elf"

CR4_BITS = {"pse": 4, "pge": 7, "fxsr": 9, "sse": 10, "smep": 20, "smap": 21}
_CPUID_BITS = {
    "fpu": (0, 0),
    "pse": (0, 3),
    "sep": (0, 11),
    "pge": (0, 13),
    "fxsr": (0, 24),
    "sse": (0, 25),
    "smep": (1, 7),
    "smap": (1, 20),
}  # in which of the two words that the probe prints


@dataclasses.dataclass(frozen=True)
class Outcome:
    """How a boot ended and what was seen. `control` are CR0 and CR4; `memory` what was asked for of physical
    memory."""

    ending: Ending | None
    text: str
    control: tuple[int, int] | None
    memory: dict[str, bytes]

    @property
    def panic(self) -> str:
        """The first line of the dump, empty without one."""
        found = re.search(r"^PANIC: (.*)$", self.text, re.MULTILINE)
        return found[1] if found else ""

    def number(self, pattern: str) -> int:
        """The number that a regular expression has as its group. Fails where the text has no match."""
        found = re.search(pattern, self.text, re.MULTILINE)
        assert found is not None, f"'{pattern}' is not in:\n{self.text}"
        return int(found[1], 0)

    @property
    def free_bytes(self) -> int:
        """What root has, by its boot information."""
        return self.number(r"^probe: memory 0x[0-9a-f]+ to (0x[0-9a-f]+)") - self.number(
            r"^probe: memory (0x[0-9a-f]+)"
        )

    @property
    def features(self) -> set[str]:
        """What CPUID says, by the probe."""
        words = (
            self.number(r"^probe: features (0x[0-9a-f]+)"),
            self.number(r"^probe: features 0x[0-9a-f]+ (0x[0-9a-f]+)"),
        )
        return {name for name, (word, bit) in _CPUID_BITS.items() if words[word] >> bit & 1}

    def check(self) -> None:
        """Fails unless the probe has found all as it should be, and has switched the machine off."""
        assert re.search(
            r"^probe: [1-9][0-9]* passed, 0 failed$", self.text, re.MULTILINE
        ), f"{self.ending}\n{self.text}"
        assert self.ending == Ending(End.POWER_OFF), f"{self.ending}\n{self.text}"


class _Watched(Qemu):
    """Asks for registers and memory once the probe is through, then lets it go on."""

    def __init__(self, settings: Settings, ranges: dict[str, tuple[int, int]]) -> None:
        super().__init__(settings)
        self.text = b""
        self._ranges = ranges
        self._asked: int | None = None  # how many answers there were before
        self._told = False

    def heard(self, piece: bytes) -> Ending | None:
        self.text += piece
        if self._asked is None and re.search(rb"probe: [0-9]+ passed, [0-9]+ failed\r\n", self.text):
            self._asked = len(self.monitor.answers)
            for name, (begin, size) in self._ranges.items():
                self.monitor.command("pmemsave", val=begin, size=size, filename=str(self.directory / name))
            self.monitor.command("human-monitor-command", **{"command-line": "info registers"})
        return None

    @property
    def sources(self) -> dict[int, collections.abc.Callable[[], Ending | None]]:
        return {source: lambda hear=hear: self._listen(hear) for source, hear in super().sources.items()}

    def _listen(self, hear: collections.abc.Callable[[], Ending | None]) -> Ending | None:
        ending = hear()
        if not self._told and self._all_answers_are_there():
            self._told = True
            os.write(self.console, b"\n")
        return ending

    def _all_answers_are_there(self) -> bool:
        return self._asked is not None and len(self.monitor.answers) > self._asked + len(self._ranges)

    def outcome(self, ending: Ending | None) -> Outcome:
        control = None
        if self._told:
            registers = dict(re.findall(r"(CR[04])=([0-9a-f]{8})", self.monitor.answers[-1]))
            control = (int(registers["CR0"], 16), int(registers["CR4"], 16))
        memory = {name: (self.directory / name).read_bytes() for name in self._ranges} if self._told else {}
        return Outcome(ending, self.text.decode(errors="replace").replace("\r\n", "\n"), control, memory)


def boot(settings: Settings, ranges: dict[str, tuple[int, int]] | None = None) -> Outcome:
    """Boots until the machine ends by itself. `ranges`: by name, begin and size of physical memory to be read
    at the probe's end."""
    print(f"--- {settings}")
    with _Watched(settings, ranges or {}) as machine:
        ending = console.attend(machine, harness.QEMU_PATIENCE)
        return machine.outcome(ending)


def boot_kernel(*, debug: bool = False, memory: int = 64, processor: str | None = None) -> Outcome:
    """The kernel by QEMU's own loader, with the probe as root."""
    return boot(Settings(tree.kernel(debug), PROBE, memory=memory, processor=processor))
