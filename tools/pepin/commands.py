"""The commands: what the words of the command line mean, and which module does it."""
import argparse
import contextlib
import collections.abc
import math
import os
import pathlib
import re
import secrets
import shlex
import signal
import subprocess
import sys
import tempfile
import types
import typing

from . import (
    architectures,
    build,
    card,
    check,
    console,
    debug,
    iso,
    machine_words,
    mutants,
    panic,
    process,
    skeleton,
    soak,
    tree,
)
from .bench.command import bench
from .bochs import Bochs
from .edf import feasibility, schedule, task_set, timeline
from .machine import SMALLEST_MEMORY, End
from .problems import Problem, RunFailed, WrongWords
from .qemu import Qemu

_INTERRUPTED = 128 + signal.SIGINT
_PIPE_CLOSED = 128 + signal.SIGPIPE


def run(options: argparse.Namespace) -> int:
    """Boots a partition and shows its console until it ends, the time is up, or Ctrl-C."""
    if options.icount and options.machine != "qemu":
        raise WrongWords(f"--icount is for QEMU: {options.machine} cannot count instructions like that")
    about = architectures.every()[options.arch]
    if options.machine == "bochs" and not about.bochs:
        raise WrongWords(f"{options.machine} is a PC: it has no architecture '{options.arch}'")
    if options.icount and options.accel != "tcg":
        raise WrongWords(f"--icount is for an emulated processor, not for --accel {options.accel}")
    machine_words.check(options, options.machine)
    partition = tree.find_partition(options.partition, options.arch)
    modules = machine_words.modules(options, partition)
    tasks = None if options.tasks is None else task_set.read(options.tasks)
    build.build_for(options.arch)
    partition.check()
    with _with_tasks(partition.binary, tasks) as binary:
        kernel = tree.kernel(options.debug_kernel, options.arch)
        settings = machine_words.settings(options, kernel, partition, binary, modules)
        with Qemu(settings) if options.machine == "qemu" else Bochs(settings) as machine:
            ending = console.attend(machine, options.seconds)
            dump = machine.dump
    if ending is not None and ending.end is End.FAILURE:
        raise Problem(str(ending))
    if ending is not None and ending.end is not End.POWER_OFF:
        places = panic.places(dump, kernel) if ending.end is End.PANIC else []
        raise RunFailed("\n".join([str(ending), *places]))
    return 0


@contextlib.contextmanager
def _with_tasks(
    binary: pathlib.Path, tasks: task_set.TaskSet | None
) -> collections.abc.Iterator[pathlib.Path]:
    """The partition's binary, with these tasks in it."""
    if tasks is None:
        yield binary
        return
    with tempfile.NamedTemporaryFile(prefix="pepin-", suffix=".bin") as file:
        file.write(task_set.write_into(binary.read_bytes(), tasks))
        file.flush()
        yield pathlib.Path(file.name)


def test(options: argparse.Namespace) -> int:
    """Builds everything and runs CTest, whose output comes last and whose status counts."""
    build.build_for(*architectures.names())
    build.build("host")
    command = ["ctest", "--preset", "host", "--output-on-failure", "--no-tests=error", "--parallel", "2"]
    if options.arch is not None:
        command += _tests_of(options.arch)
    if not options.long:
        command += ["--label-exclude", "^long$"]
    return process.run(command, cwd=tree.ROOT, stdin=subprocess.DEVNULL)


def _tests_of(architecture: str) -> list[str]:
    """CTest's options for what is about an architecture; what is about none goes with the default one."""
    if architecture != architectures.default():
        return ["--label-regex", f"^{architecture}$"]
    others = "|".join(name for name in architectures.names() if name != architecture)
    return ["--label-exclude", f"^({others})$"]


def check_style(options: argparse.Namespace) -> int:
    """Looks at how the sources are written."""
    return check.check(options.everything)


