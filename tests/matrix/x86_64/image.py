"""The images: what they say of the core, how deep their stacks get."""
import hashlib
import pathlib
import re
import subprocess
import sys
import unittest

sys.path.append(str(pathlib.Path(__file__).resolve().parents[2]))

import stack_programs
from pepin import tree

KERNEL = tree.built("x86_64") / "kernel"
TABLE = 'jumps = "table"\ntargets = "table_end"\n'
ROWS = ".section .rodata\ntable: .quad a, b\ntable_end:\n.text"


class Note(unittest.TestCase):
    """Each image names the core that it was linked from, by the hash of its bitcode."""

    def test_hash(self) -> None:
        bitcode = KERNEL / "core.bc"
        digest = hashlib.sha256(bitcode.read_bytes()).digest()
        self.assertEqual(bitcode.with_suffix(".bc.sha256").read_text(), f"{digest.hex()}  core.bc\n")
        for debug in (False, True):
            self.assertIn(b"Pepin\0\0\0" + digest, tree.kernel(debug, "x86_64").read_bytes())

    def test_boot_protocols(self) -> None:
        """The headers of multiboot 1 and 2 stand where loaders look for them."""
        for debug in (False, True):
            image = tree.kernel(debug, "x86_64").read_bytes()
            first = [place for place in range(0, 8192, 4) if image[place : place + 4] == b"\x02\xb0\xad\x1b"]
            second = [
                place for place in range(0, 32768, 8) if image[place : place + 4] == b"\xd6\x50\x52\xe8"
            ]
            self.assertEqual((len(first), len(second)), (1, 1))
            magic, architecture, size, checksum = (
                int.from_bytes(image[second[0] + 4 * index : second[0] + 4 * index + 4], "little")
                for index in range(4)
            )
            self.assertEqual((magic + architecture + size + checksum) % 2**32, 0)


class Stacks(unittest.TestCase):
    """The bounds of tools/stack_depth."""

    def test_bounds(self) -> None:
        for debug in (False, True):
            report = tree.kernel(debug, "x86_64").with_suffix(".stack.txt").read_text()
            bounds = re.findall(r"(?m)^(.*): at most ([0-9]+) of ([0-9]+) bytes", report)
            self.assertGreater(len(bounds), 1, report)
            for name, most, size in bounds:
                print(f"{name}: {most} of {size} bytes")
                self.assertLess(int(most), int(size), name)

    def test_guard_lies_below(self) -> None:
        for debug in (False, True):
            listed = subprocess.run(
                ["llvm-nm-19", tree.kernel(debug, "x86_64")], check=True, capture_output=True, text=True
            ).stdout
            names = {name: int(value, 16) for value, name in re.findall(r"(?m)^(\w+) \w (\S+)$", listed)}
            self.assertEqual(names["kernel_stack_bottom"] - names["kernel_stack_guard"], 4096)


