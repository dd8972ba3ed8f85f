"""Whether every job of a task set gets its budget before its deadline, and if not, why not.

Under earliest deadline first that is so exactly if in no interval the jobs that are released and due in it
need more time than it has (processor demand; Baruah, Rosier, Howell 1990). Where all tasks begin at once, the
intervals that begin at time 0 suffice; what holds for those holds with offsets, too. With offsets the
converse is wrong, so the schedule itself is followed until it repeats (Leung, Merrill 1980)."""
import dataclasses
import fractions
import math

from . import schedule
from .task_set import Task, TaskSet

MOST_SLOTS = 200_000  # that are followed
MOST_INTERVALS = 1_000_000  # that are looked at


@dataclasses.dataclass(frozen=True)
class Verdict:
    """`schedulable` is None where finding out would take too long."""

    schedulable: bool | None
    utilisation: fractions.Fraction
    why: str


def check(task_set: TaskSet) -> Verdict:
    """Judges by the budgets: a job that wants more is cut."""
    tasks = task_set.tasks
    utilisation = sum((fractions.Fraction(task.budget, task.period) for task in tasks), fractions.Fraction(0))
    if utilisation > 1:
        return Verdict(
            False,
            utilisation,
            f"in {utilisation.denominator} ticks {utilisation.numerator} are needed on average",
        )
    try:
        overloaded = _overloaded_interval(tasks, utilisation)
    except TimeoutError:
        return Verdict(None, utilisation, f"there are more than {MOST_INTERVALS} intervals to be looked at")
    if overloaded is None:
        return Verdict(True, utilisation, "no interval has more to do than it has time for")
    if all(task.offset == 0 for task in tasks):
        return Verdict(False, utilisation, _explain(0, overloaded, _demand(tasks, overloaded)))
    return _follow(task_set, utilisation)


def _demand(tasks: tuple[Task, ...], end: int) -> int:
    """What the jobs need that are released from 0 on and due by `end`, where all tasks begin at 0."""
    return sum(max(0, (end - task.deadline) // task.period + 1) * task.budget for task in tasks)


def _overloaded_interval(tasks: tuple[Task, ...], utilisation: fractions.Fraction) -> int | None:
    """The end of an interval from 0 on that has too much to do, where all tasks begin at 0. Goes backwards
    from where the demand cannot be
    too high any more, in strides as long as the demand allows (Zhang, Burns 2009)."""
    earliest = min(task.deadline for task in tasks)
    time = _last_deadline_before(tasks, _longest_interval(tasks, utilisation))
    for _ in range(MOST_INTERVALS):
        if time is None:
            return None
        demand = _demand(tasks, time)
        if demand > time:
            return time
        if demand <= earliest:
            return None
        time = demand if demand < time else _last_deadline_before(tasks, time)
    raise TimeoutError


def _longest_interval(tasks: tuple[Task, ...], utilisation: fractions.Fraction) -> int:
    """Behind this, an interval that has too much to do has a shorter one within it: one more than the last
    deadline to be looked at."""
    hyperperiod = math.lcm(*(task.period for task in tasks))
    if utilisation == 1:
        return hyperperiod + 1
    slack = sum(
        (task.period - task.deadline) * fractions.Fraction(task.budget, task.period) for task in tasks
    )
    return (
        min(hyperperiod, max(max(task.deadline for task in tasks), math.ceil(slack / (1 - utilisation)))) + 1
    )


def _last_deadline_before(tasks: tuple[Task, ...], time: int) -> int | None:
    deadlines = [
        task.deadline + (time - 1 - task.deadline) // task.period * task.period
        for task in tasks
        if task.deadline < time
    ]
    return max(deadlines, default=None)


def _explain(begin: int, end: int, demand: int) -> str:
    return f"the jobs that are released at {begin} or later and due at {end} or before need {demand} ticks, and there are {end - begin}"


def _follow(task_set: TaskSet, utilisation: fractions.Fraction) -> Verdict:
    """Looks at the schedule until it repeats, with jobs that use up their budgets."""
    slots = max(task.offset for task in task_set.tasks) + 2 * task_set.hyperperiod
    if slots > MOST_SLOTS:
        return Verdict(
            None,
            utilisation,
            f"the schedule repeats only after {slots} ticks, more than the {MOST_SLOTS} that are looked at; "
            "without offsets it is not schedulable",
        )
    tasks = tuple(dataclasses.replace(task, work=task.budget, fault=0) for task in task_set.tasks)
    for slot in schedule.simulate(TaskSet(tasks, slots)):
        for event in slot.events:
            if event.what is schedule.What.MISSED:
                begin, demand = _cause(tasks, slot.time)
                why = f"{event.task.name} misses its deadline at {slot.time}: {_explain(begin, slot.time, demand)}"
                return Verdict(False, utilisation, why)
    return Verdict(True, utilisation, f"the schedule meets all deadlines until it repeats, {slots} ticks")


def _cause(tasks: tuple[Task, ...], end: int) -> tuple[int, int]:
    """The latest beginning of an interval to `end` that has too much to do, and how much."""
    for begin in range(end, -1, -1):
        demand = 0
        for task in tasks:
            first = task.offset + max(0, math.ceil((begin - task.offset) / task.period)) * task.period
            demand += max(0, (end - task.deadline - first) // task.period + 1) * task.budget
        if demand > end - begin:
            return begin, demand
    raise AssertionError("a deadline is missed although no interval has too much to do")


def text(task_set: TaskSet) -> tuple[list[str], bool | None]:
    """What `pepin edf check` prints, and whether the set is schedulable."""
    verdict = check(task_set)
    lines = [f"{'task':15} {'period':>6} {'budget':>6} {'deadline':>8} {'offset':>6} {'utilisation':>11}"]
    lines += [
        f"{task.name:15} {task.period:6} {task.budget:6} {task.deadline:8} {task.offset:6} {task.budget / task.period:11.3f}"
        for task in task_set.tasks
    ]
    lines += [f"{'all':15} {'':6} {'':6} {'':8} {'':6} {float(verdict.utilisation):11.3f}", ""]
    for task in task_set.tasks:
        if task.work > task.budget:
            lines.append(
                f"{task.name} does {task.work} ticks of work on a budget of {task.budget}: its jobs will be cut"
            )
    said = {True: "schedulable", False: "not schedulable", None: "unknown"}[verdict.schedulable]
    return [*lines, f"{said}: {verdict.why}"], verdict.schedulable
