"""What the partition `edf` does with a task set, slot by slot, worked out from the rules of
docs/partitions.md instead of by running it."""
import collections.abc
import dataclasses
import enum

from .task_set import Task, TaskSet

FAULT_ADDRESS = 0x10000000  # of what faulting jobs touch


class What(enum.Enum):
    """What can happen at a tick."""

    DONE = "{task} is done"
    FAULTED = "{task} faults at {address:#x}"
    OVERRUN = "{task} overruns its budget of {budget}"
    MISSED = "{task} misses its deadline"
    RELEASED = "{task} is released, due {due}"
    PREEMPTED = "{task} is preempted"


@dataclasses.dataclass(frozen=True)
class Event:
    """Something that happens to a task's job at a tick; `due`: the job's deadline."""

    what: What
    task: Task
    due: int

    def __str__(self) -> str:
        return self.what.value.format(
            task=self.task.name, budget=self.task.budget, due=self.due, address=FAULT_ADDRESS
        )


@dataclasses.dataclass(frozen=True)
class Slot:
    """What happens at the tick that begins it, and who runs until the next one. The last slot of a schedule
    is only its beginning."""

    time: int
    events: tuple[Event, ...]
    task: Task | None


@dataclasses.dataclass
class _Job:
    task: Task
    due: int
    had: int = 0


def simulate(task_set: TaskSet) -> collections.abc.Iterator[Slot]:
    """The schedule, and behind its last slot the tick that ends it."""
    jobs: dict[Task, _Job] = {}  # the unfinished ones
    running: _Job | None = None
    for time in range(task_set.slots + 1):
        events = []
        if running is not None:
            ending = _end_of_slot(running)
            if ending is not None:
                events.append(Event(ending, running.task, running.due))
                del jobs[running.task]
        for job in [job for job in map(jobs.get, task_set.tasks) if job is not None and job.due == time]:
            events.append(Event(What.MISSED, job.task, job.due))
            del jobs[job.task]
        if time == task_set.slots:
            yield Slot(time, tuple(events), None)
            return
        for task in task_set.tasks:
            if time >= task.offset and (time - task.offset) % task.period == 0:
                jobs[task] = _Job(task, time + task.deadline)
                events.append(Event(What.RELEASED, task, time + task.deadline))
        # `min` takes the first of equals, in the order of the table.
        elected = min(
            (jobs[task] for task in task_set.tasks if task in jobs), key=lambda job: job.due, default=None
        )
        if running is not None and running is not elected and jobs.get(running.task) is running:
            events.append(Event(What.PREEMPTED, running.task, running.due))
        running = elected
        yield Slot(time, tuple(events), None if elected is None else elected.task)


def _end_of_slot(job: _Job) -> What | None:
    """What the job has done with one more tick, where that is its end."""
    job.had += 1
    if job.had == job.task.fault:
        return What.FAULTED
    if job.had >= job.task.work:
        return What.DONE
    return What.OVERRUN if job.had == job.task.budget else None


def text(task_set: TaskSet) -> collections.abc.Iterator[str]:
    """The lines that the partition prints, and the same from a simulation."""
    yield f"edf: {len(task_set.tasks)} tasks, {task_set.slots} slots"
    yield ""
    yield "slot  task"
    slots = list(simulate(task_set))
    for slot in slots:
        name = "end" if slot.time == task_set.slots else slot.task.name if slot.task is not None else "-"
        notes = "; ".join(map(str, slot.events))
        yield f"{slot.time:4}  {name:15}  {notes}" if notes else f"{slot.time:4}  {name}"
    yield ""
    yield f"{'task':15} {'jobs':>6} {'done':>6} {'missed':>6} {'overrun':>7} {'faulted':>7} {'slots':>6}"
    events = [event for slot in slots for event in slot.events]
    ran = [slot.task for slot in slots[:-1]]
    for task in task_set.tasks:
        jobs, done, missed, overrun, faulted = (
            sum(event.what is what and event.task is task for event in events)
            for what in (What.RELEASED, What.DONE, What.MISSED, What.OVERRUN, What.FAULTED)
        )
        yield f"{task.name:15} {jobs:6} {done:6} {missed:6} {overrun:7} {faulted:7} {sum(other is task for other in ran):6}"
    yield f"{'idle':15} {'':6} {'':6} {'':6} {'':7} {'':7} {ran.count(None):6}"
