"""What entry code and the linking of the core take from the description, for one architecture."""
import collections.abc

from outputs.description import NOTICE, Abi, by_number, effect, fast_function, fast_words, functions, has


def symbols(abi: Abi, architecture: Abi) -> str:
    """entries/NAME.txt: the symbols of the core that others use, one a line and nothing else."""
    names = [*abi["core"]["symbols"], *architecture.get("core", {}).get("symbols", [])]
    for service in by_number(abi):
        names += functions(architecture, service)
    return "\n".join([*names, ""])


def table(abi: Abi, name: str, architecture: Abi) -> str:
    """entries/NAME.h: a line for each entry of the tables that entry code has."""
    lines = [f"/* {NOTICE}: define the macro that you need, then include this. */"]
    for way in architecture["listed"]["ways_in"]:
        macro, explained, entries = _WAYS[way]
        lines += ["", f"/* {macro}{explained} */", f"#ifdef {macro}"]
        lines += [*entries(abi, name, architecture), "#endif"]
    return "\n".join([*lines, ""])


def _services(abi: Abi, architecture: Abi) -> list[Abi]:
    return [service for service in by_number(abi) if has(architecture, service)]


def _number(service: Abi) -> str:
    return f"PIP_SERVICE_{service['name'].upper()}"


def _gates(abi: Abi, _name: str, architecture: Abi) -> list[str]:
    return [
        f"GATE({service['name']}, {_number(service)}, {effect(service)})"
        for service in _services(abi, architecture)
    ]


def _fast(abi: Abi, _name: str, architecture: Abi) -> list[str]:
    return [
        f"FAST({service['name']}, {_number(service)}, {effect(service)}, {fast_function(service)}, {len(fast_words(service))})"
        for service in _services(abi, architecture)
    ]


def _pips_calls(abi: Abi, name: str, architecture: Abi) -> list[str]:
    """In the order of their numbers. One of them is no service."""
    services = {service["name"]: service for service in abi["service"]}
    entries = []
    for called in sorted(architecture["svc"], key=lambda key: int(architecture["svc"][key])):
        service = services.get(called, {"name": called})
        number = f"PIP_{name.upper()}_SVC_{called.upper()}"
        replaced = architecture.get("replaced", {}).get(called, {})
        for argument, value in replaced.items():
            index = service["arguments"].index(argument)
            entries.append(f"PIPS_CALL_REPLACING({called}, {number}, {index}, {value})")
        if not replaced:
            entries.append(f"PIPS_CALL({called}, {number}, {effect(service)})")
    return entries


def _library_calls(abi: Abi, name: str, architecture: Abi) -> list[str]:
    first = f"PIP_{name.upper()}_FIRST_LIBRARY_CALL"
    return [
        f"LIBRARY_CALL({service['name']}, {first} + {_number(service)}, {effect(service)})"
        for service in _services(abi, architecture)
    ]


def _register_calls(abi: Abi, _name: str, architecture: Abi) -> list[str]:
    return [
        f"REGISTER_CALL({service['name']}, {_number(service)}, {len(service['arguments'])}, {effect(service)})"
        for service in _services(abi, architecture)
    ]


# Of each way in: the macro, what it is given, and the lines.
_WAYS: dict[str, tuple[str, str, collections.abc.Callable[[Abi, str, Abi], list[str]]]] = {
    "gate": ("GATE", "(name, number, effect): call gates.", _gates),
    "fast": ("FAST", "(name, number, effect, function, count): the fast entry, with so many words.", _fast),
    "svc": (
        "PIPS_CALL",
        "(name, number, effect), and PIPS_CALL_REPLACING(name, number, index, value), which gives an "
        "argument a value: calls by Pip's numbers.",
        _pips_calls,
    ),
    "registers": (
        "REGISTER_CALL",
        "(name, number, count, effect): calls with so many arguments in registers.",
        _register_calls,
    ),
    "library": ("LIBRARY_CALL", "(name, number, effect): calls by the library's numbers.", _library_calls),
}
