"""Faults of the specification and of the verifier, of which watchmen.toml has a list: each claim, each
invariant and each check of the harness has to be needed by one.

    watchmen.py overlay DIRECTORY
    watchmen.py run PROGRAM KEPT [--seconds S [--seed S]] [--only TEXT] [--jobs J]

`overlay` makes a copy of spec/ and verifier/proof/ into which all listed faults are compiled; in a run of the
program that is made of it, the environment says which one is on (watchmen.hpp). `run` tries them. Each trial
has two sides: with the fault, what it is listed with is not proved, and without it the same rows are; of a
check of the harness, a fault of the core that is found is proved where the check is left out. KEPT is a
directory for what is proved without faults. With --seconds trials are drawn by lot until so much processor
time is used: the commit is the seed, unless one is given. Status 1 where a trial fails, or where the list
does not fit the text, or leaves out a claim, an invariant, a row or a check."""
import argparse
import concurrent.futures
import json
import os
import pathlib
import random
import re
import resource
import subprocess
import sys
import tempfile
import tomllib
import typing

_ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(_ROOT / "tools"))

from pepin import architectures, excerpt, mutants, tree  # noqa: E402: the line above makes it a package

_LIST = pathlib.Path(__file__).with_suffix(".toml")
_COPIED = ("spec", "verifier/proof")
_FORGOTTEN = "pepin::watchmen::is_forgotten"
# Where claims, requirements and objections pass by their names: each of these stands there once.
_BY_NAME = (
    ("verifier/proof/model/invariants.hpp", "if (!formula.is_true() || given.is_false()) claims_",
     f"if ((!formula.is_true() || given.is_false()) && !{_FORGOTTEN}(name)) claims_"),
    ("verifier/proof/model/invariants.hpp", "const Term given = condition_ & hypothesis.term();",
     "const Term given = pepin::watchmen::is_void(name) ? smt::truth(false) : condition_ & hypothesis.term();"),
    ("verifier/proof/model/invariants.hpp", "smt::implies(condition_ & hypothesis.term(), conclusion.term())",
     "pepin::watchmen::is_void(name) ? smt::truth(true) : smt::implies(condition_ & hypothesis.term(), conclusion.term())"),
    ("verifier/proof/obligations/refinement.cpp", "if (goal.is_true() || !UnitReport::is_wanted(what)) return;",
     f"if (goal.is_true() || {_FORGOTTEN}(what)) return;"),
    ("verifier/proof/obligations/refinement_calls.cpp", "if (same.is_true() || !UnitReport::is_wanted(what)) return;",
     f"if (same.is_true() || {_FORGOTTEN}(what)) return;"),
    ("verifier/proof/obligations/comparison.cpp", "if (!goal.is_true() && UnitReport::is_wanted(what))", f"if (!goal.is_true() && !{_FORGOTTEN}(what))"),
)  # fmt: skip
_BROKEN_STRING = re.compile(r'"\s*\n\s*"')  # a literal that goes on in the next line
_REQUIREMENT = re.compile(r"\bstep\.require\(")
_OBJECTION = re.compile(r'\bthrow ir::Unmodelled\(\s*("[^"]+")')
# How claims are made in spec/ and in theorems, and what else has a name in the harness.
_CLAIM = re.compile(r'\b(?:claim\.(?:equal|holds)|same|table|root_table)\(\s*"([^"]+)"')
_CHECK = re.compile(
    r'\b(?:throw ir::Unmodelled\(|(?:step\.)?require\([^;]*?, |(?:claim|check)\([^;"]*, )\s*"([^"]+)"\s*[),;+]'
)
_HARNESS = (
    "comparison",
    "contracts",
    "control",
    "kernel_memory",
    "ranges",
    "refinement",
    "refinement_calls",
    "set_access_upwards",
    "teardown",
    "teardown_contracts",
    "teardown_steps",
    "vidt",
)
_FOUND = ("counterexample", "error")
# What the proof says of claims that say nothing, and of those that are said to and do not.
_IMPOSSIBLE = "says nothing, since what it is said of is impossible: "
_VOID = "said to say nothing, and says something: "
# ... and where nothing is left to prove, since terms say so already.
_PLAIN = "is no function of its own"
_PATIENCE = 900.0  # seconds for a run of the program


