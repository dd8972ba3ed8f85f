"""What the front door makes and opens for ARMv7: memory cards, skeletons, the debugger; what it turns away; and
what the kernel's file is."""
import hashlib
import pathlib
import re
import subprocess
import sys
import unittest

sys.path.append(str(pathlib.Path(__file__).resolve().parents[2]))

from booting import boot
from harness import QEMU_PATIENCE, FrontDoorTest, Run, made_by_skeleton

from pepin import card, tree
from pepin.machine import Settings

ARMV7 = tree.built("armv7")


class Cards(FrontDoorTest):
    """A memory card holds what the firmware needs to boot, at the places where it looks."""

    def test_files_of_the_card_boot(self) -> None:
        folder = self.directory()
        run = self.pepin("image", "launcher", "--arch", "armv7", "--output", folder / "card.img")
        self.assertEqual(run.status(), 0, run.errors)
        self.assertEqual(run.output, f"{folder / 'card.img'}\n")
        record = (folder / "card.img").read_bytes()[:512]
        self.assertEqual(record[510:], b"\x55\xaa")
        first = int.from_bytes(record[454:458], "little")
        self.assertEqual(record[450], 0x0C)  # FAT32 by sector numbers
        files = ["config.txt", "kernel7.img", "root.bin"]
        subprocess.run(
            [
                "mcopy",
                "-n",
                "-i",
                f"{folder / 'card.img'}@@{first * 512}",
                *(f"::{name}" for name in files),
                folder,
            ],
            check=True,
            stdin=subprocess.DEVNULL,
        )
        self.assertEqual((folder / "config.txt").read_text(), card.CONFIGURATION)
        self.assertEqual((folder / "kernel7.img").read_bytes(), (ARMV7 / "kernel" / "pepin.img").read_bytes())
        output, _ = boot(
            Settings(folder / "kernel7.img", folder / "root.bin", architecture="armv7"),
            patience=QEMU_PATIENCE,
            until=b"Woken up!",
        )
        self.assertIn("Woken up!", output)

    def test_default_place(self) -> None:
        run = self.pepin("image", "minimal", "--arch", "armv7")
        self.assertEqual(run.status(), 0, run.errors)
        self.assertEqual(run.output, f"{ARMV7 / 'minimal.img'}\n")

    def test_directory_as_output(self) -> None:
        self.refused("image", "minimal", "--output", self.directory(), because="is a directory")


class New(FrontDoorTest):
    """The skeleton, built for this architecture."""

    def test_make_and_run(self) -> None:
        directory = self.directory() / "partition"
        self.assertEqual(self.pepin("new", directory).status(), 0)
        subprocess.run(["make", "-C", directory, "ARCH=armv7"], check=True, stdout=subprocess.DEVNULL)
        run = self.pepin("run", made_by_skeleton(directory, "armv7"), "--arch", "armv7")
        self.assertEqual(run.status(), 0, run.errors)
        self.assertRegex(run.output, r"(?m)^Hello from a partition")

    def test_program_for_the_rtos(self) -> None:
        directory = self.directory() / "tasks"
        self.assertEqual(self.pepin("new", directory, "--rtos").status(), 0)
        subprocess.run(["make", "-C", directory, "ARCH=armv7"], check=True, stdout=subprocess.DEVNULL)
        run = self.pepin("run", made_by_skeleton(directory, "armv7"), "--arch", "armv7")
        self.assertEqual(run.status(), 0, run.errors)
        self.assertRegex(run.output, r"(?m)^nothing more comes; 2 tasks are left$")


class Words(FrontDoorTest):
    """What the front door turns away."""

    def test_bochs_is_a_pc(self) -> None:
        self.refused("run", "minimal", "--arch", "armv7", "--machine", "bochs", because="bochs is a PC")

    def test_more_memory_than_the_machine_has(self) -> None:
        self.refused(
            "run",
            "minimal",
            "--arch",
            "armv7",
            "--memory",
            "2048",
            because="has 1024 MiB of memory, not 2048",
        )

    def test_no_such_architecture(self) -> None:
        self.refused("run", "minimal", "--arch", "mips", because="mips")


class Image(unittest.TestCase):
    """What the kernel's file is."""

    def test_the_core_in_it_is_that_of_the_bitcode(self) -> None:
        bitcode = ARMV7 / "kernel" / "core.bc"
        digest = hashlib.sha256(bitcode.read_bytes()).digest()
        self.assertEqual(bitcode.with_suffix(".bc.sha256").read_text().split()[0], digest.hex())
        for name in ("pepin.elf", "pepin.img", "pepin-debug.elf", "pepin-debug.img"):
            self.assertIn(b"Pepin\0\0\0" + digest, (ARMV7 / "kernel" / name).read_bytes(), name)

    def test_stacks_are_deep_enough(self) -> None:
        for name in ("pepin", "pepin-debug"):
            report = (ARMV7 / "kernel" / f"{name}.stack.txt").read_text()
            for most, size in re.findall(r"at most ([0-9]+) of ([0-9]+) bytes", report):
                self.assertLess(
                    2 * int(most), int(size), "a margin for other compilers and levels of optimisation"
                )

    def test_a_wait_for_the_line_is_short(self) -> None:
        """QEMU's line takes everything at once, so the instructions of a look at it are counted in the code:
        uart.cpp promises five."""
        code = subprocess.run(
            [
                "llvm-objdump-19",
                "-d",
                "--no-show-raw-insn",
                "--disassemble-symbols=architecture_console_put",
                tree.kernel(False, "armv7"),
            ],
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        jumps = re.findall(r"(?m)^([0-9a-f]+):\s+b[a-z]*\s+0x([0-9a-f]+)", code)
        back = [
            (int(start, 16) - int(target, 16)) // 4 + 1
            for start, target in jumps
            if int(target, 16) < int(start, 16)
        ]
        self.assertEqual(len(back), 1, code)
        self.assertLessEqual(back[0], 5, code)


class Debug(FrontDoorTest):
    """GDB stops in kernel and partition, and knows where it is."""

    def gdb(self, *commands: str) -> str:
        words = [word for command in commands for word in ("-ex", command)]
        run: Run = self.pepin("debug", "launcher", "--arch", "armv7", "--", "-batch", *words)
        self.assertEqual(run.status(), 0, run.errors)
        return run.output

    def test_breakpoint_in_the_partition(self) -> None:
        output = self.gdb("break timer", "ignore 1 9", "continue", "backtrace")
        self.assertRegex(output, r"(?m)^#0 +timer \(\) at .*launcher/main\.c:[0-9]+")
        self.assertIn("Hello World!", output)

    def test_a_full_kernel_stack_ends_in_a_dump(self) -> None:
        output = self.gdb(
            "break handle_interrupt",
            "continue",
            "delete",
            "set $sp = (char*)&kernel_stack_bottom + 8",
            "break architecture_halt",
            "continue",
        )
        self.assertRegex(
            output, r"(?m)^PANIC: kernel fault: data abort at 0x8[0-9a-f]+, the kernel's stack is full$"
        )
        self.assertRegex(output, r"(?m)^sp_svc 0x8[0-9a-f]+")
        self.assertIn("PANIC END", output)

    def test_breakpoint_in_the_kernel(self) -> None:
        output = self.gdb("break handle_interrupt", "continue", "info symbol $pc", "info symbol 0x700000")
        self.assertIn("handle_interrupt", output)
        self.assertIn("_start in section", output)


if __name__ == "__main__":
    unittest.main()