class StackDepth(stack_programs.StackPrograms):
    """tools/stack_depth on small programs whose depth is known, or that it must refuse."""

    architecture = "x86_64"
    pushed = 40
    fault = "pushq %rax"

    def test_depths(self) -> None:
        cases: tuple[tuple[str, int], ...] = (
            ("entry: iretq", 40),
            ("entry: pushq %r15\n pushfq\n popfq\n popq %r15\n iretq", 56),
            ("entry: subq $100, %rsp\n addq $100, %rsp\n iretq", 140),
            ("entry: addq $-128, %rsp\n subq $-128, %rsp\n iretq", 168),
            ("entry: call a\n iretq\na: pushq %rbx\n call b\n popq %rbx\n ret\nb: ret", 64),
            (
                "entry: pushq %rbp\n movq %rsp, %rbp\n andq $-16, %rsp\n subq $32, %rsp\n leaq -0(%rbp), %rsp\n"
                " popq %rbp\n iretq",
                88,
            ),
            ("entry: leaq -24(%rsp), %rsp\n leaq 24(%rsp), %rsp\n iretq", 64),
            ("entry: pushq %rbp\n movq %rsp, %rbp\n subq $32, %rsp\n leave\n iretq", 80),
            ("entry: enter $32, $0\n leave\n iretq", 80),
            ("entry: pushq %rax\n call never\nnever: hlt\n1: jmp 1b", 56),
            # a stack of one's own, whichever way its top is named, and the way back by sysret
            ("entry: leaq top(%rip), %rsp\n pushq %rax\n popq %rax\n movq %rdi, %rsp\n swapgs\n sysretq", 40),
            ("entry: movabsq $top, %rsp\n" + " pushq %rax\n" * 6 + " movq 40(%rdi), %rsp\n sysretq", 48),
            ("entry: movq $top, %rsp\n" + " pushq %rax\n" * 6 + " popq %rsp\n sysretq", 48),
            # a jump that loads CS
            ("entry: pushq $8\n leaq 1f(%rip), %rax\n pushq %rax\n lretq\n1: pushq %rax\n iretq", 56),
            ("entry: leaq top(%rip), %rax\n movq %rax, %rcx\n movq %rcx, %rsp\n iretq", 40),
        )
        for assembly, expected in cases:
            with self.subTest(assembly=assembly):
                self.assertEqual(self.depth(assembly), expected)

    def test_tables(self) -> None:
        """Jumps and calls through tables, by the table's address and relative to the code."""
        rest = f"a: iretq\nb: pushq %rax\n pushq %rax\n iretq\n{ROWS}"
        self.assertEqual(self.depth(f"entry: jmp *table(,%rax,8)\n{rest}", TABLE), 56)
        self.assertEqual(self.depth(f"entry: leaq table(%rip), %rcx\n jmp *(%rcx,%rax,8)\n{rest}", TABLE), 56)
        self.assertEqual(
            self.depth(
                f"entry: leaq table+16(%rip), %r8\n cmpl $1, %eax\n ja a\n jmp *-16(%r8,%rax,8)\n{rest}",
                TABLE,
            ),
            56,
        )
        calls = "entry: call *table(,%rax,8)\n iretq\na: ret\nb: pushq %rax\n popq %rax\n ret\n" + ROWS
        self.assertEqual(self.depth(calls, TABLE), 56)

    def test_tables_that_are_not_known(self) -> None:
        rest = f"a: iretq\nb: iretq\n{ROWS}"
        indirect = "an indirect jump, to \\*"
        for between in (
            "movl %eax, %ecx",
            "addq $8, %rcx",
            "movb $1, %cl",
            "xchgq %rcx, %rdx",
            "cpuid",
            "popq %rcx",
            "call c",
            "movsb",
        ):
            with self.subTest(between):
                self.refused(
                    f"entry: pushq %rax\n leaq table(%rip), %rcx\n {between}\n jmp *(%rcx,%rax,8)\nc: ret\n{rest}",
                    indirect,
                    more=TABLE,
                )
        self.refused(
            "entry: leaq table(%rip), %rcx\n testl %eax, %eax\n jz 1f\n leaq a(%rip), %rcx\n"
            f"1: jmp *(%rcx,%rax,8)\n{rest}",
            indirect,
            more=TABLE,
        )
        self.refused(f"entry: jmp *table(,%rax,4)\n{rest}", indirect, more=TABLE)
        self.refused(f"entry: jmp *table(,%rax,8)\n{rest}", indirect)

    def test_refusals(self) -> None:
        unknown = "the stack pointer gets a value that is not known: "
        cases: tuple[tuple[str, str], ...] = (
            ("entry: call a\n iretq\na: call b\n ret\nb: call a\n ret", "recursion: a calls b calls a"),
            ("entry: call *%rax\n iretq", "an indirect call, of \\*%rax"),
            ("entry: jmp *(%rax)", "an indirect jump"),
            ("entry: pushq %rax\n jmp entry", "the stack can have 40 bytes or 48 bytes here"),
            ("entry: call a\n iretq\na: pushq %rax\n ret", "a return with 8 bytes on the stack"),
            ("entry: subq %rax, %rsp\n iretq", unknown + "subq"),
            ("entry: movq %rax, %rsp\n iretq", unknown + "movq"),
            ("entry: movl %eax, %esp\n iretq", unknown + "movl"),
            ("entry: xchgq %rsp, (%rax)\n iretq", unknown + "xchgq"),
            ("entry: movq top(%rip), %rsp\n iretq", unknown + "movq"),
            ("entry: movq (%rdi), %rsp\n pushq %rax\n sysretq", unknown + "movq"),
            ("entry: movq (%rdi), %rsp\n movq (%rsp), %rax\n sysretq", unknown + "movq"),
            ("entry: movq (%rdi), %rsp\n jmp 1f\n1: sysretq", unknown + "movq"),
            ("entry: pushq %rbp\n movq %rsp, %rbp\n xorl %ebp, %ebp\n leave\n iretq", "not known: leave"),
            ("entry: enter $32, $1\n leave\n iretq", "'enter' has no place"),
            ("entry: addq $48, %rsp\n iretq", "more is taken"),
            ("entry: pushw %ax\n iretq", "'pushw' is not known"),
            ("entry: lretq", "'lretq' has no place"),
            ("entry: leaq entry(%rip), %rax\n pushq %rax\n nop\n lretq", "'lretq' has no place"),
            ("entry: pushq $8\n pushq %rax\n lretq", "'lretq' has no place"),
            ("entry: syscall", "'syscall' has no place"),
        )
        for assembly, message in cases:
            with self.subTest(assembly=assembly):
                self.refused(assembly, message)

    def test_stack_of_its_own(self) -> None:
        """One of those that an entry of the interrupt table names: known by its symbol and size."""
        done = self.run_on("entry: pushq %rax\n iretq", 96, stack='symbol = "bottom"')
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("it: at most 96 of 96 bytes, 48 by an entry and 1 x 48 by faults in it", done.stdout)

    def test_two_stacks(self) -> None:
        """Code that goes over to the other stack counts there; where a stack lies can be said by a distance."""
        code = (
            "entry: subq $24, %rsp\n leaq top(%rip), %rsp\n call a\n iretq\n"
            "a: subq ${size}, %rsp\n addq ${size}, %rsp\n ret"
        )
        stacks = (
            'bottom = "bottom + 128"\ntop = "top"\n'
            '[[stack.entry]]\nname = "none"\nsymbol = "fault"\npushed = 0\n'
            '[[stack]]\nname = "other"\nbottom = "bottom"\ntop = "bottom + 128"'
        )
        done = self.run_on(code.format(size=56), 192, stack=stacks)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertRegex(
            done.stdout, r"it: at most 64 of 64 bytes\n +8 none\n +64 from another stack, entry\+"
        )
        self.assertIn("other: at most 112 of 128 bytes, 64 by an entry", done.stdout)
        done = self.run_on(code.format(size=64), 192, stack=stacks)
        self.assertEqual(done.returncode, 1)
        self.assertIn("a stack can overflow.\nit: at most 72 of 64 bytes", done.stderr)

    def test_overflow(self) -> None:
        deep = "entry: call a\n iretq\na: subq $24, %rsp\n addq $24, %rsp\n ret"
        self.assertEqual(self.depth(deep), 72)
        self.assertEqual(self.run_on(deep, 120).returncode, 0)
        story = "it: at most 120 of 112 bytes, 72 by an entry and 1 x 48 by faults in it(.*\\n)* +48 a\\n"
        self.refused(deep, f"a stack can overflow.\\n{story}", size=112)


if __name__ == "__main__":
    unittest.main()
