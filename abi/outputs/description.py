"""The description of the ABI as it is read: abi.toml, NAME.toml of each architecture, architectures.toml."""
import pathlib
import re
import sys
import tomllib
import typing

FOLDER = pathlib.Path(__file__).resolve().parent.parent
ROOT = FOLDER.parent
SOURCE = FOLDER / "abi.toml"
NOTICE = "made from abi/abi.toml by abi/generate.py; do not edit"
EFFECTS = ("plain", "interrupt_state", "halt", "control")
# How arguments may share words of the fast entry: the word, and the arguments in it. libpip's macros for it pack these.
PACKINGS = {"bits": (3, [3, 4, 5]), "halves": (1, [1, 2]), "page": (4, [4])}

Abi = dict[str, typing.Any]


def read() -> Abi:
    """All of it; under `architectures` the table of each, in the order of their list, and in it under `listed`
    what the list says."""
    abi: Abi = tomllib.loads(SOURCE.read_text(encoding="utf-8"))
    listed = tomllib.loads((ROOT / "architectures.toml").read_text(encoding="utf-8"))
    abi["architectures"] = {
        name: tomllib.loads((FOLDER / f"{name}.toml").read_text(encoding="utf-8")) | {"listed": table}
        for name, table in listed.items()
    }
    return abi


def having(abi: Abi, key: str) -> Abi:
    """The table of the one architecture that has this."""
    tables: list[Abi] = [table for table in abi["architectures"].values() if key in table]
    if len(tables) != 1:
        sys.exit(f"'{key}' was expected in the table of one architecture, not of {len(tables)}")
    return tables[0]


def by_number(abi: Abi) -> list[Abi]:
    services: list[Abi] = abi["service"]
    return sorted(services, key=lambda service: int(service["number"]))


def selector(abi: Abi, service: Abi) -> int:
    """Of a service's call gate."""
    return int(having(abi, "first_selector")["first_selector"]) + 8 * int(service["number"])


def has(architecture: Abi, service: Abi) -> bool:
    """Whether an architecture has ways in to a service."""
    return "needs" not in service or bool(architecture["listed"][service["needs"]])


def effect(service: Abi) -> str:
    return str(service.get("effect", "plain"))


def meaning(abi: Abi, service: Abi, argument: str) -> str:
    """What an argument is."""
    return str(service.get("inputs", {}).get(argument) or abi["arguments"][argument])


class Packed(typing.NamedTuple):
    """A word of the fast entry with several arguments in it, or with the service's number."""

    name: str
    kind: str  # of PACKINGS
    arguments: list[str]


def fast_words(service: Abi) -> list[str | Packed]:
    """The words that the fast entry takes for a service: arguments, and what holds several."""
    words: list[str | Packed] = []
    for word in service.get("fast", service["arguments"]):
        if isinstance(word, str):
            words.append(word)
            continue
        [kind] = [key for key in word if key != "name"]
        held = word[kind]
        words.append(Packed(word["name"], kind, held if isinstance(held, list) else [held]))
    return words


def packing(service: Abi) -> str:
    """How a service's arguments share words, if they do."""
    return next((word.kind for word in fast_words(service) if isinstance(word, Packed)), "registers")


def fast_function(service: Abi) -> str:
    """What the fast entry calls."""
    return f"{'fast' if 'fast' in service else 'call'}_{service['name']}"


def functions(architecture: Abi, service: Abi) -> list[str]:
    """The core's functions that lead from an architecture's ways in to a service."""
    if not has(architecture, service):
        return []
    of_way = {
        "gate": f"gate_{service['name']}",
        "fast": fast_function(service),
        "svc": f"call_{service['name']}",
        "library": f"call_{service['name']}",
        "registers": f"call_{service['name']}",
    }
    return list(dict.fromkeys(of_way[way] for way in architecture["listed"]["ways_in"]))


def errors(abi: Abi, service: Abi) -> list[tuple[str, str]]:
    """Each error in the order of checks, groups resolved, and what a check is about or adds."""

    def resolved(check: str, about: str) -> typing.Iterator[tuple[str, str]]:
        name, _, remark = check.partition(" ")
        remark = remark.strip("()") or about
        if name in abi["checks"]:
            for inner in abi["checks"][name]:
                yield from resolved(inner, remark)
        else:
            yield name, remark

    return [pair for check in service["checks"] for pair in resolved(check, "")]


def check(abi: Abi) -> None:
    """What a slip of the pen could break. Ends the program where something is wrong."""
    for kind, key in (("error", "code"), ("service", "number")):
        for field in (key, "name"):
            values = [entry[field] for entry in abi[kind]]
            twice = {value for value in values if values.count(value) > 1}
            if twice:
                sys.exit(f"{SOURCE.name}: {kind} {field} given twice: {sorted(twice)}")
    services = {service["name"] for service in abi["service"]}
    unknown = [name for name in having(abi, "svc")["svc"] if name not in services | {"put_character"}]
    if unknown:
        sys.exit(f"svc numbers for services that are none: {unknown}")
    for service in abi["service"]:
        for problem in _problems(abi, service):
            sys.exit(f"{SOURCE.name}: service {service['name']}: {problem}")


def _problems(abi: Abi, service: Abi) -> typing.Iterator[str]:
    known = {error["name"] for error in abi["error"]} | set(abi["checks"])
    for name in service["checks"]:
        if name.split()[0] not in known:
            yield f"no error or group is called '{name}'"
    for argument in service["arguments"]:
        if argument not in service.get("inputs", {}) and argument not in abi["arguments"]:
            yield f"nothing says what '{argument}' is"
    for argument in service.get("inputs", {}):
        if argument not in service["arguments"]:
            yield f"there is no argument '{argument}'"
    if effect(service) not in EFFECTS:
        yield f"there is no effect '{effect(service)}'"
    for table in abi["architectures"].values():
        if "needs" in service and service["needs"] not in table["listed"]:
            yield f"architectures.toml has no '{service['needs']}'"
    for table in abi["architectures"].values():
        for argument in table.get("replaced", {}).get(service["name"], {}):
            if argument not in service["arguments"]:
                yield f"there is no argument '{argument}' to replace"
    if not re.fullmatch(r"[a-z][a-z0-9_]*", service["name"]):
        yield "a name has small letters, digits and underscores"
    yield from _fast_problems(abi, service)


def _fast_problems(abi: Abi, service: Abi) -> typing.Iterator[str]:
    words = fast_words(service)
    flat = [name for word in words for name in ([word] if isinstance(word, str) else word.arguments)]
    if flat != service["arguments"]:
        yield "the words of the fast entry hold other arguments, or in another order"
    packed = [(place, word) for place, word in enumerate(words) if isinstance(word, Packed)]
    if len(packed) > 1 or len(words) > 4 + sum(word.kind == "page" for _, word in packed):
        yield "the fast entry has no room for the arguments; say with `fast` which share a word"
    for place, word in packed:
        held = [service["arguments"].index(argument) for argument in word.arguments]
        if PACKINGS.get(word.kind) != (place, held):
            yield f"libpip has no macro that packs '{word.name}' so (lib/pip/arch/*/source/services.S)"
        if word.kind == "bits" and [abi["fast"].get(a) for a in word.arguments] != [1, 2, 4]:
            yield f"[fast] does not say the bits of '{word.name}'"
