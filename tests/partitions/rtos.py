"""Boots the applications of partitions/rtos/tests, which judge for themselves, for a second each; the last line says whether all went on."""
import re
import sys
import pathlib
import unittest

sys.path.append(str(pathlib.Path(__file__).resolve().parent.parent))

from harness import I386, FrontDoorTest, Run

FOLDER = I386 / "partitions" / "rtos"
TICKS_PER_SECOND = 100


class Application(FrontDoorTest):
    """Boots an application for so long, by the ticks that it counts."""

    seconds = 1

    def boot(self, name: str, *words: str) -> Run:
        image = (FOLDER / f"rtos_{name}.bin").read_bytes()
        mark = b"rtos duration\0\0\0"
        self.assertEqual(image.count(mark), 1)
        position = image.index(mark) + len(mark)
        changed = self.directory() / f"{name}.bin"
        changed.write_bytes(image[:position] + (self.seconds * TICKS_PER_SECOND).to_bytes(4, "little") + image[position + 4 :])
        return self.pepin("run", changed, *words)

    def check(self, name: str, workers: int) -> str:
        run = self.boot(name)
        self.assertEqual(run.status(60 + 3 * self.seconds), 0, run.output[-4000:] + run.errors)
        match = re.search(r"(?m)^PASS: ([a-z ]+), ([0-9]+) workers, ([0-9]+) rounds$", run.output)
        self.assertIsNotNone(match, run.output[-4000:])
        self.assertEqual(match[1].replace(" ", "_"), name)
        self.assertEqual(int(match[2]), workers)
        self.assertGreaterEqual(int(match[3]), 2 * self.seconds)
        return run.output


class Scenarios(Application):
    """What the API promises, by scenarios like those of the standard demonstration tasks."""

    def test_blocking_queues(self) -> None:
        self.check("blocking_queues", 6)

    def test_polled_queues(self) -> None:
        self.check("polled_queues", 2)

    def test_generic_queues(self) -> None:
        self.check("generic_queues", 8)

    def test_counting_semaphores(self) -> None:
        self.check("counting_semaphores", 4)

    def test_recursive_mutexes(self) -> None:
        self.check("recursive_mutexes", 4)

    def test_event_groups(self) -> None:
        self.check("event_groups", 7)

    def test_notifications(self) -> None:
        self.check("notifications", 4)

    def test_dynamic_priorities(self) -> None:
        self.check("dynamic_priorities", 6)

    def test_creation_and_death(self) -> None:
        self.check("creation_and_death", 2)

    def test_integer_mathematics(self) -> None:
        self.check("integer_mathematics", 4)

    def test_isolation(self) -> None:
        output = self.check("isolation", 4)
        stopped = re.findall(r"(?m)^rtos: task (.*): stopped$", output)
        self.assertEqual([re.sub(r", instruction 0x007[0-9a-f]{5}$|(?<=0x7)[0-9a-f]{5}(?=,)", lambda found: "*" if found[0][0] != "," else "", line) for line in stopped], [
            "stack faults (vector 14) at address 0x1000effc",  # right below the stack's single page
            "other stack faults (vector 14) at address 0x1001fff8",
            "scheduler faults (vector 14) at address 0x00600000",
            "kernel faults (vector 14) at address 0xc1100000",
            "null faults (vector 14) at address 0x00000000",
            "jump faults (vector 14) at address 0x30000000, instruction 0x30000000",
            "pointer has an item put to 0xc1100000, which is not its own",
            "handle names a task, 0x10000099, that there is not",
            "giver has an item put to 0x7*, which is not its own",
            "second giver has given away the page that its calls go through",
        ])


class Demonstration(FrontDoorTest):
    """The application that `pepin run rtos` boots."""

    def test_demonstration(self) -> None:
        run = self.pepin("run", "rtos")
        self.assertEqual(run.status(), 0, run.output + run.errors)
        values = [int(value) for value in re.findall(r"(?m)^tick +[0-9]+: measured ([0-9]+)$", run.output)]
        self.assertEqual(values, list(range(5)))
        self.assertRegex(run.output, r"(?m)^rtos: task stray faults \(vector 14\) at address 0x20000000, instruction 0x007[0-9a-f]{5}: stopped$")
        self.assertRegex(run.output, r"(?m)^nothing more comes; 2 tasks are left$")


if __name__ == "__main__":
    unittest.main()
