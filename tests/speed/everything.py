"""All that `./pepin bench` measures: every size of memory, and the kernel's longest stretch while the chaos
runs."""
import json
import pathlib
import sys
import unittest

sys.path.append(str(pathlib.Path(__file__).resolve().parent.parent))

from harness import FrontDoorTest

from pepin import architectures

PATIENCE = 900.0  # seconds; it takes 70 where nothing else runs


class Everything(FrontDoorTest):
    """By the front door."""

    def test_all_architectures(self) -> None:
        """Nothing exceeds its budget, and what is written is complete."""
        directory = self.directory()
        run = self.pepin("bench", "--json", directory / "figures.json", "--curves", directory / "curves")
        self.assertEqual(run.status(PATIENCE), 0, run.output[-4000:] + run.errors)
        self.assertIn("every figure is within its budget", run.output)
        written = json.loads((directory / "figures.json").read_text(encoding="utf-8"))
        self.assertEqual(set(written), set(architectures.names()))
        for architecture, found in written.items():
            at = {(figure["series"], figure["at"]) for figure in found["figures"]}
            self.assertLessEqual({("pages", 100000), ("children", 1000), ("depth", 63)}, at, architecture)
            self.assertEqual({figure["memory"] for figure in found["figures"]}, {32, 64, 128, 256, 512, 1024})
            self.assertIn("chaos, 16 MiB", found["metered"])
            self.assertIn("device_interrupt_to_task", found["tasks"])
            self.assertIn(
                "<svg", (directory / "curves" / f"growth-{architecture}.svg").read_text(encoding="utf-8")
            )


if __name__ == "__main__":
    unittest.main()
