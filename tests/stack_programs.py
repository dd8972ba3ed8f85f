"""Small programs for tools/stack_depth: assembles them and has their depth computed."""
import pathlib
import re
import subprocess
import sys
import tempfile
import unittest

import harness  # noqa: F401: finds the front door's modules
from pepin import architectures, tree

# One entry, which a fault can come on top of.
ENTRY = '[[stack.entry]]\nname = "one"\nsymbol = "entry"\npushed = {pushed}\n{more}'
NESTED = '[[stack.nested]]\nsymbol = "fault"\npushed = {pushed}\n'


class StackPrograms(unittest.TestCase):
    """Programs with an entry `entry` that has `pushed` bytes on its stack, and `fault` on top of it, whose
    own code pushes a word."""

    architecture: str
    pushed: int
    fault: str  # code of the fault

    def run_on(
        self, assembly: str, size: int = 64, more: str = "", stack: str = 'bottom = "bottom"\ntop = "top"'
    ) -> subprocess.CompletedProcess[str]:
        """`more` is said of the entry, `stack` of where its stack is."""
        about = architectures.every()[self.architecture]
        with tempfile.TemporaryDirectory(prefix="pepin-stack-") as name:
            directory = pathlib.Path(name)
            (directory / "program.S").write_text(
                f".text\n.globl entry, fault\n{assembly}\nfault: {self.fault}\n hlt\n"
                f"1: jmp 1b\n.bss\n.balign 4096\n.globl top, bottom\nbottom: .skip {size}\n"
                ".size bottom, . - bottom\ntop:\n"
            )
            (directory / "stacks.toml").write_text(
                f'[[stack]]\nname = "it"\n{stack}\nlevels = 1\n'
                + ENTRY.format(pushed=self.pushed, more=more)
                + NESTED.format(pushed=self.pushed)
            )
            program = directory / "program.o"
            self._run("clang-19", f"--target={about.triple}", "-c", directory / "program.S", "-o", program)
            image = directory / "program.elf"
            self._run("ld.lld-19", "-m", about.emulation, "-e", "entry", program, "-o", image)
            report = directory / "report.txt"
            done = subprocess.run(
                [
                    sys.executable,
                    "-B",
                    tree.ROOT / "tools" / "stack_depth",
                    image,
                    directory / "stacks.toml",
                    report,
                ],
                capture_output=True,
                text=True,
                check=False,
            )
            self.assertEqual(report.exists(), done.returncode == 0)
            return subprocess.CompletedProcess(
                done.args, done.returncode, report.read_text() if report.exists() else "", done.stderr
            )

    def depth(self, assembly: str, more: str = "") -> int:
        """Of the entry, with the processor's bytes."""
        done = self.run_on(assembly, 4096, more)
        self.assertEqual(done.returncode, 0, done.stderr)
        nested = self.pushed + self.word
        found = re.search(
            rf"at most ([0-9]+) of 4096 bytes, ([0-9]+) by an entry and 1 x {nested} ", done.stdout
        )
        assert found is not None, done.stdout
        self.assertEqual(int(found[1]), int(found[2]) + nested)
        return int(found[2])

    @property
    def word(self) -> int:
        """Its bytes."""
        return 8 if "64" in architectures.every()[self.architecture].triple else 4

    def refused(self, assembly: str, message: str, size: int = 4096, more: str = "") -> None:
        done = self.run_on(assembly, size, more)
        self.assertEqual(done.returncode, 1)
        self.assertRegex(done.stderr, message)
        self.assertNotIn("Traceback", done.stderr)

    @staticmethod
    def _run(*command: str | pathlib.Path) -> None:
        subprocess.run(command, check=True, capture_output=True)
