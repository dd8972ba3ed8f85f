"""A partition that prints what the kernel prints when it stops."""
import pathlib
import subprocess
import sys
import unittest

sys.path.append(str(pathlib.Path(__file__).resolve().parent.parent))

sys.path.append(str(pathlib.Path(__file__).resolve().parents[2] / "tools"))

from harness import FrontDoorTest, made_by_skeleton
from pepin.panic import has_halted

PROGRAM = r"""
#include <pip/fpinfo.h>
#include <pip/power.h>
#include <pip/stdio.h>

void main(const pip_fpinfo *information)
{
    (void) information;
    for (int i = 0; i < 3; ++i)
        printf("PANIC: no panic\n%s\nPANIC END\n", i == 0 ? "eip 0x00000000" : i == 1 ? "r0 0x00000000" : "rip 0x0000000000000000");
    for (volatile int left = WAIT; left != 0; --left)
        continue;
    printf("still here\n");
    END
}
"""
GOES_ON, STOPS = "Pip_Power_Off();", "*(volatile int *) 0x20000000 = 1;"


class ForgedDump(FrontDoorTest):
    """Nobody takes it for the kernel's, and the kernel's is seen all the same."""

    architecture: str

    def check(self, wait: int, end: str, status: int) -> None:
        directory = self.directory() / "forger"
        self.assertEqual(self.pepin("new", directory).status(), 0)
        (directory / "main.c").write_text(
            PROGRAM.replace("WAIT", str(wait)).replace("END\n}", f"{end}\n}}"), encoding="utf-8"
        )
        made = subprocess.run(
            ["make", "-C", directory, f"ARCH={self.architecture}"],
            capture_output=True,
            text=True,
            check=False,
        )
        self.assertEqual(made.returncode, 0, made.stderr)
        image = made_by_skeleton(directory, self.architecture)
        run = self.pepin("run", image, "--arch", self.architecture)
        self.assertEqual(run.status(), status, run.output + run.errors)
        self.assertIn("still here\n", run.output)


class OnI386(ForgedDump):
    """On i386."""

    architecture = "i386"

    def test_that_goes_on(self) -> None:
        self.check(1000000, GOES_ON, 0)

    def test_that_stops(self) -> None:
        self.check(1, STOPS, 3)


class OnArmv7(OnI386):
    """On ARMv7."""

    architecture = "armv7"


class OnX86_64(OnI386):
    """On x86-64."""

    architecture = "x86_64"


class HasHalted(unittest.TestCase):
    """By the status register as QEMU shows it."""

    architecture = "armv7"

    def test_user_mode_goes_on_whatever_its_flags(self) -> None:
        self.assertIs(has_halted("R15=007000ac\r\nPSR=200003d0 --C- A NS usr32\r\n"), False)

    def test_a_kernel_at_work_is_asked_again(self) -> None:
        self.assertIsNone(has_halted("R15=80001000\r\nPSR=200001d3 --C- A NS svc32\r\n"))

    def test_a_kernel_that_has_stopped(self) -> None:
        self.assertIs(has_halted("R15=8000ce34\r\nPSR=200003d3 --C- A NS svc32\r\n"), True)


if __name__ == "__main__":
    unittest.main()
