"""What the tree says of a service besides the description: where its code and its specification are, what the
prover proves about it, and what it may cost."""
import functools
import json
import re
import sys
import typing

from outputs.description import ROOT, Abi, effect, functions

_OBLIGATIONS = ROOT / "verifier" / "proof" / "obligations"
_BUDGETS = ROOT / "tests" / "speed" / "budgets"


@functools.cache
def _text(path: str) -> str:
    return (ROOT / path).read_text(encoding="utf-8")


@functools.cache
def _list(file: str, kind: str) -> dict[str, str]:
    """A list of rows of the prover, of structures of a kind: of each the name and the text."""
    text = (_OBLIGATIONS / file).read_text(encoding="utf-8")
    found = re.search(rf"std::vector<{kind}> all\{{\n(.*?)\n    \}};", text, re.DOTALL)
    rows = re.findall(r'(?ms)^        (\{"([^"]+)",.*?)(?=^        \{|\Z)', found[1] if found else "")
    if not rows:
        sys.exit(f"{file} has no list of '{kind}' with rows")
    return {name: row for row, name in rows}


def _prefixes(file: str, pattern: str) -> list[str]:
    found = re.findall(pattern, (_OBLIGATIONS / file).read_text(encoding="utf-8"))
    if not found:
        sys.exit(f"{file}: there is nothing like '{pattern}'")
    return [str(prefix) for prefix in found]


def definitions(service: str, folder: str, pattern: str) -> list[str]:
    """The files of a folder that define something called so."""
    expression = re.compile(pattern.replace("NAME", service), re.MULTILINE)
    files = sorted(path for path in (ROOT / folder).iterdir() if path.suffix in (".cpp", ".hpp"))
    return [
        path.relative_to(ROOT).as_posix()
        for path in files
        if expression.search(_text(path.relative_to(ROOT).as_posix()))
    ]


def core_files(service: str) -> list[str]:
    """Where the core defines a service: one file."""
    return definitions(service, "kernel/core", r"^Outcome NAME\(")


def proof_row(service: str) -> str | None:
    """The text of a service's row in units.cpp."""
    return _list("units.cpp", "Service").get(service)


def specified_by(service: str) -> str | None:
    """The function of the specification that a service's row in units.cpp names."""
    found = re.search(r"\bspec::(\w+)<", proof_row(service) or "")
    return found[1] if found else None


def specification_files(service: str) -> list[str]:
    function = specified_by(service)
    return definitions(function, "spec", r"Outcome<D> NAME\(") if function else []


class Rows(typing.NamedTuple):
    """Rows of the proof's table that are about the same."""

    about: str
    names: list[str]


def _steps(service: str) -> list[str]:
    """The steps of the state machine that a service makes."""
    return [
        name for name in _list("theorems.cpp", "Step") if name == service or name.startswith(service + ": ")
    ]


def proof_rows(abi: Abi, service: Abi) -> list[Rows]:
    """All rows about a service."""
    name = service["name"]
    steps = _steps(name)
    groups = [Rows("what it does keeps the invariants", steps)]
    parts = _prefixes("integrity_theorems.cpp", r'Part\{"([^"]+)"')
    groups.append(
        Rows(
            "what it changes, and for whom", [f"integrity: {part}{step}" for step in steps for part in parts]
        )
    )
    if effect(service) != "control":
        [none] = _prefixes("control_theorems.cpp", r'"(control: [^"]+)" \+ step\.name')
        groups.append(Rows("it passes no control", [none + step for step in steps]))
    seen: list[str] = []
    if effect(service) != "control":
        [prefix] = _prefixes("confidentiality_theorems.cpp", r'"(confidentiality: )" \+ step\.name')
        seen += [prefix + step for step in steps]
    [answer] = _prefixes(
        "confidentiality_theorems.cpp", r'"(confidentiality: [^"]+)" \+ std::string\{service'
    )
    if name in _list("confidentiality_theorems.cpp", "Service"):
        seen.append(answer + name)
    groups.append(Rows("what others learn by it, and what it tells its caller", seen))
    groups.append(Rows("besides", list(service.get("theorems", []))))
    if proof_row(name):
        own = [
            name,
            *dict.fromkeys(f for table in abi["architectures"].values() for f in functions(table, service)),
        ]
        groups.append(Rows("the code does what is specified", [f"code of {function}" for function in own]))
    return [group for group in groups if group.names]


class Costs(typing.NamedTuple):
    """What calls of a service may cost on an architecture, by ways in."""

    title: str  # of the architecture
    ways: list[str]
    rows: list[tuple[str, list[int | None], int | None]]  # figure, of each way, more for each level


def costs(abi: Abi, service: Abi) -> list[Costs]:
    """From the budgets, of the architectures that have figures about it."""
    result = []
    for name, table in abi["architectures"].items():
        budgets = json.loads((_BUDGETS / f"{name}.json").read_text(encoding="utf-8"))
        first, *others = table["listed"]["ways_in"]
        rows: list[tuple[str, list[int | None], int | None]] = []
        for figure, most in budgets["base"].items():
            if figure != service["name"] and not figure.startswith(service["name"] + "_") or "." in figure:
                continue
            of_others = [budgets["base"].get(f"{figure}.{other}") for other in others]
            rows.append((figure, [most, *of_others], budgets["per_level"].get(figure)))
        if rows:
            result.append(Costs(table["title"], [first, *others], rows))
    return result
