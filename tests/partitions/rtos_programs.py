"""Programs at random for the scheduler of personalities/rtos: creations, deletions, suspensions, resumptions
and faults, before and after its start. tests/program_scheduler.c runs one after the other, and judges:
nothing panics, only tasks that were put into one group share a partition, and all pages come back.

A program that fails is told by its number. This boots it again, alone:

    tests/partitions/rtos_programs.py boot ARCHITECTURE NUMBER [HOW MANY]
"""
import pathlib
import sys
import unittest

sys.path.append(str(pathlib.Path(__file__).resolve().parent.parent))

from harness import ROOT, FrontDoorTest, Run

SHORT = 200  # programs, as they are built in, from the first on


def image(architecture: str, name: str = "random_programs") -> pathlib.Path:
    """The application's, as it was built."""
    return ROOT / "build" / architecture / "partitions" / "rtos" / f"rtos_{name}.bin"


def planned(architecture: str, first: int, number: int) -> bytes:
    """An image that runs so many programs from the first on."""
    built = image(architecture).read_bytes()
    mark = b"rtos programs\0\0\0"
    if built.count(mark) != 1:
        raise AssertionError("the image does not say which programs it runs")
    position = built.index(mark) + len(mark)
    return (
        built[:position] + first.to_bytes(4, "little") + number.to_bytes(4, "little") + built[position + 8 :]
    )


class Programs(FrontDoorTest):
    """Boots them."""

    architecture: str

    def boot(self, first: int, number: int, *words: str) -> Run:
        changed = self.directory() / "random_programs.bin"
        changed.write_bytes(planned(self.architecture, first, number))
        return self.pepin("run", changed, "--arch", self.architecture, "--memory", "16", *words)

    def check(self, first: int, number: int, *words: str) -> None:
        run = self.boot(first, number, *words)
        self.assertEqual(run.status(60 + number / 10), 0, run.output[-4000:] + run.errors)
        self.assertRegex(run.output, f"(?m)^PASS: {number} programs from {first} on, ", run.output[-4000:])
        self.assertNotRegex(run.output, "(?m)^FAIL: |^rtos: error: ")
        self.assertGreater(
            run.output.count(": stopped\n"), number // 4
        )  # programs that do nothing wrong show nothing


class Short(Programs):
    """As many as fit into some seconds."""

    architecture = "i386"

    def test_programs(self) -> None:
        self.check(1, SHORT, "--icount")


class ShortOnArmv7(Programs):
    """On ARMv7."""

    architecture = "armv7"

    def test_programs(self) -> None:
        self.check(1, SHORT, "--icount")


class ShortOnX8664(Programs):
    """On x86-64."""

    architecture = "x86_64"

    def test_programs(self) -> None:
        self.check(1, SHORT, "--icount")


class FaultySchedulers(Programs):
    """Schedulers that put tasks where they do not belong, or lose pages: the programs notice."""

    def check_mutants(self, *names: str) -> None:
        for name in names:
            with self.subTest(name):
                run = self.pepin(
                    "run",
                    image(self.architecture, f"mutant_{name}"),
                    "--arch",
                    self.architecture,
                    "--memory",
                    "16",
                    "--icount",
                )
                self.assertEqual(run.status(), 0, run.output + run.errors)
                self.assertRegex(run.output, "(?m)^FAIL: ")


class Mutants(FaultySchedulers):
    """What any of them can do wrong."""

    architecture = "i386"

    def test_program_mutants(self) -> None:
        self.check_mutants(
            "groups_by_creators", "groups_of_their_own", "kept_stacks", "lost_pages", "shared_places"
        )


class MutantsOnArmv7(FaultySchedulers):
    """Where a large group needs tables that its first task did not."""

    architecture = "armv7"

    def test_program_mutants(self) -> None:
        self.check_mutants("kept_tables")


class MutantsOnX8664(FaultySchedulers):
    """The same, on x86-64."""

    architecture = "x86_64"

    def test_program_mutants(self) -> None:
        self.check_mutants("kept_tables")


def boot_alone(architecture: str, first: int, number: int = 1) -> int:
    """Boots programs with their output on the terminal; the status is the front door's."""
    test = Programs()
    test.architecture = architecture
    try:
        run = test.boot(first, number, "--icount", "--debug-kernel")
        status = run.status(60 + number)
        print(run.output + run.errors, end="")
        return status
    finally:
        test.doCleanups()


if __name__ == "__main__":
    if sys.argv[1:2] == ["boot"]:
        sys.exit(boot_alone(sys.argv[2], *map(int, sys.argv[3:])))
    unittest.main()
