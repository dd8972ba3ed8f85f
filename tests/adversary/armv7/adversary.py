"""Boots the hostile root partition on ARMv7: none of its attempts may get through."""
import pathlib
import re
import sys
import unittest

sys.path.append(str(pathlib.Path(__file__).resolve().parents[2]))

from booting import boot
from pepin import tree
from pepin.machine import End, Ending, Settings

ADVERSARY = tree.built("armv7") / "partitions" / "adversary" / "adversary.bin"
# Those of the table in docs/security.md that an attempt can be made for here.
WEAKNESSES = {3, 4, 5, 8, 9, 10, 11, 14, 17, 18, 19, 20, 21, 23, 24, 25, 26}


class Attempts(unittest.TestCase):
    """The partition that makes one attempt after the other."""

    def check(self, debug: bool) -> None:
        # Instructions are counted, so that the timer comes at the same of them in each run.
        output, ending = boot(
            Settings(
                tree.kernel(debug, "armv7"),
                ADVERSARY,
                memory=64,
                architecture="armv7",
                count_instructions=True,
            ),
        )
        self.assertEqual(ending, Ending(End.POWER_OFF), output)
        summary = re.search(r"^adversary: ([0-9]+) attempts, ([0-9]+) got through$", output, re.MULTILINE)
        self.assertIsNotNone(summary, output)
        self.assertEqual(summary[2], "0", output)
        lines = re.findall(r"^refused  (..) (.*), by svc$", output, re.MULTILINE)
        self.assertEqual(len(lines), int(summary[1]), output)
        self.assertEqual({int(number) for number, _ in lines if number.strip() != "-"}, WEAKNESSES, output)

    def test_qemu(self) -> None:
        self.check(False)

    def test_invariants(self) -> None:
        """The debug kernel checks the specification's invariants after each attempt."""
        self.check(True)


if __name__ == "__main__":
    unittest.main()
