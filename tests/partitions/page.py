"""The program of docs/write-a-partition.md, as a reader would type it, and the figures and pictures of
docs/partitions.md."""
import pathlib
import subprocess
import sys
import unittest

sys.path.append(str(pathlib.Path(__file__).resolve().parent.parent))

from harness import ROOT, FrontDoorTest, Run, made_by_skeleton

from pepin.edf import timeline
from pepin.edf.task_set import read

PAGE = ROOT / "docs" / "write-a-partition.md"


def blocks(page: pathlib.Path) -> list[tuple[str, str]]:
    """The pieces of code on a page: language and text."""
    found, language, lines = [], None, []
    for line in page.read_text(encoding="utf-8").splitlines(keepends=True):
        if not line.startswith("```"):
            lines.append(line)
        elif language is None:
            language, lines = line[3:].strip(), []
        else:
            found.append((language, "".join(lines)))
            language = None
    return found


class WriteAPartition(FrontDoorTest):
    """The page leads to what it says."""

    architecture = "i386"
    fault = "page fault"

    def make(self, directory: pathlib.Path, program: str) -> pathlib.Path:
        (directory / "main.c").write_text(program, encoding="utf-8")
        made = subprocess.run(
            ["make", "-C", directory, f"ARCH={self.architecture}"],
            capture_output=True,
            text=True,
            check=False,
        )
        self.assertEqual(made.returncode, 0, made.stderr)
        self.assertNotIn("warning", made.stderr)
        return made_by_skeleton(directory, self.architecture)

    def boot(self, directory: pathlib.Path, program: str) -> Run:
        return self.pepin("run", self.make(directory, program), "--arch", self.architecture)

    def printed(self, run: Run) -> list[str]:
        """The lines behind the kernel's, which end with the processor's weaknesses where it names them."""
        self.assertEqual(run.status(), 0, run.output + run.errors)
        lines = run.output.splitlines()[1:]
        return lines[1:] if lines[0].startswith("Weaknesses of the processor") else lines

    def test_the_page(self) -> None:
        program = "\n".join(text for language, text in blocks(PAGE) if language == "c")
        self.assertLess(len(program.splitlines()), 115)
        first, last = (text for language, text in blocks(PAGE) if language == "")
        self.assertRegex(first, r"\A\./pepin new \.\./letters\ncd \.\./letters\n\Z")
        directory = self.directory() / "letters"
        self.assertEqual(self.pepin("new", directory).status(), 0)
        run = self.boot(directory, program)
        self.assertEqual(self.printed(run), last.splitlines())

        # "Go on": a child that breaks something, without and with somebody to take the fault.
        broken = program.replace(
            '        printf("%s reads',
            "        if (DESK->name[0] == 'A' && count == 2)\n"
            '            *(volatile int *) 0x20000000 = 1;\n        printf("%s reads',
        )
        run = self.boot(directory, broken)
        self.assertEqual(run.status(), 3, run.output + run.errors)
        self.assertRegex(run.output, rf"PANIC: {self.fault} in a partition at 0x")
        opened = "    Pip_Set_Entry(MAIL, &saved, PIP_OPEN_TO_CHILDREN);\n"
        self.assertIn(opened, broken)
        handled = broken.replace(opened, opened + "    Pip_Set_Entry(PIP_MEMORY_FAULT_ENTRY, &saved, 0);\n")
        run = self.boot(directory, handled)
        self.assertEqual(
            self.printed(run),
            [
                "Alice reads: a first letter, from root",
                "Bob reads: letter 1 of Alice",
                "Bob reads: letter 1 of Alice",
                "That is all.",
            ],
        )

    def test_children_that_do_what_they_must_not(self) -> None:
        """A child that names an entry which is closed to it, and one that makes a partition of the page that
        root shares with it."""
        program = "\n".join(text for language, text in blocks(PAGE) if language == "c")
        directory = self.directory() / "letters"
        self.assertEqual(self.pepin("new", directory).status(), 0)
        yields = "        Pip_Yield_Result(0, MAIL, WAITING, 1, 1);\n"
        self.assertIn(yields, program)
        intruder = program.replace(
            yields,
            "        const pip_word_t error = Pip_Yield_Result(0, MAIL + 1, WAITING, 1, 1).error;\n"
            "        if (error != PIP_ERROR_NONE)\n"
            '            printf("%s: %s\\n", DESK->name, Pip_Error_Name(error));\n' + yields,
        )
        run = self.boot(directory, intruder)
        self.assertEqual(run.status(), 0, run.output + run.errors)
        self.assertEqual(run.output.count("target_context"), 5, run.output)
        self.assertIn("That is all.", run.output)

        trap = program.replace(
            "static void child(void)\n",
            "static char spare[4 * PAGE_SIZE] __attribute__((aligned(PAGE_SIZE)));\n\nstatic void child(void)\n",
        )
        trap = trap.replace(
            yields,
            "        const pip_word_t page = (pip_word_t) spare;\n"
            "        if (DESK->name[0] == 'A' && count == 2) {\n"
            "            Pip_CreatePartition((pip_word_t) DESK, page, page + PAGE_SIZE, page + 2 * PAGE_SIZE, page + 3 * PAGE_SIZE);\n"
            "            Pip_Yield(0, MAIL, 150, 1, 1); /* where it is not saved */\n"
            "        }\n" + yields,
        )
        run = self.boot(directory, trap)
        self.assertEqual(run.status(), 0, run.output + run.errors)
        self.assertEqual(run.output.splitlines()[-2:], ["Bob reads: nothing", "That is all."])


class WriteAPartitionOnX86_64(WriteAPartition):
    """The page's program runs there, too."""

    architecture = "x86_64"


class WriteAPartitionOnArmv7(WriteAPartition):
    """And there."""

    architecture = "armv7"
    fault = "data abort"


class Pictures(FrontDoorTest):
    """Pictures that are made by a command."""

    def test_timeline(self) -> None:
        picture = (ROOT / "docs" / "pictures" / "edf-timeline.svg").read_text(encoding="utf-8")
        self.assertEqual(
            picture,
            timeline.svg(read(ROOT / "examples" / "edf" / "tasks.json")),
            "draw it anew: ./pepin edf simulate examples/edf/tasks.json --plot docs/pictures/edf-timeline.svg",
        )


if __name__ == "__main__":
    unittest.main()
