"""What QEMU and Bochs have in common, seen from the outside."""
import abc
import collections.abc
import dataclasses
import enum
import pathlib
import shutil
import tempfile
import typing

from . import architectures
from .panic import PanicWatch

SMALLEST_MEMORY = 16
PC = "pc"  # the platform that Bochs, boards, devices and drives are about


class End(enum.Enum):
    """How a run ended by itself."""

    POWER_OFF = "the machine was powered off"
    PANIC = "the kernel panicked; its dump is above"
    RESET = "the machine was reset"
    FAILURE = "the emulator failed"


@dataclasses.dataclass(frozen=True)
class Ending:
    """An end and, for a failure, what is known about it."""

    end: End
    detail: str = ""

    def __str__(self) -> str:
        return f"{self.end.value}{': ' if self.detail else ''}{self.detail}"


@dataclasses.dataclass(frozen=True)
class Module:
    """A boot module besides root's: a file, the name that the boot loader gives it, and the words that root
    is told after that name."""

    path: pathlib.Path
    name: str
    words: str = ""

    @property
    def command_line(self) -> str:
        """What root is told."""
        return f"{self.name} {self.words}".rstrip()


@dataclasses.dataclass(frozen=True)
class Settings:
    """What to boot on which architecture: a kernel, with a module or (a boot loader's mistake) without, and
    with more of them; or else an ISO image, on a `medium`: `cd` or `usb`, a stick. `firmware` is a PC's,
    `bios` or `uefi`; `accelerator` what runs its instructions, `tcg` (an emulator) or `kvm`. `memory` is the
    RAM in MiB, `processor` the model and its features as QEMU or Bochs names them; without it, the
    architecture's usual one; `plugin` a plugin of QEMU's with its options; `board` and `devices` a PC and
    what is plugged in, as QEMU names them; `drives` what is in them, as QEMU describes block devices; `words`
    more of QEMU's command line."""

    kernel: pathlib.Path | None = None
    module: pathlib.Path | None = None
    module_name: str = "root.bin"
    modules: tuple[Module, ...] = ()
    boot_image: pathlib.Path | None = None
    medium: str = "cd"
    firmware: str = "bios"
    accelerator: str = "tcg"
    memory: int = 128
    architecture: str = dataclasses.field(default_factory=architectures.default)
    count_instructions: bool = False
    processor: str | None = None
    plugin: str | None = None
    board: str = "pc"
    devices: tuple[str, ...] = ()
    drives: tuple[str, ...] = ()
    words: tuple[str, ...] = ()

    @property
    def about(self) -> architectures.Architecture:
        """What the list says of the architecture."""
        return architectures.every()[self.architecture]


class Machine(abc.ABC):
    """An emulator with a serial console. A context manager: entering it starts the emulator, leaving it ends
    it."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self._directory: pathlib.Path | None = None
        self._panic = PanicWatch()

    @property
    def dump(self) -> str:
        """The kernel's last words, as the console had them; empty where there were none."""
        return self._panic.dump

    @property
    def directory(self) -> pathlib.Path:
        """A directory for the files of this run."""
        if self._directory is None:
            self._directory = pathlib.Path(tempfile.mkdtemp(prefix="pepin-"))
        return self._directory

    def __enter__(self) -> typing.Self:
        try:
            self.start()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()
        if self._directory is not None:
            shutil.rmtree(self._directory, ignore_errors=True)

    @abc.abstractmethod
    def start(self) -> None:
        """Starts the emulator; raises Problem where that is not possible."""

    @abc.abstractmethod
    def stop(self) -> None:
        """Ends the emulator, whatever its state, and closes the descriptors."""

    @property
    @abc.abstractmethod
    def console(self) -> int:
        """The descriptor, non-blocking, that gives what COM1 sends and takes what it receives."""

    @property
    @abc.abstractmethod
    def sources(self) -> dict[int, collections.abc.Callable[[], Ending | None]]:
        """Other descriptors to be listened to, each with what is to be called once it is readable."""

    def heard(self, text: bytes) -> Ending | None:
        """Told of each piece of text from the console, for machines on which a panic cannot be seen
        otherwise."""
        return None
