"""Installing what is missing and building, without a word where all goes well and fast."""
import collections.abc
import contextlib
import fcntl
import os
import selectors
import subprocess
import sys
import time

from . import process, tree
from .problems import Problem

PATIENCE = 3.0  # seconds after which a build shows how far it is
REMINDER = 20.0  # seconds between two lines of progress where there is no terminal to overwrite them on


def install_packages() -> None:
    """Makes sure that the packages of packages.txt are installed; progress, and what an administrator has to
    do, go to stderr."""
    status = subprocess.run(
        [tree.PACKAGES], stdin=subprocess.DEVNULL, stdout=sys.stderr, check=False
    ).returncode
    if status != 0:
        raise SystemExit(status)


def build(preset: str, *targets: str) -> None:
    """Configures if need be, and builds a preset, all of it or these targets. The output is shown, on stderr,
    only where it fails. Raises Problem."""
    directory = tree.ROOT / "build" / preset
    directory.mkdir(parents=True, exist_ok=True)
    with _only_one(directory):
        if not _is_configured(directory):
            _quietly(["cmake", "--fresh", "--preset", preset], f"configuring {preset}")
        command = ["cmake", "--build", "--preset", preset, "--parallel", str(len(os.sched_getaffinity(0)))]
        _quietly(command + (["--target", *targets] if targets else []), f"building {preset}")


def set_variable(preset: str, name: str, value: str) -> None:
    """Gives a variable of a preset that is configured another value, where it has another one. Raises
    Problem."""
    directory = tree.ROOT / "build" / preset
    with _only_one(directory):
        known = (directory / "CMakeCache.txt").read_text(encoding="utf-8")
        if f"\n{name}:PATH={value}\n" not in known:
            _quietly(["cmake", f"-D{name}:PATH={value}", str(directory)], f"configuring {preset}")


def build_for(*architectures: str) -> None:
    """Installs what is missing and builds the kernel, libpip and the partitions."""
    install_packages()
    for architecture in architectures:
        build(architecture)


@contextlib.contextmanager
def _only_one(directory: os.PathLike[str]) -> collections.abc.Iterator[None]:
    """Two runs at a time must not build in one directory: Ninja does not guard against that."""
    with open(os.path.join(directory, ".lock"), "w", encoding="ascii") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _is_configured(directory: os.PathLike[str]) -> bool:
    """Whether there is a build in the directory that was made for this tree; it is not where the tree was
    copied or moved."""
    if not os.path.exists(os.path.join(directory, "build.ninja")):
        return False
    try:
        with open(os.path.join(directory, "CMakeCache.txt"), encoding="utf-8") as cache:
            return f"CMAKE_HOME_DIRECTORY:INTERNAL={tree.ROOT}\n" in cache
    except OSError:
        return False


def _quietly(command: list[str], purpose: str) -> None:
    """Runs a command, with a line of progress where it takes long. Raises Problem with all of its output
    where it fails."""
    child = process.start(
        command, cwd=tree.ROOT, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )
    try:
        assert child.stdout is not None
        output = _follow(child.stdout.fileno(), purpose)
        child.wait()
    finally:
        process.stop(child)
    if child.returncode != 0:
        raise Problem(f"{purpose} failed:\n{output.decode(errors='replace').rstrip()}")


def _follow(source: int, purpose: str) -> bytes:
    """Reads a command's output to its end, showing its last line now and then once patience is over."""
    overwrite = sys.stderr.isatty()
    shown = time.monotonic() + PATIENCE - (1.0 if overwrite else REMINDER)
    output = bytearray()
    drawn = False
    with selectors.DefaultSelector() as selector:
        selector.register(source, selectors.EVENT_READ)
        while True:
            if selector.select(timeout=1.0):
                chunk = os.read(source, 65536)
                if not chunk:
                    break
                output += chunk
            if time.monotonic() - shown >= (1.0 if overwrite else REMINDER):
                lines = output.decode(errors="replace").rstrip().splitlines()
                line = f"pepin: {purpose} {lines[-1] if lines else ''}"
                print(
                    f"\r\x1b[K{line[:100]}" if overwrite else line,
                    end="" if overwrite else "\n",
                    file=sys.stderr,
                    flush=True,
                )
                shown = time.monotonic()
                drawn = True
    if drawn and overwrite:
        print("\r\x1b[K", end="", file=sys.stderr, flush=True)
    return bytes(output)
