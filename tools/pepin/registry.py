"""The partitions of the tree, as partitions.txt lists them: the one reader of that file, for the front door
and for CMake.

    python3 -m pepin.registry       prints NAME;FOLDER for each, or what is wrong with the list, with status 1"""
import pathlib
import re
import sys

from .problems import Problem

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
LIST = ROOT / "partitions.txt"


def partitions(listing: pathlib.Path = LIST) -> dict[str, pathlib.Path]:
    """The folder with the sources of each. Raises Problem, with the number of the line, where the list is not
    one, or a folder is none that builds."""
    try:
        text = listing.read_text(encoding="utf-8")
    except OSError as error:
        raise Problem(f"cannot read {listing}: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise Problem(f"{listing} is no text in UTF-8: {error.reason} at byte {error.start}") from error
    found: dict[str, pathlib.Path] = {}
    lines: dict[str, int] = {}
    for number, line in enumerate(text.splitlines(), 1):
        where = f"{listing.name}:{number}"
        words = line.split()
        if not words or words[0].startswith("#"):
            continue
        if len(words) != 2:
            raise Problem(
                f"{where}: expected a name and a folder, found {len(words)} words: '{line.strip()}'"
            )
        name, folder = words
        if not re.fullmatch(r"[a-z][a-z0-9_]*", name):
            raise Problem(f"{where}: expected a name of small letters, digits and _, found '{name}'")
        if name in found:
            raise Problem(f"{where}: '{name}' is listed in line {lines[name]} already")
        place = listing.parent / folder
        if pathlib.PurePosixPath(folder).is_absolute() or not place.resolve().is_relative_to(
            listing.parent.resolve()
        ):
            raise Problem(f"{where}: expected a folder of the tree, found '{folder}'")
        if not (place / "CMakeLists.txt").is_file():
            raise Problem(
                f"{where}: expected a folder with a CMakeLists.txt, "
                + (f"and {folder} has none" if place.is_dir() else f"and there is no folder {folder}")
            )
        found[name], lines[name] = place, number
    if not found:
        raise Problem(f"{listing} lists no partition")
    return found


def main() -> int:
    try:
        for name, folder in partitions().items():
            print(f"{name};{folder}")
    except Problem as problem:
        print(problem, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
