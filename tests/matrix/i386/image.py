"""The images: how large, how deep their stacks get, what they say of the core."""
import hashlib
import pathlib
import re
import subprocess
import sys
import tempfile
import unittest

sys.path.append(str(pathlib.Path(__file__).resolve().parents[2]))

import harness
import stack_programs
from pepin import tree
from pepin.machine import Settings
from probing import KIB, PROBE, boot

KERNEL = tree.built("i386") / "kernel"
BITCODE = KERNEL / "core.bc"
STACK_SIZE = 8 * KIB


def output(*command: object) -> str:
    return subprocess.run([str(word) for word in command], check=True, capture_output=True, text=True).stdout


def symbols(kernel: pathlib.Path) -> dict[str, int]:
    return {
        name: int(value, 16)
        for value, name in re.findall(r"(?m)^([0-9a-f]+) \w (\S+)$", output("llvm-nm-19", kernel))
    }


class Size(unittest.TestCase):
    """Bounds that keep the kernel what it is."""

    def test_core(self) -> None:
        files = [
            path for path in (tree.ROOT / "kernel" / "core").iterdir() if path.suffix in (".cpp", ".hpp")
        ]
        lines = [line.strip() for path in files for line in path.read_text(encoding="utf-8").splitlines()]
        code = sum(1 for line in lines if line and not line.startswith("//"))
        print(f"the core: {code} lines of code in {len(files)} files")
        self.assertGreater(len(files), 10)
        self.assertLess(code, 1800)


class Note(unittest.TestCase):
    """Each image names the core that it was linked from, by the hash of its bitcode."""

    def test_hash(self) -> None:
        expected = hashlib.sha256(BITCODE.read_bytes()).digest()
        self.assertEqual(BITCODE.with_name("core.bc.sha256").read_text(), f"{expected.hex()}  core.bc\n")
        for debug in (False, True):
            with tempfile.TemporaryDirectory() as directory:
                note = pathlib.Path(directory) / "note"
                output(
                    "llvm-objcopy-19",
                    f"--dump-section=.note.pepin={note}",
                    tree.kernel(debug),
                    pathlib.Path(directory) / "copy",
                )
                words = (6).to_bytes(4, "little") + (32).to_bytes(4, "little") + (1).to_bytes(4, "little")
                self.assertEqual(note.read_bytes(), words + b"Pepin\0\0\0" + expected)

    def test_loaded(self) -> None:
        """It is a part of what the boot loader loads."""
        sections = output("llvm-readelf-19", "--sections", "--wide", tree.kernel(False))
        self.assertRegex(sections, r"(?m)\] \.note\.pepin +NOTE .* A +0 +0 +4$")


class Stack(harness.FrontDoorTest):
    """The bound of tools/stack_depth, the stack as it is, and what stands below it."""

    def bound(self, debug: bool) -> tuple[int, int]:
        """By the build's report: the most for everything, and for an entry without faults of the kernel in
        it."""
        report = tree.kernel(debug).with_suffix(".stack.txt").read_text()
        found = re.search(
            r"^the kernel's stack: at most ([0-9]+) of ([0-9]+) bytes, ([0-9]+) by an entry", report
        )
        assert found is not None, report
        print(report)
        self.assertEqual(int(found[2]), STACK_SIZE)
        return int(found[1]), int(found[3])

    def test_bound(self) -> None:
        for debug in (False, True):
            most, entry = self.bound(debug)
            self.assertLess(most, STACK_SIZE)
            self.assertLess(entry, most)

    def test_guard_lies_below(self) -> None:
        for debug in (False, True):
            names = symbols(tree.kernel(debug))
            self.assertEqual(names["kernel_stack_top"] - names["kernel_stack_bottom"], STACK_SIZE)
            self.assertEqual(names["kernel_stack_bottom"] - names["kernel_stack_guard"], 4 * KIB)

    def test_use(self) -> None:
        """What was used in fact: the stack is zeros at boot."""
        for debug in (False, True):
            names = symbols(tree.kernel(debug))
            bottom = names["kernel_stack_bottom"] - names["physical_memory"]
            outcome = boot(Settings(tree.kernel(debug), PROBE, memory=16), {"stack": (bottom, STACK_SIZE)})
            outcome.check()
            used = len(outcome.memory["stack"].lstrip(b"\0"))
            print(f"{used} bytes were used")
            self.assertGreater(used, 64)
            self.assertLessEqual(used, self.bound(debug)[1])

    def test_guard(self) -> None:
        """A debugger lets a service begin with a stack that is nearly full."""
        commands = (
            "break gate_out_byte",
            "continue",
            "set $esp = (int)&kernel_stack_bottom + 8",
            "delete",
            "continue",
        )
        words = [word for command in commands for word in ("-ex", command)]
        run = self.pepin("debug", "minimal", "--", "-batch", *words)
        run.status()
        self.assertRegex(
            run.output, r"(?m)^PANIC: kernel fault: double fault, most likely the kernel's stack is full"
        )
        guard = symbols(tree.kernel(False))["kernel_stack_guard"]
        address = re.search(r"cr2 (0x[0-9a-f]+)", run.output)
        assert address is not None
        self.assertEqual(int(address[1], 16) & ~0xFFF, guard)


