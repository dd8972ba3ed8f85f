"""Where things are: the source tree, what the builds make of it, and the partitions that can be named."""
import dataclasses
import pathlib
import re

from . import architectures, registry
from .problems import Problem, WrongWords

ROOT = registry.ROOT
BUILD = ROOT / "build"
LIBPIP = ROOT / "lib" / "pip"
SKELETON = LIBPIP / "skeleton"
RTOS = ROOT / "personalities" / "rtos"
USAGE = pathlib.Path(__file__).with_name("usage.txt")
PACKAGES = pathlib.Path(__file__).with_name("packages.sh")


def built(architecture: str | None = None) -> pathlib.Path:
    """Where the build for an architecture is, the default one unless told."""
    return BUILD / (architecture or architectures.default())


def kernel(debug: bool, architecture: str | None = None) -> pathlib.Path:
    """The kernel's ELF file, the one that checks its invariants where `debug`. The architecture's preset has
    to be built before. Where boot loaders want a kernel without headers, that lies beside it, of the same
    name with .img."""
    path = built(architecture) / "kernel" / ("pepin-debug.elf" if debug else "pepin.elf")
    if not path.is_file():
        raise Problem(f"the build has made no {path}")
    return path


def partition_names() -> list[str]:
    """The partitions of the tree, sorted."""
    return sorted(registry.partitions())


def moved(path: pathlib.Path) -> str:
    """Where something is now that was under partitions/ and is not any more, for the end of a message; empty
    for other paths."""
    folders = registry.partitions()
    parts = path.parts
    for i in range(len(parts) - 1):
        if parts[i] == "partitions" and parts[i + 1] in folders and not path.exists():
            place = folders[parts[i + 1]].joinpath(*parts[i + 2 :])
            return f"; it is {place.relative_to(ROOT)} now" if place.exists() else ""
    return ""


def partition_of(path: pathlib.Path) -> str | None:
    """The name of the partition whose sources are in this folder, or were before they moved out of
    partitions/."""
    for name, folder in registry.partitions().items():
        if path.absolute() == folder or path.parts[-2:] == ("partitions", name) and not path.exists():
            return name
    return None


def verifier(architecture: str) -> pathlib.Path:
    """The program that proves the core of an architecture; its name is that of its target in the host's
    build."""
    return BUILD / "host" / "verifier" / f"pepin-prove-{architecture}"


def proved(architecture: str) -> pathlib.Path:
    """Where it is kept what was proved."""
    return BUILD / "prove" / architecture


def replays(architecture: str) -> pathlib.Path:
    """Where tests are written that replay counterexamples, unless told otherwise."""
    return proved(architecture) / "replay"


def replay(architecture: str) -> pathlib.Path:
    """The program that such tests are built into; its name is that of its target in the host's build."""
    return BUILD / "host" / "tests" / "core" / f"replay_{architecture}"


@dataclasses.dataclass(frozen=True)
class Partition:
    """A root partition: its flat binary, and the ELF file with its symbols if it is known where that is."""

    name: str
    binary: pathlib.Path
    symbols: pathlib.Path | None
    architecture: str

    @property
    def module_name(self) -> str:
        """What the boot loader calls the module; boot loaders split at spaces and commas, so only harmless
        names are kept."""
        return self.binary.name if re.fullmatch(r"[A-Za-z0-9._+-]{1,63}", self.binary.name) else "root.bin"

    def check(self) -> None:
        """Raises WrongWords or Problem unless the binary can be what it should be. A partition of the tree
        has to be built before."""
        try:
            with self.binary.open("rb") as file:
                start = file.read(4)
        except OSError as error:
            raise Problem(f"cannot read {self.binary}: {error.strerror}") from error
        if not start:
            raise WrongWords(f"{self.binary} is empty: a flat binary for address 0x700000 was expected")
        if start == b"\x7fELF" and not architectures.every()[self.architecture].elf_roots:
            raise WrongWords(
                f"{self.binary} is an ELF file: a flat binary for address 0x700000 was expected (objcopy -O binary)"
            )


def find_partition(word: str, architecture: str | None = None) -> Partition:
    """The partition that the user means: a name of the tree, else a file. Raises WrongWords where it is
    neither.

    A partition of the tree need not be built yet."""
    architecture = architecture or architectures.default()
    if word in partition_names():
        folder = built(architecture) / "partitions" / word
        return Partition(word, folder / f"{word}.bin", folder / f"{word}.elf", architecture)
    path = pathlib.Path(word)
    if not word:
        raise WrongWords(f"an empty name: a flat binary or the name of a partition ({names()}) was expected")
    if (name := partition_of(path)) is not None:
        raise WrongWords(
            f"{word} is a folder of sources: the partition that is made of it is called '{name}'"
        )
    if path.is_dir():
        raise WrongWords(
            f"{word} is a directory: a flat binary or the name of a partition ({names()}) was expected"
        )
    if path.exists():
        if not path.is_file():
            raise WrongWords(f"{word} is not a regular file: a flat binary was expected")
        symbols = path.with_suffix(".elf")
        partition = Partition(
            path.stem,
            path.absolute(),
            symbols.absolute() if symbols != path and symbols.is_file() else None,
            architecture,
        )
        partition.check()
        return partition
    if "/" in word or path.suffix:
        raise WrongWords(f"there is no file {word}{moved(path)}")
    raise WrongWords(f"there is no partition and no file '{word}'; the partitions are: {names()}")


def names() -> str:
    """The partitions of the tree, for messages."""
    return ", ".join(partition_names()) or "none"
