"""Counts the lines of what the proof trusts, as CAVEATS.md lists it.

    trusted_lines.py PAGE

A row of the page's table that begins with paths in backquotes ends with their number of lines: those that are
neither blank nor comment. Prints each row's count. Status 1 where the page is off by more than a quarter, or
a path names nothing."""
import pathlib
import re
import sys

_ROOT = pathlib.Path(__file__).resolve().parent.parent
_ROW = re.compile(r"^\| ((?:`[^`]+`(?:, )?)+).*\| ([0-9,]+) \|$")
_TOLERANCE = 0.25
_COMMENT_STARTS = ("//", "#", ";")


def lines_of(path: pathlib.Path) -> int:
    """Lines of a file that are neither blank nor only comment. What begins with `#` counts in C++, where it
    is no comment."""
    text = re.sub(r"/\*.*?\*/", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
    starts = ("//",) if path.suffix in (".cpp", ".hpp", ".h", ".S") else _COMMENT_STARTS
    return sum(1 for line in text.splitlines() if line.strip() and not line.strip().startswith(starts))


def count(patterns: list[str]) -> int:
    """Lines of all files that the patterns name: files, patterns, or directories with all in them."""
    files: set[pathlib.Path] = set()
    for pattern in patterns:
        matches = [
            path
            for match in _ROOT.glob(pattern.rstrip("/"))
            for path in (match.rglob("*") if match.is_dir() else [match])
            if path.is_file()
        ]
        if not matches:
            raise SystemExit(f"trusted_lines: nothing is called '{pattern}'")
        files.update(matches)
    return sum(map(lines_of, files))


def main(page: pathlib.Path) -> int:
    rows = [match for line in page.read_text(encoding="utf-8").splitlines() if (match := _ROW.match(line))]
    if not rows:
        raise SystemExit(f"trusted_lines: {page} has no row with paths and a number of lines")
    good = True
    for row in rows:
        patterns, stated = re.findall(r"`([^`]+)`", row[1]), int(row[2].replace(",", ""))
        actual = count(patterns)
        fits = abs(actual - stated) <= _TOLERANCE * actual
        good = good and fits
        print(f"{actual:6} {' '.join(patterns)}" + ("" if fits else f": the page says {stated}"))
    return 0 if good else 1


if __name__ == "__main__":
    if len(sys.argv) != 2:
        raise SystemExit(__doc__)
    sys.exit(main(pathlib.Path(sys.argv[1])))
