"""The architectures, as architectures.toml lists them: the one reader of that file, for the front door and for
CMake.

    python3 -m pepin.architectures  prints CMake's commands that set PEPIN_ARCHITECTURES,
                                    PEPIN_DEFAULT_ARCHITECTURE and, of each architecture, PEPIN_NAME_KEY; or
                                    what is wrong with the list, with status 1"""
import dataclasses
import functools
import pathlib
import re
import sys
import tomllib
import typing

from .problems import Problem

LIST = pathlib.Path(__file__).resolve().parent.parent.parent / "architectures.toml"


@dataclasses.dataclass(frozen=True)
class Architecture:
    """One of the list, where each field is explained."""

    name: str
    title: str
    platform: str
    triple: str
    emulation: str
    emulator: str
    processor: str
    debugger: str
    bochs: str
    greatest_memory: int
    flat_kernel: bool
    elf_roots: bool
    modules: bool
    image: str
    multiboot: int
    ports: bool
    ways_in: tuple[str, ...]
    window: tuple[int, int]
    boot: tuple[int, int]


_CHOICES: dict[str, tuple[object, ...]] = {"image": ("iso", "card"), "multiboot": (0, 1, 2)}
_WORDS = {str: "a text", bool: "true or false", int: "a whole number"}


def read(listing: pathlib.Path = LIST) -> dict[str, Architecture]:
    """What is listed, in that order. Raises Problem where the list is not one."""
    try:
        tables = tomllib.loads(listing.read_text(encoding="utf-8"))
    except OSError as error:
        raise Problem(f"cannot read {listing}: {error.strerror}") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise Problem(f"{listing} is no TOML: {error}") from error
    if not tables:
        raise Problem(f"{listing} lists no architecture")
    return {name: _architecture(name, table, listing.name) for name, table in tables.items()}


def _architecture(name: str, table: object, where: str) -> Architecture:
    if not isinstance(table, dict):
        raise Problem(f"{where}: '{name}' stands outside of an architecture")
    if not re.fullmatch(r"[a-z][a-z0-9_]*", name):
        raise Problem(f"{where}: expected a name of small letters, digits and _, found '{name}'")
    fields = {field: kind for field, kind in typing.get_type_hints(Architecture).items() if field != "name"}
    if unknown := sorted(table.keys() - fields.keys()):
        raise Problem(f"{where}: {name} has '{unknown[0]}', which is not known")
    return Architecture(
        name, **{field: _value(f"{where}: {name}, {field}", table, field, fields[field]) for field in fields}
    )


def _value(where: str, table: dict[str, typing.Any], field: str, kind: typing.Any) -> typing.Any:
    if field not in table:
        raise Problem(f"{where}: there is none")
    value = table[field]
    if typing.get_origin(kind) is tuple:
        kinds = typing.get_args(kind)
        if kinds[-1] is Ellipsis:
            kinds = (kinds[0],) * max(1, len(value) if isinstance(value, list) else 1)
        if not isinstance(value, list) or [type(one) for one in value] != list(kinds):
            raise Problem(
                f"{where}: expected a list of {len(kinds)}, each {_WORDS[kinds[0]]}, found {value!r}"
            )
        return tuple(value)
    if type(value) is not kind:  # to isinstance, true is a number
        raise Problem(f"{where}: expected {_WORDS[kind]}, found {value!r}")
    if value not in _CHOICES.get(field, (value,)):
        raise Problem(f"{where}: expected one of {', '.join(map(str, _CHOICES[field]))}, found {value!r}")
    return value


@functools.cache
def every() -> dict[str, Architecture]:
    """Those of the tree."""
    return read()


def names() -> tuple[str, ...]:
    return tuple(every())


def default() -> str:
    """The one that is meant where none is named."""
    return names()[0]


def that_write(image: str) -> tuple[str, ...]:
    """Those whose machines boot from this kind of image."""
    return tuple(name for name, architecture in every().items() if architecture.image == image)


def as_cmake() -> str:
    """The list as CMake's variables; what has no use there is left out."""
    lines = [
        f"set(PEPIN_ARCHITECTURES {';'.join(names())})",
        f"set(PEPIN_DEFAULT_ARCHITECTURE {default()})",
    ]
    for name, architecture in every().items():
        for field, value in dataclasses.asdict(architecture).items():
            if isinstance(value, bool):
                lines.append(f"set(PEPIN_{name}_{field} {'ON' if value else 'OFF'})")
            elif isinstance(value, str):
                lines.append(f"set(PEPIN_{name}_{field} [==[{value}]==])")
    return "\n".join(lines)


def main() -> int:
    try:
        print(as_cmake())
    except Problem as problem:
        print(problem, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
