"""`./pepin bench`: measures, shows, writes and judges."""
import argparse
import json
import sys

from .. import architectures, tree
from ..problems import Problem, RunFailed
from . import curves, document, measure, results, table


def _progress(words: str) -> None:
    if sys.stderr.isatty():
        print(f"\r\x1b[Kpepin: measuring {words}", end="", file=sys.stderr, flush=True)


def take(architecture: str, quick: bool) -> results.Results:
    """Measures everything on one architecture; with `quick`, on one size of memory, and with the meter only
    once."""
    measure.build_for(architecture)
    figures = {}
    for memory in (measure.MEMORY,) if quick else measure.MEMORIES:
        _progress(f"{architecture}, {memory} MiB")
        figures[memory] = measure.figures(architecture, memory)
    metered = {}
    for memory in (measure.SMALL_MEMORY,) if quick else (measure.SMALL_MEMORY, measure.MEMORIES[-1]):
        _progress(f"{architecture}, {memory} MiB, the kernel's stretches")
        metered[f"bench, {memory} MiB"] = measure.meter(architecture, "bench", memory)
    if not quick:
        _progress(f"{architecture}, the kernel's stretches in the chaos")
        metered["chaos, 16 MiB"] = measure.meter(architecture, "chaos", 16, debug_kernel=True)
    _progress(f"{architecture}, tasks of the partition rtos")
    return results.Results(
        architecture, figures, metered, measure.image(architecture), measure.tasks(architecture)
    )


def _documented(taken: list[results.Results], write: bool) -> list[str]:
    """Writes what was measured into the document, or says which of its tables are older."""
    text, older = document.replaced(document.PATH.read_text(encoding="utf-8"), document.tables(taken))
    if write:
        document.PATH.write_text(text, encoding="utf-8")
        return []
    path = document.PATH.relative_to(tree.ROOT)
    return [f"{path}: its table '{name}' says something else; --document writes it" for name in older]


def bench(options: argparse.Namespace) -> int:
    """Measures; the exit status."""
    for path in (options.json, options.curves):
        if path is not None and not path.absolute().parent.is_dir():
            raise Problem(f"cannot write {path}: there is no directory {path.absolute().parent}")
    taken = [
        take(architecture, options.quick)
        for architecture in (architectures.names() if options.arch == "all" else (options.arch,))
    ]
    _progress("\r\x1b[K")
    print("\n\n".join(table.text(found) for found in taken))
    if options.json is not None:
        options.json.write_text(
            json.dumps({found.architecture: found.as_json() for found in taken}, indent=1) + "\n",
            encoding="utf-8",
        )
    if options.curves is not None:
        options.curves.mkdir(exist_ok=True)
        for found in taken:
            (options.curves / f"growth-{found.architecture}.svg").write_text(
                curves.svg(found), encoding="utf-8"
            )
    problems = _documented(taken, options.document)
    problems += [f"{found.architecture}: {problem}" for found in taken for problem in results.check(found)]
    print()
    print(
        "\n".join(problems)
        if problems
        else "every figure is within its budget and as it is documented, and no cost grows that should not"
    )
    return RunFailed.status if problems else 0
