"""The soak: what it makes of runs that succeed, fail and get stuck. That the runs themselves find something
is tested where they belong."""
import contextlib
import io
import pathlib
import sys
import unittest
import unittest.mock

sys.path.append(str(pathlib.Path(__file__).resolve().parent.parent))

from harness import FrontDoorTest

from pepin import soak, tree
from pepin.problems import Problem, RunFailed


class Soak(FrontDoorTest):
    """Jobs of all kinds."""

    def job(self, name: str, script: str) -> soak._Job:
        return soak._Job(name, 7, ["sh", "-c", script], r"^all is well$", f"type this to replay {name}")

    def check_seed(self, image: pathlib.Path, mark: bytes, job: soak._Job, words: int) -> None:
        """The job's image differs from the tree's in no more than words behind the mark."""
        self.addCleanup(job.scratch.unlink)
        content = image.read_bytes()
        changed = [
            position
            for position, (a, b) in enumerate(zip(content, job.scratch.read_bytes(), strict=True))
            if a != b
        ]
        self.assertTrue(changed)
        place = content.find(mark) + 16
        self.assertTrue(place <= changed[0] < place + 4)
        self.assertLess(changed[-1], place + 4 * words)

    def soak(self, *jobs: soak._Job, minutes: float = 1) -> str:
        """Runs these jobs and returns what was printed, also where it failed."""
        self.raised: Problem | None = None
        output = io.StringIO()
        with unittest.mock.patch.object(soak, "_jobs", lambda _: iter(jobs)), contextlib.redirect_stdout(
            output
        ):
            try:
                soak.soak(minutes, 7)
            except Problem as problem:
                self.raised = problem
        return output.getvalue()

    def test_success(self) -> None:
        output = self.soak(self.job("good", "echo all is well"))
        self.assertIsNone(self.raised)
        self.assertRegex(output, r"good, seed 7: all is well\n(.*\n)*soak: .* runs: 1 of good; 0 failed\n")

    def test_a_failure_is_told_and_the_rest_goes_on(self) -> None:
        output = self.soak(
            self.job("bad", "echo this is what happened; exit 5"), self.job("good", "echo all is well")
        )
        self.assertIsInstance(self.raised, RunFailed)
        self.assertIn("bad with seed 7", str(self.raised))
        self.assertRegex(
            output,
            r"bad, seed 7: FAILED, status 5; .*\n  this is what happened\n"
            r"soak: replay with\n  type this to replay bad\n",
        )
        self.assertRegex(output, r"runs: 1 of bad, 1 of good; 1 failed\n")

    def test_silence_is_a_failure(self) -> None:
        self.soak(self.job("silent", "exit 0"))
        self.assertIsInstance(self.raised, RunFailed)

    def test_a_run_that_gets_stuck_is_a_failure(self) -> None:
        with unittest.mock.patch.object(soak, "_PATIENCE", 0.2):
            output = self.soak(self.job("stuck", "sleep 60"))
        self.assertIsInstance(self.raised, RunFailed)
        self.assertIn("did not end within 0.2 s", output)

    def test_too_little_time_for_anything(self) -> None:
        self.soak(self.job("long", "sleep 60"), minutes=0.01)
        self.assertNotIsInstance(self.raised, RunFailed)
        self.assertIn("too few for a single run", str(self.raised))

    def test_the_seed_gets_into_the_image(self) -> None:
        soak._KEPT.mkdir(parents=True, exist_ok=True)
        self.check_seed(
            tree.built() / "partitions" / "chaos" / "chaos.bin",
            b"chaos parameters",
            soak._chaos(1000003, counted=True),
            1,
        )
        self.check_seed(soak.meddler(), b"meddler settings", soak._meddler(1000003, "pc", (), ()), 2)

    def test_words(self) -> None:
        self.refused("soak", because="required: --minutes")
        self.refused("soak", "--minutes", "no", because="a number of at least 0.1 was expected, not 'no'")
        self.refused(
            "soak",
            "--minutes",
            "1",
            "--seed",
            "-1",
            because="a whole number from 0 to 1048576 was expected, not '-1'",
        )


if __name__ == "__main__":
    unittest.main()
