"""The list of architectures: whatever is wrong with it is told with its place, and with what was expected."""
import pathlib
import subprocess
import sys
import tempfile
import unittest

sys.path.append(str(pathlib.Path(__file__).resolve().parent.parent))

from harness import ROOT

from pepin import architectures
from pepin.problems import Problem


class List(unittest.TestCase):
    """Lists with mistakes, each made from the tree's."""

    def setUp(self) -> None:
        self.directory = pathlib.Path(self.enterContext(tempfile.TemporaryDirectory()))
        self.listing = self.directory / "architectures.toml"
        self.text = architectures.LIST.read_text(encoding="utf-8")
        self.first = architectures.default()

    def read(self, text: str) -> dict[str, architectures.Architecture]:
        self.listing.write_text(text, encoding="utf-8")
        return architectures.read(self.listing)

    def changed(self, before: str, after: str) -> str:
        """The tree's list with the first of such texts replaced."""
        self.assertIn(before, self.text)
        return self.text.replace(before, after, 1)

    def test_lists(self) -> None:
        self.assertEqual(self.read(self.text), architectures.every())
        self.assertEqual(self.read(self.text).keys(), set(architectures.names()))

    def test_mistakes(self) -> None:
        platform = architectures.every()[self.first].platform
        for text, because in (
            ("", "lists no architecture"),
            ("[a\n", "is no TOML: "),
            ('title = "one"\n' + self.text, "'title' stands outside of an architecture"),
            (
                self.changed(f"[{self.first}]", "[My-own]"),
                "expected a name of small letters, digits and _, found 'My-own'",
            ),
            (
                self.changed("title = ", "titel = "),
                f"architectures.toml: {self.first} has 'titel', which is not known",
            ),
            (
                self.changed(f'platform = "{platform}"', ""),
                f"architectures.toml: {self.first}, platform: there is none",
            ),
            (self.changed("ports = true", "ports = 1"), "ports: expected true or false, found 1"),
            (
                self.changed("greatest_memory = ", "greatest_memory = true # "),
                "greatest_memory: expected a whole number, found True",
            ),
            (
                self.changed('image = "iso"', 'image = "floppy"'),
                "image: expected one of iso, card, found 'floppy'",
            ),
            (
                self.changed("multiboot = 1", "multiboot = 3"),
                "multiboot: expected one of 0, 1, 2, found 3",
            ),
            (
                self.changed("window = [", "window = [0, "),
                "window: expected a list of 2, each a whole number, found [0, ",
            ),
            (
                self.changed("ways_in = [", "ways_in = [1, "),
                "ways_in: expected a list of 3, each a text, found [1, ",
            ),
        ):
            with self.subTest(because=because), self.assertRaises(Problem) as caught:
                self.read(text)
            self.assertIn(because, str(caught.exception))

    def test_missing(self) -> None:
        with self.assertRaises(Problem) as caught:
            architectures.read(self.directory / "nowhere.toml")
        self.assertIn("nowhere.toml: No such file or directory", str(caught.exception))


class Cmake(unittest.TestCase):
    """What CMake makes of it."""

    def test_variables(self) -> None:
        with tempfile.TemporaryDirectory() as directory:
            script = pathlib.Path(directory) / "show.cmake"
            script.write_text(
                f'include("{ROOT}/cmake/architectures.cmake")\n'
                "foreach(name IN LISTS PEPIN_ARCHITECTURES)\n"
                '    message("${name} ${PEPIN_${name}_platform} ${PEPIN_${name}_title} ${PEPIN_${name}_ports}")\n'
                "endforeach()\nmessage(${PEPIN_DEFAULT_ARCHITECTURE})\n",
                encoding="utf-8",
            )
            done = subprocess.run(["cmake", "-P", script], capture_output=True, text=True, check=False)
        self.assertEqual(
            done.stderr.splitlines(),
            [
                f"{one.name} {one.platform} {one.title} {'ON' if one.ports else 'OFF'}"
                for one in architectures.every().values()
            ]
            + [architectures.default()],
        )


if __name__ == "__main__":
    unittest.main()
