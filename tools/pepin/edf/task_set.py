"""A task set as its file says it, as objects, and as the partition finds it in its image
(examples/edf/parameters.h)."""
import collections.abc
import dataclasses
import json
import math
import pathlib
import re
import struct
import typing

from .. import tree
from ..problems import Problem, WrongWords

MOST_TASKS = 32
LONGEST_NAME = 15
LONGEST_TIME = 10_000  # ticks
MOST_SLOTS = 10_000
USUAL_MOST_SLOTS = 1_000  # where the file does not say how many

_MARK = b"edf task table".ljust(16, b"\0")
_TASK = struct.Struct("<16s6I")


@dataclasses.dataclass(frozen=True)
class Task:
    """Times in ticks. A job is released at `offset` and each `period` after that, is due `deadline` later,
    gets `budget` at most, and does
    `work`; in tick number `fault` of its own it touches what it has not got (0: in none)."""

    name: str
    period: int
    budget: int
    deadline: int
    offset: int
    work: int
    fault: int


@dataclasses.dataclass(frozen=True)
class TaskSet:
    """Tasks in the order of the table, and how many slots a run has."""

    tasks: tuple[Task, ...]
    slots: int

    @property
    def hyperperiod(self) -> int:
        """After so many ticks, the releases repeat."""
        return math.lcm(*(task.period for task in self.tasks))


