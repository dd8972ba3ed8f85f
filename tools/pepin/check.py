"""How the sources are written: their layout, and what linters and type checkers find in them."""
import collections.abc
import concurrent.futures
import json
import os
import pathlib
import re
import subprocess
import tempfile

from . import architectures, build, tree
from .problems import Problem

Command = collections.abc.Sequence[str | pathlib.Path]

_C_SUFFIXES = (".c", ".h", ".cpp", ".hpp")
# What clang-tidy looks at: what runs on a machine without an operating system, but for tests.
_TARGET = ("kernel", "lib", "examples", "personalities")
_HOST = ("spec", "verifier")
# What clang-tidy says besides what it finds.
_TALK = re.compile(r"^(\[[0-9]+/[0-9]+\] Processing file .*|[0-9]+ warnings? generated\.)\n?", re.MULTILINE)


def sources() -> list[pathlib.Path]:
    """The files of the tree, without what was built and what Git keeps."""
    result = []
    for folder, folders, names in os.walk(tree.ROOT):
        folders[:] = sorted(
            name for name in folders if name not in ("build", "__pycache__", "corpus") and name[0] != "."
        )
        result += [pathlib.Path(folder) / name for name in sorted(names)]
    return result


def check(everything: bool) -> int:
    """Runs each check, prints what it finds, and gives 0 where none finds anything. `everything` has
    clang-tidy look at the verifier, too, which takes many minutes."""
    build.install_packages()
    files = sources()
    c_like = [path for path in files if path.suffix in _C_SUFFIXES]
    python = [path for path in files if path.suffix == ".py"]
    failed = []
    cache: Command = ["--cache-dir", tree.BUILD / "mypy"]

    def step(name: str, results: collections.abc.Iterable[str]) -> None:
        output = [result for result in results if result]
        print(f"{name:14} {'passed' if not output else 'failed'}", flush=True)
        if output:
            print("\n".join(output), flush=True)
            failed.append(name)

    step("clang-format", _in_parallel(["clang-format-19", "--dry-run", "--Werror"], c_like, 40))
    step("lines", filter(None, map(_blanks, files)))
    step("black", [_run(["black", "--quiet", "--diff", *python], tree.ROOT)])
    step("flake8", [_run(["flake8", *python], tree.ROOT)])
    step("mypy", [_run(["mypy", *cache, "-p", "pepin", "-p", "stack_depth"], tree.ROOT / "tools")])
    step("mypy abi", [_run(["mypy", *cache, "abi/generate.py", "tools/trusted_lines.py"], tree.ROOT)])
    for architecture in architectures.names():
        build.build(architecture, "pepin_abi_headers")
        step(f"clang-tidy {architecture}", _tidy(architecture, _TARGET))
    if everything:
        build.build("host")
        step("clang-tidy host", _tidy("host", _HOST))
    return 1 if failed else 0


def _run(command: Command, directory: pathlib.Path) -> str:
    """What a command says; empty where it ends with status 0."""
    try:
        done = subprocess.run(
            command, cwd=directory, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False
        )
    except OSError as error:
        raise Problem(f"cannot run {command[0]}: {error.strerror}") from error
    said = (done.stdout + done.stderr).strip()
    if command[0] == "black":
        return said
    return "" if done.returncode == 0 else said or f"{command[0]}: status {done.returncode}"


def _in_parallel(command: Command, files: list[pathlib.Path], portion: int) -> collections.abc.Iterable[str]:
    portions = [files[first : first + portion] for first in range(0, len(files), portion)]
    with concurrent.futures.ThreadPoolExecutor(len(os.sched_getaffinity(0))) as pool:
        yield from pool.map(lambda few: _run([*command, *few], tree.ROOT), portions)


def _blanks(path: pathlib.Path) -> str:
    """What is wrong with a text's white space, as .editorconfig has it."""
    if path.is_symlink():
        return ""
    data = path.read_bytes()
    if b"\0" in data or not data or path.suffix in (".bin", ".png", ".svg"):
        return ""
    name = path.relative_to(tree.ROOT)
    if not data.endswith(b"\n"):
        return f"{name}: the last line has no end"
    for number, line in enumerate(data.split(b"\n"), 1):
        if line != line.rstrip():
            return f"{name}:{number}: there is white space at the end of the line"
    return ""


def _tidy(preset: str, folders: tuple[str, ...]) -> collections.abc.Iterable[str]:
    built = tree.BUILD / preset / "compile_commands.json"
    # Some sources are compiled for several programs: once is enough.
    entries = {entry["file"]: entry for entry in json.loads(built.read_text(encoding="utf-8"))}
    wanted = sorted(path for path in map(pathlib.Path, entries) if _is_in(path, folders))
    if not wanted:
        raise Problem(f"{built} names no source in {', '.join(folders)}")
    headers = "|".join(re.escape(str(tree.ROOT / folder)) for folder in (*_TARGET, *_HOST))
    with tempfile.TemporaryDirectory(prefix="pepin-check-") as directory:
        database = pathlib.Path(directory) / "compile_commands.json"
        database.write_text(json.dumps(list(entries.values())), encoding="utf-8")
        command = ["clang-tidy-19", "--quiet", "-p", directory, f"--header-filter=^({headers})/"]
        for said in _in_parallel(command, wanted, 4):
            yield _TALK.sub("", said).strip()


def _is_in(path: pathlib.Path, folders: tuple[str, ...]) -> bool:
    try:
        parts = path.relative_to(tree.ROOT).parts
    except ValueError:
        return False
    return parts[0] in folders and "tests" not in parts and path.suffix in _C_SUFFIXES
