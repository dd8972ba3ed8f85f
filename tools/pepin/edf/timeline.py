"""A schedule as a picture: a row for each task, with releases, deadlines, slots, preemptions and all that
goes wrong."""
import collections.abc
from xml.sax.saxutils import escape

from . import schedule
from .schedule import Event, What
from .task_set import TaskSet

_LEFT = 140  # of the first slot, in pixels
_TOP = 56
_ROW = 44
_BAR = 18
_WIDEST, _NARROWEST, _USUAL_WIDTH = 26, 4, 1400

_STYLE = """\
    text { font-family: sans-serif; font-size: 13px; fill: #234 }
    .small { font-size: 11px; fill: #567 }
    .line { stroke: #9ab; stroke-width: 1 }
    .slot { fill: #7fa8d1; stroke: #345; stroke-width: 0.8 }
    .idle { fill: #e8edf2 }
    .mark { stroke: #345; stroke-width: 1.6; fill: none }
    .preempted { fill: #e8a33d }
    .bad { stroke: #c0392b; stroke-width: 2.4; fill: none }"""


def _release(x: float, y: float) -> str:
    return f'<path class="mark" d="M{x} {y}v-30m-3 5l3 -5 3 5"/>'


def _deadline(x: float, y: float) -> str:
    return f'<path class="mark" d="M{x} {y - 30}v30m-3 -5l3 5 3 -5"/>'


def _preemption(x: float, y: float) -> str:
    return f'<path class="preempted" d="M{x} {y - _BAR}v{_BAR}l5 {-_BAR / 2}z"/>'


def _cross(x: float, y: float) -> str:
    return f'<path class="bad" d="M{x - 5} {y - 14}l10 10m0 -10l-10 10"/>'


def _cut(x: float, y: float) -> str:
    return f'<path class="bad" d="M{x} {y + 3}v{-_BAR - 6}"/>'


def _lightning(x: float, y: float) -> str:
    return f'<path class="bad" d="M{x + 2} {y - _BAR - 2}l-5 10h6l-5 10"/>'


_MARKS: dict[What, tuple[collections.abc.Callable[[float, float], str], str]] = {
    What.RELEASED: (_release, "release"),
    What.PREEMPTED: (_preemption, "preemption"),
    What.OVERRUN: (_cut, "budget used up"),
    What.FAULTED: (_lightning, "fault"),
    What.MISSED: (_cross, "deadline missed"),
}


class _Picture:
    """Collects the parts."""

    def __init__(self, task_set: TaskSet) -> None:
        self._tasks = task_set.tasks
        self._slots = task_set.slots
        self._slot_width = max(_NARROWEST, min(_WIDEST, _USUAL_WIDTH // task_set.slots))
        self._parts: list[str] = []

    def _x(self, time: int) -> float:
        return _LEFT + time * self._slot_width

    def _y(self, row: int) -> float:
        return _TOP + (row + 1) * _ROW

    def _legend(self) -> None:
        x = 12.0
        for draw, words in [*_MARKS.values(), (_deadline, "deadline")]:
            self._parts.append(
                f'<g>{draw(x + 6, 36)}<text class="small" x="{x + 18}" y="30">{words}</text></g>'
            )
            x += 30 + 7 * len(words)

    def _axis(self) -> None:
        step = next(
            step for step in (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000) if step * self._slot_width >= 26
        )
        bottom = self._y(len(self._tasks))
        for time in range(0, self._slots + 1, step):
            self._parts.append(
                f'<line class="line" x1="{self._x(time)}" y1="{_TOP}" x2="{self._x(time)}" y2="{bottom + 4}"/>'
                f'<text class="small" x="{self._x(time)}" y="{bottom + 18}" text-anchor="middle">{time}</text>'
            )

    def _row(self, row: int, name: str) -> None:
        y = self._y(row)
        self._parts.append(
            f'<text x="12" y="{y - 4}">{escape(name)}</text>'
            f'<line class="line" x1="{_LEFT}" y1="{y}" x2="{self._x(self._slots)}" y2="{y}"/>'
        )

    def _event(self, time: int, event: Event) -> None:
        y = self._y(self._tasks.index(event.task))
        title = f"<title>{time}: {escape(str(event))}</title>"
        if event.what in _MARKS:
            self._parts.append(
                f'<g class="{event.what.name.lower()}-event">{title}{_MARKS[event.what][0](self._x(time), y)}</g>'
            )
        if event.what is What.RELEASED and event.due <= self._slots:
            self._parts.append(
                f'<g class="deadline-event"><title>{event.due}: deadline of {escape(event.task.name)}</title>'
                f"{_deadline(self._x(event.due), y)}</g>"
            )

    def draw(self) -> str:
        """The whole file."""
        width = max(self._x(self._slots) + 24, 640)
        height = self._y(len(self._tasks)) + 30
        for row, name in enumerate([*(task.name for task in self._tasks), "idle"]):
            self._row(row, name)
        slots = list(schedule.simulate(TaskSet(self._tasks, self._slots)))
        for slot in slots[:-1]:
            row = len(self._tasks) if slot.task is None else self._tasks.index(slot.task)
            kind = "idle" if slot.task is None else "slot"
            self._parts.append(
                f'<rect class="{kind}" x="{self._x(slot.time)}" y="{self._y(row) - _BAR}" '
                f'width="{self._slot_width}" height="{_BAR}"/>'
            )
        self._axis()
        for slot in slots:
            for event in slot.events:
                self._event(slot.time, event)
        self._legend()
        body = "\n  ".join(self._parts)
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:g} {height:g}" width="{width:g}" height="{height:g}">\n'
            f'  <style>\n{_STYLE}\n  </style>\n  <rect width="100%" height="100%" fill="#fff"/>\n  {body}\n</svg>\n'
        )


def svg(task_set: TaskSet) -> str:
    """An SVG file's contents: the schedule of `pepin edf simulate`. Each mark has a class `...-event` and
    says what it is when
    pointed at."""
    return _Picture(task_set).draw()
