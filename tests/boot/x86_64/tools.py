"""What the front door makes and opens for x86-64: images, skeletons, the debugger, dumps with names."""
import pathlib
import subprocess
import sys
import unittest

sys.path.append(str(pathlib.Path(__file__).resolve().parents[2]))

from booting import boot
from harness import QEMU_PATIENCE, FrontDoorTest, made_by_skeleton

from pepin import panic, tree
from pepin.machine import Settings

X86_64 = tree.built("x86_64")


class Images(FrontDoorTest):
    """One image is a CD and a stick, and boots by both firmwares."""

    def test_boots_by_everything(self) -> None:
        image = self.directory() / "odd name, with a comma.iso"
        run = self.pepin("image", "minimal", "--arch", "x86_64", "--output", image)
        self.assertEqual(run.status(), 0, run.errors)
        self.assertEqual(run.output, f"{image}\n")
        for firmware in ("bios", "uefi"):
            for medium in ("cd", "usb"):
                with self.subTest(firmware=firmware, medium=medium):
                    output, _ = boot(
                        Settings(boot_image=image, medium=medium, firmware=firmware, architecture="x86_64"),
                        patience=2 * QEMU_PATIENCE,
                        until=b"Hello World !",
                    )
                    self.assertIn("Hello World !", output)

    def test_default_place(self) -> None:
        for command in ("iso", "image"):
            run = self.pepin(command, "minimal", "--arch", "x86_64")
            self.assertEqual(run.status(), 0, run.errors)
            self.assertEqual(run.output, f"{X86_64 / 'minimal.iso'}\n")


class New(FrontDoorTest):
    """The skeleton, built for this architecture."""

    def test_make_and_run(self) -> None:
        directory = self.directory() / "partition"
        self.assertEqual(self.pepin("new", directory, "--arch", "x86_64").status(), 0)
        subprocess.run(["make", "-C", directory], check=True, stdout=subprocess.DEVNULL)
        run = self.pepin("run", made_by_skeleton(directory, "x86_64"), "--arch", "x86_64")
        self.assertEqual(run.status(), 0, run.errors)
        self.assertRegex(run.output, r"(?m)^Hello from a partition")


class Debug(FrontDoorTest):
    """GDB stops in kernel and partition, and knows where it is."""

    def gdb(self, *commands: str) -> str:
        words = [word for command in commands for word in ("-ex", command)]
        run = self.pepin("debug", "launcher", "--arch", "x86_64", "--", "-batch", *words)
        self.assertEqual(run.status(), 0, run.errors)
        return run.output

    def test_breakpoint_in_the_partition(self) -> None:
        output = self.gdb("hbreak timer", "ignore 1 9", "continue", "backtrace")
        self.assertRegex(output, r"(?m)^#0 +timer \(\) at .*launcher/main\.c:[0-9]+")
        self.assertIn("Hello World!", output)

    def test_breakpoint_in_the_kernel(self) -> None:
        output = self.gdb("hbreak handle_trap", "continue", "info symbol $pc", "info symbol 0x700000")
        self.assertIn("handle_trap", output)
        self.assertIn("_start in section", output)

    def test_a_full_kernel_stack_ends_in_a_dump(self) -> None:
        """It comes upon the page below, and the dump names the functions that it was in."""
        output = self.gdb(
            "hbreak handle_trap",
            "continue",
            "delete",
            "set $rsp = (char*)&kernel_stack_bottom + 8",
            "hbreak architecture_halt",
            "continue",
        )
        self.assertRegex(output, r"(?m)^PANIC: kernel fault: double fault")
        self.assertIn("PANIC END", output)
        named = panic.places(output[output.index("PANIC: ") :], tree.kernel(False, "x86_64"))
        self.assertRegex("\n".join(named), r"(?m)^  0xffff[0-9a-f]{12}  \S+.*\+0x[0-9a-f]+$")


if __name__ == "__main__":
    unittest.main()
