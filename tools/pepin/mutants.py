"""Faults in the core that its proof has to find: each is compiled with the commands of the build, and proved
until something does not hold."""
import concurrent.futures
import dataclasses
import json
import pathlib
import random
import re
import shlex
import shutil
import subprocess
import tomllib
import typing
import zlib

from . import architectures, excerpt, process, tree
from .problems import Problem

_CORE = tree.ROOT / "kernel" / "core"
_LIST = tree.ROOT / "tests" / "proof" / "mutants.toml"
# The beginning of an early return, up to its condition.
_CHECK = re.compile(r"^ *(?P<check>(?:\[\[[\w:]+\]\]\s+)?if (?:constexpr )?\()", re.MULTILINE)
_RETURN = re.compile(r"\)\s*(?:\[\[\w+\]\]\s*)?return\b[^;]*;$", re.MULTILINE)
_SERVICE = re.compile(r"^Outcome (\w+)\(", re.MULTILINE)
_WAYS_IN = ("gate", "call", "fast")
_CHECKED_HEADERS = ("own_page.hpp", "tables.hpp", "user_memory.hpp", "vidt.hpp")
_FOUND = ("counterexample", "error")
_PATIENCE = 600.0  # seconds for one mutant
_TENTH = 10
_OBJECTS = (".obj", ".o")  # what the build calls object files, by the target


class Mutant(typing.NamedTuple):
    """A text of a file of the core with something wrong in it."""

    name: str
    file: str
    text: str
    breaks: str
    equivalent: str  # why nobody can tell; empty where it can be told

    @property
    def is_listed(self) -> bool:
        """Whether it is of the list, and no early return that is dropped."""
        return self.name.startswith("fault ")


@dataclasses.dataclass
class Outcome:
    """What became of a mutant."""

    mutant: Mutant
    verdict: str
    finding: str = ""

    @property
    def good(self) -> bool:
        """Whether the proof found it, or it is the same. Of one that is known to be the same, the proof may
        not find out how; it must not find a difference."""
        if self.mutant.equivalent:
            return self.verdict in ("proved", "same code", "unknown", "timeout")
        return self.verdict in (*_FOUND, "same code")


def mutants(architecture: str) -> list[Mutant]:
    """All of an architecture: those that are listed, and each early return dropped. Raises Problem where the
    list does not fit the core's text."""
    listed = tomllib.loads(_LIST.read_text(encoding="utf-8"))
    absent = _absent(listed, architecture)
    result = []
    for number, fault in enumerate(listed["fault"], 1):
        source = _text(fault["file"])
        place = excerpt.find_once(source, fault["original"], f"{fault['file']}, for {_LIST.name}")
        breaks = "\n" * place["excerpt"].count("\n")  # lines keep their numbers
        text = source[: place.start()] + fault["replaced"] + breaks + source[place.end() :]
        if _is_about(fault, architecture) and fault["file"] not in absent:
            result.append(
                Mutant(
                    f"fault {number}", fault["file"], text, fault["breaks"], _equivalent(fault, architecture)
                )
            )
    reasons = {
        (one["file"], excerpt.canonical(one["text"])): one["reason"]
        for one in listed.get("equivalent", [])
        if _is_about(one, architecture)
    }
    used = set()
    for file in sorted(path.name for path in _CORE.glob("*.cpp")) + list(_CHECKED_HEADERS):
        source = _text(file)
        for start, end in _early_returns(source):
            check = source[start:end]
            key = (file, excerpt.canonical(check))
            used.add(key)
            if file in absent:
                continue
            text = (
                source[:start] + ";" + "\n" * check.count("\n") + source[end:]
            )  # lines keep their numbers, and a loop has a body
            line = source.count("\n", 0, start) + 1
            result.append(
                Mutant(
                    f"{file}:{line}", file, text, f"without `{' '.join(check.split())}`", reasons.get(key, "")
                )
            )
    for file, text in reasons.keys() - used:
        raise Problem(f"{_LIST.name}: there is no early return '{text}' in {file}")
    return result


