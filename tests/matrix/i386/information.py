"""Boot information that is odd, hostile or wrong: what can be used is used, and for the rest there is a
message."""
import pathlib
import random
import struct
import sys
import tempfile
import unittest

sys.path.append(str(pathlib.Path(__file__).resolve().parents[2]))

import harness  # noqa: F401: puts tools/ where modules are looked for
from loader import FILL, OWN, RESERVED, Loader, Range, plain_map
from pepin import tree
from probing import KIB, MIB, PAGE, PROBE, WINDOW, Outcome

GIB = 1024 * MIB
REACH = 16 * MIB  # of boot code
SCATTERED = (14 * MIB, 63 * MIB)  # where holey maps have their holes


def frames(ranges: list[Range], limit: int) -> set[int]:
    """The numbers of the frames below `limit` bytes that may be used, by the definition: in an available
    range as a whole, and in
    no other one in part."""
    usable: set[int] = set()
    for entry in ranges:
        if entry.kind != RESERVED:
            usable.update(range(-(-entry.begin // PAGE), min(entry.end, limit) // PAGE))
    for entry in ranges:
        if entry.kind == RESERVED and entry.length > 0:
            usable.difference_update(range(entry.begin // PAGE, -(-min(entry.end, limit) // PAGE)))
    return usable - {0}


def holey_map(seed: int) -> list[Range]:
    """64 MiB with holes everywhere behind the first 14, in all the ways in which a map can be odd."""
    chance = random.Random(seed)
    ranges = [Range(0, 0x9FC00), Range(MIB, SCATTERED[0] - MIB)]
    place = SCATTERED[0]
    while place < SCATTERED[1] - 2 * MIB:
        place += chance.randrange(PAGE, 200 * KIB)
        length = chance.choice(
            (chance.randrange(1, PAGE), chance.randrange(1, 2 * MIB), chance.randrange(1, 256) * PAGE)
        )
        ranges.append(Range(place, length))
        if chance.random() < 0.3:  # a second one over a part of it
            ranges.append(Range(place + length // 3, length // 2))
        if chance.random() < 0.3:  # a part of it is none after all
            ranges.append(Range(place + chance.randrange(length), chance.randrange(1, 5 * PAGE), RESERVED))
        if chance.random() < 0.2:
            ranges.append(Range(place + chance.randrange(length), 0, chance.choice((1, RESERVED))))
        place += length
    ranges += [
        Range(4 * GIB, GIB),
        Range(1 << 40, 1 << 30),
        Range((1 << 52) + 1, 5),
        Range((1 << 64) - PAGE, (1 << 64) - 1),
        Range((1 << 64) - 1, 1),
        Range(3 * GIB, GIB, RESERVED),
        Range(1 << 63, 1 << 63, RESERVED),
    ]
    chance.shuffle(ranges)
    return [
        Range(entry.begin, entry.length, entry.kind, chance.choice((20, 20, 24, 28, 33, 61)))
        for entry in ranges
    ]


class Holes(unittest.TestCase):
    """Memory maps full of holes: the holes stay as they are, and all the rest is used."""

    def check(self, seed: int, **options: object) -> None:
        ranges = holey_map(seed)
        begin, end = SCATTERED
        outcome = Loader(ranges).boot(holes={"memory": (begin, end - begin)}, **options)
        outcome.check()
        usable = frames(ranges, 64 * MIB)
        self.assertLess(outcome.free_bytes, len(usable) * PAGE)
        if "debug" not in options:
            self.assertGreater(
                outcome.free_bytes,
                len(usable) * PAGE - 64 * MIB // 100 - 256 * KIB - PROBE.stat().st_size - PAGE,
            )
        memory = outcome.memory["memory"]
        untouched = {
            (begin + place) // PAGE
            for place in range(0, len(memory), PAGE)
            if memory[place : place + PAGE] == FILL * PAGE
        }
        holes = set(range(begin // PAGE, end // PAGE)) - usable
        self.assertGreater(len(holes), 500)
        self.assertEqual(holes - untouched, set())
        # Of the last frames there may be too few for the tables that they need.
        self.assertLessEqual(len(untouched - holes), 3)

    def test_holes(self) -> None:
        for seed in range(4):
            with self.subTest(seed=seed):
                self.check(seed)

    def test_invariants(self) -> None:
        for seed in range(4, 6):
            with self.subTest(seed=seed):
                self.check(seed, debug=True)

    def test_without_large_pages(self) -> None:
        self.check(6, processor="486,-pse")

    def test_more_ranges_than_are_kept(self) -> None:
        """What finds no place in the kernel's list is not used."""
        islands = [Range(14 * MIB + index * 32 * KIB, 16 * KIB) for index in range(1000)]
        outcome = Loader([Range(0, 0x9FC00), Range(MIB, 13 * MIB), *islands]).boot()
        outcome.check()
        self.assertGreater(outcome.free_bytes, 12 * MIB + 100 * 16 * KIB)

    def test_many_ranges_that_touch(self) -> None:
        """They are one range; the last one makes one of all of them."""
        pieces = [Range(14 * MIB + index * 32 * KIB, 32 * KIB) for index in range(49 * MIB // (32 * KIB))]
        pieces += [Range(40 * MIB - index * MIB, 2 * MIB) for index in range(20)]
        pieces += [Range(50 * MIB, 13 * MIB), Range(13 * MIB, 50 * MIB)]
        outcome = Loader([Range(0, 0x9FC00), Range(MIB, 13 * MIB), *pieces]).boot()
        outcome.check()
        self.assertGreater(outcome.free_bytes, 61 * MIB)


class Places(unittest.TestCase):
    """Structures and modules at odd addresses."""

    def check(self, loader: Loader, **options: object) -> Outcome:
        outcome = loader.boot(**options)
        outcome.check()
        return outcome

    def test_modules(self) -> None:
        size = PROBE.stat().st_size
        end = 64 * MIB - 128 * KIB
        for place in (
            0x800001,
            0x800FFF,
            0x7FF124,
            0x10123,
            end - size,
            end - size - 3,
            0x9FC00 - size - PAGE + 5,
        ):
            with self.subTest(place=hex(place)):
                self.check(Loader(plain_map(64), module_at=place))

    def test_module_with_invariants(self) -> None:
        self.check(Loader(plain_map(64), module_at=0x800321), debug=True)

    def test_module_right_behind_the_kernel(self) -> None:
        self.check(Loader(plain_map(64), module_at=kernel_end() + 7))

    def test_information_in_the_page_of_the_module(self) -> None:
        self.check(
            Loader(
                plain_map(64),
                module_at=0x800801,
                information_at=0x800013,
                map_at=0x800101,
                modules_at=0x800607,
            )
        )

    def test_structures(self) -> None:
        for place in (1, 0x4FF, 0x9FA01, REACH - 0x301):
            with self.subTest(place=hex(place)):
                self.check(
                    Loader(plain_map(64), information_at=place, map_at=place + 0x81, modules_at=place + 0x203)
                )

    def test_further_modules(self) -> None:
        """The first one is root, the others' memory is memory."""
        first = self.check(Loader(plain_map(64)))
        self.assertEqual(self.check(Loader(plain_map(64), further_modules=3)).free_bytes, first.free_bytes)

    def test_sizes_instead_of_a_map(self) -> None:
        outcome = self.check(Loader([], flags=1 << 0 | 1 << 3, upper_kib=60 * 1024))
        self.assertEqual(outcome.number(r"^Pepin .*, ([0-9]+) MiB of memory"), 61)
        self.assertGreater(outcome.free_bytes, 59 * MIB)

    def test_control_register(self) -> None:
        """The loader has left emulation and task switched on."""
        outcome = self.check(Loader(plain_map(64), control=1 << 2 | 1 << 3))
        self.assertIn("probe: floating point\n", outcome.text)

    def test_last_entry_too_long(self) -> None:
        """There is nothing behind it."""
        first, *others = plain_map(64)
        self.check(Loader([*others, Range(first.begin, first.length, size=0xFFFFFFFC)]))


class Wrong(unittest.TestCase):
    """A message says what cannot be used."""

    def refused(self, loader: Loader, message: str, **options: object) -> None:
        outcome = loader.boot(**options)
        self.assertRegex(outcome.panic, message, outcome.text)

    def test_out_of_reach(self) -> None:
        for places in (
            {"information_at": REACH - 51},
            {"map_at": REACH - 8},
            {"modules_at": REACH - 15},
            {"map_at": 0xFFFFFFF1},
        ):
            with self.subTest(**places):
                self.refused(
                    Loader(plain_map(64), **places),
                    "^the boot loader's structure at address .* is out of reach",
                )

    def test_short_entry(self) -> None:
        first, *others = plain_map(64)
        for size in (0, 19):
            self.refused(
                Loader([Range(first.begin, first.length, size=size), *others]),
                f"^an entry .* has only {size} bytes",
            )

    def test_map_length(self) -> None:
        self.refused(Loader(plain_map(64), map_length=23), "map has no memory in it")
        self.refused(Loader(plain_map(64), map_length=0xFFFFFFFF), "out of reach|has only [0-9]+ bytes")

    def test_too_many_ranges_without_memory(self) -> None:
        self.refused(
            Loader(
                [
                    *plain_map(64),
                    *(Range(20 * MIB + index * 8 * KIB, PAGE, RESERVED) for index in range(200)),
                ],
                memory=64,
            ),
            "^the boot loader's memory map has more than 128 ranges without memory",
        )

    def test_no_memory_where_the_kernel_is(self) -> None:
        self.refused(
            Loader([Range(0, 0x9FC00), Range(2 * MIB, 61 * MIB)]),
            "has no memory at 1024 KiB, where the kernel is",
        )
        self.refused(
            Loader([*plain_map(64), Range(MIB + 80 * KIB, 1, RESERVED)]),
            "has no memory at 1104 KiB, where the kernel is",
        )
        self.refused(Loader([Range(0, 0x9FC00)]), "has no memory at 1024 KiB, where the kernel is")

    def test_module_elsewhere(self) -> None:
        lost = "^the boot module .* does not lie in free memory"
        self.refused(Loader(plain_map(64), module_at=0x120000), lost)  # in the frame table
        self.refused(Loader([*plain_map(64), Range(0x801000, 1, RESERVED)]), lost)
        self.refused(Loader(plain_map(32), module_at=40 * MIB), lost)
        self.refused(Loader(plain_map(64), module_at=0x10), lost)  # in frame 0
        self.refused(
            Loader(plain_map(1024), memory=1024, module_at=1000 * MIB, dirty=[(MIB, 2 * MIB)]),
            "^the boot module ends at .*, behind the 992 MiB",
        )

    def test_empty_module(self) -> None:
        with tempfile.NamedTemporaryFile() as empty:
            self.refused(Loader(plain_map(64), module=pathlib.Path(empty.name)), "^the boot module is empty")

    def test_no_memory_that_is_mapped_yet(self) -> None:
        """The kernel's page tables have to lie in what the boot code can reach; with large pages there are
        none."""
        loader = Loader(
            [Range(MIB, kernel_end() - MIB), Range(20 * MIB, 1000 * MIB)],
            memory=1024,
            module_at=24 * MIB,
            dirty=[(MIB, 30 * MIB)],
        )
        self.refused(
            loader,
            "^the kernel's page tables would lie at 20480 KiB, which is not mapped yet",
            processor="486,-pse",
        )
        loader.boot(processor="486").check()


class MemoryUse(unittest.TestCase):
    """The kernel's own memory: what the map has and root has not, its image and its tables."""

    def check(self, size: int, processor: str | None = None) -> None:
        ranges = plain_map(size) if size <= 3072 else [*plain_map(3072), Range(4 * GIB, size * MIB - 3 * GIB)]
        outcome = Loader(ranges, memory=size, dirty=[(PAGE, 0x9FC00), (MIB, 16 * MIB - 128 * KIB)]).boot(
            processor=processor
        )
        outcome.check()
        usable = len(frames(ranges, WINDOW)) * PAGE
        image = -(-PROBE.stat().st_size // PAGE) * PAGE
        own = usable - outcome.free_bytes - image
        most = usable // 100 + 256 * KIB
        print(
            f"{size} MiB, {processor or 'usual processor'}: the kernel has {own // KIB} KiB of {usable // KIB} KiB, "
            f"{most // KIB} KiB at most"
        )
        self.assertGreater(own, 0)
        self.assertLess(own, most)

    def test_sizes(self) -> None:
        for size in (16, 64, 512, 1024, 4096):
            with self.subTest(size=size):
                self.check(size)

    def test_without_large_pages(self) -> None:
        for size in (16, 64, 1024):
            with self.subTest(size=size):
                self.check(size, "486,-pse")


def kernel_end() -> int:
    """The physical address behind the kernel's last segment, which is the frame table at its greatest
    size."""
    kernel = tree.kernel(False).read_bytes()
    table = struct.unpack_from("<I", kernel, 28)[0]
    size, count = struct.unpack_from("<HH", kernel, 42)
    headers = (struct.unpack_from("<6I", kernel, table + index * size) for index in range(count))
    return max(physical + in_memory for _, _, _, physical, _, in_memory in headers)


assert OWN[1] <= SCATTERED[0]

if __name__ == "__main__":
    unittest.main()
