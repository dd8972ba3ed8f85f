"""The census of a million events."""
import pathlib
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))

import census


# The same tests at greater length.


class MillionOnI386(census.Census):
    """On i386."""

    architecture = "i386"

    def test_by_instructions(self) -> None:
        self.take(1000000, "--icount", seed=2)

    def test_by_the_clock(self) -> None:
        self.take(1000000, "--memory", "16", seed=3)


class MillionOnArmv7(census.Census):
    """On ARMv7."""

    architecture = "armv7"

    def test_by_instructions(self) -> None:
        self.take(1000000, "--icount", seed=2)


if __name__ == "__main__":
    unittest.main()