class StackDepth(stack_programs.StackPrograms):
    """tools/stack_depth on small programs whose depth is known, or that it must refuse."""

    architecture = "i386"
    pushed = 12
    fault = "pushl %eax"

    def test_depths(self) -> None:
        cases: tuple[tuple[str, int], ...] = (
            ("entry: iret", 12),
            ("entry: pushl %eax\n popl %eax\n iret", 16),
            ("entry: pushal\n subl $100, %esp\n addl $100, %esp\n popal\n iret", 144),
            (
                "entry: call a\n iret\na: pushl %eax\n call b\n popl %eax\n ret\nb: subl $16, %esp\n addl $16, %esp\n ret",
                40,
            ),
            ("entry: pushl %eax\n call a\n iret\na: ret $4", 20),  # the callee takes the argument away
            (
                "entry: pushl %ebp\n movl %esp, %ebp\n andl $-16, %esp\n subl $32, %esp\n leal -0(%ebp), %esp\n popl %ebp\n iret",
                60,
            ),
            ("entry: pushl %ebp\n movl %esp, %ebp\n subl $32, %esp\n leave\n iret", 48),
            ("entry: testl %eax, %eax\n jz 1f\n pushl %eax\n popl %eax\n iret\n1: pushal\n popal\n iret", 44),
            (
                "entry: pushl %eax\n call never\nnever: hlt\n1: jmp 1b",
                20,
            ),  # what follows the call is not reached
            ("entry: pushal\n movl $top, %esp\n pushl %eax\n iret", 44),
        )
        for assembly, expected in cases:
            with self.subTest(assembly=assembly):
                self.assertEqual(self.depth(assembly), expected)

    def test_refusals(self) -> None:
        cases: tuple[tuple[str, str], ...] = (
            ("entry: call a\n iret\na: call b\n ret\nb: call a\n ret", "recursion: a calls b calls a"),
            ("entry: call *%eax\n iret", "an indirect call, of \\*%eax"),
            ("entry: jmp *(%eax)", "an indirect jump"),
            ("entry: pushl %eax\n jmp entry", "the stack can have 12 bytes or 16 bytes here"),
            ("entry: call a\n iret\na: pushl %eax\n ret", "a return with 4 bytes on the stack"),
            ("entry: subl %eax, %esp\n iret", "the stack pointer gets a value that is not known: subl"),
            ("entry: movl %eax, %esp\n iret", "the stack pointer gets a value that is not known: movl"),
            ("entry: pushl %ebp\n movl %esp, %ebp\n movl %eax, %ebp\n leave\n iret", "not known: leave"),
            ("entry: popl %eax\n popl %eax\n popl %eax\n popl %eax\n iret", "more is taken"),
            ("entry: pushw %ax\n iret", "'pushw' is not known"),
            ("entry: lcall $8, $entry", "'lcalll' has no place"),
        )
        for assembly, message in cases:
            with self.subTest(assembly=assembly):
                self.refused(assembly, message)

    def test_overflow(self) -> None:
        deep = "entry: call a\n iret\na: subl $20, %esp\n addl $20, %esp\n ret"
        self.assertEqual(self.depth(deep), 36)
        self.assertEqual(self.run_on(deep, 52).returncode, 0)
        story = "it: at most 52 of 48 bytes, 36 by an entry and 1 x 16 by faults in it(.*\\n)* +16 a\\n"
        self.refused(deep, f"a stack can overflow.\\n{story}", size=48)


if __name__ == "__main__":
    unittest.main()