class Fault(typing.NamedTuple):
    """A text of spec/ or verifier/proof/ that is another one while the fault is on."""

    breaks: str
    file: str
    original: str
    replaced: str
    kind: str  # "expression", "statement" (or several); or "before" one, to do something more
    after: str  # what stands before the text, where that is there more than once
    found: tuple[tuple[str, ...], ...]  # rows of the proof, with the claims that it finds wrong there


class Trial(typing.NamedTuple):
    """Something that is found in a row, unless the environment says otherwise."""

    what: str
    environment: dict[str, str]
    row: str
    claims: tuple[str, ...]  # that are not proved then, all of them
    core: str = ""  # the fault of the core that is let through instead, if any: "FILE: WHAT IT BREAKS"
    checks: tuple[str, ...] = ()  # what finds that fault, each by itself, and nothing else does


class Lists(typing.NamedTuple):
    """What watchmen.toml has."""

    faults: list[Fault]
    trials: list[Trial]
    needless: set[str]
    open: set[str]  # what is known to be missing


def lists() -> Lists:
    listed = tomllib.loads(_LIST.read_text(encoding="utf-8"))
    every, trials = [], []
    for one in listed["fault"]:
        found = tuple(tuple(row) for row in one.get("found", ()))
        every.append(
            Fault(
                one["breaks"],
                one["file"],
                one["original"],
                one["replaced"],
                one.get("kind", "expression"),
                one.get("after", ""),
                found,
            )
        )
        for row, *claims in found:
            trials.append(Trial(one["breaks"], {"PEPIN_FAULT": one["breaks"]}, row, tuple(claims)))
        if "lets" in one:
            trials.append(Trial(one["breaks"], {"PEPIN_FAULT": one["breaks"]}, one["row"], (), one["lets"]))
    for one in listed["forgotten"]:
        names = tuple(one["names"])
        environment = {"PEPIN_FORGOTTEN": "|".join(names)}
        lets = one.get("lets", "")
        trials.append(
            Trial(
                "without '" + "', '".join(names) + "'",
                environment,
                one["row"],
                tuple(one.get("claims", ())),
                lets,
                names if lets else (),
            )
        )
    for row, name in sorted(
        {
            (row, name)
            for fault in every
            for row, *names in fault.found
            for name in names
            if _is_theorem(row) and not name.startswith((_VOID, _IMPOSSIBLE))
        }
    ):
        trials.append(Trial(f"'{name}', said of nothing", {"PEPIN_VOID": name}, row, (_IMPOSSIBLE + name,)))
    needless, still_open = (
        {name for one in listed.get(what, ()) for name in one["names"]} for what in ("needless", "open")
    )
    return Lists(every, trials, needless, still_open)


def _is_theorem(row: str) -> bool:
    return row.split(":")[0] in ("isolation", "control", "integrity", "confidentiality")


def _once(text: str, original: str, file: str, after: str = "") -> re.Match[str]:
    return excerpt.find_once(text, original, f"{file}, for {_LIST.name}", after)


def _with_choices(original: str, choices: list[Fault]) -> str:
    """The text, or of the fault that is on what it puts there."""
    for fault in reversed(choices):
        on = f'pepin::watchmen::is_on("{fault.breaks}")'
        made = {
            "expression": f"({on} ? ({fault.replaced}) : ({original}))",
            "statement": f"if ({on}) {{ {fault.replaced} }} else {{ {original} }}",
            "before": f"if ({on}) {{ {fault.replaced} }} {original}",
        }
        if fault.kind not in made:
            raise SystemExit(f"{_LIST.name}: no kind of fault is called '{fault.kind}'")
        original = made[fault.kind]
    return original


def _sources() -> dict[str, str]:
    paths = [path for place in _COPIED for path in sorted((_ROOT / place).rglob("*.[ch]pp"))]
    return {
        str(path.relative_to(_ROOT)): _BROKEN_STRING.sub("", path.read_text(encoding="utf-8"))
        for path in paths
    }


