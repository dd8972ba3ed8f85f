"""Boots the partition `bench`, and counts what the kernel does while it and others run."""
import collections
import dataclasses
import pathlib
import re
import subprocess
import tempfile

from .. import architectures, build, console, tree
from ..machine import End, Settings
from ..problems import Problem
from ..qemu import Qemu

PATIENCE = 600.0  # seconds
MEMORY = 128  # MiB, where nothing else is said
SMALL_MEMORY = 64  # of which the kernel's boot is to be counted
MEMORIES = (32, 64, 128, 256, 512, 1024)
METER = tree.BUILD / "host" / "tools" / "meter" / "meter.so"

_INVARIANT_CHECK = "debug_check_invariants"
_VECTORS = {4: "undefined instruction", 8: "call", 12: "prefetch abort", 16: "data abort", 24: "interrupt"}

Figures = dict[str, dict[int, dict[str, int]]]  # series, then point, then name, to instructions


@dataclasses.dataclass(frozen=True)
class Stretch:
    """How often the kernel was entered in one way, and how many instructions it took at most until a
    partition went on."""

    times: int
    longest: int


@dataclasses.dataclass(frozen=True)
class Metered:
    """What the kernel did in one run: instructions from its first to root's first, and each way in."""

    boot: int
    stretches: dict[str, Stretch]

    @property
    def longest(self) -> int:
        """Of all ways in."""
        return max(stretch.longest for stretch in self.stretches.values())


def build_for(architecture: str) -> None:
    """Builds what measurements need."""
    build.build_for(architecture)
    build.build("host", "meter")


def _run(settings: Settings) -> str:
    """The console's text of a run that ends by itself. Raises Problem where it does not end well."""
    with Qemu(settings) as machine:
        ending, text = console.collect(machine, PATIENCE)
    if ending is None or ending.end is not End.POWER_OFF:
        raise Problem(
            f"a measurement did not end well: {ending or f'it took more than {PATIENCE:.0f} s'}\n{text[-2000:]}"
        )
    return text


def figures(architecture: str, memory: int) -> Figures:
    """What the partition `bench` finds on a machine with so many MiB."""
    partition = tree.find_partition("bench", architecture)
    text = _run(
        Settings(
            tree.kernel(False, architecture),
            partition.binary,
            partition.module_name,
            memory=memory,
            architecture=architecture,
            count_instructions=True,
        )
    )
    if "\nbench: done" not in text:
        raise Problem(f"the partition bench did not get through:\n{text[-2000:]}")
    found: Figures = collections.defaultdict(lambda: collections.defaultdict(dict))
    for series, at, name, instructions in re.findall(r"^figure (\S+) (\d+) (\S+) (\d+)$", text, re.MULTILINE):
        found[series][int(at)][name] = int(instructions)
    return {series: dict(points) for series, points in found.items()}


def tasks(architecture: str) -> dict[str, int]:
    """What it costs to go from task to task in the partition `rtos`: name, to instructions."""
    program = tree.built(architecture) / "partitions" / "rtos" / "rtos_costs.bin"
    text = _run(
        Settings(
            tree.kernel(False, architecture), program, architecture=architecture, count_instructions=True
        )
    )
    return {
        name: int(instructions)
        for name, instructions in re.findall(r"^cost: (\S+) (\d+)$", text, re.MULTILINE)
    }


def symbols(kernel: pathlib.Path) -> list[tuple[int, str]]:
    """Addresses and names of an ELF file, sorted. Raises Problem where they cannot be had."""
    found = subprocess.run(
        ["llvm-nm-19", "--defined-only", kernel],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    if found.returncode != 0:
        raise Problem(f"the symbols of {kernel} cannot be read: {found.stderr.strip()}")
    lines = (line.split() for line in found.stdout.splitlines())
    return sorted((int(words[0], 16), words[2]) for words in lines if len(words) == 3)


def _way_in(address: int, named: list[tuple[int, str]]) -> str:
    """The name of a way into the kernel: a gate, a vector."""
    base, name = max((symbol for symbol in named if symbol[0] <= address), default=(address, "?"))
    if name == "exception_vectors":
        return _VECTORS.get(address - base, f"vector {address - base}")
    traps = next((start for start, symbol in named if symbol == "trap_entries"), None)
    if traps is not None and 0 <= address - traps < 256 * 16:
        return f"vector {(address - traps) // 16}"
    return name.removeprefix("gate_entry_")


def meter(architecture: str, name: str, memory: int, debug_kernel: bool = False) -> Metered:
    """Runs a partition of the tree and counts the kernel's instructions. With the kernel that checks its
    invariants, the entries that do so
    are not counted."""
    kernel = tree.kernel(debug_kernel, architecture)
    named = symbols(kernel)
    partition = tree.find_partition(name, architecture)
    about = architectures.every()[architecture]
    with tempfile.TemporaryDirectory(prefix="pepin-") as directory:
        report = pathlib.Path(directory) / "report"
        plugin = f"{METER},report={report}"
        for part, addresses in (("window", about.window), ("boot", about.boot)):
            plugin += f",{part}={addresses[0]:#x},{part}_end={addresses[1]:#x}"
        if debug_kernel:
            plugin += ",except=" + next(
                hex(address) for address, symbol in named if symbol == _INVARIANT_CHECK
            )
        _run(
            Settings(
                kernel,
                partition.binary,
                partition.module_name,
                memory=memory,
                architecture=architecture,
                count_instructions=True,
                plugin=plugin,
            )
        )
        text = report.read_text(encoding="ascii")
    boot = re.search(r"^boot (\d+)$", text, re.MULTILINE)
    if boot is None:
        raise Problem(f"the meter wrote no report:\n{text}")
    stretches: dict[str, Stretch] = {}
    for address, times, longest in re.findall(r"^entry (\S+) (\d+) (\d+)$", text, re.MULTILINE):
        way = _way_in(int(address, 16), named)
        before = stretches.get(way, Stretch(0, 0))
        stretches[way] = Stretch(before.times + int(times), max(before.longest, int(longest)))
    return Metered(int(boot[1]), stretches)


@dataclasses.dataclass(frozen=True)
class Image:
    """Bytes of the kernel's image, and of the table that it keeps about memory, for each MiB."""

    text: int
    data: int
    frame_table_per_mib: int


def image(architecture: str) -> Image:
    """The sizes of the kernel. `text` is code and constants, `data` all else but the frame table."""
    kernel = tree.kernel(False, architecture)
    named = {name: address for address, name in symbols(kernel)}
    frames_per_mib, record = 256, 16
    return Image(
        named["kernel_text_end"] - named["kernel_text_begin"],
        named.get("kernel_image_end", named["frame_table"]) - named["kernel_text_end"],
        frames_per_mib * record,
    )
