"""The program of docs/write-a-partition.md, as a reader would type it, and the figures and pictures of docs/partitions.md."""
import pathlib
import subprocess
import sys
import unittest

sys.path.append(str(pathlib.Path(__file__).resolve().parent.parent))

from harness import ROOT, FrontDoorTest

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

    def make(self, directory: pathlib.Path, program: str, *words: str) -> pathlib.Path:
        (directory / "main.c").write_text(program, encoding="utf-8")
        made = subprocess.run(["make", "-C", directory, *words], capture_output=True, text=True, check=False)
        self.assertEqual(made.returncode, 0, made.stderr)
        self.assertNotIn("warning", made.stderr)
        return directory / f"{directory.name}{'.armv7' if 'ARCH=armv7' in words else ''}.bin"

    def test_the_page(self) -> None:
        program = "\n".join(text for language, text in blocks(PAGE) if language == "c")
        self.assertLess(len(program.splitlines()), 100)
        first, last = (text for language, text in blocks(PAGE) if language == "")
        self.assertRegex(first, r"\A\./pepin new \.\./letters\ncd \.\./letters\n\Z")
        directory = self.directory() / "letters"
        self.assertEqual(self.pepin("new", directory).status(), 0)
        run = self.pepin("run", self.make(directory, program))
        self.assertEqual(run.status(), 0, run.output + run.errors)
        self.assertEqual(run.output.split("\n", 1)[1], last)

        run = self.pepin("run", self.make(directory, program, "ARCH=armv7"), "--arch", "armv7")
        self.assertEqual(run.status(), 0, run.output + run.errors)
        self.assertEqual(run.output.split("\n", 1)[1], last)

        # "Go on": a child that breaks something, without and with somebody to take the fault.
        broken = program.replace("        printf(\"%s reads", "        if (DESK->name[0] == 'A' && count == 2)\n"
                                 "            *(volatile int *) 0x20000000 = 1;\n        printf(\"%s reads")
        run = self.pepin("run", self.make(directory, broken))
        self.assertEqual(run.status(), 3, run.output + run.errors)
        self.assertRegex(run.output, r"PANIC: page fault in a partition at 0x")
        handled = broken.replace("    VIDT[MAIL] = &saved;\n", "    VIDT[MAIL] = &saved;\n    VIDT[PIP_MEMORY_FAULT_ENTRY] = &saved;\n")
        run = self.pepin("run", self.make(directory, handled))
        self.assertEqual(run.status(), 0, run.output + run.errors)
        self.assertEqual(run.output.splitlines()[1:], ["Alice reads: a first letter, from root", "Bob reads: letter 1 of Alice",
                                                       "Bob reads: letter 1 of Alice", "That is all."])


class Pictures(FrontDoorTest):
    """Pictures that are made by a command."""

    def test_timeline(self) -> None:
        picture = (ROOT / "docs" / "pictures" / "edf-timeline.svg").read_text(encoding="utf-8")
        self.assertEqual(picture, timeline.svg(read(ROOT / "partitions" / "edf" / "tasks.json")),
                         "draw it anew: ./pepin edf simulate partitions/edf/tasks.json --plot docs/pictures/edf-timeline.svg")


if __name__ == "__main__":
    unittest.main()
