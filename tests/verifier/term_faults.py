"""Faults in terms, of which term_faults.toml has a list: the tests of terms have to find each.

    term_faults.py BUILD [--lot N [--seed S]] [--only TEXT] [--jobs J]

BUILD is a build of the host's preset in which term_rules_test is built. A fault's file is compiled with the
build's own command and linked in the place of the original; the tests then have to fail. With --lot only N
faults that the seed chooses, none of them of one kind with another (kinds are what rules' names have before
the colon); --only: those whose rule or text has TEXT in it. Status 1 where a fault is not found, where one
that is listed as equivalent is found, or where a rule that the tests know has no fault."""
import argparse
import collections
import concurrent.futures
import json
import pathlib
import random
import re
import secrets
import shlex
import shutil
import subprocess
import sys
import tempfile
import tomllib
import typing

_ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(_ROOT / "tools"))

from pepin import excerpt  # noqa: E402: the line above makes it a package

_TERMS = _ROOT / "verifier" / "smt"
_LIST = pathlib.Path(__file__).with_suffix(".toml")
_HEADER_USERS = ("arithmetic.cpp", "bits.cpp", "term.cpp", "script.cpp")  # of node.hpp
_PATIENCE = 900.0  # seconds for the tests of one fault


class Fault(typing.NamedTuple):
    """A file of verifier/smt with something wrong in it."""

    rule: str
    file: str
    text: str
    replaced: str
    equivalent: str


def faults() -> list[Fault]:
    """All that are listed. Exits where the list does not fit the text."""
    result = []
    for entry in tomllib.loads(_LIST.read_text(encoding="utf-8"))["fault"]:
        source = (_TERMS / entry["file"]).read_text(encoding="utf-8")
        place = excerpt.find_once(source, entry["original"], f"{entry['file']}, for {_LIST.name}")
        text = source[: place.start()] + entry["replaced"] + source[place.end() :]
        result.append(
            Fault(entry["rule"], entry["file"], text, entry["replaced"], entry.get("equivalent", ""))
        )
    return result


def lot(every: list[Fault], count: int, seed: int) -> list[Fault]:
    """So many, of kinds that differ."""
    kinds = collections.defaultdict(list)
    for fault in every:
        kinds[fault.rule.split(":")[0]].append(fault)
    chooser = random.Random(seed)
    return [chooser.choice(kinds[kind]) for kind in chooser.sample(sorted(kinds), min(count, len(kinds)))]


class Workshop:
    """Makes the tests' program with a fault in it, and runs it."""

    def __init__(self, build: pathlib.Path) -> None:
        self.build = build
        commands = json.loads((build / "compile_commands.json").read_text(encoding="utf-8"))
        self.compile = {
            pathlib.Path(one["file"]).name: shlex.split(one["command"])
            for one in commands
            if pathlib.Path(one["file"]).parent == _TERMS
        }
        made = subprocess.run(
            ["ninja", "-C", str(build), "-t", "commands", "-s", "tests/verifier/term_rules_test"],
            check=True,
            capture_output=True,
            text=True,
        ).stdout
        last = made.strip().splitlines()[-1]
        self.link = [word for word in shlex.split(last) if word not in (":", "&&")]

    def examine(self, fault: Fault) -> tuple[str, str]:
        """What became of a fault: `found`, `not found`, `not settled` or `cannot be built`; and who says
        so."""
        with tempfile.TemporaryDirectory(prefix="term-fault-") as name:
            directory = pathlib.Path(name)
            shutil.copytree(_TERMS, directory / "smt")
            (directory / "smt" / fault.file).write_text(fault.text, encoding="utf-8")
            objects = []
            for source in _HEADER_USERS if fault.file.endswith(".hpp") else (fault.file,):
                command = [
                    word
                    for word in self.compile[source]
                    if word not in ("-g", "-O2") and word != f"-I{_ROOT / 'verifier'}"
                ]
                command[command.index("-c") + 1] = str(directory / "smt" / source)
                command[command.index("-o") + 1] = str(directory / f"{source}.o")
                objects.append(str(directory / f"{source}.o"))
                done = subprocess.run(
                    [*command[:1], f"-I{directory}", *command[1:], "-O1", "-w"],
                    cwd=self.build,
                    capture_output=True,
                    text=True,
                )
                if done.returncode != 0:
                    return "cannot be built", done.stderr[:1000]
            program = directory / "term_rules_test"
            command = list(self.link)
            # Before the library, which then has nothing to add for what is defined already.
            place = command.index("-o")
            command[place + 1] = str(program)
            done = subprocess.run(
                [*command[:place], *objects, *command[place:]], cwd=self.build, capture_output=True, text=True
            )
            if done.returncode != 0:
                return "cannot be built", done.stderr[:1000]
            return _run(program, "" if fault.rule == "translation: script" else "-*Cvc5")


