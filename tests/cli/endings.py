"""How runs end: by the clock, by Ctrl-C, by a reader that has had enough; and what must not be left
behind."""
import os
import pathlib
import pty
import signal
import sys
import termios
import time
import unittest

sys.path.append(str(pathlib.Path(__file__).resolve().parent.parent))

from harness import FRONT_DOOR, FrontDoorTest, Run

from pepin import tree


def children(process: int) -> list[int]:
    """The processes below this one, those that have ended and not been waited for left out."""
    found = []
    for entry in pathlib.Path("/proc").iterdir():
        try:
            fields = (entry / "stat").read_text().rsplit(")", 1)[1].split()
        except OSError:
            continue
        if entry.name.isdigit() and int(fields[1]) == process and fields[0] != "Z":
            found += [int(entry.name), *children(int(entry.name))]
    return found


def runs(process: int) -> bool:
    """Whether there is such a process, and it has not ended."""
    try:
        return pathlib.Path(f"/proc/{process}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return False


class Endings(FrontDoorTest):
    """Each way to end a run."""

    def emulator(self, run: Run) -> list[int]:
        found = children(run.process.pid)
        self.assertTrue(found, "there is no emulator")
        return found

    def all_gone(self, processes: list[int]) -> None:
        deadline = time.monotonic() + 10
        while any(runs(process) for process in processes):
            self.assertLess(time.monotonic(), deadline, "an emulator was left behind")
            time.sleep(0.05)

    def test_seconds(self) -> None:
        start = time.monotonic()
        run = self.pepin("run", "minimal", "--seconds", "2")
        self.assertEqual(run.status(), 0, run.errors)
        self.assertGreater(time.monotonic() - start, 2)
        self.assertIn("Hello World !", run.output)
        self.assertEqual(run.errors, "")

    def test_interrupt_is_quiet(self) -> None:
        run = self.pepin("run", "minimal")
        run.expect("Hello World !")
        emulator = self.emulator(run)
        self.assertEqual(run.interrupt(), 130)
        self.assertEqual(run.errors, "")
        self.all_gone(emulator)

    def test_interrupt_is_quiet_in_bochs(self) -> None:
        run = self.pepin("run", "minimal", "--machine", "bochs")
        run.expect("Hello World !", 120)
        emulator = self.emulator(run)
        self.assertEqual(run.interrupt(), 130)
        self.assertEqual(run.errors, "")
        self.all_gone(emulator)

    def test_terminate(self) -> None:
        run = self.pepin("run", "minimal")
        run.expect("Hello World !")
        emulator = self.emulator(run)
        run.process.terminate()
        self.assertEqual(run.status(), 128 + signal.SIGTERM)
        self.all_gone(emulator)

    def test_kill_leaves_no_emulator(self) -> None:
        # What is killed cannot put its files away.
        run = self.pepin("run", "minimal", env={**os.environ, "TMPDIR": str(self.directory())})
        run.expect("Hello World !")
        emulator = self.emulator(run)
        run.process.kill()
        run.status()
        self.all_gone(emulator)

    def test_reader_that_has_had_enough(self) -> None:
        run = self.pepin("run", "launcher")
        run.expect("Hello World!")
        emulator = self.emulator(run)
        run.process.stdout.close()
        run.process.stdout = None
        self.assertEqual(run.status(), 128 + signal.SIGPIPE, run.errors)
        self.assertEqual(run.errors, "")
        self.all_gone(emulator)

    def test_closed_standard_streams(self) -> None:
        for stream in (0, 1, 2):
            process = os.posix_spawn(
                FRONT_DOOR,
                [str(FRONT_DOOR), "run", "minimal", "--seconds", "0.5"],
                dict(os.environ),
                file_actions=[(os.POSIX_SPAWN_OPEN, other, os.devnull, os.O_RDWR, 0) for other in (0, 1, 2)]
                + [(os.POSIX_SPAWN_CLOSE, stream)],
            )
            self.assertEqual(os.waitstatus_to_exitcode(os.waitpid(process, 0)[1]), 0, f"stream {stream}")


class OnATerminal(FrontDoorTest):
    """A terminal gives keys at once while a run lasts, and is as before after it."""

    def test_terminal_is_restored(self) -> None:
        ours, theirs = pty.openpty()
        self.addCleanup(os.close, ours)
        self.addCleanup(os.close, theirs)
        before = termios.tcgetattr(theirs)

        def own_terminal() -> None:
            os.setsid()
            os.close(
                os.open(os.ttyname(theirs), os.O_RDWR)
            )  # the first terminal that a new session opens becomes its own

        run = self.pepin("run", "minimal", stdin=theirs, preexec_fn=own_terminal)
        run.expect("Hello World !")
        during = termios.tcgetattr(theirs)
        self.assertFalse(during[3] & (termios.ICANON | termios.ECHO))
        self.assertTrue(during[3] & termios.ISIG)
        os.write(ours, b"\x03")  # Ctrl-C, as typed
        self.assertEqual(run.status(), 130)
        self.assertEqual(termios.tcgetattr(theirs), before)


class BuiltThings(FrontDoorTest):
    """What the builds make is where everybody looks for it."""

    def test_partitions_have_binaries_and_symbols(self) -> None:
        for name in tree.partition_names():
            partition = tree.find_partition(name)
            partition.check()
            self.assertEqual(partition.symbols.read_bytes()[:4], b"\x7fELF")


if __name__ == "__main__":
    unittest.main()