def overlay(directory: pathlib.Path) -> None:
    """Writes the copy; what is there as it should be is not written again."""
    texts = _sources()
    edits: dict[str, dict[tuple[int, int], list[Fault]]] = {}
    for fault in lists().faults:
        found = _once(texts[fault.file], fault.original, fault.file, fault.after)
        edits.setdefault(fault.file, {}).setdefault(found.span("excerpt"), []).append(fault)
    for file, places in edits.items():
        spans = sorted(places, reverse=True)
        for (start, _), (_, end) in zip(spans, spans[1:], strict=False):
            if end > start:
                raise SystemExit(
                    f"{_LIST.name}: two faults of {file} are about a part of the same text: '{texts[file][start:end]}'"
                )
        for start, end in spans:
            texts[file] = (
                texts[file][:start]
                + _with_choices(texts[file][start:end], places[start, end])
                + texts[file][end:]
            )
    for file, original, replaced in _BY_NAME:
        place = _once(texts[file], original, file)
        texts[file] = texts[file][: place.start()] + replaced + texts[file][place.end() :]
    for file, text in texts.items():
        if file.startswith("verifier/"):
            text = _REQUIREMENT.sub("pepin::watchmen::require(step, ", text)
            text = _OBJECTION.sub(rf"if (!{_FORGOTTEN}(\1)) throw ir::Unmodelled(\1", text)
        path = directory / file
        path.parent.mkdir(parents=True, exist_ok=True)
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            path.write_text(text, encoding="utf-8")


def uncovered(program: pathlib.Path, core: pathlib.Path) -> list[str]:
    """What the list says nothing of, and what it says of nothing."""
    listed, sources = lists(), {file: re.sub(r"\s+", " ", text) for file, text in _sources().items()}
    invariants = set(_CLAIM.findall(sources["spec/invariants.hpp"]))
    claims = {
        name
        for file, text in sources.items()
        if file.startswith("spec/") or file.endswith("_theorems.cpp")
        for name in _CLAIM.findall(text)
    }
    harness = [sources[file] for file in sources if pathlib.PurePath(file).stem in _HARNESS]
    checks = {name for text in harness for name in _CHECK.findall(text)}
    done = subprocess.run(
        [program, "--core", core, "--service", "a row that does not exist"], capture_output=True, text=True
    )
    rows = {line.strip() for line in done.stderr.splitlines() if line.startswith("  ")}
    of_specification = {row for row in rows if not row.startswith("code of ")}
    # Invariants are needed by other claims, which is more than that they can fail.
    can_fail = {claim for trial in listed.trials for claim in trial.claims} | invariants
    forgotten = {
        name for trial in listed.trials for name in trial.environment.get("PEPIN_FORGOTTEN", "").split("|")
    } - {""}
    broken = {trial.row for trial in listed.trials}
    missing = {
        **{name: f"no fault is listed that breaks '{name}'" for name in claims - can_fail},
        **{name: f"it is not listed what needs the invariant '{name}'" for name in invariants - forgotten},
        **{name: f"it is not listed what needs the check '{name}'" for name in checks - forgotten},
        **{name: f"no fault is listed that is found in '{name}'" for name in of_specification - broken},
    }
    said = listed.needless | listed.open
    problems = [text for name, text in sorted(missing.items()) if name not in said]
    problems += [
        f"'{name}' is said to be needless or open, and is watched" for name in sorted(said - missing.keys())
    ]
    problems += [
        f"'{name}' is said to be needless, and to be open" for name in sorted(listed.needless & listed.open)
    ]
    return problems + [f"there is no row '{row}'" for row in sorted(broken - rows)]