def prove(options: argparse.Namespace) -> int:
    """Builds the kernel and the verifier, and proves the specification and the core."""
    if not options.mutants and (options.seed is not None or options.tenth):
        raise WrongWords("--seed and --tenth are for --mutants")
    if not options.explain and options.replay is not None:
        raise WrongWords("--replay is for --explain")
    if options.arch == "all" and any(
        option is not None for option in (options.report, options.smt_lib, options.replay)
    ):
        raise WrongWords("--report, --smt-lib and --replay are for one architecture, not for all")
    if options.smt_lib is not None:
        options.smt_lib.mkdir(parents=True, exist_ok=True)
    build.install_packages()
    statuses = []
    for architecture in architectures.names() if options.arch == "all" else (options.arch,):
        if options.arch == "all":
            print(f"{architecture}:", flush=True)
        build.build(architecture, "pepin")
        build.build("host", tree.verifier(architecture).name)
        statuses.append(_prove(options, architecture))
    return max(statuses)


def _prove(options: argparse.Namespace, architecture: str) -> int:
    kernel = tree.built(architecture) / "kernel"
    command: list[str | os.PathLike[str]] = [
        tree.verifier(architecture),
        "--core",
        kernel / "core.bc",
        "--kernel",
        kernel / "pepin.elf",
    ]
    for word, value in (
        ("--service", options.service),
        ("--obligation", options.obligation),
        ("--jobs", options.jobs),
        ("--solver", options.solver),
        ("--report", options.report and options.report.absolute()),
        ("--smt-lib", options.smt_lib and options.smt_lib.absolute()),
        ("--cache", None if options.no_cache else tree.proved(architecture)),
    ):
        if value is not None:
            command += [word, value]
    if options.mutants:
        return _prove_mutants(options, architecture)
    if options.explain:
        return _prove_and_explain(
            command, architecture, options.replay.absolute() if options.replay else tree.replays(architecture)
        )
    return process.run([str(word) for word in command], cwd=tree.ROOT, stdin=subprocess.DEVNULL)


def _prove_and_explain(
    command: list[str | os.PathLike[str]], architecture: str, directory: pathlib.Path
) -> int:
    """Shows counterexamples, writes tests that replay them to the directory, and says how to run those."""

    def written() -> dict[pathlib.Path, int]:
        return {path: path.stat().st_mtime_ns for path in directory.glob("*.cpp")}

    before = written()
    status = process.run(
        [str(word) for word in (*command, "--explain", "--replay", directory)],
        cwd=tree.ROOT,
        stdin=subprocess.DEVNULL,
    )
    fresh = sorted(path.stem for path, time in written().items() if before.get(path) != time)
    if fresh:
        build.set_variable("host", f"PEPIN_REPLAY_{architecture}", str(directory))
        program = tree.replay(architecture)
        build_it = ["cmake", "--build", tree.BUILD / "host", "--target", program.name]
        run_it = [program, "--gtest_filter=" + ":".join(f"Replay.{name}_*" for name in fresh)]
        print(
            "to replay: "
            + " && ".join(shlex.join(str(word) for word in words) for words in (build_it, run_it)),
            flush=True,
        )
    return status


def _prove_mutants(options: argparse.Namespace, architecture: str) -> int:
    verifier, kernel_build, known = (
        tree.verifier(architecture),
        tree.built(architecture),
        tree.proved(architecture),
    )
    core = kernel_build / "kernel" / "core.bc"
    print("the core itself:", flush=True)
    status = process.run(
        [str(word) for word in (verifier, "--core", core, "--cache", known, "--jobs", options.jobs)],
        cwd=tree.ROOT,
        stdin=subprocess.DEVNULL,
    )
    if status == WrongWords.status:
        return status
    chosen = mutants.mutants(architecture)
    if options.tenth:
        seed = secrets.randbelow(2**20) if options.seed is None else options.seed
        print(f"a tenth of {len(chosen)} mutants, with --seed {seed}:", flush=True)
        chosen = mutants.tenth(chosen, seed)
    found = mutants.run(
        chosen, options.jobs, mutants.Recipe(kernel_build), verifier, known, tree.BUILD / "mutants"
    )
    return 0 if found and status == 0 else 1


def soak_for(options: argparse.Namespace) -> int:
    """Builds everything and runs the long tests."""
    build.build_for(architectures.default())
    build.build("host")
    return soak.soak(options.minutes, secrets.randbelow(2**20) if options.seed is None else options.seed)