class _Position:
    """Finds the line at which a value begins, in a text that is known to be JSON."""

    _TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|[\[\]{}:,]|[^\s\[\]{}:,"]+')

    def __init__(self, text: str) -> None:
        self._lines: dict[tuple[str | int, ...], int] = {}
        self.duplicate: tuple[str | int, ...] | None = None  # a field that stands twice in one object
        tokens = [(match[0], text.count("\n", 0, match.start()) + 1) for match in self._TOKEN.finditer(text)]
        self._tokens = iter(tokens)
        self._value((), *next(self._tokens))

    def line(self, *path: str | int) -> int:
        """Of the value at this path, or of the innermost value around it that there is."""
        while path not in self._lines:
            path = path[:-1]
        return self._lines[path]

    def _value(self, path: tuple[str | int, ...], token: str, line: int) -> None:
        self._lines[path] = line
        if token not in "[{":
            return
        index = 0
        for inner, inner_line in self._tokens:
            if inner in "]}":
                return
            if inner == ",":
                continue
            if token == "{":
                field = (*path, json.loads(inner))
                if field in self._lines:
                    self.duplicate = field
                next(self._tokens)  # the colon
                self._value(field, *next(self._tokens))
                self._lines[field] = inner_line  # where the field begins
            else:
                self._value((*path, index), inner, inner_line)
                index += 1


class _Reader:
    """Turns a file's contents into a task set, or away."""

    def __init__(self, path: pathlib.Path, text: str) -> None:
        self._path = path
        try:
            self._contents = json.loads(text)
            self._position = _Position(text)
        except json.JSONDecodeError as error:
            raise WrongWords(
                f"{path}:{error.lineno}: this is not JSON: {error.msg}, column {error.colno}"
            ) from error
        except (RecursionError, ValueError) as error:
            raise WrongWords(f"{path}: {error}") from error
        if self._position.duplicate is not None:
            self._refuse(self._position.duplicate, "the field stands twice in one object")

    def _refuse(self, path: tuple[str | int, ...], what: str) -> typing.NoReturn:
        field = (
            "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in path).removeprefix(".")
            or "the file"
        )
        raise WrongWords(f"{self._path}:{self._position.line(*path)}: {field}: {what}")

    @staticmethod
    def _shown(value: typing.Any) -> str:
        shown = json.dumps(value)
        return shown if len(shown) <= 60 else shown[:57] + "..."

    def _fields(
        self, path: tuple[str | int, ...], value: typing.Any, needed: set[str], optional: set[str]
    ) -> dict[str, typing.Any]:
        if not isinstance(value, dict):
            self._refuse(path, f"an object was expected, not {self._shown(value)}")
        for name in value:
            if name not in needed | optional:
                self._refuse(
                    (*path, name), f"there is no such field; known are {', '.join(sorted(needed | optional))}"
                )
        for name in sorted(needed - set(value)):
            self._refuse(path, f"the field '{name}' is missing")
        return value

    def _number(
        self, path: tuple[str | int, ...], value: typing.Any, least: int, most: int, because: str = ""
    ) -> int:
        if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= most:
            self._refuse(
                path, f"a whole number from {least} to {most} was expected{because}, not {self._shown(value)}"
            )
        return value

    def _task(self, index: int, value: typing.Any) -> Task:
        path = ("tasks", index)
        fields = self._fields(
            path, value, {"name", "period", "budget", "deadline"}, {"offset", "work", "fault"}
        )
        name = fields["name"]
        if not isinstance(name, str) or not re.fullmatch(rf"[A-Za-z0-9_-]{{1,{LONGEST_NAME}}}", name):
            self._refuse(
                (*path, "name"),
                f"1 to {LONGEST_NAME} letters, digits, _ and - were expected, not {self._shown(name)}",
            )
        period = self._number((*path, "period"), fields["period"], 1, LONGEST_TIME)
        deadline = self._number(
            (*path, "deadline"), fields["deadline"], 1, period, " (a deadline is not behind the next release)"
        )
        budget = self._number(
            (*path, "budget"), fields["budget"], 1, deadline, " (a budget has room before the deadline)"
        )
        return Task(
            name,
            period,
            budget,
            deadline,
            self._number((*path, "offset"), fields.get("offset", 0), 0, LONGEST_TIME),
            self._number((*path, "work"), fields.get("work", budget), 1, LONGEST_TIME),
            self._number((*path, "fault"), fields.get("fault", 0), 0, LONGEST_TIME),
        )

    def task_set(self) -> TaskSet:
        """What the file says."""
        fields = self._fields((), self._contents, {"tasks"}, {"slots"})
        entries = fields["tasks"]
        if not isinstance(entries, list) or not 1 <= len(entries) <= MOST_TASKS:
            found = f"of {len(entries)}" if isinstance(entries, list) else json.dumps(entries)
            self._refuse(("tasks",), f"a list of 1 to {MOST_TASKS} tasks was expected, not {found}")
        tasks = tuple(self._task(index, entry) for index, entry in enumerate(entries))
        for index, task in enumerate(tasks):
            if task.name in [other.name for other in tasks[:index]]:
                self._refuse(("tasks", index, "name"), f"a task before this one is called '{task.name}', too")
        slots = TaskSet(tasks, 0).hyperperiod + max(task.offset for task in tasks)
        return TaskSet(
            tasks, self._number(("slots",), fields.get("slots", min(slots, USUAL_MOST_SLOTS)), 1, MOST_SLOTS)
        )


def read(path: pathlib.Path) -> TaskSet:
    """Reads a file. Raises WrongWords, with line and field, where it makes no sense."""
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        raise WrongWords(f"cannot read {path}: {error.strerror}{tree.moved(path)}") from error
    except UnicodeDecodeError as error:
        raise WrongWords(
            f"{path} is not UTF-8 text: byte {error.start} is {error.object[error.start]:#04x}"
        ) from error
    return _Reader(path, text).task_set()


def write_into(image: bytes, task_set: TaskSet) -> bytes:
    """The partition's image with this task set in place of the one that it was built with. Raises WrongWords
    where it has no place
    for one."""
    position = image.find(_MARK)
    if position < 0 or image.find(_MARK, position + 1) >= 0:
        raise WrongWords("--tasks is for the partition edf: this one has no place for a task table")
    entries: collections.abc.Iterable[bytes] = (
        _TASK.pack(
            task.name.encode("ascii"),
            task.period,
            task.budget,
            task.deadline,
            task.offset,
            task.work,
            task.fault,
        )
        for task in task_set.tasks
    )
    table = b"".join(entries).ljust(MOST_TASKS * _TASK.size, b"\0")
    block = _MARK + struct.pack("<2I", len(task_set.tasks), task_set.slots) + table
    if position + len(block) > len(image):
        raise Problem("the image ends within its task table")
    return image[:position] + block + image[position + len(block) :]