def _equivalent(fault: dict[str, typing.Any], architecture: str) -> str:
    """Why nobody can tell a fault of the list, on every architecture or on this one; empty where it can be told."""
    everywhere: str = fault.get("equivalent", "")
    return everywhere or str(fault.get("equivalent_on", {}).get(architecture, ""))


def _is_about(listed: dict[str, typing.Any], architecture: str) -> bool:
    """Whether something of the list holds for an architecture: it may name one. Raises Problem where there is
    none of that name."""
    name = listed.get("architecture", architecture)
    if name not in architectures.names():
        raise Problem(f"{_LIST.name}: there is no architecture '{name}'")
    return bool(name == architecture)


def _absent(listed: dict[str, typing.Any], architecture: str) -> set[str]:
    """The files of which an architecture's core has nothing, and the headers that are for these alone. Raises
    Problem where it has something of one."""
    entries = _entries(architecture)
    all_entries = set[str]().union(*map(_entries, architectures.names()))
    files = {one["file"] for one in listed["absent"] if _is_about(one, architecture)}
    for file in sorted(files):
        services = set(_SERVICE.findall(_text(file)))
        ways_in = {f"{way}_{service}" for way in _WAYS_IN for service in services}
        if not ways_in & all_entries:
            raise Problem(f"{_LIST.name}: {file} has no service: nobody can tell whether a core has it")
        if found := sorted(ways_in & entries):
            raise Problem(f"{_LIST.name}: {file} is absent on {architecture}, which has the entry {found[0]}")
    return files | {header for header, users in listed["headers"].items() if files.issuperset(users)}


def _entries(architecture: str) -> set[str]:
    """What an architecture takes of the core's ways in."""
    return set(_made(f"entries/{architecture}.txt").split())


def _made(name: str) -> str:
    """A text that the build makes of the description of the ABI, the same in every build. Raises Problem where
    there is none."""
    path = tree.built() / "generated" / name
    try:
        return path.read_text(encoding="utf-8")
    except OSError as error:
        raise Problem(f"cannot read {path}: {error.strerror}; has it been built?") from error


def seed_of(every: list[Mutant]) -> int:
    """A seed that stays what it is as long as the core and the list do: all who try a tenth of the same core try
    the same one, and each change draws another."""
    return zlib.crc32("".join(mutant.name + mutant.text for mutant in every).encode()) % 2**20