def edf(options: argparse.Namespace) -> int:
    """Checks or simulates a task set."""
    if options.plot is not None and options.what != "simulate":
        raise WrongWords(f"--plot is for 'edf simulate', not for 'edf {options.what}'")
    tasks = task_set.read(options.tasks)
    if options.what == "check":
        lines, schedulable = feasibility.text(tasks)
        print("\n".join(lines))
        return {True: 0, False: RunFailed.status, None: Problem.status}[schedulable]
    print("\n".join(schedule.text(tasks)))
    if options.plot is not None:
        try:
            options.plot.write_text(timeline.svg(tasks), encoding="utf-8")
        except OSError as error:
            raise Problem(f"cannot write {options.plot}: {error.strerror}") from error
    return 0


def debug_partition(options: argparse.Namespace) -> int:
    """Opens GDB on a partition."""
    machine_words.check(options, "qemu")
    partition = tree.find_partition(options.partition, options.arch)
    modules = machine_words.modules(options, partition)
    build.build_for(options.arch)
    partition.check()
    kernel = tree.kernel(options.debug_kernel, options.arch)
    settings = machine_words.settings(options, kernel, partition, partition.binary, modules)
    return debug.debug(settings, partition.symbols, options.gdb_arguments)


def write_image(options: argparse.Namespace) -> int:
    """Writes what the architecture's machine boots from, and says where it is and what it lacks."""
    about = architectures.every()[options.arch]
    partition = tree.find_partition(options.partition, options.arch)
    modules = machine_words.modules(options, partition)
    suffix = {"iso": "iso", "card": "img"}[about.image]
    output = options.output or tree.built(options.arch) / f"{partition.name}.{suffix}"
    if options.output is not None:
        iso.check_output(output)
    build.build_for(options.arch)
    partition.check()
    kernel = tree.kernel(options.debug_kernel, options.arch)
    missing: list[str] = []
    if about.image == "iso":
        iso.write(
            kernel,
            partition.binary,
            partition.module_name,
            output,
            modules=modules,
            protocol=about.multiboot,
        )
    else:
        missing = card.write(kernel, partition.binary, output)
    sys.stdout.buffer.write(os.fsencode(output) + b"\n")
    if missing:
        print(
            f"pepin: the card has no firmware: install the package raspi-firmware, or copy {', '.join(missing)} to it",
            file=sys.stderr,
        )
    return 0


def new(options: argparse.Namespace) -> int:
    """Writes a skeleton of a partition and says how to go on."""
    skeleton.check(options.directory)
    build.build_for(options.arch)
    skeleton.write(options.directory, options.rtos, options.arch)
    return 0


def _number(kind: type, smallest: float, greatest: float) -> collections.abc.Callable[[str], typing.Any]:
    """A converter of words to numbers within bounds."""

    def convert(word: str) -> typing.Any:
        what = "a whole number" if kind is int else "a number"
        bounds = f"from {smallest} to {greatest}" if greatest < math.inf else f"of at least {smallest}"
        try:
            value = kind(word)
        except ValueError:
            value = math.nan
        if not smallest <= value <= greatest or math.isinf(value):
            raise argparse.ArgumentTypeError(f"{what} {bounds} was expected, not '{word}'")
        return value

    return convert


class _Parser(argparse.ArgumentParser):
    """Refuses in the words of the front door's first stage."""

    def error(self, message: str) -> typing.NoReturn:
        raise WrongWords(f"{message}\nusage: {self.usage}")


