#!/usr/bin/env python3
"""Makes from abi.toml, and from NAME.toml of each architecture, what the rest of the tree includes.

  generate.py --output DIR     DIR/pip/abi.h    numbers for C, C++ and assembler
                               DIR/abi.hpp      enumerations and texts for C++
                               DIR/pip/stubs.h  one macro line per service
  generate.py --manual FILE    the tables of docs/abi.md (with --check: compare only)
"""
import argparse
import pathlib
import sys
import textwrap
import tomllib
import typing

FOLDER = pathlib.Path(__file__).resolve().parent
SOURCE = FOLDER / "abi.toml"
ARCHITECTURES = FOLDER.parent / "architectures.toml"
NOTICE = "made from abi/abi.toml by abi/generate.py; do not edit"
COLUMNS = 100  # of the manual's prose, as of all documents

Abi = dict[str, typing.Any]


def number(value: int) -> str:
    return f"{value:#x}" if isinstance(value, int) and value > 4096 else str(value)


def flatten(prefix: str, table: Abi) -> typing.Iterator[tuple[str, int]]:
    """(NAME, value) for every number in a table, nested tables included."""
    for key, value in table.items():
        name = f"{prefix}_{key}".upper()
        if isinstance(value, dict):
            yield from flatten(name, value)
        elif isinstance(value, int):
            yield name, value


def read() -> Abi:
    """All of it; under `architectures` the table of each, in the order of their list."""
    abi = tomllib.loads(SOURCE.read_text())
    names = tomllib.loads(ARCHITECTURES.read_text())
    abi["architectures"] = {name: tomllib.loads((FOLDER / f"{name}.toml").read_text()) for name in names}
    return abi


def having(abi: Abi, key: str) -> Abi:
    """The table of the one architecture that has this."""
    tables: list[Abi] = [table for table in abi["architectures"].values() if key in table]
    if len(tables) != 1:
        sys.exit(f"'{key}' was expected in the table of one architecture, not of {len(tables)}")
    return tables[0]


def check_source(abi: Abi) -> None:
    """What a slip of the pen could break: numbers given twice, names given twice."""
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
    known = {error["name"] for error in abi["error"]} | set(abi["checks"])
    for service in abi["service"]:
        for check in service["checks"]:
            if check.split()[0] not in known:
                sys.exit(f"{SOURCE.name}: service {service['name']}: no error or group is called '{check}'")


def c_header(abi: Abi) -> str:
    lines = [
        f"/* {NOTICE}: numbers of the ABI, for C, C++ and assembler. */",
        "#ifndef PIP_ABI_H",
        "#define PIP_ABI_H",
        "",
    ]
    lines += [f"#define PIP_VERSION_{k.upper()} {v}" for k, v in abi["version"].items()]
    lines.append("")
    lines += [f"#define PIP_ERROR_{e['name'].upper()} {e['code']} /* {e['text']} */" for e in abi["error"]]
    lines.append("")
    first = having(abi, "first_selector")["first_selector"]
    for service in abi["service"]:
        lines.append(f"#define PIP_SERVICE_{service['name'].upper()} {service['number']}")
        lines.append(f"#define PIP_SELECTOR_{service['name'].upper()} {first + 8 * service['number']:#x}")
    lines.append(f"#define PIP_SERVICE_COUNT {max(s['number'] for s in abi['service']) + 1}")
    lines.append("")
    # Contexts of the architecture that has Pip's gates are called as in Pip: nothing says whose they are.
    pips = having(abi, "first_selector")
    for name, table in abi["architectures"].items():
        prefix, remark = ("", " /* offset in bytes */") if table is pips else (f"{name.upper()}_", "")
        for index, word in enumerate(table["context"]["words"]):
            lines.append(f"#define PIP_{prefix}CONTEXT_{word.upper()} {4 * index}{remark}")
        lines.append("")
    tables = {
        name: {key: value for key, value in table.items() if key != "context" or table is not pips}
        for name, table in abi["architectures"].items()
    }
    for name in ("fpinfo", "context", "vidt", "event", "open", "execute", "limits", "fast"):
        tables[name] = pips["context"] | abi["context"] if name == "context" else abi[name]
    for name, table in tables.items():
        lines += [f"#define PIP_{key} {number(value)}" for key, value in flatten(name, table)]
    return "\n".join(lines + ["", "#endif", ""])


