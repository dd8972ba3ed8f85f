"""Boots the applications of personalities/rtos/tests, which judge for themselves, for a second each; the last
line says whether all
went on."""
import pathlib
import re
import subprocess
import sys
import unittest

sys.path.append(str(pathlib.Path(__file__).resolve().parent.parent))

from harness import ROOT, FrontDoorTest, Run

# These say at which tick something happens, or need a tick at a certain place: they count instructions, so
# that a busy host is no slow machine. It takes longer.
EXACT = {"timers", "dynamic_priorities", "mutant_switch_broken_off"}
EXACT_SLOWNESS = 18  # how many seconds of ours one of theirs takes, at most
LONGEST_ROUND = 3  # seconds in which each worker has to have gone on (tests/check.c)
TICKS_PER_SECOND = {"i386": 100, "armv7": 160, "x86_64": 100}


class Application(FrontDoorTest):
    """Boots an application for so long, by the ticks that it counts."""

    seconds = 1
    architecture: str

    def boot(self, name: str) -> Run:
        image = (ROOT / "build" / self.architecture / "partitions" / "rtos" / f"rtos_{name}.bin").read_bytes()
        mark = b"rtos duration\0\0\0"
        self.assertEqual(image.count(mark), 1)
        position = image.index(mark) + len(mark)
        changed = self.directory() / f"{name}.bin"
        seconds = 0.5 if name in EXACT and self.seconds == 1 else self.seconds
        ticks = int(seconds * TICKS_PER_SECOND[self.architecture]).to_bytes(4, "little")
        changed.write_bytes(image[:position] + ticks + image[position + 4 :])
        # In a small machine, pages that did not come back would be missed soon.
        words = (["--icount"] if name in EXACT else []) + (
            ["--memory", "16"] if name == "creation_and_death" else []
        )
        return self.pepin("run", changed, "--arch", self.architecture, *words)

    def check(self, name: str, workers: int) -> str:
        run = self.boot(name)
        slowness = EXACT_SLOWNESS if name in EXACT else 4
        self.assertEqual(run.status(60 + slowness * self.seconds), 0, run.output[-4000:] + run.errors)
        match = re.search(r"(?m)^PASS: ([a-z ]+), ([0-9]+) workers, ([0-9]+) rounds$", run.output)
        self.assertIsNotNone(match, run.output[-4000:])
        self.assertEqual(match[1].replace(" ", "_"), name)
        self.assertEqual(int(match[2]), workers)
        self.assertGreaterEqual(int(match[3]), max(1, self.seconds // LONGEST_ROUND))
        return run.output


class Scenarios(Application):
    """What the API promises, by scenarios like those of the standard demonstration tasks."""

    architecture = "i386"

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

    def test_timers(self) -> None:
        self.check("timers", 2)

    def test_queue_sets(self) -> None:
        self.check("queue_sets", 7)

    def test_buffers(self) -> None:
        self.check("buffers", 6)

    def test_integer_mathematics(self) -> None:
        self.check("integer_mathematics", 4)

    def test_floating_point(self) -> None:
        self.check("floating_point", 10)

    def test_compatibility(self) -> None:
        self.check("compatibility", 5)

    def test_random_calls(self) -> None:
        self.assertGreater(self.check("random_calls", 3).count(": stopped\n"), 20 * self.seconds)

    def test_one_group(self) -> None:
        self.check("one_group", 1)

    def test_before_start(self) -> None:
        self.check("before_start", 3)

    def test_limits(self) -> None:
        self.check("limits", 30)

    def test_critical_sections(self) -> None:
        self.check("critical_sections", 4)

    def test_deletion(self) -> None:
        self.check("deletion", 3)

    def test_interrupts(self) -> None:
        stopped = re.findall(
            r"(?m)^rtos: task (.*), instruction 0x007[0-9a-f]{5}: stopped$", self.check("interrupts", 4)
        )
        # Who reaches for a device that it has not got is stopped where devices are pages, and refused where
        # they are ports.
        fault = "faults (vector 2) at address 0x3f003004"
        self.assertEqual(
            set(stopped), {f"intruder {fault}", f"driver {fault}"} if self.architecture == "armv7" else set()
        )

    def test_isolation(self) -> None:
        output = self.check("isolation", 4)
        # Stacks are as large in words, and the next one is as far away in stacks.
        wide = self.architecture == "x86_64"
        stack = 8192 if wide else 4096
        kernel, below, far_below, other = (
            ("0xffff800040200000", "0x1001dff*", "0x0ffef***", "0x1003fff8")
            if wide
            else ("0xc1100000", "0x1000eff*", "0x0fff7***", "0x1001fff8")
        )
        stopped = re.findall(r"(?m)^rtos: task (.*): stopped$", output)
        # Of instructions and variables only so much is known that they lie within the program; ARMv7 has two
        # kinds of memory faults.
        for pattern, replacement in (
            (r", instruction 0x007[0-9a-f]{5}$", ""),
            (r"(?<=to 0x7)[0-9a-f]{5}(?=,)", "*"),
            (r"(?<=0x1000eff|0x1001dff).", "*"),
            (r"(?<=0x0fff7|0x0ffef)...", "***"),
            (r"vector [12]\)", "vector 14)"),
            (r"(?<=service, )0x[0-9a-f]+", "*"),
        ):
            stopped = [re.sub(pattern, replacement, line) for line in stopped]
        self.assertEqual(
            stopped,
            [
                # right below the stack, of 1,024 words
                f"stack overflows its stack of {stack} bytes at address {below}",
                f"frame overflows its stack of {stack} bytes at address {far_below}",
                f"other stack faults (vector 14) at address {other}",
                "scheduler faults (vector 14) at address 0x00600000",
                f"kernel faults (vector 14) at address {kernel}",
                "null faults (vector 14) at address 0x00000000",
                "jump faults (vector 14) at address 0x30000000, instruction 0x30000000",
                f"pointer has an item put to {kernel}, which is not its own",
                "handle names a task, 0x10000099, that there is not",
                "giver has an item put to 0x7*, which is not its own",
                "second giver has given away the page that its calls go through",
                "hijacker has a function called by a service, *, that is not its own",
                "misdirector faults (vector 14) at address 0x30000000, instruction 0x30000000",
                *(["foreigner calls service 0x27 of the kernel, which there is not"] if wide else []),
            ],
        )


class ScenariosOnArmv7(Scenarios):
    """Some of them on ARMv7; rtos_long.py has all."""

    architecture = "armv7"

    def test_isolation(self) -> None:
        super().test_isolation()

    def test_random_calls(self) -> None:
        super().test_random_calls()

    def test_floating_point(self) -> None:
        super().test_floating_point()

    def test_interrupts(self) -> None:
        super().test_interrupts()

    def test_limits(self) -> None:
        super().test_limits()

    def test_critical_sections(self) -> None:
        super().test_critical_sections()

    def test_generic_queues(self) -> None:
        super().test_generic_queues()


class ScenariosOnX8664(Scenarios):
    """Some of them on x86-64, with those that pass addresses; rtos_long.py has all."""

    architecture = "x86_64"

    def test_isolation(self) -> None:
        super().test_isolation()

    def test_random_calls(self) -> None:
        super().test_random_calls()

    def test_floating_point(self) -> None:
        super().test_floating_point()

    def test_interrupts(self) -> None:
        super().test_interrupts()

    def test_limits(self) -> None:
        super().test_limits()

    def test_critical_sections(self) -> None:
        super().test_critical_sections()

    def test_generic_queues(self) -> None:
        super().test_generic_queues()

    def test_queue_sets(self) -> None:
        super().test_queue_sets()

    def test_timers(self) -> None:
        super().test_timers()

    def test_compatibility(self) -> None:
        super().test_compatibility()


class Console(FrontDoorTest):
    """A task that waits for what is typed."""

    architecture = "i386"

    def test_typed_lines(self) -> None:
        image = ROOT / "build" / self.architecture / "partitions" / "rtos" / "rtos_console.bin"
        run = self.pepin("run", image, "--arch", self.architecture, stdin=subprocess.PIPE)
        run.expect(r"^console: ready$")
        keyboard = run.process.stdin
        assert keyboard is not None
        self.addCleanup(keyboard.close)
        for text, answer in (
            (b"hello\n", "hello"),
            (b"in two", None),
            (b" pieces\n", "in two pieces"),
            (b"end\n", "end"),
        ):
            keyboard.write(text)
            keyboard.flush()
            if answer is not None:
                run.expect(f"^console: read '{answer}'$")
        self.assertEqual(run.status(), 0, run.output + run.errors)


class ConsoleOnArmv7(Console):
    """On ARMv7."""

    architecture = "armv7"

    def test_typed_lines(self) -> None:
        super().test_typed_lines()


class ConsoleOnX8664(Console):
    """On x86-64."""

    architecture = "x86_64"

    def test_typed_lines(self) -> None:
        super().test_typed_lines()


class FaultySchedulers(FrontDoorTest):
    """Schedulers with something wrong: the scenarios notice."""

    architecture: str

    def check(self, name: str, *words: str) -> None:
        image = ROOT / "build" / self.architecture / "partitions" / "rtos" / f"rtos_mutant_{name}.bin"
        run = self.pepin("run", image, "--arch", self.architecture, *words)
        self.assertEqual(run.status(), 0, run.output + run.errors)
        self.assertRegex(run.output, r"(?m)^FAIL: ")


class Mutants(FaultySchedulers):
    """What any of them can do wrong."""

    architecture = "i386"

    def test_all(self) -> None:
        for name in (
            "no_inheritance",
            "no_time_slices",
            "first_image",
            "mutex_of_anybody",
            "no_wait_for_all",
            "no_critical_sections",
            "section_ends_by_suspension",
            "no_register_switch",
            "line_of_anybody",
            "device_kept",
            "lost_interrupts",
        ):
            with self.subTest(name):
                self.check(name)

    def test_leaking_pages(self) -> None:
        self.check("leaking_pages", "--memory", "16")


class MutantsOnX8664(FaultySchedulers):
    """Where the registers are others."""

    architecture = "x86_64"

    def test_no_register_switch(self) -> None:
        self.check("no_register_switch")


class BrokenSwitch(Application):
    """A scheduler that takes a switch of registers that a tick has interrupted for done. A tick has to come
    in the middle of one, as several in a second do: with
    instructions counted they come at the same places in each run, and the time is that of many."""

    seconds = 4
    architecture = "i386"

    def test_switch_broken_off(self) -> None:
        run = self.boot("mutant_switch_broken_off")
        self.assertEqual(run.status(60 + EXACT_SLOWNESS * self.seconds), 0, run.output + run.errors)
        self.assertRegex(run.output, r"(?m)^FAIL: floating_point\.c, ")


class MainBeforeTheStart(FrontDoorTest):
    """What main must not do before it starts the scheduler: it is stopped with an assertion, and no task
    runs."""

    architecture = "i386"

    def check(self, name: str, must_not: str) -> None:
        run = self.pepin(
            "run", ROOT / "build" / self.architecture / "partitions" / "rtos" / f"rtos_{name}.bin"
        )
        self.assertEqual(run.status(), 0, run.output + run.errors)
        self.assertEqual(
            run.output.splitlines()[-2:],
            [
                f"rtos: task main fails an assertion: it must not {must_not} before it has started the scheduler: stopped",
                "rtos: the scheduler was never started",
            ],
        )

    def test_waiting(self) -> None:
        self.check("main_waits", "wait")

    def test_suspension(self) -> None:
        self.check("main_suspends_itself", "suspend itself")

    def test_return(self) -> None:
        self.check("main_returns", "return")


class Demonstration(FrontDoorTest):
    """The application that `pepin run rtos` boots."""

    architecture = "i386"

    def test_demonstration(self) -> None:
        run = self.pepin("run", "rtos")
        self.assertEqual(run.status(), 0, run.output + run.errors)
        values = [int(value) for value in re.findall(r"(?m)^tick +[0-9]+: measured ([0-9]+)$", run.output)]
        self.assertEqual(values, list(range(5)))
        run.expect(
            r"^rtos: task stray faults \(vector 14\) at address 0x20000000, instruction 0x007[0-9a-f]{5}: stopped$"
        )
        self.assertRegex(run.output, r"(?m)^nothing more comes; 2 tasks are left$")


if __name__ == "__main__":
    unittest.main()
