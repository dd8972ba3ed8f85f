"""A boot loader for tests: places the kernel, a module and boot information of any kind, by target/i386/scatter.S.

The machine's memory is not zero where the kernel starts, as it would be in an emulator: what is not given is
full of 0xA5. """
import dataclasses
import pathlib
import struct
import tempfile

from pepin import tree
from pepin.machine import Settings
from probing import KIB, MIB, PAGE, PROBE, SCATTER, Outcome, boot

MAGIC = 0x2BADB002
AVAILABLE = 1
RESERVED = 2
FILL = b"\xa5"
_ZEROS, _FILLED = 0, 1
OWN = (12 * MIB, 14 * MIB)  # scatter, its module and what QEMU tells it
LOW_END = 0x9FC00  # of memory below the BIOS's
_HAS_SIZES, _HAS_MODULES, _HAS_MAP = 1 << 0, 1 << 3, 1 << 6


@dataclasses.dataclass(frozen=True)
class Range:
    """An entry of the memory map, in bytes. `size` is that of the entry itself, without this field; `extra`
    makes it longer."""

    begin: int
    length: int
    kind: int = AVAILABLE
    size: int = 20

    @property
    def end(self) -> int:
        return self.begin + self.length

    def encode(self) -> bytes:
        return struct.pack("<IQQI", self.size, self.begin, self.length, self.kind) + bytes(
            max(0, min(self.size, 256) - 20)
        )


def plain_map(memory: int) -> list[Range]:
    """What firmware reports for so many MiB, up to 3 GiB: all but the part below 1 MiB that is its own, and
    tables at the end."""
    end = memory * MIB
    return [
        Range(0, LOW_END),
        Range(LOW_END, MIB - LOW_END, RESERVED),
        Range(MIB, end - 128 * KIB - MIB),
        Range(end - 128 * KIB, 128 * KIB, RESERVED),
    ]


@dataclasses.dataclass
class Loader:
    """What to give the kernel. Addresses are physical; `module_at` is that of the module's first byte.

    `map_length`: in bytes, if it is not that of the map. `flags`: of the information, if not those of a map
    and modules."""

    ranges: list[Range]
    memory: int = 64
    module_at: int = 0x800000
    module: pathlib.Path = PROBE
    further_modules: int = 0
    information_at: int = 0x1000
    map_at: int = 0x2000
    modules_at: int = 0x1800
    map_length: int | None = None
    flags: int = _HAS_MODULES | _HAS_MAP
    upper_kib: int = 0
    magic: int = MAGIC
    control: int = 0  # bits of CR0
    dirty: list[tuple[int, int]] = dataclasses.field(
        default_factory=list
    )  # to be full of 0xA5: begin and end

    def boot(
        self,
        *,
        debug: bool = False,
        processor: str | None = None,
        holes: dict[str, tuple[int, int]] | None = None,
    ) -> Outcome:
        """Boots with this information. `holes` as the ranges of probing.boot."""
        with tempfile.TemporaryDirectory(prefix="pepin-loader-") as directory:
            path = pathlib.Path(directory) / "plan"
            path.write_bytes(self._plan(tree.kernel(debug).read_bytes()))
            return boot(Settings(SCATTER, path, memory=self.memory, processor=processor), holes)

    def _information(self) -> dict[int, bytes]:
        encoded = b"".join(entry.encode() for entry in self.ranges)
        end = self.module_at + self.module.stat().st_size
        modules = (
            struct.pack("<IIII", self.module_at, end, 0, 0)
            + struct.pack("<IIII", 0x500, 0x600, 0, 0) * self.further_modules
        )
        length = len(encoded) if self.map_length is None else self.map_length
        count = 1 + self.further_modules
        header = struct.pack(
            "<7I16x2I",
            self.flags,
            LOW_END // KIB,
            self.upper_kib,
            0,
            0,
            count,
            self.modules_at,
            length,
            self.map_at,
        )
        return {self.information_at: header, self.map_at: encoded, self.modules_at: modules}

    def _plan(self, kernel: bytes) -> bytes:
        """The module of scatter.S."""
        entry, table = struct.unpack_from("<II", kernel, 24)
        size, count = struct.unpack_from("<HH", kernel, 42)
        pieces: list[tuple[int, int, int | bytes]] = [
            (begin, end - begin, _FILLED) for begin, end in self._dirty_ranges()
        ]
        for index in range(count):
            kind, offset, _, physical, in_file, in_memory = struct.unpack_from(
                "<6I", kernel, table + index * size
            )
            if kind == 1:  # PT_LOAD
                pieces += [
                    (physical, in_file, kernel[offset : offset + in_file]),
                    (physical + in_file, in_memory - in_file, _ZEROS),
                ]
        pieces.append((self.module_at, self.module.stat().st_size, self.module.read_bytes()))
        pieces += [(address, len(data), data) for address, data in self._information().items()]
        body = b""
        records = []
        start = 20 + 12 * len(pieces)
        for destination, length, source in pieces:
            if isinstance(source, bytes):
                records.append((destination, length, start + len(body)))
                body += source
            else:
                records.append((destination, length, source))
        head = struct.pack("<5I", self.magic, self.information_at, entry, self.control, len(pieces))
        plan = head + b"".join(struct.pack("<III", *record) for record in records) + body
        if len(plan) > OWN[1] - OWN[0] - MIB:
            raise ValueError(f"a plan of {len(plan)} bytes is too large")
        return plan

    def _dirty_ranges(self) -> list[tuple[int, int]]:
        """Without what belongs to the loader itself."""
        result = []
        for begin, end in self.dirty or [(PAGE, LOW_END), (MIB, self.memory * MIB - 128 * KIB)]:
            result += [(begin, min(end, OWN[0])), (max(begin, OWN[1]), end)]
        return [(begin, end) for begin, end in result if begin < end]