def cpp_header(abi: Abi) -> str:
    def enumeration(name: str, pairs: list[tuple[str, int, str]]) -> list[str]:
        return (
            [f"enum class {name} : std::uint32_t {{"]
            + [f"    {n} = {v}, // {t}" for n, v, t in pairs]
            + ["};", ""]
        )

    lines = [
        f"// {NOTICE}: the ABI's enumerations and texts.",
        "#pragma once",
        "",
        "#include <array>",
        "#include <cstdint>",
        "",
        '#include "pip/abi.h"',
        "",
        "namespace pepin::abi {",
        "",
    ]
    lines += enumeration("Error", [(e["name"], e["code"], e["text"]) for e in abi["error"]])
    lines += enumeration("Service", [(s["name"], s["number"], s["c"]) for s in abi["service"]])
    lines += enumeration("Cause", [(k, v, "") for k, v in abi["event"]["cause"].items()])
    lines += [
        "struct ErrorText {",
        "    Error error;",
        "    const char* name;",
        "    const char* text;",
        "};",
        "",
        f"inline constexpr std::array<ErrorText, {len(abi['error'])}> error_texts{{{{",
    ]
    lines += [f'    {{Error::{e["name"]}, "{e["name"]}", "{e["text"]}"}},' for e in abi["error"]]
    lines += [
        "}};",
        "",
        "[[nodiscard]] constexpr const char* name_of(Error error) {",
        "    for (const auto& entry : error_texts)",
        "        if (entry.error == error) return entry.name;",
        '    return "unknown";',
        "}",
        "",
    ]
    lines += [
        "struct ServiceText {",
        "    Service service;",
        "    const char* name;",
        "    std::uint32_t argument_count;",
        "};",
        "",
        f"inline constexpr std::array<ServiceText, {len(abi['service'])}> service_texts{{{{",
    ]
    lines += [f'    {{Service::{s["name"]}, "{s["name"]}", {len(s["arguments"])}}},' for s in abi["service"]]
    lines += ["}};", "", "} // namespace pepin::abi", ""]
    return "\n".join(lines)


def stubs(abi: Abi) -> str:
    lines = [
        f"/* {NOTICE}: PIP_STUB(C name, selector, service number, argument count), a line for each service;",
        "   PIP_ERROR(code, name, text), a line for each error. Define the macros that you need, then include this. */",
        "#ifdef PIP_STUB",
    ]
    first = having(abi, "first_selector")["first_selector"]
    lines += [
        f"PIP_STUB({s['c']}, {first + 8 * s['number']:#x}, {s['number']}, {len(s['arguments'])})"
        for s in abi["service"]
    ]
    lines += ["#endif", "#ifdef PIP_ERROR"]
    lines += [f'PIP_ERROR({e["code"]}, {e["name"]}, "{e["text"]}")' for e in abi["error"]]
    return "\n".join(lines + ["#endif", ""])


def _by_number(abi: Abi) -> list[Abi]:
    services: list[Abi] = abi["service"]
    return sorted(services, key=lambda service: int(service["number"]))


def prose(text: str, hanging: str = "") -> list[str]:
    """Lines of the manual, of which all but the first begin with `hanging`."""
    return textwrap.wrap(
        text, COLUMNS, subsequent_indent=hanging, break_long_words=False, break_on_hyphens=False
    )


def manual(abi: Abi) -> str:
    lines = ["| sel | svc | number | service | arguments | checks, in order |", "|---|---|---|---|---|---|"]
    first = having(abi, "first_selector")["first_selector"]
    svcs = having(abi, "svc")["svc"]
    for s in _by_number(abi):
        svc = svcs.get(s["name"], "-")
        lines.append(
            f"| {first + 8 * s['number']:#x} | {svc} | {s['number']} | `{s['c']}` | {', '.join(s['arguments']) or '-'} | {', '.join(s['checks']) or '-'} |"
        )
    groups = "; ".join(f"*{name}*: {', '.join(checks)}" for name, checks in abi["checks"].items())
    lines += ["", *prose(f"Groups of checks: {groups}."), ""]
    for s in _by_number(abi):
        refused = f" A refused call returns {s['refused']}." if "refused" in s else ""
        lines += prose(f"- **{s['c']}**: {s['text']}{refused}", "  ")
    lines += ["", "| error | code | meaning |", "|---|---|---|"]
    lines += [f"| `{e['name']}` | {e['code']} | {e['text']} |" for e in abi["error"]]
    return "\n".join(lines) + "\n"


def splice(document: str, tables: str) -> str:
    """The document with what stands between its two markers replaced."""
    begin, end = "<!-- tables: begin -->\n", "<!-- tables: end -->"
    if begin not in document or end not in document:
        sys.exit("the manual has no '<!-- tables: begin -->' and '<!-- tables: end -->' lines")
    head, rest = document.split(begin, 1)
    return head + begin + tables + end + rest.split(end, 1)[1]


def write(path: pathlib.Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.exists() or path.read_text() != text:
        path.write_text(text)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--output", type=pathlib.Path)
    parser.add_argument("--manual", type=pathlib.Path)
    parser.add_argument("--check", action="store_true")
    options = parser.parse_args()
    abi = read()
    check_source(abi)
    if options.output:
        write(options.output / "pip/abi.h", c_header(abi))
        write(options.output / "pip/stubs.h", stubs(abi))
        write(options.output / "abi.hpp", cpp_header(abi))
    if options.manual:
        old = options.manual.read_text()
        new = splice(old, manual(abi))
        if options.check and new != old:
            sys.exit(
                f"{options.manual} does not match abi.toml; run abi/generate.py --manual {options.manual}"
            )
        options.manual.write_text(new)


if __name__ == "__main__":
    main()