def _parser() -> argparse.ArgumentParser:
    synopses = dict(re.findall(r"^  (([a-z]+).*)$", tree.USAGE.read_text(encoding="utf-8"), re.MULTILINE))
    usage = {name: f"./pepin {synopsis}" for synopsis, name in synopses.items()}
    parser = _Parser(prog="pepin", usage="./pepin COMMAND ...", add_help=False, allow_abbrev=False)
    known, default = architectures.names(), architectures.default()
    greatest_memory = max(one.greatest_memory for one in architectures.every().values())
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    def command(
        name: str, action: collections.abc.Callable[[argparse.Namespace], int], *traits: str
    ) -> argparse.ArgumentParser:
        added = commands.add_parser(name, usage=usage[name], add_help=False, allow_abbrev=False)
        added.set_defaults(action=action, usage=usage[name])
        if "partition" in traits:
            added.add_argument("partition", metavar="NAME|FILE.bin")
            added.add_argument("--debug-kernel", action="store_true")
            machine_words.add_modules(added)
        if "architecture" in traits:
            added.add_argument("--arch", choices=known, default=default)
        if "memory" in traits:
            added.add_argument(
                "--memory", type=_number(int, SMALLEST_MEMORY, greatest_memory), default=128, metavar="MIB"
            )
        if "board" in traits:
            machine_words.add_board(added)
        return added

    added = command("run", run, "partition", "architecture", "memory", "board")
    added.add_argument("--seconds", type=_number(float, 0.1, math.inf), metavar="N")
    added.add_argument("--machine", choices=("qemu", "bochs"), default="qemu")
    added.add_argument("--icount", action="store_true")
    added.add_argument("--tasks", type=pathlib.Path, metavar="FILE")
    added = command("test", test)
    added.add_argument("--arch", choices=known)
    added.add_argument("--long", action="store_true")
    command("check", check_style).add_argument("--all", action="store_true", dest="everything")
    added = command("prove", prove)
    added.add_argument("--service", metavar="NAME")
    added.add_argument("--obligation", metavar="NAME")
    added.add_argument("--jobs", type=_number(int, 1, 64), default=2, metavar="N")
    added.add_argument("--solver", choices=("z3", "cvc5", "both"))
    added.add_argument("--no-cache", action="store_true")
    added.add_argument("--report", type=pathlib.Path, metavar="FILE.json")
    added.add_argument("--smt-lib", type=pathlib.Path, metavar="DIR")
    added.add_argument("--arch", choices=(*known, "all"), default=default)
    added.add_argument("--explain", action="store_true")
    added.add_argument("--replay", type=pathlib.Path, metavar="DIR")
    added.add_argument("--mutants", action="store_true")
    added.add_argument("--tenth", action="store_true")
    added.add_argument("--seed", type=_number(int, 0, 2**20), metavar="S")
    added = command("soak", soak_for)
    added.add_argument("--minutes", type=_number(float, 0.1, math.inf), required=True, metavar="N")
    added.add_argument("--seed", type=_number(int, 0, 2**20), metavar="S")
    added = command("bench", bench)
    added.add_argument("--arch", choices=(*known, "all"), default="all")
    added.add_argument("--quick", action="store_true")
    added.add_argument("--json", type=pathlib.Path, metavar="FILE")
    added.add_argument("--curves", type=pathlib.Path, metavar="DIR")
    added.add_argument("--document", action="store_true")
    added = command("edf", edf)
    added.add_argument("what", choices=("check", "simulate"))
    added.add_argument("tasks", type=pathlib.Path, metavar="FILE.json")
    added.add_argument("--plot", type=pathlib.Path, metavar="FILE.svg")
    command("debug", debug_partition, "partition", "architecture", "memory", "board")
    for name, fitting in (("iso", architectures.that_write("iso")), ("image", known)):
        added = command(name, write_image, "partition")
        added.add_argument("--arch", choices=fitting, default=fitting[0])
        added.add_argument("--output", type=pathlib.Path, metavar="FILE")
    added = command("new", new, "architecture")
    added.add_argument("directory", type=pathlib.Path, metavar="DIR")
    added.add_argument("--rtos", action="store_true")
    return parser


def _parse(words: list[str]) -> argparse.Namespace:
    """What the words say. Those after `--` are GDB's, where the command has any."""
    own, rest = words, []
    if words[0] == "debug" and "--" in words:
        position = words.index("--")
        own, rest = words[:position], words[position + 1 :]
    options, unknown = _parser().parse_known_args(own)
    if unknown:
        raise WrongWords(f"nothing is known of '{' '.join(unknown)}'\nusage: {options.usage}")
    options.gdb_arguments = rest
    return options


def _end_by_signal(number: int, _: types.FrameType | None) -> typing.NoReturn:
    """Turns a signal into an exception, so that everything is ended and restored on the way out."""
    raise SystemExit(128 + number)


def main(words: list[str]) -> int:
    """Does what the words say; the exit status."""
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _end_by_signal)
    try:
        options = _parse(words)
        action: collections.abc.Callable[[argparse.Namespace], int] = options.action
        return action(options)
    except KeyboardInterrupt:
        return _INTERRUPTED
    except BrokenPipeError:  # whoever read the console has had enough
        return _PIPE_CLOSED
    except Problem as problem:
        print(f"pepin: {problem}", file=sys.stderr)
        return problem.status
    except OSError as error:  # a directory that cannot be written to, no space left, ...
        print(f"pepin: {error}", file=sys.stderr)
        return Problem.status
