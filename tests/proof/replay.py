"""Faults of the core all the way: the proof finds them, writes a test that replays its counterexample, and
that test fails on the faulty core and
passes on the right one."""
import pathlib
import re
import shlex
import subprocess
import sys
import unittest

sys.path.append(str(pathlib.Path(__file__).resolve().parent.parent))

from harness import FrontDoorTest

from pepin import architectures, mutants, tree

HOST = tree.BUILD / "host"
PATIENCE = 200.0


class Harness:
    """The host's build of the tests of the core: how it compiles the core and what replays, and how it
    links."""

    def __init__(self, architecture: str) -> None:
        done = subprocess.run(
            ["ninja", "-C", HOST, "-t", "commands", tree.replay(architecture).relative_to(HOST)],
            check=True,
            capture_output=True,
            text=True,
        )
        lines = [shlex.split(line) for line in done.stdout.splitlines() if not line.startswith("ninja:")]
        self.compile = {pathlib.Path(words[-1]): words for words in lines if "-c" in words}
        # ": && clang++ OPTIONS OBJECTS -o replay LIBRARIES && :"
        self.link = lines[-1][2:-2]

    def object(self, source: pathlib.Path, like: pathlib.Path, made: pathlib.Path, *options: str) -> str:
        """Compiles a file as another one of the build."""
        command = mutants.with_output(self.compile[like], made)
        mutants.run_compiler([*command[:-1], str(source), "-w", *options], HOST)
        return str(made)

    def program(self, objects: list[str], made: pathlib.Path) -> pathlib.Path:
        """Links objects, and of the core what they lack."""
        options = [word for word in self.link[: self.link.index("-o")] if not word.endswith(".o")]
        libraries = self.link[self.link.index("-o") + 2 :]
        mutants.run_compiler([*options, *objects, "-o", str(made), *libraries], HOST)
        return made


class Replay(FrontDoorTest):
    """One fault each, which takes the proof a few seconds."""

    architecture = architectures.default()

    def replay(self, file: str, breaks: str, row: str, difference: str) -> None:
        """The fault of a file that is described so. The proof of a row finds it, and its replay says the
        difference."""
        [mutant] = [
            one for one in mutants.mutants(self.architecture) if one.file == file and one.breaks == breaks
        ]
        directory = self.directory()
        bitcode = mutants.Recipe(tree.built(self.architecture)).make(mutant, directory / "fault")
        command = [
            tree.verifier(self.architecture),
            "--core",
            bitcode,
            "--service",
            row,
            "--jobs",
            "1",
            "--fail-fast",
            "--explain",
            "--replay",
            directory,
        ]
        found = subprocess.run(
            command, cwd=tree.ROOT, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=PATIENCE
        )
        self.assertEqual(found.returncode, 1, found.stdout + found.stderr)
        self.assertRegex(found.stdout, r"\n  replay: Replay\.\w+ in [^\n;]*\n", found.stderr)
        way = re.escape(row.removeprefix("code of "))
        self.assertRegex(found.stdout, rf"\n  the call: {way}\((\w+=(0x[0-9a-f]+|any)(, )?)+\)\n")

        harness = Harness(self.architecture)
        [source] = directory.glob("*.cpp")
        test = harness.object(source, HOST / "tests" / "core" / "replay.cpp", directory / "replay.o")
        core = tree.ROOT / "kernel" / "core"
        options = mutants.overlay(mutant, directory / "fault")
        faulty = [
            harness.object(core / name, core / name, directory / f"{name}.o", *options)
            for name in mutants.Recipe(tree.built(self.architecture)).sources(mutant)
        ]
        status, output = self.outcome(harness.program([test], directory / "right"))
        self.assertEqual(status, 0, output)
        self.assertNotIn("SKIPPED", output)
        status, output = self.outcome(harness.program([test, *faulty], directory / "faulty"))
        self.assertEqual(status, 1, output)
        self.assertRegex(output, difference)

    @staticmethod
    def outcome(program: pathlib.Path) -> tuple[int, str]:
        """The status and the output of a program."""
        done = subprocess.run(
            [program],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=PATIENCE,
        )
        return done.returncode, done.stdout

    def test_a_check_that_is_missing(self) -> None:
        self.replay(
            "mapped_in_child.cpp",
            "without `if (!mapping.is_present()) return refuse(Error::not_mapped);`",
            "code of gate_mapped_in_child",
            "actual value 0x0, error none; expected value 0x0, error not_mapped",
        )

    def test_a_mark_that_stays(self) -> None:
        self.replay(
            "remove_vaddr.cpp",
            "the parent's mark stays: it can never hand the page on again",
            "code of remove_vaddr",
            "child that has the page of 0x[0-9a-f]+, 0x[0-9a-f]+: actual 0x[1-9a-f][0-9a-f]*, expected 0x0",
        )

    def test_a_state_that_is_not_kept(self) -> None:
        self.replay(
            "interrupt_state.cpp",
            "the state is not kept",
            "code of gate_set_int_state",
            "interrupt state of 0x[0-9a-f]+, 0x0: actual 0x[0-9a-f]+, expected 0x[0-9a-f]+",
        )


if __name__ == "__main__":
    unittest.main()
