"""Boots the nanny, which judges for itself; what it says in the end, and how it ends, are read here."""
import pathlib
import re
import sys
import unittest

sys.path.append(str(pathlib.Path(__file__).resolve().parent.parent))

from harness import BOCHS_PATIENCE, FrontDoorTest, Run

from pepin import tree

FOLDER = tree.built("i386") / "partitions" / "nanny"
SERVICES = {
    "createPartition",
    "countToMap",
    "prepare",
    "addVAddr",
    "removeVAddr",
    "mappedInChild",
    "collect",
    "deletePartition",
    "yield",
    "get_int_state",
    "set_int_state",
    "wait",
    "set_line",
    "set_timer",
    "check_invariants",
    "set_ports",
    "outb",
    "inb",
    "outw",
    "inw",
    "outl",
    "inl",
    "outaddrl",
}
SERVICES_WITH_PORTS = {"set_ports", "outb", "inb", "outw", "inw", "outl", "inl", "outaddrl"}
NEVER_REFUSED = {"set_int_state"}
RETURNING = {"removeVAddr", "collect", "deletePartition"}


class Judged(FrontDoorTest):
    """Children are made and taken down, and every page comes back."""

    def check(self, run: Run, *, debug: bool, patience: float = 60, services: set[str] = SERVICES) -> None:
        self.assertEqual(run.status(patience), 0, run.output[-4000:] + run.errors)
        self.assertNotIn("nanny: error", run.output)
        # Down to the great-great-grandchildren of root's children, who nurse none themselves.
        self.assertRegex(run.output, r"(?m)^ {16}one child: ")
        self.assertRegex(run.output, r"(?m)^ {16}a child that never yields: interrupted 2 times and resumed$")
        built = run.expect(
            r"^a child that has built ([0-9]+) descendants: refuses to give up ([0-9]+) pages .* and ([0-9]+) that conf"
        )
        for number, least in zip(built.groups(), (4, 100, 50)):
            self.assertGreaterEqual(int(number), least)
        run.expect(r"^service +calls +refused +pages returned$")
        rows = dict(re.findall(r"(?m)^(\w+) +([0-9]+ +[0-9]+ +[0-9]+)$", run.output))
        self.assertEqual(set(rows), services | {"all"})
        sums = [0, 0, 0]
        for name in services:
            calls, refused, returned = (int(number) for number in rows[name].split())
            never_refused = NEVER_REFUSED | {"check_invariants"} if debug else NEVER_REFUSED
            self.assertGreater(calls, 0, name)
            self.assertEqual(refused > 0, name not in never_refused, name)
            self.assertEqual(returned > 0, name in RETURNING, name)
            sums = [sums[0] + calls, sums[1] + refused, sums[2] + returned]
        self.assertEqual(" ".join(str(number) for number in sums), " ".join(rows["all"].split()))
        run.expect(r"^nanny: done, [1-9][0-9]* interrupts on the way$")


class NannyOnArmv7(Judged):
    """There are no ports."""

    architecture = "armv7"

    def test_qemu(self) -> None:
        self.check(
            self.pepin("run", "nanny", "--arch", self.architecture),
            debug=False,
            services=SERVICES - SERVICES_WITH_PORTS,
        )


class NannyOnX86_64(Judged):
    """There are three levels of tables."""

    architecture = "x86_64"

    def test_qemu(self) -> None:
        self.check(self.pepin("run", "nanny", "--arch", self.architecture), debug=False)

    def test_invariants(self) -> None:
        """As for i386."""
        run = self.pepin("run", "nanny", "--arch", self.architecture, "--debug-kernel", "--memory", "16")
        self.check(run, debug=True)

    def test_bochs(self) -> None:
        run = self.pepin("run", "nanny", "--arch", self.architecture, "--machine", "bochs")
        self.check(run, debug=False, patience=BOCHS_PATIENCE)


class Nanny(Judged):
    """In the emulators of a PC."""

    architecture = "i386"

    def test_qemu(self) -> None:
        self.check(self.pepin("run", "nanny"), debug=False)

    def test_invariants(self) -> None:
        """The debug kernel checks the specification's invariants between the patterns; in the smallest
        machine."""
        self.check(self.pepin("run", "nanny", "--debug-kernel", "--memory", "16"), debug=True)

    def test_bochs(self) -> None:
        self.check(self.pepin("run", "nanny", "--machine", "bochs"), debug=False, patience=BOCHS_PATIENCE)

    def test_a_difference_is_an_error(self) -> None:
        """Children that leave other marks than root expects: the number that marks are made with is changed
        in their program alone."""
        image = bytearray((FOLDER / "nanny.bin").read_bytes())
        child = (FOLDER / "nanny_child.bin").read_bytes()
        begin, number = image.index(child), (0x9E3779B1).to_bytes(4, "little")
        self.assertEqual(child.count(number), 1)
        image[begin : begin + len(child)] = child.replace(number, (0x9E3779B3).to_bytes(4, "little"))
        changed = self.directory() / "changed.bin"
        changed.write_bytes(image)
        run = self.pepin("run", changed)
        self.assertEqual(run.status(), 3, run.output[-4000:] + run.errors)
        self.assertRegex(
            run.output, r"(?m)^ *nanny: error: the marks in a page: actual 0x[0-9a-f]+, expected 0x[0-9a-f]+$"
        )


if __name__ == "__main__":
    unittest.main()
