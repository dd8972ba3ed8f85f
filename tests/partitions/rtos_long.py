"""The scenarios of rtos.py, for a minute each, and 52,000 programs of rtos_programs.py; on each architecture."""
import pathlib
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))

import rtos
import rtos_programs

# Each scenario is named here so that it is a test of its own.


class Minute(rtos.Scenarios):
    """On i386."""

    seconds = 60
    architecture = "i386"

    def test_blocking_queues(self) -> None:
        super().test_blocking_queues()

    def test_polled_queues(self) -> None:
        super().test_polled_queues()

    def test_generic_queues(self) -> None:
        super().test_generic_queues()

    def test_counting_semaphores(self) -> None:
        super().test_counting_semaphores()

    def test_recursive_mutexes(self) -> None:
        super().test_recursive_mutexes()

    def test_event_groups(self) -> None:
        super().test_event_groups()

    def test_notifications(self) -> None:
        super().test_notifications()

    def test_dynamic_priorities(self) -> None:
        super().test_dynamic_priorities()

    def test_timers(self) -> None:
        super().test_timers()

    def test_queue_sets(self) -> None:
        super().test_queue_sets()

    def test_buffers(self) -> None:
        super().test_buffers()

    def test_creation_and_death(self) -> None:
        super().test_creation_and_death()

    def test_integer_mathematics(self) -> None:
        super().test_integer_mathematics()

    def test_floating_point(self) -> None:
        super().test_floating_point()

    def test_one_group(self) -> None:
        super().test_one_group()

    def test_before_start(self) -> None:
        super().test_before_start()

    def test_limits(self) -> None:
        super().test_limits()

    def test_critical_sections(self) -> None:
        super().test_critical_sections()

    def test_deletion(self) -> None:
        super().test_deletion()

    def test_interrupts(self) -> None:
        super().test_interrupts()

    def test_isolation(self) -> None:
        super().test_isolation()

    def test_compatibility(self) -> None:
        super().test_compatibility()

    def test_random_calls(self) -> None:
        super().test_random_calls()


class MinuteOnArmv7(rtos.Scenarios):
    """On ARMv7."""

    seconds = 60
    architecture = "armv7"

    def test_blocking_queues(self) -> None:
        super().test_blocking_queues()

    def test_polled_queues(self) -> None:
        super().test_polled_queues()

    def test_generic_queues(self) -> None:
        super().test_generic_queues()

    def test_counting_semaphores(self) -> None:
        super().test_counting_semaphores()

    def test_recursive_mutexes(self) -> None:
        super().test_recursive_mutexes()

    def test_event_groups(self) -> None:
        super().test_event_groups()

    def test_notifications(self) -> None:
        super().test_notifications()

    def test_dynamic_priorities(self) -> None:
        super().test_dynamic_priorities()

    def test_timers(self) -> None:
        super().test_timers()

    def test_queue_sets(self) -> None:
        super().test_queue_sets()

    def test_buffers(self) -> None:
        super().test_buffers()

    def test_creation_and_death(self) -> None:
        super().test_creation_and_death()

    def test_integer_mathematics(self) -> None:
        super().test_integer_mathematics()

    def test_floating_point(self) -> None:
        super().test_floating_point()

    def test_one_group(self) -> None:
        super().test_one_group()

    def test_before_start(self) -> None:
        super().test_before_start()

    def test_limits(self) -> None:
        super().test_limits()

    def test_critical_sections(self) -> None:
        super().test_critical_sections()

    def test_deletion(self) -> None:
        super().test_deletion()

    def test_interrupts(self) -> None:
        super().test_interrupts()

    def test_isolation(self) -> None:
        super().test_isolation()

    def test_compatibility(self) -> None:
        super().test_compatibility()

    def test_random_calls(self) -> None:
        super().test_random_calls()


class MinuteOnX8664(rtos.Scenarios):
    """On x86-64."""

    seconds = 60
    architecture = "x86_64"

    def test_blocking_queues(self) -> None:
        super().test_blocking_queues()

    def test_polled_queues(self) -> None:
        super().test_polled_queues()

    def test_generic_queues(self) -> None:
        super().test_generic_queues()

    def test_counting_semaphores(self) -> None:
        super().test_counting_semaphores()

    def test_recursive_mutexes(self) -> None:
        super().test_recursive_mutexes()

    def test_event_groups(self) -> None:
        super().test_event_groups()

    def test_notifications(self) -> None:
        super().test_notifications()

    def test_dynamic_priorities(self) -> None:
        super().test_dynamic_priorities()

    def test_timers(self) -> None:
        super().test_timers()

    def test_queue_sets(self) -> None:
        super().test_queue_sets()

    def test_buffers(self) -> None:
        super().test_buffers()

    def test_creation_and_death(self) -> None:
        super().test_creation_and_death()

    def test_integer_mathematics(self) -> None:
        super().test_integer_mathematics()

    def test_floating_point(self) -> None:
        super().test_floating_point()

    def test_one_group(self) -> None:
        super().test_one_group()

    def test_before_start(self) -> None:
        super().test_before_start()

    def test_limits(self) -> None:
        super().test_limits()

    def test_critical_sections(self) -> None:
        super().test_critical_sections()

    def test_deletion(self) -> None:
        super().test_deletion()

    def test_interrupts(self) -> None:
        super().test_interrupts()

    def test_isolation(self) -> None:
        super().test_isolation()

    def test_compatibility(self) -> None:
        super().test_compatibility()

    def test_random_calls(self) -> None:
        super().test_random_calls()


class Programs(rtos_programs.Programs):
    """Half of the boots count instructions and can be repeated; in the others the timer interrupts where it
    likes."""

    boots, programs = 13, 2000  # in each test

    def check_all(self, first: int) -> None:
        for boot in range(self.boots):
            seed = first + boot * self.programs
            with self.subTest(f"programs from {seed} on"):
                self.check(seed, self.programs, *(["--icount"] if boot % 2 == 0 else []))


class ProgramsOnI386(Programs):
    """On i386."""

    architecture = "i386"

    def test_programs(self) -> None:
        self.check_all(10001)

    def test_more_programs(self) -> None:
        self.check_all(36001)


class ProgramsOnArmv7(Programs):
    """On ARMv7."""

    architecture = "armv7"

    def test_programs(self) -> None:
        self.check_all(1000001)

    def test_more_programs(self) -> None:
        self.check_all(1026001)


class ProgramsOnX8664(Programs):
    """On x86-64."""

    architecture = "x86_64"

    def test_programs(self) -> None:
        self.check_all(2000001)

    def test_more_programs(self) -> None:
        self.check_all(2026001)


if __name__ == "__main__":
    unittest.main()
