"""Boots on ARMv7: the same partitions as on i386, Pip's ABI, memory cards, and boot loaders that get it
wrong."""
import hashlib
import pathlib
import re
import subprocess
import sys
import unittest

sys.path.append(str(pathlib.Path(__file__).resolve().parent.parent))

from harness import QEMU_PATIENCE, FrontDoorTest, Run

from pepin import card, console, tree
from pepin.machine import End, Ending, Settings
from pepin.qemu import Qemu

ARMV7 = tree.BUILD / "armv7"
FOREIGN = ARMV7 / "tests" / "boot" / "foreign"


def boot(settings: Settings, until: bytes | None = None) -> tuple[str, Ending | None]:
    """Runs until a text is there, or to the end; what the console said and how it ended."""
    text = b""

    class Reader(Qemu):
        """Keeps the text."""

        def heard(self, piece: bytes) -> Ending | None:
            nonlocal text
            text += piece
            if until is not None and until in text:
                self.monitor.command("quit")
            return super().heard(piece)

    with Reader(settings) as machine:
        ending = console.attend(machine, QEMU_PATIENCE)
    return text.decode(errors="replace").replace("\r\n", "\n"), ending


class Partitions(FrontDoorTest):
    """What runs on i386 runs here and says the same."""

    def lines(self, architecture: str, name: str, last: str) -> list[str]:
        """The partition's own lines, with all numbers made alike."""
        run = self.pepin("run", name, "--arch", architecture)
        for _ in range(3):
            run.expect(last)
        self.assertEqual(run.interrupt(), 130)
        lines = run.output.splitlines()[1:]
        return [
            re.sub(r"0x[0-9a-f]+|[0-9]+ KiB", "N", line)
            for line in lines[: max(i for i, line in enumerate(lines) if re.match(last, line))]
        ]

    def test_minimal(self) -> None:
        run = self.pepin("run", "minimal", "--arch", "armv7")
        run.expect(r"^Hello World !$")
        self.assertEqual(run.interrupt(), 130)

    def test_launcher_says_the_same(self) -> None:
        here, there = (
            self.lines(architecture, "launcher", r"^Woken up!$") for architecture in tree.ARCHITECTURES
        )
        shorter = min(len(here), len(there))
        self.assertGreater(shorter, 10)
        self.assertEqual(here[:shorter], there[:shorter])

    def test_launcher_on_the_debug_kernel(self) -> None:
        run = self.pepin("run", "launcher", "--arch", "armv7", "--debug-kernel")
        self.assertGreater(int(run.expect(r"^([0-9]+) invariants hold at boot$")[1]), 100_000)
        run.expect(r"^Woken up!$")
        self.assertEqual(run.interrupt(), 130)

    def test_all_memory(self) -> None:
        run = self.pepin("run", "minimal", "--arch", "armv7", "--memory", "1024", "--debug-kernel")
        self.assertGreater(int(run.expect(r"root has ([0-9]+) KiB free")[1]), 900 * 1024)
        run.expect(r"^[0-9]+ invariants hold at boot$")
        run.expect(r"^Hello World !$")
        self.assertEqual(run.interrupt(), 130)

    def test_keyboard_interrupt(self) -> None:
        """A character on the console's line: the interrupt of the peripherals, and a device that root has."""
        run = self.pepin("run", "launcher", "--arch", "armv7", stdin=subprocess.PIPE)
        run.expect(r"^Hello World!$")
        assert run.process.stdin is not None
        self.addCleanup(run.process.stdin.close)
        run.process.stdin.write(b"a")
        run.process.stdin.flush()
        run.expect(r"^A keyboard interruption was triggered ... scan code 0x61")
        run.expect(r"^A timer interruption was triggered")
        self.assertEqual(run.interrupt(), 130)

    def test_two_runs_print_the_same(self) -> None:
        """Where instructions are the clock."""
        outputs = []
        for _ in range(2):
            run = self.pepin("run", "launcher", "--arch", "armv7", "--icount")
            for _ in range(3):
                run.expect(r"^Woken up!$")
            self.assertEqual(run.interrupt(), 130)
            outputs.append(run.output)
        length = min(len(output) for output in outputs)
        self.assertEqual(outputs[0][:length], outputs[1][:length])

    def nanny(self, *words: str) -> None:
        run = self.pepin("run", "nanny", "--arch", "armv7", *words)
        run.expect(r"^nanny: done", 150)
        self.assertNotRegex(run.output, r"PANIC|FAIL|wrong")

    def test_nanny(self) -> None:
        self.nanny()

    def test_nanny_on_the_debug_kernel(self) -> None:
        self.nanny("--debug-kernel", "--memory", "32")


class Ported(FrontDoorTest):
    """A program as written for Pip's library, with its own start code, link script and compiler flags."""

    def test_qemu(self) -> None:
        run = self.pepin("run", ARMV7 / "tests" / "boot" / "ported" / "ported.bin", "--arch", "armv7")
        self.assertEqual(run.expect(r"ported: ([0-9]+) passed, ([0-9]+) failed")[2], "0", run.output)
        self.assertEqual(run.interrupt(), 130)


