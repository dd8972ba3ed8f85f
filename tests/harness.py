"""Runs the front door as a user would and waits for text on the console, for the tests in boot/ and cli/."""
import os
import pathlib
import re
import select
import signal
import subprocess
import sys
import tempfile
import time
import typing
import unittest

ROOT = pathlib.Path(__file__).resolve().parent.parent
FRONT_DOOR = ROOT / "pepin"

sys.path.append(str(ROOT / "tools"))  # for tests that use modules of the front door

from pepin import architectures  # noqa: E402: the line above makes it a package

# seconds; generous, for machines that do other things too, and only waited for in full by a test that fails
QEMU_PATIENCE = 60.0
BOCHS_PATIENCE = 120.0


def made_by_skeleton(directory: pathlib.Path, architecture: str) -> pathlib.Path:
    """The image that `make` makes in the directory of a skeleton."""
    suffix = "" if architecture == architectures.default() else f".{architecture}"
    return directory / f"{directory.name}{suffix}.bin"


class Run:
    """A run of the front door. Its output is read while a test waits for something in it."""

    def __init__(
        self, *words: str | os.PathLike[str], front_door: pathlib.Path = FRONT_DOOR, **options: typing.Any
    ) -> None:
        """`words` are the command line; `options` are those of subprocess.Popen."""
        self.words = [str(word) for word in words]
        self._errors = tempfile.TemporaryFile()
        self.process = subprocess.Popen(
            [front_door, *self.words],
            **{"stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE, "stderr": self._errors, **options},
        )
        self.output = ""  # with line ends as Python has them
        self._carriage_return = b""  # the end of what was read, if its line feed may still come
        self._position = 0  # how far the output has been matched

    @property
    def errors(self) -> str:
        """What went to stderr so far."""
        self._errors.seek(0)
        return self._errors.read().decode(errors="replace")

    def expect(self, pattern: str, patience: float = QEMU_PATIENCE) -> re.Match[str]:
        """Waits for a regular expression in the output, behind what was matched before. Fails where it does
        not come in time."""
        deadline = time.monotonic() + patience
        while True:
            match = re.compile(pattern, re.MULTILINE).search(self.output, self._position)
            if match is not None:
                self._position = match.end()
                return match
            if not self._read(deadline - time.monotonic()):
                raise AssertionError(f"'{pattern}' did not come within {patience} s.\n{self._story()}")

    def status(self, patience: float = QEMU_PATIENCE) -> int:
        """Waits for the end and returns the exit status; negative where it was ended by a signal."""
        deadline = time.monotonic() + patience
        while self._read(deadline - time.monotonic()):
            pass
        try:
            return self.process.wait(timeout=max(0.1, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            raise AssertionError(f"it did not end within {patience} s.\n{self._story()}") from None

    def interrupt(self) -> int:
        """What Ctrl-C does; returns the exit status."""
        self.process.send_signal(signal.SIGINT)
        return self.status()

    def close(self) -> None:
        """Ends what still runs."""
        if self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(timeout=10)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        if self.process.stdout is not None:
            self.process.stdout.close()
        self._errors.close()

    def _read(self, patience: float) -> bool:
        """Takes in more output; false at its end and when the time is up."""
        if self.process.stdout is None or patience <= 0:
            return False
        source = self.process.stdout.fileno()
        if not select.select([source], [], [], patience)[0]:
            return False
        chunk = os.read(source, 65536)
        text = (self._carriage_return + chunk).replace(b"\r\n", b"\n")
        self._carriage_return = b"\r" if chunk and text.endswith(b"\r") else b""
        self.output += text.removesuffix(self._carriage_return).decode(errors="replace")
        return bool(chunk)

    def _story(self) -> str:
        return (
            f"pepin {' '.join(self.words)}: status {self.process.poll()}\n--- its output ends with\n{self.output[-4000:]}\n"
            f"--- on stderr\n{self.errors[-4000:]}"
        )


class FrontDoorTest(unittest.TestCase):
    """A test that runs the front door, and leaves nothing running."""

    def pepin(self, *words: str | os.PathLike[str], **options: typing.Any) -> Run:
        """Starts ./pepin with these words."""
        run = Run(*words, **options)
        self.addCleanup(run.close)
        return run

    def refused(self, *words: str | os.PathLike[str], because: str, status: int = 2) -> Run:
        """Checks that these words are turned away with a message, on stderr only."""
        run = self.pepin(*words)
        self.assertEqual(run.status(), status, run.errors)
        self.assertRegex(run.errors, because)
        self.assertNotIn("Traceback", run.errors)
        self.assertEqual(run.output, "")
        return run

    def directory(self) -> pathlib.Path:
        """A new directory, gone after the test."""
        temporary = tempfile.TemporaryDirectory(prefix="pepin-test-")
        self.addCleanup(temporary.cleanup)
        return pathlib.Path(temporary.name)
