"""What the front door makes and opens: images, skeletons, the debugger, runs that repeat."""
import os
import pathlib
import shlex
import shutil
import subprocess
import sys
import unittest

sys.path.append(str(pathlib.Path(__file__).resolve().parents[2]))

from harness import BOCHS_PATIENCE, FRONT_DOOR, QEMU_PATIENCE, FrontDoorTest

from pepin import console, tree
from pepin.bochs import Bochs
from pepin.machine import Machine, Settings
from pepin.qemu import Qemu


class Iso(FrontDoorTest):
    """An image boots by GRUB, with nothing but the image."""

    def boot(self, kind: type[Machine], patience: float) -> None:
        image = self.directory() / "odd name, with a comma.iso"
        run = self.pepin("iso", "minimal", "--output", image)
        self.assertEqual(run.status(), 0, run.errors)
        self.assertEqual(run.output, f"{image}\n")
        text = b""

        class Reader(kind):
            """Ends the run once the partition has spoken."""

            def heard(self, piece: bytes):
                nonlocal text
                text += piece
                if b"Hello World !" in text:
                    raise StopIteration
                return super().heard(piece)

        with self.assertRaises(StopIteration), Reader(Settings(boot_image=image)) as machine:
            console.attend(machine, patience)

    def test_qemu(self) -> None:
        self.boot(Qemu, QEMU_PATIENCE)

    def test_bochs(self) -> None:
        self.boot(Bochs, BOCHS_PATIENCE)

    def test_default_place(self) -> None:
        run = self.pepin("iso", "minimal")
        self.assertEqual(run.status(), 0, run.errors)
        self.assertEqual(run.output, f"{tree.built('i386') / 'minimal.iso'}\n")


class New(FrontDoorTest):
    """The skeleton, outside of the tree."""

    def test_make_and_run(self) -> None:
        directory = self.directory() / "partition"
        run = self.pepin("new", directory)
        self.assertEqual(run.status(), 0, run.errors)
        # What it says to go on with, as typed.
        make, start = (shlex.split(line) for line in run.output.splitlines()[-2:])
        subprocess.run(make, check=True, stdout=subprocess.DEVNULL)
        self.assertEqual(pathlib.Path(start[0]), FRONT_DOOR)
        run = self.pepin(*start[1:])
        self.assertEqual(run.status(), 0, run.errors)
        self.assertRegex(run.output, r"(?m)^Hello from a partition")

    def test_program_for_the_rtos(self) -> None:
        directory = self.directory() / "tasks"
        self.assertEqual(self.pepin("new", directory, "--rtos").status(), 0)
        subprocess.run(["make", "-C", directory], check=True, stdout=subprocess.DEVNULL)
        run = self.pepin("run", directory / "tasks.bin")
        self.assertEqual(run.status(), 0, run.errors)
        self.assertRegex(run.output, r"(?m)^nothing more comes; 2 tasks are left$")

    def test_path_that_make_cannot_deal_with(self) -> None:
        self.refused("new", self.directory() / "a partition", because="white space")

    def test_a_directory_with_something_in_it_is_left_alone(self) -> None:
        directory = self.directory()
        (directory / "mine").write_text("mine")
        self.refused("new", directory, because="not empty")
        self.assertEqual(os.listdir(directory), ["mine"])


class Debug(FrontDoorTest):
    """GDB stops where it is told to, in the kernel and in the partition, and knows where it is."""

    def gdb(self, *commands: str) -> str:
        words = [word for command in commands for word in ("-ex", command)]
        run = self.pepin("debug", "launcher", "--", "-batch", *words)
        self.assertEqual(run.status(), 0, run.errors)
        return run.output

    def test_breakpoint_in_the_partition(self) -> None:
        output = self.gdb("break timer", "ignore 1 9", "continue", "backtrace", "print ticks_to_report")
        self.assertRegex(output, r"Breakpoint 1, timer \(\)")
        self.assertRegex(output, r"(?m)^#0 +timer \(\) at .*launcher/main\.c:[0-9]+")
        self.assertIn("Hello World!", output)  # the machine's console

    def test_breakpoint_in_the_kernel(self) -> None:
        output = self.gdb("break panic", "print sizeof(unsigned)", "info symbol 0x700000")
        self.assertRegex(output, r"Breakpoint 1 at 0xc1")
        self.assertIn("_start in section", output)


class InstructionCount(FrontDoorTest):
    """Where instructions are the clock, two runs say the same, figures included."""

    def test_two_runs_print_the_same(self) -> None:
        outputs = []
        for _ in range(2):
            run = self.pepin("run", "launcher", "--icount")
            for _ in range(3):
                run.expect(r"^Woken up!$")
            self.assertEqual(run.interrupt(), 130)
            outputs.append(run.output)
        length = min(len(output) for output in outputs)
        self.assertEqual(outputs[0][:length], outputs[1][:length])

    def test_two_runs_count_the_same(self) -> None:
        """A binary that ends by itself, so that the whole output can be compared."""
        outputs = []
        for _ in range(2):
            run = self.pepin(
                "run", tree.built("i386") / "tests" / "boot" / "foreign" / "foreign.bin", "--icount"
            )
            self.assertEqual(run.status(), 0, run.output)
            outputs.append(run.output)
        self.assertEqual(outputs[0], outputs[1])


class OddPlaces(FrontDoorTest):
    """Paths that boot loaders and shells would take apart."""

    def test_binary_with_spaces_and_commas(self) -> None:
        binary = self.directory() / "a file, with b.bin"
        shutil.copyfile(tree.find_partition("minimal").binary, binary)
        run = self.pepin("run", binary.name, cwd=binary.parent)
        run.expect(r"^Hello World !$")
        self.assertEqual(run.interrupt(), 130)


if __name__ == "__main__":
    unittest.main()
