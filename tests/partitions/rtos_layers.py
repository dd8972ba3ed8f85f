"""The layers of personalities/rtos/scheduler, from the bottom up: who may include whom, and, by the symbols of the
objects that are made of them, who may call whom."""
import pathlib
import re
import subprocess
import sys
import unittest

sys.path.append(str(pathlib.Path(__file__).resolve().parent.parent))

from harness import ROOT  # also puts the front door's modules in reach
from pepin import architectures, tree

RTOS = ROOT / "personalities" / "rtos"

# A file includes, and calls, what is in layers below its own. Of one layer, none knows another.
LAYERS = (
    # What the scheduler shares with its tasks, what it needs of a machine, memory, and the end.
    {"call.h", "heap.h", "architecture.h", "end.h"},
    {"heap.c", "timer.c", "end.c"},
    # The data, and handles.
    {"tasks.h", "tasks.c"},
    # What a task has: its memory, and the priority that it has inherited.
    {"task_memory.h", "task_memory.c", "ownership.h", "ownership.c"},
    # Waiting and waking, and who runs.
    {"waiting.h", "waiting.c", "election.h", "election.c"},
    # Devices, which differ between machines.
    {"devices.h", "devices.c"},
    # The objects, and all that tasks call.
    {"objects.h"},
    {
        "queues.c",
        "notifications.c",
        "event_groups.c",
        "timers.c",
        "buffers.c",
        "register_switch.c",
        "task_calls.c",
    },
    {"interrupts.c"},
    # Who does what, and why it was entered.
    {"dispatch.h", "dispatch.c"},
    {"main.c"},
)
LEVELS = {name: level for level, names in enumerate(LAYERS) for name in names}

Edges = dict[str, set[str]]


def sources(architecture: str) -> list[pathlib.Path]:
    """What the scheduler is made of."""
    options = (RTOS / "arch" / architecture / "options.cmake").read_text(encoding="utf-8")
    families = re.findall(r"(?m)^set\(family (\w+)\)", options)  # whose folder several share
    folders = [RTOS / "scheduler", *(RTOS / "arch" / name for name in (architecture, *families))]
    found = [path for folder in folders for path in sorted(folder.glob("*.[ch]"))]
    # The machine's headers of the API, and of the tasks' side.
    found = [path for path in found if path.name not in ("portmacro.h", "lines.h", "floating_point.h")]
    return [*found, RTOS / "call.h", RTOS / "heap.h", RTOS / "heap.c"]


def included(path: pathlib.Path) -> set[str]:
    names = re.findall(r'(?m)^\s*#\s*include\s+"([^"]+)"', path.read_text(encoding="utf-8"))
    return {name.rsplit("/", 1)[-1] for name in names} - {"FreeRTOS.h"}


def calls(symbols: dict[str, list[tuple[str, str]]]) -> Edges:
    """Of the symbols of each object, as (kind, name): which object needs something of which others."""
    home = {name: file for file, of_file in symbols.items() for kind, name in of_file if kind in "TDBRVW"}
    return {
        file: {home[name] for kind, name in of_file if kind == "U" and name in home}
        for file, of_file in symbols.items()
    }


def cycle(edges: Edges) -> list[str]:
    """Files that need each other in turn; empty where there are none."""
    done: set[str] = set()

    def search(path: list[str]) -> list[str]:
        for other in sorted(edges.get(path[-1], ())):
            if other in path:
                return path[path.index(other) :]
            if other not in done and (found := search([*path, other])):
                return found
        done.add(path[-1])
        return []

    for file in sorted(edges):
        if file not in done and (found := search([file])):
            return found
    return []


def upward(edges: Edges) -> set[tuple[str, str]]:
    """What goes up, or from one to another of the same layer, but for a file and its own header."""
    return {
        (file, other)
        for file, others in edges.items()
        for other in others
        if LEVELS[other] >= LEVELS[file] and pathlib.Path(other).stem != pathlib.Path(file).stem
    }


class Layers(unittest.TestCase):
    """The table above, against includes and symbols."""

    architecture: str

    def symbols(self) -> dict[str, list[tuple[str, str]]]:
        rtos = tree.built(self.architecture) / "partitions" / "rtos"
        folder = rtos / "CMakeFiles" / "rtos_scheduler.dir"
        # Builds keep the objects of sources that are no more.
        objects = [
            path
            for path in sorted(folder.rglob("*.obj"))
            if (RTOS / path.relative_to(folder).with_suffix("")).exists()
        ]
        listed = subprocess.run(
            ["llvm-nm-19", "-A", *objects], check=True, capture_output=True, text=True
        ).stdout
        result: dict[str, list[tuple[str, str]]] = {}
        for file, kind, name in re.findall(r"(?m)^\S+/([^/]+)\.obj: *[0-9a-f]* (\w) (\w+)$", listed):
            result.setdefault(file, []).append((kind, name))
        return result

    def check(self) -> None:
        files = sources(self.architecture)
        self.assertEqual([path.name for path in files if path.name not in LEVELS], [])
        includes = {path.name: included(path) for path in files}
        self.assertEqual(upward(includes), set())
        edges = calls(self.symbols())
        self.assertEqual(set(edges), {path.name for path in files if path.suffix == ".c"})
        self.assertGreater(sum(map(len, edges.values())), 40)
        self.assertEqual(cycle(edges), [])
        self.assertEqual(upward(edges), set())
        self.assertIn("waiting.c", edges["queues.c"])
        self.assertIn("queues.c", edges["dispatch.c"])


class LayersOnI386(Layers):
    """As it is built for i386."""

    architecture = "i386"

    def test_all(self) -> None:
        self.check()


class LayersOnArmv7(Layers):
    """As it is built for ARMv7."""

    architecture = "armv7"

    def test_all(self) -> None:
        self.check()


class LayersOnX8664(Layers):
    """As it is built for x86-64."""

    architecture = "x86_64"

    def test_all(self) -> None:
        self.check()


class Table(unittest.TestCase):
    """The table itself, and what finds that something is against it."""

    def test_every_place_is_taken(self) -> None:
        names = {path.name for architecture in architectures.every() for path in sources(architecture)}
        self.assertEqual(set(LEVELS) - names, set())

    def test_what_goes_up_is_found(self) -> None:
        """A call the wrong way, and cycles of two and of three."""
        self.assertEqual(upward({"waiting.c": {"queues.c", "ownership.c"}}), {("waiting.c", "queues.c")})
        self.assertEqual(upward({"queues.c": {"timers.c"}}), {("queues.c", "timers.c")})
        self.assertEqual(cycle({"a": {"b"}, "b": {"c"}, "c": set()}), [])
        self.assertEqual(cycle({"a": {"b"}, "b": {"c"}, "c": {"b"}}), ["b", "c"])
        self.assertEqual(cycle({"a": {"b", "d"}, "b": {"c"}, "c": {"a"}, "d": set()}), ["a", "b", "c"])
        symbols = {"queues.c": [("T", "wait_ended"), ("U", "settle")], "tasks.c": [("T", "settle")]}
        self.assertEqual(calls(symbols), {"queues.c": {"tasks.c"}, "tasks.c": set()})
        symbols["tasks.c"].append(("U", "wait_ended"))
        self.assertEqual(cycle(calls(symbols)), ["queues.c", "tasks.c"])


if __name__ == "__main__":
    unittest.main()
