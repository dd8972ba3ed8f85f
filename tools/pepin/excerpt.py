"""Excerpts of sources: they are found however the source is broken into lines.

    python3 -m pepin.excerpt FILE EXCERPT REPLACEMENT    prints the file with another text in the excerpt's place"""
import pathlib
import re
import sys

from .problems import Problem

_TOKEN = re.compile(r"\w+|[^\w\s]|\s+")
# Between two parts: a comment may go on in the next line.
_COMMENT = r"\s*\n\s*//\s*"
_GAP, _SPACE = rf"(?:{_COMMENT}|\s*)", rf"(?:{_COMMENT}|\s+)"


def canonical(text: str) -> str:
    """The text on one line, with white space only where it keeps words apart."""
    return re.sub(r"(?<=\W) | (?=\W)", "", re.sub(r"\s+", " ", text.strip()))


def pattern(text: str) -> str:
    """A regular expression that finds the text with any white space between its parts."""
    result, gap = "", ""
    for token in _TOKEN.findall(canonical(text)):
        if token.isspace():
            gap = _SPACE
            continue
        result += gap + re.escape(token)
        gap = _GAP
    return result


def find_once(text: str, excerpt: str, where: str, after: str = "") -> re.Match[str]:
    """Where the excerpt is, as the group `excerpt`. Raises Problem where it is not there exactly once;
    `where` says in which file, and which list has it.

    With `after`, it has to follow that excerpt, which is not part of the group."""
    places = list(
        re.finditer((pattern(after) + r"\s*" if after else "") + f"(?P<excerpt>{pattern(excerpt)})", text)
    )
    if len(places) != 1:
        raise Problem(f"'{excerpt}' was expected once in {where}, not {len(places)} times")
    return places[0]


def replace_once(text: str, excerpt: str, replacement: str, where: str) -> str:
    """The text with something else in the excerpt's place. Raises Problem where it is not there exactly
    once."""
    place = find_once(text, excerpt, where)
    return text[: place.start()] + replacement + text[place.end() :]


def main() -> int:
    file, excerpt, replacement = sys.argv[1:]
    try:
        sys.stdout.write(
            replace_once(pathlib.Path(file).read_text(encoding="utf-8"), excerpt, replacement, file)
        )
    except Problem as problem:
        print(problem, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