class Library(FrontDoorTest):
    """libpip's own root partition, in Thumb code, calls every service."""

    def test_every_service(self) -> None:
        run = self.pepin("run", ARMV7 / "libpip" / "tests" / "target" / "selftest.bin", "--arch", "armv7")
        self.assertEqual(run.status(), 0, run.output)
        self.assertRegex(run.output, r"libpip: 1[0-9][0-9] passed, 0 failed")


class PipsAbi(FrontDoorTest):
    """ELF files that know the ABI and nothing of this tree."""

    def test_what_binaries_rely_on(self) -> None:
        # By instructions, so that the timer comes at the same places whatever the host does: some checks are
        # of what it interrupts.
        run = self.pepin("run", FOREIGN / "foreign.elf", "--arch", "armv7", "--icount")
        result = run.expect(r"foreign: ([0-9]+) passed, ([0-9]+) failed")
        self.assertEqual(int(result[1]), 84)
        self.assertEqual(result[2], "0", run.output)
        self.assertEqual(run.interrupt(), 130)

    def test_a_fault_that_nobody_takes(self) -> None:
        run = self.pepin("run", FOREIGN / "faulty.elf", "--arch", "armv7")
        self.assertEqual(run.status(), 3, run.output)
        self.assertRegex(run.output, r"(?m)^PANIC: data abort in root at 0x00700008, nobody takes it$")
        self.assertRegex(run.output, r"(?m)^r4 .* r5  0x600df00d")
        self.assertRegex(run.output, r"\nPANIC END\n")
        self.assertIn("the kernel panicked", run.errors)


class Boots(FrontDoorTest):
    """What the loader brings is checked before it is used."""

    def panics(self, module: bytes | None, because: str, memory: int = 64) -> None:
        path = None
        if module is not None:
            path = self.directory() / "module.bin"
            path.write_bytes(module)
        output, ending = boot(
            Settings(tree.kernel(False, "armv7"), path, memory=memory, architecture="armv7")
        )
        self.assertEqual(ending, Ending(End.PANIC), output)
        self.assertRegex(output, f"(?m)^PANIC: .*{because}")

    def test_no_module(self) -> None:
        self.panics(None, "no boot module")

    def test_elf_of_another_processor(self) -> None:
        self.panics(
            (tree.BUILD / "i386" / "partitions" / "minimal" / "minimal.elf").read_bytes(),
            "an ELF file for machine 3 instead of 40",
        )

    def test_elf_headers(self) -> None:
        # Offset, bytes and value of a field, and what is said of it.
        for offset, size, value, because in (
            (4, 1, 2, "class 2 instead of 1"),
            (5, 1, 2, "byte order 2 instead of 1"),
            (16, 2, 3, "type 3 instead of 2"),
            (20, 4, 9, "version 9 instead of 1"),
            (24, 4, 0x600000, "entry, 6291456, does not lie in it"),
            (42, 2, 56, "program headers of 56 bytes instead of 32"),
            (28, 4, 0xFFFFFFF0, "cut off"),
            (44, 2, 0xFFFF, "cut off"),
        ):
            with self.subTest(because):
                image = bytearray((FOREIGN / "faulty.elf").read_bytes())
                image[offset : offset + size] = value.to_bytes(size, "little")
                self.panics(bytes(image), because)

    def test_elf_that_was_cut_off(self) -> None:
        self.panics((FOREIGN / "foreign.elf").read_bytes()[:0x1100], "cut off")

    def test_elf_that_wants_the_kernels_place(self) -> None:
        image = bytearray((FOREIGN / "faulty.elf").read_bytes())
        segments = int.from_bytes(image[28:32], "little")
        image[segments + 8 : segments + 12] = (0x80000000).to_bytes(4, "little")
        self.panics(bytes(image), "outside of root's address space")

    def test_module_larger_than_memory(self) -> None:
        self.panics(b"\x00\x00\xa0\xe1" + bytes(24 << 20), "does not fit", memory=16)

    def test_too_little_memory(self) -> None:
        self.panics(b"\xfe\xff\xff\xea", "too little", memory=2)

    def test_flat_binary_of_one_instruction(self) -> None:
        path = self.directory() / "module.bin"
        path.write_bytes(b"\xfe\xff\xff\xea")
        output, _ = boot(
            Settings(tree.kernel(True, "armv7"), path, memory=16, architecture="armv7"),
            until=b"invariants hold at boot",
        )
        self.assertIn("invariants hold at boot", output)


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
            Settings(folder / "kernel7.img", folder / "root.bin", architecture="armv7"), until=b"Woken up!"
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
        run = self.pepin("run", directory / "partition.armv7.bin", "--arch", "armv7")
        self.assertEqual(run.status(), 0, run.errors)
        self.assertRegex(run.output, r"(?m)^Hello from a partition")

    def test_program_for_the_rtos(self) -> None:
        directory = self.directory() / "tasks"
        self.assertEqual(self.pepin("new", directory, "--rtos").status(), 0)
        subprocess.run(["make", "-C", directory, "ARCH=armv7"], check=True, stdout=subprocess.DEVNULL)
        run = self.pepin("run", directory / "tasks.armv7.bin", "--arch", "armv7")
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
