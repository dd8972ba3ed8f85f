"""The list of partitions: whatever is wrong with it is told by the line, with what was expected, to whoever
builds and whoever runs."""
import pathlib
import shutil
import subprocess
import sys
import tempfile
import unittest

sys.path.append(str(pathlib.Path(__file__).resolve().parent.parent))

from harness import ROOT

from pepin import registry
from pepin.problems import Problem


class List(unittest.TestCase):
    """Lists with mistakes."""

    def setUp(self) -> None:
        self.directory = pathlib.Path(self.enterContext(tempfile.TemporaryDirectory()))
        self.listing = self.directory / "partitions.txt"
        for folder in ("mine", "other", "empty"):
            (self.directory / folder).mkdir()
        for folder in ("mine", "other"):
            (self.directory / folder / "CMakeLists.txt").touch()

    def read(self, text: str | bytes) -> dict[str, pathlib.Path]:
        self.listing.write_bytes(text if isinstance(text, bytes) else text.encode())
        return registry.partitions(self.listing)

    def test_lists(self) -> None:
        expected = {"mine": self.directory / "mine", "b_2": self.directory / "other"}
        for text in ("mine mine\nb_2 other\n", "# why\n\n  mine\tmine  \r\nb_2    other"):
            with self.subTest(text=text):
                self.assertEqual(self.read(text), expected)

    def test_mistakes(self) -> None:
        for text, because in (
            (
                "mine mine extra",
                "partitions.txt:1: expected a name and a folder, found 3 words: 'mine mine extra'",
            ),
            ("mine mine # why", "partitions.txt:1: expected a name and a folder, found 4 words"),
            ("# why\nmine", "partitions.txt:2: expected a name and a folder, found 1 words: 'mine'"),
            (
                "My-mine mine",
                "partitions.txt:1: expected a name of small letters, digits and _, found 'My-mine'",
            ),
            ("my/mine mine", "found 'my/mine'"),
            ("mine mine\nmine other", "partitions.txt:2: 'mine' is listed in line 1 already"),
            (
                "mine nowhere",
                "partitions.txt:1: expected a folder with a CMakeLists.txt, and there is no folder nowhere",
            ),
            ("mine empty", "and empty has none"),
            (f"mine {ROOT}/examples/minimal", "expected a folder of the tree"),
            ("mine ../mine", "expected a folder of the tree, found '../mine'"),
            ("", "lists no partition"),
            ("# nothing\n", "lists no partition"),
            (b"mine m\xffne\n", "no text in UTF-8"),
        ):
            with self.subTest(text=text), self.assertRaises(Problem) as caught:
                self.read(text)
            self.assertIn(because, str(caught.exception))

    def test_missing(self) -> None:
        with self.assertRaises(Problem) as caught:
            registry.partitions(self.directory / "nowhere.txt")
        self.assertIn("nowhere.txt: No such file or directory", str(caught.exception))


class Configuring(unittest.TestCase):
    """What CMake says, of a copy of what it needs."""

    def configure(self, listed: str, files: dict[str, str]) -> str:
        tree = pathlib.Path(self.enterContext(tempfile.TemporaryDirectory()))
        shutil.copytree(ROOT / "cmake", tree / "cmake")
        shutil.copytree(ROOT / "tools" / "pepin", tree / "tools" / "pepin")
        (tree / "partitions.txt").write_text(listed)
        for name, text in files.items():
            (tree / name).parent.mkdir(parents=True, exist_ok=True)
            (tree / name).write_text(text)
        (tree / "partition.ld").touch()
        (tree / "CMakeLists.txt").write_text(
            "cmake_minimum_required(VERSION 3.25)\nproject(listed LANGUAGES C)\nadd_library(pepin_warnings INTERFACE)\nadd_library(pip INTERFACE)\n"
            f'include("{ROOT}/lib/pip/cmake/partition.cmake")\ninclude(cmake/partitions.cmake)\n'
        )
        done = subprocess.run(
            ["cmake", "-S", str(tree), "-B", str(tree / "build"), "-G", "Ninja"],
            capture_output=True,
            text=True,
        )
        return " ".join(done.stderr.split()) if done.returncode else "configured"

    def test_configures(self) -> None:
        self.assertEqual(
            self.configure(
                "mine mine\n",
                {"mine/CMakeLists.txt": "pepin_partition(NAME mine SOURCES main.c)", "mine/main.c": ""},
            ),
            "configured",
        )

    def test_mistakes(self) -> None:
        one = {"mine/CMakeLists.txt": "pepin_partition(NAME mine SOURCES main.c)", "mine/main.c": ""}
        for listed, files, because in (
            ("mine mine extra\n", one, "partitions.txt:1: expected a name and a folder, found 3 words"),
            (
                "yours mine\n",
                one,
                "makes the partition 'yours', and its CMakeLists.txt has no pepin_partition(NAME yours ...)",
            ),
            (
                "mine mine\nother other\n",
                {
                    **one,
                    "other/CMakeLists.txt": "pepin_partition(NAME mine SOURCES main.c)",
                    "other/main.c": "",
                },
                "there are two partitions called 'mine'",
            ),
        ):
            with self.subTest(listed=listed):
                self.assertIn(because, self.configure(listed, files))


if __name__ == "__main__":
    unittest.main()
