"""Excerpts of sources: they are found however the source is broken into lines."""
import re

from .problems import Problem

_TOKEN = re.compile(r"\w+|[^\w\s]|\s+")


def canonical(text: str) -> str:
    """The text on one line, with white space only where it keeps words apart."""
    return re.sub(r"(?<=\W) | (?=\W)", "", re.sub(r"\s+", " ", text.strip()))


def pattern(text: str) -> str:
    """A regular expression that finds the text with any white space between its parts."""
    parts = []
    for token in _TOKEN.findall(canonical(text)):
        parts.append(r"\s+" if token.isspace() else re.escape(token))
    result = ""
    for before, part in zip(["", *parts], parts, strict=False):
        between = "" if not before or r"\s+" in (before, part) else r"\s*"
        result += between + part
    return result


def find_once(text: str, excerpt: str, where: str, after: str = "") -> re.Match[str]:
    """Where the excerpt is, as the group `excerpt`. Raises Problem where it is not there exactly once; `where` says in which file, and which list has it.

    With `after`, it has to follow that excerpt, which is not part of the group."""
    places = list(re.finditer((pattern(after) + r"\s*" if after else "") + f"(?P<excerpt>{pattern(excerpt)})", text))
    if len(places) != 1:
        raise Problem(f"'{excerpt}' was expected once in {where}, not {len(places)} times")
    return places[0]
