"""The scheduler: task files, what is said of them in advance, and that the partition does what the simulation
says."""
import itertools
import json
import pathlib
import random
import sys
import unittest
import xml.etree.ElementTree

sys.path.append(str(pathlib.Path(__file__).resolve().parent.parent))

from harness import BOCHS_PATIENCE, ROOT, FrontDoorTest

from pepin import tree
from pepin.edf import feasibility, schedule, timeline
from pepin.edf.schedule import What
from pepin.edf.task_set import Task, TaskSet, read, write_into

OWN = ROOT / "examples" / "edf" / "tasks.json"
OVERLOAD = """\
{"tasks": [{"name": "a", "period": 4, "budget": 2, "deadline": 3},
           {"name": "b", "period": 6, "budget": 3, "deadline": 5, "offset": 1},
           {"name": "c", "period": 10, "budget": 2, "deadline": 10, "work": 4},
           {"name": "d", "period": 9, "budget": 3, "deadline": 9, "work": 1, "offset": 2},
           {"name": "e", "period": 12, "budget": 2, "deadline": 3, "fault": 1}],
 "slots": 40}
"""


def task(
    name: str,
    period: int,
    budget: int,
    deadline: int,
    offset: int = 0,
    work: int | None = None,
    fault: int = 0,
) -> Task:
    return Task(name, period, budget, deadline, offset, budget if work is None else work, fault)


class TaskFileTest(FrontDoorTest):
    """Has task files."""

    def file(self, text: str) -> pathlib.Path:
        path = self.directory() / "tasks.json"
        path.write_text(text, encoding="utf-8")
        return path


class TaskFiles(TaskFileTest):
    """What makes no sense is turned away with line and field."""

    def test_fields(self) -> None:
        good = {"name": "a", "period": 4, "budget": 1, "deadline": 4}
        for change, because in {
            ("period", 0): r":3: tasks\[0\]\.period: a whole number from 1 to 10000 was expected, not 0",
            ("period", 2.5): r":3: tasks\[0\]\.period: .* not 2\.5",
            ("period", True): r":3: tasks\[0\]\.period: .* not true",
            ("period", None): r":3: tasks\[0\]\.period: .* not null",
            ("budget", 5): r":4: tasks\[0\]\.budget: a whole number from 1 to 4 was expected .*, not 5",
            ("deadline", 5): r":5: tasks\[0\]\.deadline: a whole number from 1 to 4 was expected .*, not 5",
            ("offset", -1): r":6: tasks\[0\]\.offset: a whole number from 0 to 10000 was expected, not -1",
            ("work", "x" * 100): r':6: tasks\[0\]\.work: .* not "x{56}\.\.\.',
            (
                "name",
                "a b",
            ): r':2: tasks\[0\]\.name: 1 to 15 letters, digits, _ and - were expected, not "a b"',
            ("name", "sixteen-letters-"): r":2: tasks\[0\]\.name: 1 to 15 letters",
            (
                "perod",
                4,
            ): r":6: tasks\[0\]\.perod: there is no such field; known are budget, deadline, fault, ",
        }.items():
            with self.subTest(change):
                entry = json.dumps({**good, change[0]: change[1]}, indent=0)
                self.refused("edf", "check", self.file(f'{{"tasks": [{entry}]}}'), because=because)

    def test_shapes(self) -> None:
        entry = '{"name": "a", "period": 4, "budget": 1, "deadline": 4}'
        for text, because in {
            "": r":1: this is not JSON",
            '{"tasks": [\n}': r":2: this is not JSON: .*column 1",
            "[]": r":1: the file: an object was expected, not \[\]",
            "{}": r":1: the file: the field 'tasks' is missing",
            '{"tasks": []}': r"tasks: a list of 1 to 32 tasks was expected, not of 0",
            '{"tasks": {}}': r"tasks: a list of 1 to 32 tasks was expected, not {}",
            '{"tasks": [7]}': r"tasks\[0\]: an object was expected, not 7",
            '{"tasks": [{"name": "a",\n"period": 4, "budget": 1}]}': r":1: tasks\[0\]: the field 'deadline' is missing",
            f'{{"tasks": [{entry},\n\n{entry}]}}': r":3: tasks\[1\]\.name: a task before this one is called 'a', too",
            f'{{"tasks": [{entry}],\n "slots": 0}}': r":2: slots: a whole number from 1 to 10000",
            '{"tasks": [{"name": "a",\n"name": "b"}]}': r":2: tasks\[0\]\.name: the field stands twice",
            '{"tasks":' + "[" * 100000: "tasks.json",
        }.items():
            with self.subTest(text[:80]):
                self.refused("edf", "simulate", self.file(text), because=because)
        many = ",".join(entry.replace("a", f"t{i}", 1).replace("nt", "na") for i in range(33))
        self.refused(
            "edf",
            "check",
            self.file(f'{{"tasks": [{many}]}}'),
            because="a list of 1 to 32 tasks was expected, not of 33",
        )
        self.refused(
            "edf", "check", "/nonexistent.json", because="cannot read /nonexistent.json: No such file"
        )

    def test_words(self) -> None:
        self.refused("edf", because="usage: ./pepin edf")
        self.refused("edf", "frobnicate", OWN, because="frobnicate.*check.*simulate")
        self.refused("edf", "check", OWN, "--plot", "x.svg", because="--plot is for 'edf simulate'")
        self.refused("run", "minimal", "--tasks", OWN, because="--tasks is for the partition edf")