class Bench:
    """Runs the program, and knows what it proves without faults."""

    def __init__(self, program: pathlib.Path, kept: pathlib.Path, directory: pathlib.Path) -> None:
        self.program, self.kept, self.directory = program, kept, directory
        self.build = tree.built()
        self.core = self.build / "kernel" / "core.bc"
        self.mutants = {f"{one.file}: {one.breaks}": one for one in mutants.mutants(architectures.default())}
        self.recipe = mutants.Recipe(self.build)

    def _run(
        self, row: str, environment: dict[str, str], core: pathlib.Path | None = None, claim: str = ""
    ) -> tuple[int, set[str]]:
        """The status for a row, or for a claim there, and what is found wrong."""
        with tempfile.TemporaryDirectory(dir=self.directory) as name:
            report = pathlib.Path(name) / "report.json"
            command = [self.program, "--service", row, "--jobs", "1", "--report", report]
            if row.startswith("code of "):
                command += ["--core", core or self.core]
            if claim:
                command += ["--obligation", claim]
            if not environment and core is None:
                command += ["--cache", self.kept]
            try:
                done = subprocess.run(
                    command,
                    env=os.environ | environment,
                    stdin=subprocess.DEVNULL,
                    capture_output=True,
                    timeout=_PATIENCE,
                )
            except subprocess.TimeoutExpired:
                return 2, {f"no answer within {_PATIENCE:.0f} s"}
            if _PLAIN in done.stderr.decode(errors="replace"):
                return 0, set()
            if not report.exists():
                return done.returncode or 2, {f"no report: {done.stderr.decode(errors='replace')[-300:]}"}
            rows = json.loads(report.read_text(encoding="utf-8"))["rows"]
        # What has no row is said of the core as a whole.
        return done.returncode, {
            one["what"]
            for found in rows
            if found["name"] in (row, "the core")
            for one in found["obligations"]
            if one["verdict"] in _FOUND
        }

    def try_out(self, trial: Trial) -> str:
        """What is wrong with it; nothing if it is as it should be."""
        if trial.core:
            return self._let_through(trial)
        only = trial.claims[0].removeprefix(_IMPOSSIBLE).removeprefix(_VOID) if len(trial.claims) == 1 else ""
        status, found = self._run(trial.row, trial.environment, claim=only)
        if status == 0:
            return f"{trial.row} is proved"
        if missing := set(trial.claims) - found:
            return f"{trial.row} does not find '{min(missing)}', but {sorted(found)}"
        status, found = self._run(trial.row, {})
        return f"{trial.row} is not proved without it: {sorted(found)}" if status != 0 else ""

    def _let_through(self, trial: Trial) -> str:
        if trial.core not in self.mutants:
            return f"there is no fault '{trial.core}' of the core"
        directory = pathlib.Path(tempfile.mkdtemp(dir=self.directory))
        bitcode = self.recipe.make(self.mutants[trial.core], directory / "core")
        status, found = self._run(trial.row, {}, bitcode)
        if status == 0 or not found:
            return f"{trial.row} does not find the fault of the core"
        # What is required on the way has a kind before its name.
        texts = {text for one in found for text in (one, one.partition(": ")[2])}
        for check in trial.checks:
            if check not in texts and not (
                check.endswith(" ") and any(text.startswith(check) for text in texts)
            ):
                return f"'{check}' does not find the fault of the core, but {sorted(found)}"
        status, found = self._run(trial.row, trial.environment, bitcode)
        return "" if status == 0 else f"{trial.row} finds the fault of the core all the same: {sorted(found)}"


def _seed() -> str:
    done = subprocess.run(["git", "-C", _ROOT, "rev-parse", "HEAD"], capture_output=True, text=True)
    return done.stdout.strip() or "no commit"


def _used() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def run(options: argparse.Namespace) -> int:
    with tempfile.TemporaryDirectory(prefix="watchmen-") as directory:
        return _run_in(pathlib.Path(directory), options)


def _run_in(directory: pathlib.Path, options: argparse.Namespace) -> int:
    bench = Bench(options.program.resolve(), options.kept, directory)
    problems = uncovered(bench.program, bench.core)
    every = chosen = lists().trials
    if options.only:
        chosen = [trial for trial in every if options.only in trial.what or options.only in trial.row]
    if options.seconds:
        seed = options.seed or _seed()
        chosen = random.Random(seed).sample(chosen, len(chosen))
        print(
            f"{options.seconds} s of {len(every)} trials, again with: --seconds {options.seconds} --seed {seed}",
            flush=True,
        )
    tried = bad = 0

    def attempt(trial: Trial) -> str | None:
        return bench.try_out(trial) if not options.seconds or _used() < options.seconds else None

    with concurrent.futures.ThreadPoolExecutor(options.jobs) as pool:
        for trial, problem in zip(chosen, pool.map(attempt, chosen), strict=True):
            if problem is None:
                continue
            tried += 1
            bad += problem != ""
            print(
                f"{'BAD: ' if problem else ''}{trial.what}: {problem or (trial.core and 'let through: ' + trial.core) or 'found in ' + trial.row}",
                flush=True,
            )
    for problem in problems:
        print(f"BAD: {problem}")
    print(f"{tried} trials, {bad} of them not as they should be; {len(problems)} gaps in the list")
    print(f"open are still {len(lists().open)} names: claims, invariants, rows and checks")
    return 1 if bad or problems or not tried else 0


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("overlay").add_argument("directory", type=pathlib.Path)
    runs = commands.add_parser("run")
    runs.add_argument("program", type=pathlib.Path)
    runs.add_argument("kept", type=pathlib.Path)
    runs.add_argument("--seconds", type=float)
    runs.add_argument("--seed")
    runs.add_argument("--only")
    runs.add_argument("--jobs", type=int, default=2)
    options = parser.parse_args()
    if options.command == "overlay":
        overlay(options.directory)
        return 0
    return run(options)


if __name__ == "__main__":
    sys.exit(main())