def tenth(every: list[Mutant], seed: int) -> list[Mutant]:
    """A tenth of them, which the seed chooses."""
    return random.Random(seed).sample(every, -(-len(every) // _TENTH))


def run(
    chosen: list[Mutant],
    jobs: int,
    recipe: "Recipe",
    verifier: pathlib.Path,
    known: pathlib.Path,
    directory: pathlib.Path,
) -> bool:
    """Proves each of them, prints a row for each, and says whether all were found.

    `recipe` is that of a core; what was proved of it is kept in `known`. `directory` is for the mutants'
    files."""
    shutil.rmtree(directory, ignore_errors=True)
    directory.mkdir(parents=True)
    outcomes = []
    with concurrent.futures.ThreadPoolExecutor(jobs) as pool:
        futures = [
            pool.submit(_examine, mutant, recipe, verifier, known, directory / str(number))
            for number, mutant in enumerate(chosen)
        ]
        try:
            for future in futures:
                outcome = future.result()
                outcomes.append(outcome)
                print(
                    f"{'' if outcome.good else 'NOT FOUND: '}{outcome.mutant.name:24} {outcome.verdict:15} {outcome.mutant.breaks}",
                    flush=True,
                )
                if outcome.finding:
                    print(f"    {outcome.finding}", flush=True)
                if outcome.mutant.equivalent:
                    print(f"    equivalent: {outcome.mutant.equivalent}", flush=True)
        finally:
            for future in futures:
                future.cancel()
    counts = {
        verdict: sum(outcome.verdict == verdict for outcome in outcomes)
        for verdict in sorted({outcome.verdict for outcome in outcomes})
    }
    print(f"{len(outcomes)} mutants: " + ", ".join(f"{count} {verdict}" for verdict, count in counts.items()))
    missed = [outcome for outcome in outcomes if not outcome.good]
    if missed:
        print(
            f"{len(missed)} that the proof did not find or did not settle: "
            + ", ".join(outcome.mutant.name for outcome in missed)
        )
    return not missed


def check(chosen: list[Mutant], jobs: int, recipe: "Recipe", directory: pathlib.Path) -> bool:
    """Says which of them are no programs, and whether all are. The others are as in `run`."""
    shutil.rmtree(directory, ignore_errors=True)
    directory.mkdir(parents=True)

    def problem_of(number: int, mutant: Mutant) -> str:
        try:
            recipe.check(mutant, directory / str(number))
        except Problem as problem:
            return str(problem)
        return ""

    with concurrent.futures.ThreadPoolExecutor(jobs) as pool:
        problems = list(pool.map(problem_of, range(len(chosen)), chosen))
    for mutant, problem in zip(chosen, problems):
        if problem:
            print(f"{mutant.name}, {mutant.file}, {mutant.breaks}: {problem}", flush=True)
    print(f"{len(chosen)} mutants, {sum(map(bool, problems))} of them no programs")
    return not any(problems)


def _early_returns(source: str) -> list[tuple[int, int]]:
    """Where statements are that do nothing but return on a condition."""
    result = []
    for place in _CHECK.finditer(source):
        end, depth = place.end(), 1
        while depth:
            depth += {"(": 1, ")": -1}.get(source[end], 0)
            end += 1
        returned = _RETURN.match(source, end - 1)
        if returned:
            result.append((place.start("check"), returned.end()))
    return result


def _text(file: str) -> str:
    return _made(f"core/{file}") if _is_made(file) else (_CORE / file).read_text(encoding="utf-8")


def _is_made(file: str) -> bool:
    """Whether the build makes a file that the core includes."""
    return file.endswith(".inc")


class Recipe:
    """How a build makes the core's bitcode, which has this path in it."""

    def __init__(self, build: pathlib.Path, bitcode: str = "kernel/core.bc") -> None:
        self.build = build
        self.bitcode = build / bitcode
        commands = subprocess.run(
            ["ninja", "-C", str(build), "-t", "commands", bitcode],
            check=True,
            capture_output=True,
            text=True,
        ).stdout
        lines = [line for line in commands.splitlines() if line and not line.startswith("ninja:")]
        self.compile = {
            pathlib.Path(shlex.split(line)[-1]).name: shlex.split(line)
            for line in lines
            if " -c " in line and "/kernel/core/" in line
        }
        # "cd DIRECTORY && llvm-link ... && opt ..."
        parts = [shlex.split(part) for part in lines[-1].split(" && ")]
        self.steps = [part for part in parts if part[0] != "cd"]
        listed = tomllib.loads(_LIST.read_text(encoding="utf-8"))
        self.users: dict[str, list[str]] = listed["headers"]

    def sources(self, mutant: Mutant) -> list[str]:
        """The files of the core that are compiled anew."""
        return [mutant.file] if mutant.file.endswith(".cpp") else self.users[mutant.file]

    def check(self, mutant: Mutant, directory: pathlib.Path) -> None:
        """Raises Problem where the mutant is no program."""
        directory.mkdir()
        options = [*overlay(mutant, directory), "-w", "-fsyntax-only"]
        for source in self.sources(mutant):  # of a template only its users know
            run_compiler([*self.compile[source], *options], self.build)

    def make(self, mutant: Mutant, directory: pathlib.Path) -> pathlib.Path:
        """Compiles the mutant; the bitcode's path."""
        directory.mkdir()
        objects = {}
        for source in self.sources(mutant):
            command = self.compile[source]
            made = directory / f"{source}.bc"
            objects[str((self.build / command[command.index("-o") + 1]).resolve())] = str(made)
            run_compiler([*with_output(command, made), *overlay(mutant, directory), "-w"], self.build)
        bitcode = directory / "core.bc"
        for step in self.steps:
            replaced = []
            for word in step:
                path = str((self.bitcode.parent / word).resolve()) if word.endswith(_OBJECTS) else word
                replaced.append(objects.get(path, word.replace(str(self.bitcode), str(bitcode))))
            run_compiler(_with_mutants_first(replaced, set(objects.values())), self.bitcode.parent)
        return bitcode


def overlay(mutant: Mutant, directory: pathlib.Path) -> list[str]:
    """Options with which the compiler sees the mutant's text in the place of the original, so that nothing
    else differs."""
    text, table = directory / mutant.file, directory / "overlay.yaml"
    text.write_text(mutant.text, encoding="utf-8")
    originals = [_CORE / mutant.file]
    if _is_made(mutant.file):
        originals = [
            tree.BUILD / preset / "generated" / "core" / mutant.file
            for preset in ("host", *architectures.names())
        ]
    roots = [
        {"name": str(original), "type": "file", "external-contents": str(text)} for original in originals
    ]
    table.write_text(
        json.dumps({"version": 0, "use-external-names": False, "roots": roots}), encoding="utf-8"
    )
    return ["-ivfsoverlay", str(table)]


def with_output(command: list[str], made: pathlib.Path) -> list[str]:
    """A compiler's command line of a build, with another file to make."""
    command = list(command)
    command[command.index("-o") + 1] = str(made)
    for flag in ("-MF", "-MT"):
        command[command.index(flag) + 1] = f"{made}.d"
    return command


def _with_mutants_first(command: list[str], made: set[str]) -> list[str]:
    """What is defined in several files, as functions of headers are, is taken from the first."""
    inputs = [word for word in command if word in made or word.endswith(_OBJECTS)]
    rest = [word for word in command if word not in inputs]
    return rest + sorted(inputs, key=lambda word: word not in made)


def run_compiler(command: list[str], directory: pathlib.Path) -> None:
    """Runs a compiler or a linker in a directory of a build. Raises Problem where it fails."""
    done = subprocess.run(command, cwd=directory, stdin=subprocess.DEVNULL, capture_output=True, text=True)
    if done.returncode != 0:
        raise Problem(
            f"a mutant cannot be built: {shlex.join(command[:1])} says\n{done.stderr.strip()[:2000]}"
        )


def _examine(
    mutant: Mutant, recipe: Recipe, verifier: pathlib.Path, known: pathlib.Path, directory: pathlib.Path
) -> Outcome:
    try:
        bitcode = recipe.make(mutant, directory)
    except Problem as problem:
        return Outcome(mutant, "not built", str(problem))
    report = directory / "report.json"
    command = [
        str(verifier),
        "--core",
        str(bitcode),
        "--changed-since",
        str(known),
        "--jobs",
        "1",
        "--fail-fast",
        "--report",
        str(report),
    ]
    child = process.start(
        command, cwd=tree.ROOT, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )
    try:
        output, _ = child.communicate(timeout=_PATIENCE)
    except subprocess.TimeoutExpired:
        return Outcome(mutant, "timeout", f"no answer within {_PATIENCE:.0f} s")
    finally:
        process.stop(child)
    if not report.exists():
        text = output.decode(errors="replace").strip()
        return (
            Outcome(mutant, "same code")
            if child.returncode == 0
            else Outcome(mutant, "not examined", text[-300:])
        )
    found = [
        (row["name"], obligation)
        for row in json.loads(report.read_text(encoding="utf-8"))["rows"]
        for obligation in row["obligations"]
        if obligation["verdict"] != "proved"
    ]
    if not found:
        return Outcome(mutant, "proved")
    # Before a failure there may be questions that were too hard.
    name, obligation = next((one for one in found if one[1]["verdict"] in _FOUND), found[0])
    return Outcome(mutant, obligation["verdict"], f"{name}: {obligation['what']}, in {obligation['where']}")