def _run(program: pathlib.Path, tests: str) -> tuple[str, str]:
    command = [str(program), "--gtest_fail_fast", "--gtest_brief=1", f"--gtest_filter={tests or '*'}"]
    try:
        done = subprocess.run(
            command,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=_PATIENCE,
            errors="replace",
        )
    except subprocess.TimeoutExpired:
        return "not settled", "the tests do not end"
    if done.returncode == 0:
        return "not found", ""
    if done.returncode < 0:
        return "found", f"it is ended by signal {-done.returncode}"
    failed = re.search(r"^\[  FAILED  \] (\S+?)(?: \(|$)", done.stdout, re.MULTILINE)
    return (
        "found",
        failed[1]
        if failed
        else f"status {done.returncode}: " + (done.stderr.strip().splitlines() or ["?"])[-1][:120],
    )


def _without_fault(build: pathlib.Path, every: list[Fault]) -> set[str]:
    """Rules of the tests that no fault breaks."""
    names = subprocess.run(
        [str(build / "tests" / "verifier" / "term_rules_test"), "--rules"],
        check=True,
        capture_output=True,
        text=True,
    ).stdout.splitlines()
    return set(names) - {fault.rule for fault in every if not fault.equivalent}


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("build", type=pathlib.Path)
    parser.add_argument("--lot", type=int)
    parser.add_argument("--seed", type=int)
    parser.add_argument("--only")
    parser.add_argument("--jobs", type=int, default=2)
    options = parser.parse_args()
    every = chosen = faults()
    unguarded = _without_fault(options.build, every)
    if options.only:
        chosen = [fault for fault in every if options.only in fault.rule or options.only in fault.replaced]
    if options.lot:
        seed = secrets.randbelow(2**20) if options.seed is None else options.seed
        chosen = lot(every, options.lot, seed)
        print(
            f"{len(chosen)} of {len(every)} faults, again with: --lot {options.lot} --seed {seed}", flush=True
        )
    workshop = Workshop(options.build.resolve())
    bad = 0
    with concurrent.futures.ThreadPoolExecutor(options.jobs) as pool:
        for fault, (verdict, detail) in zip(chosen, pool.map(workshop.examine, chosen), strict=True):
            good = verdict == ("not found" if fault.equivalent else "found")
            bad += not good
            print(
                f"{'' if good else 'BAD: '}{fault.rule}: {verdict} {detail}{' (equivalent: ' + fault.equivalent + ')' if fault.equivalent else ''}",
                flush=True,
            )
            if not good:
                print(f"    {fault.file}: {' '.join(fault.replaced.split())}", flush=True)
    for rule in sorted(unguarded):
        print(f"BAD: no fault breaks the rule '{rule}'")
    print(
        f"{len(chosen)} faults, {bad} of them not as they should be; {len(unguarded)} rules without a fault"
    )
    return 1 if bad or unguarded or not chosen else 0


sys.exit(main())
