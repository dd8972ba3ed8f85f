"""The census of a million events, on both architectures."""
import pathlib
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))

import census


class Million(census.Census):
    """The same tests at greater length."""

    def test_i386(self) -> None:
        self.take("i386", 1000000, "--icount", seed=2)

    def test_armv7(self) -> None:
        self.take("armv7", 1000000, "--icount", seed=2)

    def test_by_the_clock(self) -> None:
        self.take("i386", 1000000, "--memory", "16", seed=3)


if __name__ == "__main__":
    unittest.main()
