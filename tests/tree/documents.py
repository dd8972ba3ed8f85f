"""What the documents name exists: pages, headings, files and folders; each document can be found from README.md; and their lines are short."""
import functools
import pathlib
import re
import sys
import tempfile
import unittest

sys.path.append(str(pathlib.Path(__file__).resolve().parent.parent))

from harness import ROOT

COLUMNS = 100
SOURCES = {".c", ".cpp", ".h", ".hpp", ".S", ".lds", ".ld", ".py", ".toml", ".json", ".cmake", ".md", ".txt"}
# Made by a build, by the reader or by others; and the service that docs/proof/adding-a-service.md adds as an example.
MADE = re.compile(r"build\b|~|/|my-|examples/mine\b|compile_commands|kernel/core/protect\.cpp")


@functools.cache
def tree() -> frozenset[str]:
    """Every file of the tree, and every folder, from its root on."""
    paths = set()
    for path in ROOT.rglob("*"):
        relative = path.relative_to(ROOT)
        if not any(
            part.startswith(".") and part != ".ci" or part.startswith("build") or part == "__pycache__"
            for part in relative.parts
        ):
            paths.add(str(relative))
    return frozenset(paths)


@functools.cache
def documents() -> tuple[pathlib.Path, ...]:
    return tuple(sorted(ROOT / path for path in tree() if path.endswith(".md")))


def without_code(text: str) -> str:
    return re.sub(r"(?ms)^```.*?^```$", "", text)


@functools.cache
def anchors(document: pathlib.Path) -> frozenset[str]:
    """What links to a heading of it call that: small letters, without signs, hyphens for spaces."""
    headings = re.findall(r"(?m)^#+ +(.*)$", without_code(document.read_text(encoding="utf-8")))
    return frozenset(re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings)


def links(document: pathlib.Path) -> list[str]:
    """What a document links to within the tree: a path from its folder on, a heading after `#`, or both."""
    targets = re.findall(r"\]\(([^)\s]+)\)", without_code(document.read_text(encoding="utf-8")))
    return [target for target in targets if not re.match(r"[a-z]+:", target)]


def reachable(start: pathlib.Path) -> set[pathlib.Path]:
    """The documents that one finds by following links, the first one included."""
    found, left = {start.resolve()}, [start.resolve()]
    while left:
        document = left.pop()
        pages = {(document.parent / target.partition("#")[0]).resolve() for target in links(document)}
        new = {page for page in pages if page.suffix == ".md" and page.is_file()} - found
        found |= new
        left += new
    return found


def long_lines(text: str) -> list[int]:
    """The numbers of those lines of a document's prose that are too long. Tables and code are as wide as they have to be."""
    found, is_code = [], False
    for number, line in enumerate(text.splitlines(), 1):
        if line.startswith("```"):
            is_code = not is_code
        elif not is_code and not line.lstrip().startswith("|") and len(line) > COLUMNS:
            found.append(number)
    return found


def exists(name: str, document: pathlib.Path) -> bool:
    """Whether a name in a document is that of something in the tree: from its root, from the document, or by
    the end of its path.
    NAME stands for any name, and so does a star; braces hold choices."""
    pattern = re.sub(r"NAME|\*", "[^/]+", name.rstrip("/").replace(".", r"\."))
    pattern = re.sub(r"\{([^{}]*)\}", lambda found: "(?:" + found[1].replace(",", "|") + ")", pattern)
    expression = re.compile(rf"(?:.*/)?{pattern}")
    return any(expression.fullmatch(path) for path in tree()) or (document.parent / name).exists()


class Links(unittest.TestCase):
    """Links within the tree."""

    def test_targets(self) -> None:
        for document in documents():
            for target in links(document):
                with self.subTest(document=document.relative_to(ROOT), target=target):
                    path, _, heading = target.partition("#")
                    page = document.parent / path if path else document
                    self.assertTrue(page.exists(), "no such page")
                    if heading:
                        self.assertIn(heading, anchors(page), "no such heading")


class Ways(unittest.TestCase):
    """A reader who begins at README.md finds every document."""

    def test_every_document_is_linked(self) -> None:
        found = reachable(ROOT / "README.md")
        lost = [str(page.relative_to(ROOT)) for page in documents() if page.resolve() not in found]
        self.assertEqual(lost, [], "link to it from a page that has to do with it")

    def test_what_is_not_linked_is_not_found(self) -> None:
        pages = {
            "README.md": "[a](pages/a.md), [others'](https://example.org/c.md)\n```\n[c](pages/c.md)\n```\n",
            "pages/a.md": "# A\n[b](b.md#b), [A](#a), [back](../README.md)\n",
            "pages/b.md": "# B\n",
            "pages/c.md": "# C\n`c.md`\n",
        }
        with tempfile.TemporaryDirectory() as name:
            folder = pathlib.Path(name).resolve()
            (folder / "pages").mkdir()
            for page, text in pages.items():
                (folder / page).write_text(text, encoding="utf-8")
            found = {str(page.relative_to(folder)) for page in reachable(folder / "README.md")}
        self.assertEqual(found, set(pages) - {"pages/c.md"})


class Lines(unittest.TestCase):
    """Prose is broken into lines, so that a change of a word is a change of a line."""

    def test_prose(self) -> None:
        for document in documents():
            with self.subTest(document=document.relative_to(ROOT)):
                found = long_lines(document.read_text(encoding="utf-8"))
                self.assertEqual(found, [], f"lines with more than {COLUMNS} columns")

    def test_long_lines_are_found(self) -> None:
        fits, long = "x" * COLUMNS, "x " * COLUMNS
        lines = [fits, long, "```text", long, "```", "| " + long, "  - " + fits, "   | " + long, "# " + long]
        self.assertEqual(long_lines("\n".join(lines)), [2, 7, 9])


class Paths(unittest.TestCase):
    """Paths and names of files in the text."""

    def names(self, document: pathlib.Path) -> list[str]:
        found = re.findall(r"`([\w.{},*/\-]+)`", without_code(document.read_text(encoding="utf-8")))
        tops = {path.split("/")[0] for path in tree()}
        return [
            name
            for name in found
            if not MADE.match(name)
            and (name.split("/")[0] in tops and "/" in name or pathlib.PurePath(name).suffix in SOURCES)
        ]

    def test_exist(self) -> None:
        seen = 0
        for document in documents():
            for name in self.names(document):
                seen += 1
                with self.subTest(document=document.relative_to(ROOT), name=name):
                    self.assertTrue(exists(name, document), "nothing in the tree has that name")
        self.assertGreater(seen, 100)


if __name__ == "__main__":
    unittest.main()
