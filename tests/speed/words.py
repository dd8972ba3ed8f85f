"""What `./pepin bench` refuses."""
import pathlib
import sys
import unittest

sys.path.append(str(pathlib.Path(__file__).resolve().parent.parent))

from harness import FrontDoorTest


class Words(FrontDoorTest):
    """Status 2, or 1."""

    def test_refusals(self) -> None:
        """Words that make no sense, and files that cannot be written."""
        self.refused("bench", "--arch", "abacus", because="'abacus'")
        self.refused(
            "bench",
            "--json",
            "/nowhere/figures.json",
            because="cannot write /nowhere/figures.json: there is no directory /nowhere",
            status=1,
        )


if __name__ == "__main__":
    unittest.main()
