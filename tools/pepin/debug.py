"""GDB on a machine that waits at its first instruction."""
import pathlib
import signal
import subprocess
import tempfile

from . import process, qemu
from .machine import Settings
from .problems import Problem


def debug(settings: Settings, symbols: pathlib.Path | None, gdb_arguments: list[str]) -> int:
    """Runs GDB until the user leaves it, with the machine's console on the same terminal; GDB's status."""
    with tempfile.TemporaryDirectory(
        prefix="pepin-", dir="/tmp"
    ) as temporary:  # a socket's path has to be short
        directory = pathlib.Path(temporary)
        gate = directory / "gdb"
        # The console's input stays with GDB; with an empty one QEMU leaves the terminal as it is.
        machine = process.start(
            [
                *qemu.arguments(settings, directory),
                "-S",
                "-gdb",
                f"unix:{gate},server=on,wait=off",
                "-chardev",
                "stdio,id=console,signal=off",
                *qemu.serial_ports(settings),
            ],
            cwd=directory,
            stdin=subprocess.DEVNULL,
        )
        try:
            qemu.wait_for_socket(gate, machine)
            return _gdb(settings, symbols, gate, gdb_arguments)
        finally:
            machine.kill()  # it has nothing to put in order, and would remark on being asked to end
            machine.wait()


def _gdb(
    settings: Settings, symbols: pathlib.Path | None, gate: pathlib.Path, gdb_arguments: list[str]
) -> int:
    command = [
        "gdb-multiarch",
        "-quiet",
        "-iex",
        "set confirm off",
        "-iex",
        f"set architecture {settings.about.debugger}",
        str(settings.kernel),
    ]
    if symbols is not None and symbols.is_file():
        command += ["-ex", f'add-symbol-file "{symbols}"']
    command += ["-ex", f"target remote {gate}", *gdb_arguments]
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for GDB: it stops the machine
    try:
        # SIG_IGN would be inherited.
        return subprocess.run(
            command, check=False, preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL)
        ).returncode
    except OSError as error:
        raise Problem(f"cannot start {command[0]}: {error.strerror}") from error
    finally:
        signal.signal(signal.SIGINT, before)