class Feasibility(TaskFileTest):
    """Whether a task set is schedulable, in the words of the front door and against schedules."""

    def check(self, text: str, status: int, *expected: str) -> None:
        run = self.pepin("edf", "check", self.file(text))
        self.assertEqual(run.status(), status, run.errors)
        for words in expected:
            self.assertIn(words, run.output)

    def test_schedulable(self) -> None:
        self.check(
            '{"tasks": [{"name": "a", "period": 4, "budget": 2, "deadline": 4},'
            '{"name": "b", "period": 8, "budget": 4, "deadline": 8, "work": 5}]}',
            0,
            "all                                                 1.000",
            "b does 5 ticks of work on a budget of 4",
            "\nschedulable: ",
        )

    def test_too_much_utilisation(self) -> None:
        self.check(
            '{"tasks": [{"name": "a", "period": 4, "budget": 3, "deadline": 4},'
            '{"name": "b", "period": 3, "budget": 1, "deadline": 3}]}',
            3,
            "not schedulable: in 12 ticks 13 are needed on average",
        )

    def test_too_much_demand(self) -> None:
        self.check(
            '{"tasks": [{"name": "a", "period": 8, "budget": 2, "deadline": 3},'
            '{"name": "b", "period": 9, "budget": 2, "deadline": 3}]}',
            3,
            "not schedulable: the jobs that are released at 0 or later and due at 3 or before need 4 ticks, and there are 3",
        )

    def test_offsets_can_help(self) -> None:
        entries = (
            '{"name": "a", "period": 8, "budget": 2, "deadline": 3},'
            '{"name": "b", "period": 8, "budget": 2, "deadline": 3, "offset": %d}'
        )
        self.check(
            f'{{"tasks": [{entries % 4}]}}',
            0,
            "schedulable: the schedule meets all deadlines until it repeats, 20 ticks",
        )
        self.check(
            f'{{"tasks": [{entries % 8}]}}',
            3,
            "not schedulable: b misses its deadline at 11: "
            "the jobs that are released at 8 or later and due at 11 or before need 4 ticks, and there are 3",
        )

    def test_unknown(self) -> None:
        tasks = ",".join(
            f'{{"name": "t{period}", "period": {period}, "budget": 4, "deadline": 5, "offset": {period % 7}}}'
            for period in (97, 101, 103, 107)
        )
        self.check(f'{{"tasks": [{tasks}]}}', 1, "unknown: the schedule repeats only after ")

    def test_agrees_with_schedules(self) -> None:
        """Small sets at random: the verdict is what the schedule shows until it repeats."""
        dice = random.Random(1)
        verdicts = []
        for _ in range(400):
            tasks = []
            for name in "abcd"[: dice.randint(1, 4)]:
                period = dice.choice((3, 4, 5, 6, 8, 12))
                deadline = dice.randint(max(1, period // 2), period)
                tasks.append(
                    task(
                        name,
                        period,
                        dice.randint(1, max(1, deadline // 2)),
                        deadline,
                        dice.choice((0, 0, dice.randint(0, 9))),
                    )
                )
            task_set = TaskSet(tuple(tasks), 1)
            slots = max(one.offset for one in tasks) + 2 * task_set.hyperperiod
            meets_all = all(
                event.what is not What.MISSED
                for slot in schedule.simulate(TaskSet(task_set.tasks, slots))
                for event in slot.events
            )
            verdict = feasibility.check(task_set)
            # Too much utilisation shows in the schedule sooner or later, but not always that soon.
            self.assertTrue(
                verdict.schedulable == meets_all or (verdict.utilisation > 1 and not verdict.schedulable),
                (tasks, verdict),
            )
            verdicts.append(
                (verdict.schedulable, verdict.utilisation > 1, "misses its deadline" in verdict.why)
            )
        self.assertEqual(len(set(verdicts)), 4, "sets of all kinds")


class Simulation(TaskFileTest):
    """The schedule, against what the rules say by hand."""

    def test_rules(self) -> None:
        slots = list(
            schedule.simulate(
                TaskSet(
                    (
                        task("long", 10, 4, 9),
                        task("short", 4, 1, 2, 1),
                        task("late", 10, 3, 4, 1),
                        task("twin", 10, 1, 9, work=3),
                        task("bad", 20, 2, 9, 9, fault=1),
                    ),
                    11,
                )
            )
        )
        names = [slot.task.name if slot.task else "-" for slot in slots]
        #                 0       1        2       3       4       5        6       7       8       9
        # 10     end
        self.assertEqual(
            names,
            ["long", "short", "late", "late", "late", "short", "long", "long", "long", "short", "bad", "-"],
        )
        self.assertEqual(
            [str(event) for event in slots[9].events],
            [
                "long is done",
                "twin misses its deadline",
                "short is released, due 11",
                "bad is released, due 18",
            ],
        )
        self.assertEqual(
            [str(event) for event in slots[1].events],
            ["short is released, due 3", "late is released, due 5", "long is preempted"],
        )

    def test_ties_go_to_the_first_in_the_table(self) -> None:
        slots = schedule.simulate(TaskSet((task("a", 4, 1, 4), task("b", 4, 1, 4), task("c", 8, 1, 4)), 3))
        self.assertEqual([slot.task.name for slot in itertools.islice(slots, 3)], ["a", "b", "c"])

    def test_plot(self) -> None:
        directory = self.directory()
        (directory / "overload.json").write_text(OVERLOAD, encoding="utf-8")
        run = self.pepin("edf", "simulate", directory / "overload.json", "--plot", directory / "overload.svg")
        self.assertEqual(run.status(), 0, run.errors)
        picture = xml.etree.ElementTree.parse(directory / "overload.svg")
        classes = [element.get("class") for element in picture.iter()]
        for words, mark in {
            "released": "released-event",
            "misses": "missed-event",
            "overruns": "overrun-event",
            "faults": "faulted-event",
            "preempted": "preempted-event",
        }.items():
            self.assertGreater(run.output.count(words), 0, words)
            self.assertEqual(
                classes.count(mark),
                run.output.count(f"is {words}" if words in ("released", "preempted") else words),
                words,
            )
        self.assertEqual(classes.count("slot") + classes.count("idle"), 40)

    def test_plot_that_cannot_be_written(self) -> None:
        run = self.pepin("edf", "simulate", OWN, "--plot", self.directory() / "nowhere" / "plot.svg")
        self.assertEqual(run.status(), 1)
        self.assertRegex(run.errors, r"^pepin: cannot write .*/nowhere/plot\.svg: No such file or directory$")

    def test_plots_of_many_slots_are_no_wider(self) -> None:
        width = float(
            xml.etree.ElementTree.fromstring(timeline.svg(TaskSet((task("a", 4, 1, 4),), 300))).get(
                "width", "0"
            )
        )
        self.assertLess(width, 1700)


class KernelRun(TaskFileTest):
    """The partition prints what the simulation prints. Instructions are counted, so that a slot is long
    enough on every machine."""

    architecture = "i386"

    def compare(self, path: pathlib.Path, *words: str, patience: float = 60) -> str:
        simulated = self.pepin("edf", "simulate", path)
        self.assertEqual(simulated.status(), 0, simulated.errors)
        run = self.pepin("run", "edf", "--arch", self.architecture, *words)
        self.assertEqual(run.status(patience), 0, run.output + run.errors)
        # But for the kernel's lines, and the last line feed, which Bochs does not always send before it ends.
        said = run.output[run.output.index("edf: ") :]
        self.assertEqual(said.rstrip("\n"), simulated.output.rstrip("\n"))
        return run.output

    def test_own_tasks(self) -> None:
        output = self.compare(OWN, "--icount")
        for words in ("is preempted", "overruns its budget", "faults at"):
            self.assertIn(words, output)

    def test_overload(self) -> None:
        path = self.file(OVERLOAD)
        self.assertIn("misses its deadline", self.compare(path, "--tasks", str(path), "--icount"))

    def test_a_full_table(self) -> None:
        entries = [
            {
                "name": f"t{i}",
                "period": 5 + 3 * i,
                "budget": 1 + i % 3,
                "deadline": 5 + i % 7,
                "offset": i % 5,
                "work": 1 + i % 4,
                "fault": int(i % 11 == 10),
            }
            for i in range(32)
        ]
        path = self.file(json.dumps({"tasks": entries, "slots": 24}))
        self.compare(path, "--tasks", str(path), "--icount")

    def test_bochs(self) -> None:
        self.compare(OWN, "--machine", "bochs", patience=BOCHS_PATIENCE)

    def test_the_image_takes_a_task_set(self) -> None:
        image = (tree.built(self.architecture) / "partitions" / "edf" / "edf.bin").read_bytes()
        self.assertEqual(write_into(image, read(OWN)), image, "what is built in is tasks.json")
        self.assertEqual(len(write_into(image, TaskSet((task("a", 4, 1, 4),), 7))), len(image))


class KernelRunOnArmv7(KernelRun):
    """The one that has everything."""

    architecture = "armv7"

    def test_own_tasks(self) -> None:
        super().test_own_tasks()


class KernelRunOnX86_64(KernelRun):
    """The one that has everything, and the one with most tasks."""

    architecture = "x86_64"

    def test_own_tasks(self) -> None:
        super().test_own_tasks()

    def test_a_full_table(self) -> None:
        super().test_a_full_table()


if __name__ == "__main__":
    unittest.main()
