"""Boots the meddler, a root partition that makes random accesses to ports and configuration space and judges
what they did. `./pepin soak` makes millions."""
import pathlib
import re
import sys
import unittest

sys.path.append(str(pathlib.Path(__file__).resolve().parents[2]))

from booting import boot
from harness import FrontDoorTest
from pepin import soak, tree
from pepin.machine import End, Ending, Settings

ACCESSES = 200_000


class Meddler(FrontDoorTest):
    """Nothing that root does to a device changes what is in memory."""

    def run_with(
        self,
        seed: int,
        board: str = "pc",
        devices: tuple[str, ...] = (),
        drives: tuple[str, ...] = (),
        debug: bool = True,
    ) -> tuple[str, Ending | None]:
        binary = self.directory() / "meddler.bin"
        binary.write_bytes(soak.with_parameters(soak.meddler(), soak.MEDDLER_MARK, seed, ACCESSES))
        return boot(
            Settings(
                tree.kernel(debug),
                binary,
                memory=16,
                count_instructions=True,
                board=board,
                devices=devices,
                drives=drives,
            ),
        )

    def check(self, *arguments: object, **options: object) -> str:
        output, ending = self.run_with(*arguments, **options)
        self.assertEqual(ending, Ending(End.POWER_OFF), output)
        kept = re.search(
            r"(?m)^meddler: ([0-9]+) KiB as they were, ([0-9]+) invariants hold, ([0-9]+) checks$", output
        )
        done = re.search(
            r"(?m)^meddler: ([0-9]+) reads, ([0-9]+) writes, ([0-9]+) of configuration space, ([0-9]+) refused, nothing changed$",
            output,
        )
        self.assertTrue(kept and done, output)
        # A run that does much less than usual tests nothing.
        self.assertGreater(int(kept[1]), 12 * 1024)
        self.assertGreaterEqual(int(kept[3]), ACCESSES // 20_000)
        reads, writes, configuration, refused = (int(number) for number in done.groups())
        self.assertGreaterEqual(reads + writes, ACCESSES)
        self.assertGreater(configuration, ACCESSES // 10)
        self.assertTrue(ACCESSES // 4 < refused < ACCESSES * 3 // 4, refused)
        return output

    def test_pc(self) -> None:
        """Twice the same, so a seed is enough to see it again."""
        self.assertEqual(self.check(11), self.check(11))

    def test_devices_of_a_pc(self) -> None:
        self.check(13, *soak.MEDDLER_MACHINES[1])

    def test_devices_of_a_q35(self) -> None:
        self.check(17, *soak.MEDDLER_MACHINES[2])

    def test_bridges_of_a_pc(self) -> None:
        self.check(23, *soak.MEDDLER_MACHINES[3])

    def test_bridges_of_a_q35(self) -> None:
        self.check(29, *soak.MEDDLER_MACHINES[4])

    def test_disks(self) -> None:
        """Devices with something to write, some of them behind a bridge."""
        self.check(19, *soak.MEDDLER_MACHINES[5])

    def test_a_kernel_that_does_not_check(self) -> None:
        """A difference ends in failure. The one that is easy to have."""
        output, ending = self.run_with(11, debug=False)
        self.assertEqual(ending, Ending(End.PANIC), output)
        self.assertRegex(output, r"(?m)^meddler: error: seed 11, after 0 accesses$")


if __name__ == "__main__":
    unittest.main()
