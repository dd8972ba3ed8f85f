#!/usr/bin/env python3
"""Makes from abi.toml, and from NAME.toml of each architecture, what the rest of the tree includes.

  generate.py --output DIR     DIR/pip/abi.h              numbers for C, C++ and assembler
                               DIR/abi.hpp                enumerations and texts for C++
                               DIR/pip/stubs.h            one macro line per service
                               DIR/service_arguments.hpp  the names of arguments
                               DIR/core/*.inc             the core's functions for each way in
                               DIR/entries/NAME.h         entry code's tables, a macro line per entry
                               DIR/entries/NAME.txt       the core's symbols that others use
  generate.py --manual FILE    the tables of docs/abi.md (with --check: compare only)
  generate.py --pages DIR      a page for each service, and a list of them (with --check: compare only)
"""
import argparse
import pathlib
import sys

from outputs import core, description, entry_code, headers, manual, pages


def write(path: pathlib.Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.exists() or path.read_text(encoding="utf-8") != text:
        path.write_text(text, encoding="utf-8")


def write_headers(abi: description.Abi, folder: pathlib.Path) -> None:
    texts = {
        "pip/abi.h": headers.c_header(abi),
        "pip/stubs.h": headers.stubs(abi),
        "abi.hpp": headers.cpp_header(abi),
        "service_arguments.hpp": headers.arguments_header(abi),
        "core/services.inc": core.service_declarations(abi),
        "core/entries.inc": core.entry_declarations(abi),
        "core/list.inc": core.service_list(abi),
        "core/calls.inc": core.calls(abi),
        "core/gates.inc": core.gates(abi),
    }
    for name, table in abi["architectures"].items():
        texts[f"entries/{name}.h"] = entry_code.table(abi, name, table)
        texts[f"entries/{name}.txt"] = entry_code.symbols(abi, table)
    for path, text in texts.items():
        write(folder / path, text)


def update(path: pathlib.Path, text: str, check: bool, option: str) -> None:
    """Writes a document, or ends the program where it is another than it should be."""
    if check and not (path.exists() and path.read_text(encoding="utf-8") == text):
        sys.exit(f"{path} does not match abi.toml; run abi/generate.py {option}")
    if not check:
        write(path, text)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--output", type=pathlib.Path)
    parser.add_argument("--manual", type=pathlib.Path)
    parser.add_argument("--pages", type=pathlib.Path)
    parser.add_argument("--check", action="store_true")
    options = parser.parse_args()
    abi = description.read()
    description.check(abi)
    if options.output:
        write_headers(abi, options.output)
    if options.manual:
        text = manual.splice(options.manual.read_text(encoding="utf-8"), manual.tables(abi))
        update(options.manual, text, options.check, f"--manual {options.manual}")
    if options.pages:
        made = pages.pages(abi)
        for name, text in made.items():
            update(options.pages / name, text, options.check, f"--pages {options.pages}")
        for path in sorted(options.pages.glob("*.md")):
            if path.name not in made:
                sys.exit(f"{path} is of no service")


if __name__ == "__main__":
    main()
